from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("roadmap", "0012_bin"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="feature",
            index=models.Index(fields=["workspace", "target", "start"], name="roadmap_feature_span"),
        ),
    ]
