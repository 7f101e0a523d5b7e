"""Indexes for every order that long lists are shown in, built beside the traffic."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # an index that is built concurrently waits for no transaction, its own included

    dependencies = [
        ("accounts", "0001_initial"),
        ("messaging", "0001_initial"),
        ("roadmap", "0002_playbooks_raci_briefs"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="activity",
            index=models.Index(fields=["workspace", "created_at", "id"], name="messaging_activity_made"),
        ),
        AddIndexConcurrently(
            model_name="activity",
            index=models.Index(fields=["workspace", "updated_at", "id"], name="messaging_activity_changed"),
        ),
        AddIndexConcurrently(
            model_name="activity",
            index=models.Index(
                models.F("workspace"),
                models.OrderBy(models.F("due"), descending=True, nulls_last=True),
                models.OrderBy(models.F("id"), descending=True),
                name="messaging_activity_from_due",
            ),
        ),
        AddIndexConcurrently(
            model_name="activity",
            index=models.Index(fields=["workspace", "title", "id"], name="messaging_activity_by_title"),
        ),
        AddIndexConcurrently(
            model_name="activity",
            index=models.Index(fields=["workspace", "status", "id"], name="messaging_activity_by_status"),
        ),
        AddIndexConcurrently(
            model_name="activity",
            index=models.Index(fields=["workspace", "lock_on", "id"], name="messaging_activity_by_lock"),
        ),
        AddIndexConcurrently(
            model_name="activity",
            index=models.Index(
                models.F("workspace"),
                models.OrderBy(models.F("lock_on"), descending=True, nulls_last=True),
                models.OrderBy(models.F("id"), descending=True),
                name="messaging_activity_from_lock",
            ),
        ),
        AddIndexConcurrently(
            model_name="asset",
            index=models.Index(fields=["workspace", "created_at", "id"], name="messaging_asset_made"),
        ),
        AddIndexConcurrently(
            model_name="asset",
            index=models.Index(fields=["workspace", "updated_at", "id"], name="messaging_asset_changed"),
        ),
        AddIndexConcurrently(
            model_name="asset",
            index=models.Index(
                models.F("workspace"),
                models.OrderBy(models.F("due"), descending=True, nulls_last=True),
                models.OrderBy(models.F("id"), descending=True),
                name="messaging_asset_from_due",
            ),
        ),
        AddIndexConcurrently(
            model_name="asset",
            index=models.Index(fields=["workspace", "title", "id"], name="messaging_asset_by_title"),
        ),
        AddIndexConcurrently(
            model_name="asset",
            index=models.Index(fields=["workspace", "status", "id"], name="messaging_asset_by_status"),
        ),
        AddIndexConcurrently(
            model_name="claim",
            index=models.Index(fields=["workspace", "created_at", "id"], name="messaging_claim_made"),
        ),
        AddIndexConcurrently(
            model_name="claim",
            index=models.Index(fields=["workspace", "updated_at", "id"], name="messaging_claim_changed"),
        ),
        AddIndexConcurrently(
            model_name="claim",
            index=models.Index(fields=["workspace", "state", "id"], name="messaging_claim_by_state"),
        ),
    ]
