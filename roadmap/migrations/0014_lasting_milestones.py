from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("roadmap", "0013_feature_span"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="milestone",
            index=models.Index(
                fields=["workspace", "due"],
                name="roadmap_milestone_lasting",
                condition=models.Q(length_days__isnull=False),
            ),
        ),
    ]
