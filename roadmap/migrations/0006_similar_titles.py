from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    """Titles are compared by their trigrams. The extension is a trusted one: who owns the database may add it."""

    dependencies = [
        ("roadmap", "0005_scores"),
    ]

    operations = [
        TrigramExtension(),
    ]
