import django.db.models.deletion
from django.db import migrations, models

from launchhub.lib.migrations import RunBesideTraffic


def drop(index: str, column: str, key: models.Field) -> RunBesideTraffic:
    """Return the operation that drops the index of a key, which `AlterField` would check anew for all rows."""
    return RunBesideTraffic(
        f"DROP INDEX CONCURRENTLY IF EXISTS {index}",
        f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {index} ON deliveries ({column}_id)",
        state_operations=[migrations.AlterField("delivery", column, key)],
    )


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("accounts", "0004_share_orders"),
        ("events", "0001_initial"),
        ("notifications", "0003_delivery_log"),
    ]

    operations = [
        drop(
            "deliveries_event_id_ea585662",
            "event",
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="events.event",
            ),
        ),
        drop(
            "deliveries_workspace_id_ea682145",
            "workspace",
            models.ForeignKey(
                db_index=False,
                editable=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="accounts.workspace",
            ),
        ),
    ]
