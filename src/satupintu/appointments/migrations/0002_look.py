"""What every try to hold a time asks first, in a plan that a session keeps: most
tries of a rush end with the answer, and planning took longer than it."""

from django.db import migrations

LOOK = """
CREATE FUNCTION appointments_look(
    _tenant uuid, _proof text, _mall text, _queue text, _day date, _start integer,
    _now timestamptz, OUT made text, OUT is_full boolean
) LANGUAGE plpgsql STABLE AS $$
BEGIN
    made := (
        SELECT token FROM appointments_booking
        WHERE tenant_id = _tenant AND proof = _proof AND proof <> ''
    );
    is_full := EXISTS (
        SELECT FROM appointments_slot AS slot
        WHERE tenant_id = _tenant AND mall = _mall AND queue = _queue
          AND day = _day AND start = _start
          AND NOT closed AND public_taken >= public
          AND NOT EXISTS (
            SELECT FROM appointments_place WHERE slot_id = slot.id AND until <= _now
          )
    );
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("appointments", "0001_initial")]
    operations = [
        migrations.RunSQL(LOOK, "DROP FUNCTION appointments_look"),
    ]
