from django.db import migrations

from launchhub.lib.wall import every_workspace

SHAREABLE = ["product", "launch", "feature", "claim", "asset"]


def share_what_guests_watch(apps, editor):
    """Let guests go on seeing what they saw by a watch, before there were shares."""
    share, watch = apps.get_model("accounts", "Share"), apps.get_model("notifications", "Watch")
    with every_workspace():
        share.objects.bulk_create(
            share(
                workspace_id=row.workspace_id,
                target_noun=row.noun,
                target_id=row.target_id,
                member_id=row.member_id,
                created_at=row.created_at,
            )
            for row in watch.objects.filter(member__role="guest", noun__in=SHAREABLE).iterator()
        )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_shares"),
        ("notifications", "0001_initial"),
    ]

    operations = [migrations.RunPython(share_what_guests_watch, migrations.RunPython.noop)]
