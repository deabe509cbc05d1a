"""A published version never changes; a case relies on it for years."""

from django.db import migrations

FORWARD = """
    CREATE TRIGGER service_version_immutable
        BEFORE UPDATE OR DELETE ON catalogue_serviceversion
        FOR EACH ROW EXECUTE FUNCTION satupintu_append_only();
"""
BACKWARD = "DROP TRIGGER service_version_immutable ON catalogue_serviceversion;"


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0001_initial"),
        ("kernel", "0002_append_only"),
    ]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
