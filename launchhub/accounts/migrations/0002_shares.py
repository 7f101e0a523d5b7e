import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import launchhub.lib.ids
from launchhub.lib.migrations import ProtectTenant


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Share",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=launchhub.lib.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("target_noun", models.CharField(max_length=40)),
                ("target_id", models.UUIDField()),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "author",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="accounts.member"
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="shares", to="accounts.member"
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
                "db_table": "shares",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("workspace", "id"), name="accounts_share_workspace_id"),
                    models.UniqueConstraint(fields=("workspace", "target_id", "member"), name="shares_once"),
                ],
            },
        ),
        migrations.AddField(
            model_name="invitation",
            name="shared_id",
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="invitation",
            name="shared_noun",
            field=models.CharField(blank=True, db_default="", default="", max_length=40),
        ),
        ProtectTenant("Share"),
    ]
