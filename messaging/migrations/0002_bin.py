from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

MODELS = ("activity", "asset", "claim")


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("messaging", "0001_initial"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name=model,
            index=models.Index(
                condition=models.Q(("deleted_at__isnull", False)),
                fields=["workspace", "deleted_at"],
                name=f"messaging_{model}_binned",
            ),
        )
        for model in MODELS
    ]
