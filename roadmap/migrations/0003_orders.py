"""Indexes for every order that long lists are shown in, built beside the traffic."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # an index that is built concurrently waits for no transaction, its own included

    dependencies = [
        ("accounts", "0001_initial"),
        ("roadmap", "0002_playbooks_raci_briefs"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="brief",
            index=models.Index(fields=["workspace", "created_at", "id"], name="roadmap_brief_made"),
        ),
        AddIndexConcurrently(
            model_name="brief",
            index=models.Index(fields=["workspace", "updated_at", "id"], name="roadmap_brief_changed"),
        ),
        AddIndexConcurrently(
            model_name="brief",
            index=models.Index(fields=["workspace", "hat", "id"], name="roadmap_brief_by_hat"),
        ),
        AddIndexConcurrently(
            model_name="datemove",
            index=models.Index(fields=["workspace", "created_at", "id"], name="roadmap_datemove_made"),
        ),
        AddIndexConcurrently(
            model_name="datemove",
            index=models.Index(fields=["workspace", "days", "id"], name="roadmap_datemove_by_days"),
        ),
        AddIndexConcurrently(
            model_name="dependency",
            index=models.Index(fields=["workspace", "created_at", "id"], name="roadmap_dependency_made"),
        ),
        AddIndexConcurrently(
            model_name="dependency",
            index=models.Index(fields=["workspace", "updated_at", "id"], name="roadmap_dependency_changed"),
        ),
        AddIndexConcurrently(
            model_name="dependency",
            index=models.Index(fields=["workspace", "lag_days", "id"], name="roadmap_dependency_by_lag"),
        ),
        AddIndexConcurrently(
            model_name="feature",
            index=models.Index(fields=["workspace", "title", "id"], name="roadmap_feature_by_title"),
        ),
        AddIndexConcurrently(
            model_name="feature",
            index=models.Index(fields=["workspace", "status", "id"], name="roadmap_feature_by_status"),
        ),
        AddIndexConcurrently(
            model_name="feature",
            index=models.Index(fields=["workspace", "position", "id"], name="roadmap_feature_by_position"),
        ),
        AddIndexConcurrently(
            model_name="feature",
            index=models.Index(fields=["workspace", "created_at", "id"], name="roadmap_feature_made"),
        ),
        AddIndexConcurrently(
            model_name="feature",
            index=models.Index(fields=["workspace", "start", "id"], name="roadmap_feature_by_start"),
        ),
        AddIndexConcurrently(
            model_name="feature",
            index=models.Index(
                models.F("workspace"),
                models.OrderBy(models.F("start"), descending=True, nulls_last=True),
                models.OrderBy(models.F("id"), descending=True),
                name="roadmap_feature_from_start",
            ),
        ),
        AddIndexConcurrently(
            model_name="feature",
            index=models.Index(
                models.F("workspace"),
                models.OrderBy(models.F("target"), descending=True, nulls_last=True),
                models.OrderBy(models.F("id"), descending=True),
                name="roadmap_feature_from_target",
            ),
        ),
        AddIndexConcurrently(
            model_name="launch",
            index=models.Index(
                models.F("workspace"),
                models.Case(
                    models.When(status__in=("launched", "closed", "cancelled"), then=1),
                    default=0,
                    output_field=models.IntegerField(),
                ),
                models.OrderBy(
                    models.Case(
                        models.When(
                            models.Q(("status__in", ("launched", "closed", "cancelled")), _negated=True),
                            then=models.F("date"),
                        )
                    ),
                    nulls_last=True,
                ),
                models.OrderBy(models.F("date"), descending=True, nulls_last=True),
                models.OrderBy(models.F("id")),
                name="roadmap_launch_nearest",
            ),
        ),
        AddIndexConcurrently(
            model_name="launch",
            index=models.Index(fields=["workspace", "created_at", "id"], name="roadmap_launch_made"),
        ),
        AddIndexConcurrently(
            model_name="launch",
            index=models.Index(fields=["workspace", "updated_at", "id"], name="roadmap_launch_changed"),
        ),
        AddIndexConcurrently(
            model_name="launch",
            index=models.Index(fields=["workspace", "name", "id"], name="roadmap_launch_by_name"),
        ),
        AddIndexConcurrently(
            model_name="launch",
            index=models.Index(fields=["workspace", "tier", "id"], name="roadmap_launch_by_tier"),
        ),
        AddIndexConcurrently(
            model_name="launch",
            index=models.Index(fields=["workspace", "status", "id"], name="roadmap_launch_by_status"),
        ),
        AddIndexConcurrently(
            model_name="launch",
            index=models.Index(
                models.F("workspace"),
                models.OrderBy(models.F("date"), descending=True, nulls_last=True),
                models.OrderBy(models.F("id"), descending=True),
                name="roadmap_launch_from_date",
            ),
        ),
        AddIndexConcurrently(
            model_name="milestone",
            index=models.Index(fields=["workspace", "created_at", "id"], name="roadmap_milestone_made"),
        ),
        AddIndexConcurrently(
            model_name="milestone",
            index=models.Index(fields=["workspace", "updated_at", "id"], name="roadmap_milestone_changed"),
        ),
        AddIndexConcurrently(
            model_name="milestone",
            index=models.Index(
                models.F("workspace"),
                models.OrderBy(models.F("due"), descending=True, nulls_last=True),
                models.OrderBy(models.F("id"), descending=True),
                name="roadmap_milestone_from_due",
            ),
        ),
        AddIndexConcurrently(
            model_name="milestone",
            index=models.Index(fields=["workspace", "name", "id"], name="roadmap_milestone_by_name"),
        ),
        AddIndexConcurrently(
            model_name="raciline",
            index=models.Index(fields=["workspace", "created_at", "id"], name="roadmap_raciline_made"),
        ),
        AddIndexConcurrently(
            model_name="raciline",
            index=models.Index(fields=["workspace", "updated_at", "id"], name="roadmap_raciline_changed"),
        ),
        AddIndexConcurrently(
            model_name="raciline",
            index=models.Index(fields=["workspace", "hat", "id"], name="roadmap_raciline_by_hat"),
        ),
        AddIndexConcurrently(
            model_name="raciline",
            index=models.Index(fields=["workspace", "what", "id"], name="roadmap_raciline_by_what"),
        ),
        AddIndexConcurrently(
            model_name="task",
            index=models.Index(fields=["workspace", "created_at", "id"], name="roadmap_task_made"),
        ),
        AddIndexConcurrently(
            model_name="task",
            index=models.Index(fields=["workspace", "updated_at", "id"], name="roadmap_task_changed"),
        ),
        AddIndexConcurrently(
            model_name="task",
            index=models.Index(
                models.F("workspace"),
                models.OrderBy(models.F("due"), descending=True, nulls_last=True),
                models.OrderBy(models.F("id"), descending=True),
                name="roadmap_task_from_due",
            ),
        ),
        AddIndexConcurrently(
            model_name="task",
            index=models.Index(fields=["workspace", "title", "id"], name="roadmap_task_by_title"),
        ),
        AddIndexConcurrently(
            model_name="task",
            index=models.Index(fields=["workspace", "status", "id"], name="roadmap_task_by_status"),
        ),
    ]
