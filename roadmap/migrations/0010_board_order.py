from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("roadmap", "0009_insights"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="feature",
            index=models.Index(fields=["workspace", "status", "position", "id"], name="roadmap_feature_board"),
        ),
    ]
