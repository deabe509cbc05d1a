"""What happened in a hall cannot be rewritten, not even by a slip of ours."""

from django.db import migrations

_TABLES = ("queueing_period", "queueing_call", "queueing_announcement")

FORWARD = "".join(
    f"""
    CREATE TRIGGER {table}_append_only
        BEFORE UPDATE ON {table}
        FOR EACH ROW EXECUTE FUNCTION satupintu_append_only();
    """
    for table in _TABLES
)
BACKWARD = "".join(f"DROP TRIGGER {table}_append_only ON {table};" for table in _TABLES)


class Migration(migrations.Migration):
    dependencies = [
        ("queueing", "0001_initial"),
        ("kernel", "0002_append_only"),
    ]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
