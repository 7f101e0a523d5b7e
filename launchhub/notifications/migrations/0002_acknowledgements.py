import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import launchhub.lib.ids
from launchhub.lib.migrations import KeepLedger, ProtectTenant


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("events", "0001_initial"),
        ("notifications", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Acknowledgement",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=launchhub.lib.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "event",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="events.event",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.member",
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.workspace",
                    ),
                ),
            ],
            options={
                "db_table": "acknowledgements",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("workspace", "id"), name="notifications_acknowledgement_workspace_id"
                    ),
                    models.UniqueConstraint(fields=("workspace", "event", "member"), name="acknowledgements_once"),
                ],
            },
        ),
        migrations.AddField(
            model_name="notification",
            name="asked",
            field=models.BooleanField(
                db_default=False, editable=False, help_text="Whether the event asks them something."
            ),
        ),
        ProtectTenant("acknowledgement"),
        KeepLedger("acknowledgement"),
    ]
