from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

MODELS = ("customer", "dependency", "feature", "goal", "insight", "launch", "milestone", "raciline", "task")


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("roadmap", "0011_column_limits"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name=model,
            index=models.Index(
                condition=models.Q(("deleted_at__isnull", False)),
                fields=["workspace", "deleted_at"],
                name=f"roadmap_{model}_binned",
            ),
        )
        for model in MODELS
    ]
