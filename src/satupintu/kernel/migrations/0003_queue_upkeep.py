"""Keep the planner's picture of the job queue fresh.

The queue empties and fills within seconds; with statistics from before a burst
the query that fetches a job can sort millions of pairs. A few hundred changed
rows are therefore reason enough to look again.
"""

from django.db import migrations

_SET = """
    ALTER TABLE procrastinate_jobs SET (
        autovacuum_analyze_scale_factor = 0,
        autovacuum_analyze_threshold = 200,
        autovacuum_vacuum_scale_factor = 0,
        autovacuum_vacuum_threshold = 1000
    )
"""
_RESET = """
    ALTER TABLE procrastinate_jobs RESET (
        autovacuum_analyze_scale_factor,
        autovacuum_analyze_threshold,
        autovacuum_vacuum_scale_factor,
        autovacuum_vacuum_threshold
    )
"""


class Migration(migrations.Migration):
    dependencies = (
        ("kernel", "0002_append_only"),
        ("procrastinate", "0041_post_retry_failed_job"),
    )
    operations = (migrations.RunSQL(_SET, _RESET),)
