from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("notifications", "0002_acknowledgements"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("status__in", ("dead", "cancelled"))),
                fields=["workspace", "status", "-id"],
                name="deliveries_failed",
            ),
        ),
        AddIndexConcurrently(
            model_name="delivery",
            index=models.Index(fields=["workspace", "created_at", "id"], name="notifications_delivery_made"),
        ),
    ]
