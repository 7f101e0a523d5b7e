"""Indexes for every order that long lists are shown in, built beside the traffic."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # an index that is built concurrently waits for no transaction, its own included

    dependencies = [
        ("accounts", "0001_initial"),
        ("qa", "0001_initial"),
        ("roadmap", "0002_playbooks_raci_briefs"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="criterion",
            index=models.Index(fields=["workspace", "created_at", "id"], name="qa_criterion_made"),
        ),
        AddIndexConcurrently(
            model_name="criterion",
            index=models.Index(fields=["workspace", "updated_at", "id"], name="qa_criterion_changed"),
        ),
        AddIndexConcurrently(
            model_name="defect",
            index=models.Index(fields=["workspace", "created_at", "id"], name="qa_defect_made"),
        ),
        AddIndexConcurrently(
            model_name="defect",
            index=models.Index(fields=["workspace", "updated_at", "id"], name="qa_defect_changed"),
        ),
        AddIndexConcurrently(
            model_name="defect",
            index=models.Index(fields=["workspace", "title", "id"], name="qa_defect_by_title"),
        ),
        AddIndexConcurrently(
            model_name="defect",
            index=models.Index(fields=["workspace", "severity", "id"], name="qa_defect_by_severity"),
        ),
        AddIndexConcurrently(
            model_name="defect",
            index=models.Index(fields=["workspace", "status", "id"], name="qa_defect_by_status"),
        ),
        AddIndexConcurrently(
            model_name="evidence",
            index=models.Index(fields=["workspace", "created_at", "id"], name="qa_evidence_made"),
        ),
        AddIndexConcurrently(
            model_name="evidence",
            index=models.Index(fields=["workspace", "updated_at", "id"], name="qa_evidence_changed"),
        ),
        AddIndexConcurrently(
            model_name="gate",
            index=models.Index(fields=["workspace", "created_at", "id"], name="qa_gate_made"),
        ),
        AddIndexConcurrently(
            model_name="gate",
            index=models.Index(fields=["workspace", "updated_at", "id"], name="qa_gate_changed"),
        ),
        AddIndexConcurrently(
            model_name="gate",
            index=models.Index(
                models.F("workspace"),
                models.OrderBy(models.F("due"), descending=True, nulls_last=True),
                models.OrderBy(models.F("id"), descending=True),
                name="qa_gate_from_due",
            ),
        ),
        AddIndexConcurrently(
            model_name="gate",
            index=models.Index(
                models.F("workspace"),
                models.Case(
                    models.When(status="failed", then=models.Value(0)),
                    models.When(status="in_review", then=models.Value(1)),
                    models.When(status="open", then=models.Value(2)),
                    models.When(status="waived", then=models.Value(3)),
                    models.When(status="passed", then=models.Value(4)),
                    output_field=models.IntegerField(),
                ),
                models.OrderBy(models.F("due"), nulls_last=True),
                models.OrderBy(models.F("id")),
                name="qa_gate_queue",
            ),
        ),
        AddIndexConcurrently(
            model_name="gate",
            index=models.Index(fields=["workspace", "name", "id"], name="qa_gate_by_name"),
        ),
        AddIndexConcurrently(
            model_name="gate",
            index=models.Index(fields=["workspace", "status", "id"], name="qa_gate_by_status"),
        ),
        AddIndexConcurrently(
            model_name="signoff",
            index=models.Index(fields=["workspace", "created_at", "id"], name="qa_signoff_made"),
        ),
        AddIndexConcurrently(
            model_name="testrun",
            index=models.Index(fields=["workspace", "created_at", "id"], name="qa_testrun_made"),
        ),
        AddIndexConcurrently(
            model_name="testrun",
            index=models.Index(fields=["workspace", "suite", "id"], name="qa_testrun_by_suite"),
        ),
    ]
