from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

MODELS = ("criterion", "defect", "evidence", "gate")


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("qa", "0001_initial"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name=model,
            index=models.Index(
                condition=models.Q(("deleted_at__isnull", False)),
                fields=["workspace", "deleted_at"],
                name=f"qa_{model}_binned",
            ),
        )
        for model in MODELS
    ]
