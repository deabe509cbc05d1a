"""Functions for what every press at a counter reads and writes.

They hold no policy: who is called is chosen by `rules`. In the database because a
session keeps the plans of a function, and plans anew every statement it is sent;
and because each statement of a function sees what was committed before it, also by
a press whose lock it has waited for.
"""

from django.db import migrations, models

# The first of each kind in each queue, each by its own range of the index: a long
# line costs no more than a short one, and planning it anew would take longer. With
# each, how often a counter that serves the queue has called somebody with a later
# place; and of each queue, newest first, whether its last calls were of priority
# visitors.
LINE = """
CREATE FUNCTION queueing_line(
    _tenant uuid, _mall text, _day date, _queues text[], _now timestamptz,
    _most integer, _turn integer
) RETURNS json LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    RETURN (
        WITH standing AS MATERIALIZED (
            SELECT first.* FROM unnest(_queues) AS line (queue)
            CROSS JOIN (VALUES (true), (false)) AS kind (priority)
            CROSS JOIN LATERAL (
                SELECT stop.id, stop.queue, stop.priority, stop.sort_at,
                       stop.booked_for, coalesce(stop.waiting_from, _now) AS came_at
                FROM queueing_stop AS stop
                WHERE stop.tenant_id = _tenant AND stop.mall = _mall
                  AND stop.day = _day AND stop.state = 'waiting'
                  AND stop.queue = line.queue AND stop.priority = kind.priority
                  AND (
                    SELECT visit.counter = '' AND visit.arrived_at IS NOT NULL
                    FROM queueing_visit AS visit WHERE visit.id = stop.visit_id
                  )
                  AND (stop.not_before IS NULL OR stop.not_before <= _now)
                ORDER BY stop.sort_at, stop.id
                LIMIT _most
            ) AS first
        ), later AS MATERIALIZED (
            SELECT call.sort_at, call.at, session.queues
            FROM queueing_call AS call
            JOIN queueing_session AS session ON session.id = call.session_id
            WHERE call.tenant_id = _tenant AND call.mall = _mall
              AND call.day = _day AND call.kind = 'call' AND NOT call.booked
              AND call.sort_at > (SELECT min(sort_at) FROM standing)
              AND call.at >= (SELECT min(came_at) FROM standing)
              AND session.queues ?| _queues
        )
        SELECT json_build_object(
            'standing', (
                SELECT json_agg(json_build_array(
                    id, queue, priority, extract(epoch FROM sort_at),
                    booked_for IS NOT NULL, coalesce(booked_for <= _now, true),
                    (SELECT count(*) FROM later
                     WHERE later.sort_at > standing.sort_at
                       AND later.at >= standing.came_at
                       AND later.queues ? standing.queue)
                ) ORDER BY sort_at, id)
                FROM standing
            ),
            'recent', (
                SELECT json_object_agg(line.queue, ARRAY(
                    SELECT call.priority FROM queueing_call AS call
                    WHERE call.tenant_id = _tenant AND call.mall = _mall
                      AND call.day = _day AND call.queue = line.queue
                      AND call.kind = 'call'
                    ORDER BY call.at DESC LIMIT _turn
                ))
                FROM unnest(_queues) AS line (queue)
            )
        )
    );
END $$
"""
# The visit is locked before its stops are read: whoever changes a stop that is not
# free to be called does so, and two orders of locking would wait for each other.
VISIT = """
CREATE FUNCTION queueing_lock_visit(_tenant uuid, _stop uuid)
RETURNS json LANGUAGE plpgsql AS $$
DECLARE
    visit queueing_visit;
BEGIN
    SELECT * INTO visit FROM queueing_visit
    WHERE tenant_id = _tenant AND id = (
        SELECT visit_id FROM queueing_stop WHERE tenant_id = _tenant AND id = _stop
    )
    FOR UPDATE;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    RETURN (
        SELECT json_build_object(
            'visit', to_json(visit), 'stops', json_agg(to_json(stop) ORDER BY place)
        )
        FROM queueing_stop AS stop WHERE stop.visit_id = visit.id
    );
END $$
"""
# The session's row comes first. Then what this very press has called already, who
# is at the counter, the visitor to finish (if it is that one), and the line.
OPEN = """
CREATE FUNCTION queueing_open_press(
    _tenant uuid, _session uuid, _account uuid, _key text, _finishing uuid,
    _day date, _now timestamptz, _most integer, _turn integer
) RETURNS json LANGUAGE plpgsql AS $$
DECLARE
    session queueing_session;
    current_id uuid;
    here json;
BEGIN
    SELECT * INTO session FROM queueing_session
    WHERE tenant_id = _tenant AND id = _session AND account_id = _account
      AND closed_at IS NULL
    FOR UPDATE;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    SELECT id INTO current_id FROM queueing_stop
    WHERE session_id = _session AND state IN ('called', 'serving');
    IF current_id = _finishing THEN
        here := queueing_lock_visit(_tenant, current_id);
    END IF;
    RETURN json_build_object(
        'session', to_json(session),
        'called', (
            SELECT stop_id FROM queueing_call
            WHERE tenant_id = _tenant AND key = _key
        ),
        'current', current_id,
        'here', here,
        'line', CASE WHEN _most > 0 THEN queueing_line(
            _tenant, session.mall, _day,
            ARRAY(SELECT json_array_elements_text(session.queues::json)),
            _now, _most, _turn
        ) END
    );
END $$
"""
# Stop and visit are locked together and read again under the lock, so that nobody
# is called twice, or to two counters. Whom a colleague is calling is skipped.
PICK = """
CREATE FUNCTION queueing_pick(_tenant uuid, _order uuid[], _states text[])
RETURNS json LANGUAGE plpgsql AS $$
DECLARE
    picked uuid;
BEGIN
    SELECT stop.id INTO picked
    FROM queueing_stop AS stop
    JOIN queueing_visit AS visit ON visit.id = stop.visit_id
    WHERE stop.tenant_id = _tenant AND stop.id = ANY(_order)
      AND stop.state = ANY(_states) AND visit.counter = ''
    ORDER BY array_position(_order, stop.id)
    LIMIT 1
    FOR UPDATE OF stop, visit SKIP LOCKED;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    RETURN json_build_object(
        'picked', picked, 'here', queueing_lock_visit(_tenant, picked)
    );
END $$
"""
# Stops as they are from now on, each with its visit and a row of its history. One
# after another: who leaves a counter does so before the next one comes to it.
MOVE = """
CREATE FUNCTION queueing_move(_moves json) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    move record;
BEGIN
    FOR move IN SELECT * FROM json_to_recordset(_moves) AS given (
        stop queueing_stop, visit queueing_visit, period queueing_period
    ) LOOP
        UPDATE queueing_stop SET
            state = (move.stop).state, since = (move.stop).since,
            reason = (move.stop).reason, session_id = (move.stop).session_id,
            counter = (move.stop).counter, queue = (move.stop).queue,
            errand = (move.stop).errand, waiting_from = (move.stop).waiting_from,
            sort_at = (move.stop).sort_at, not_before = (move.stop).not_before,
            hold_at = (move.stop).hold_at, calls = (move.stop).calls
        WHERE id = (move.stop).id;
        UPDATE queueing_visit SET
            counter = (move.visit).counter, zone = (move.visit).zone,
            arrived_at = (move.visit).arrived_at,
            ended_at = (move.visit).ended_at, "end" = (move.visit).end
        WHERE id = (move.visit).id
          AND (counter, zone, arrived_at, ended_at, "end") IS DISTINCT FROM (
            (move.visit).counter, (move.visit).zone, (move.visit).arrived_at,
            (move.visit).ended_at, (move.visit).end
          );
        INSERT INTO queueing_period SELECT (move.period).*;
    END LOOP;
END $$
"""
# The moves that a call makes, the call, and what the display shows of it; the
# session was at work then. The id of what is shown, by which displays catch up.
CALL = """
CREATE FUNCTION queueing_call(_moves json, _call json, _shown json)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    call queueing_call;
    shown bigint;
BEGIN
    PERFORM queueing_move(_moves);
    call := json_populate_record(NULL::queueing_call, _call);
    INSERT INTO queueing_call SELECT call.*;
    UPDATE queueing_session SET seen_at = call.at WHERE id = call.session_id;
    INSERT INTO queueing_announcement
        (tenant_id, mall, zone, kind, number, counter, way, at)
    SELECT tenant_id, mall, zone, kind, number, counter, way, at
    FROM json_populate_record(NULL::queueing_announcement, _shown)
    RETURNING id INTO shown;
    RETURN shown;
END $$
"""
FUNCTIONS = {
    "queueing_line": LINE,
    "queueing_lock_visit": VISIT,
    "queueing_open_press": OPEN,
    "queueing_pick": PICK,
    "queueing_move": MOVE,
    "queueing_call": CALL,
}


class Migration(migrations.Migration):
    dependencies = [("queueing", "0004_line_by_queue")]
    operations = [
        # With the id, by which equal places are ordered: nothing is left to sort.
        migrations.RemoveIndex(model_name="stop", name="stop_waiting"),
        migrations.AddIndex(
            model_name="stop",
            index=models.Index(
                condition=models.Q(("state", "waiting")),
                fields=[
                    *("tenant", "mall", "day", "queue", "priority", "sort_at", "id")
                ],
                name="stop_waiting",
            ),
        ),
        *(
            migrations.RunSQL(body, f"DROP FUNCTION {name}")
            for name, body in FUNCTIONS.items()
        ),
    ]
