"""The journal cannot be rewritten, not even by a slip in our own code."""

from django.db import migrations

FORWARD = """
    CREATE FUNCTION satupintu_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END $$;
    CREATE TRIGGER journal_append_only
        BEFORE UPDATE OR DELETE ON kernel_journalentry
        FOR EACH ROW EXECUTE FUNCTION satupintu_append_only();
"""
BACKWARD = """
    DROP TRIGGER journal_append_only ON kernel_journalentry;
    DROP FUNCTION satupintu_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
