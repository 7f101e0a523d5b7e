from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("accounts", "0003_shares_of_guests"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="share",
            index=models.Index(fields=["workspace", "target_noun", "id"], name="accounts_share_noun"),
        ),
        AddIndexConcurrently(
            model_name="share",
            index=models.Index(fields=["workspace", "created_at", "id"], name="accounts_share_made"),
        ),
    ]
