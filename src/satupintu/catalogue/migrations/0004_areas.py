import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

import satupintu.kernel.ids
import satupintu.kernel.tenancy


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0003_sound"),
    ]

    operations = [
        migrations.CreateModel(
            name="AreaSet",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=satupintu.kernel.ids.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("content", models.BinaryField()),
                (
                    "tenant",
                    models.ForeignKey(
                        default=satupintu.kernel.tenancy.current_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.tenant",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("tenant",), name="area_set_once")
                ],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("every_tenant", django.db.models.manager.Manager()),
            ],
        ),
    ]
