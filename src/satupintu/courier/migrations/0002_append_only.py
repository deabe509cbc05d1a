"""Through whose hands a folder went cannot be rewritten."""

from django.db import migrations

FORWARD = """
    CREATE TRIGGER courier_hop_append_only
        BEFORE UPDATE ON courier_hop
        FOR EACH ROW EXECUTE FUNCTION satupintu_append_only();
"""
BACKWARD = "DROP TRIGGER courier_hop_append_only ON courier_hop;"


class Migration(migrations.Migration):
    dependencies = [
        ("courier", "0001_initial"),
        ("kernel", "0002_append_only"),
    ]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
