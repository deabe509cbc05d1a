"""Very many cases, written straight into the tables.

Three in a hundred are open, with their next step on one of several posts; the
others went through every step. Names follow a steep distribution, as names do:
one in ten applicants is called Siti, and surnames differ. Journals stay empty, as
no list reads them.
"""

import time

import psycopg

_ACCOUNTS = """
    INSERT INTO people_account (id, password, tenant_id, username, login, email,
        phone, name, identity, language, is_staff, is_active)
    SELECT uuidv7(), '!', t.id, 'fill/' || n, 'fill' || n || '@contoh.example', '', '',
        'Pemohon ' || n, '', 'id', false, true
    FROM kernel_tenant t, generate_series(1, 2000) n
    ON CONFLICT DO NOTHING
"""
# A multiplicative hash of the row's number stands for chance, so that every fill
# is the same.
_CASES = """
    INSERT INTO cases_case (id, tenant_id, key, number, version_id, service_code,
        account_id, applicant_name, channel, answers, papers, status, deemed, clock,
        submitted_at, complete_at, due_at, closed_at, decision_reason, posts, search)
    SELECT uuidv7(), m.tenant_id, 'fill-' || n, nr, m.version_id, m.service_code,
        a.ids[1 + n %% cardinality(a.ids)], name, 'online', m.answers, m.papers,
        CASE WHEN is_open THEN 'open' ELSE 'granted' END, false, m.clock, at, at,
        CASE WHEN is_open THEN at + interval '7 days' END,
        CASE WHEN is_open THEN NULL ELSE at + interval '4 days' END, '', m.posts,
        lower(nr || ' ' || name)
    FROM generate_series(%(first)s::int, %(last)s::int) n
    CROSS JOIN LATERAL (SELECT (n * 2654435761) %% 1000003 AS chance) c
    CROSS JOIN LATERAL (SELECT 100 * c.chance / 1000003 AS percent) p
    CROSS JOIN (SELECT array_agg(id) AS ids FROM people_account
                WHERE username LIKE 'fill/%%') a
    JOIN (SELECT row_number() OVER (ORDER BY service_code) - 1 AS place, * FROM (
            SELECT DISTINCT ON (service_code) tenant_id, version_id, service_code,
                answers, papers, clock, posts
            FROM cases_case WHERE key NOT LIKE 'fill-%%' AND cardinality(posts) > 2
            ORDER BY service_code, cardinality(posts) DESC) s) m
      ON m.place = n %% 3
    CROSS JOIN LATERAL (SELECT
        upper('x' || left(m.service_code, 1)) || '-2026-'
          || lpad(n::text, 7, '0') AS nr,
        (CASE WHEN percent < 10 THEN 'Siti' WHEN percent < 17 THEN 'Muhammad'
              WHEN percent < 20 THEN 'Budi' ELSE (%(first_names)s::text[])
                [1 + c.chance %% cardinality(%(first_names)s::text[])] END)
          || ' ' || (%(surnames)s::text[])
                [1 + n %% cardinality(%(surnames)s::text[])] || c.chance %% 977 AS name,
        n %% 100 < 3 AS is_open,
        now() - (%(last)s::int - n) * interval '31 seconds' AS at) v
"""
# Done steps of closed cases; of an open one the first of its posts has it now.
_TASKS = """
    INSERT INTO cases_task (id, tenant_id, case_id, step, round, agency, role, state,
        outcome, reason, legal, checklist, decided_by_name, opened_at, due_at,
        decided_at, claimed_by_id)
    SELECT uuidv7(), c.tenant_id, c.id, 'step' || place, 1, split_part(post, '/', 1),
        split_part(post, '/', 2),
        CASE WHEN c.closed_at IS NULL AND place = last THEN 'ready' ELSE 'done' END,
        CASE WHEN c.closed_at IS NULL AND place = last THEN '' ELSE 'pass' END,
        '', '', '{}', '', c.submitted_at,
        c.submitted_at + place * interval '2 days',
        CASE WHEN c.closed_at IS NULL AND place = last THEN NULL
             ELSE c.submitted_at + place * interval '1 day' END, NULL
    FROM cases_case c
    CROSS JOIN LATERAL (SELECT CASE WHEN c.closed_at IS NULL
            THEN 1 + right(c.number, 3)::int %% cardinality(c.posts)
            ELSE cardinality(c.posts) END AS last) l
    CROSS JOIN LATERAL unnest(c.posts) WITH ORDINALITY AS p (post, place)
    WHERE c.key LIKE 'fill-%%' AND p.place <= l.last
      AND right(c.number, 7)::int BETWEEN %(first)s AND %(last)s
"""
# A ready task must carry a step that its service has: pages show its title.
_STEPS = """
    UPDATE cases_task t SET step = s.step
    FROM cases_case c, (
        SELECT DISTINCT c.service_code, t.agency, t.role, t.step
        FROM cases_task t JOIN cases_case c ON c.id = t.case_id
        WHERE c.key NOT LIKE 'fill-%' AND t.role <> '') s
    WHERE c.id = t.case_id AND t.step LIKE 'step%' AND t.state = 'ready'
      AND s.service_code = c.service_code
      AND s.agency = t.agency AND s.role = t.role
"""
_FIRST = "Agus Dewi Rina Joko Wati Eko Sri Ahmad Dian Putri Hendra Yuli Rudi Nur Indah"
_LAST = "Santoso Wijaya Lestari Pratama Saputra Hidayat Rahayu Kusuma Siregar Nasution"


def fill(server: psycopg.Connection[tuple[object, ...]], cases: int) -> float:
    """Add cases until there are `cases`; returns the seconds it took."""
    start = time.monotonic()
    there = server.execute(
        "SELECT count(*) FROM cases_case WHERE key LIKE 'fill-%'"
    ).fetchone()
    first = int(str(there[0])) + 1 if there else 1
    values = {
        "first": first,
        "last": cases,
        "first_names": _FIRST.split(),
        "surnames": _LAST.split(),
    }
    # References hold by construction; checking each would take most of the time.
    server.execute("SET session_replication_role = replica")
    server.execute("SET synchronous_commit = off")
    server.execute(_ACCOUNTS)
    server.execute(_CASES, values)
    server.execute(_TASKS, values)
    server.execute(_STEPS)
    server.execute("RESET ALL")
    server.execute("VACUUM ANALYZE cases_case, cases_task")
    return time.monotonic() - start
