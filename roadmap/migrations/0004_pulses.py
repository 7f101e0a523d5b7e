import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import launchhub.lib.ids
from launchhub.lib.migrations import KeepLedger, ProtectTenant


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("roadmap", "0003_goals"),
    ]

    operations = [
        migrations.CreateModel(
            name="DatePulse",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=launchhub.lib.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "answer",
                    models.CharField(choices=[("yes", "Yes"), ("wobbly", "Wobbly"), ("no", "No")], max_length=10),
                ),
                ("note", models.TextField(blank=True, default="")),
                ("date", models.DateField()),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "launch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="pulses", to="roadmap.launch"
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.member"
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
                "abstract": False,
                "indexes": [
                    models.Index(fields=["workspace", "launch", "-created_at"], name="roadmap_datepulse_launch"),
                    models.Index(fields=["workspace", "created_at", "id"], name="roadmap_datepulse_made"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("workspace", "id"), name="roadmap_datepulse_workspace_id")
                ],
            },
        ),
        ProtectTenant("datepulse"),
        KeepLedger("datepulse"),
    ]
