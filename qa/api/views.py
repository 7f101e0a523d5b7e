"""Quality over REST."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import JSONObject
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from launchhub.api.authentication import ApiRequest
from launchhub.api.collections import Collection
from launchhub.api.errors import BadParameters
from launchhub.api.parameters import TRIMMING, check_names
from qa.actions import criteria, defects, evidence, gates, signoffs, test_runs
from qa.api.reports import PARSERS, report_in
from qa.api.serializers import (
    CaseSerializer,
    CriterionSerializer,
    DefectSerializer,
    EvidenceSerializer,
    GateSerializer,
    RecordedSerializer,
    SignOffSerializer,
    SubmissionSerializer,
    TestRunSerializer,
)
from qa.models import Criterion, Defect, Evidence, Gate, SignOff, TestRun

ABOUT = {
    "suite": "The suite that criteria name.",
    "build": "The build that was tested.",
    "source": "The CI system, or where to look.",
    "commit": "The commit that was tested.",
}
FORM = {"type": "object", "properties": {"report": {"type": "string", "format": "binary"}}, "required": ["report"]}


class SignOffs(Collection):
    """Decisions on gates: a ledger. A new one is entered below its gate."""

    model = SignOff
    serializer_class = SignOffSerializer
    scope = "qa"
    filterset_fields = ("gate", "member", "decision")
    search_fields = ("reason", "customer_impact")


class Gates(Collection):
    """Quality bars that launches have to clear."""

    model = Gate
    serializer_class = GateSerializer
    actions = gates
    scope = "qa"
    filterset_fields = ("launch", "status", "kind", "required", "features", "approvers", "submitted_by")
    search_fields = ("name",)
    ordering_fields = ("name", "due", "status")

    @extend_schema(request=SubmissionSerializer, responses={201: GateSerializer})
    @action(detail=True, methods=["post"], serializer_class=SubmissionSerializer)
    def submissions(self, request: ApiRequest, pk: uuid.UUID) -> Response:
        """Ask the approvers for their review."""
        gate = self.get_object()
        self.valid(request.data)
        gates.submit(gate, by=request.member)
        return self.answer(self.one(pk), status=201)

    @extend_schema(responses=SignOffSerializer(many=True))
    @action(detail=True, methods=["get"], serializer_class=SignOffSerializer)
    def signoffs(self, request: ApiRequest, pk: uuid.UUID) -> Response:
        """List the decisions on the gate, oldest first."""
        ledger = self.beside(SignOffs)
        return ledger.page(ledger.get_queryset().filter(gate=self.get_object()))

    @extend_schema(responses={201: SignOffSerializer})
    @signoffs.mapping.post
    def add_signoff(self, request: ApiRequest, pk: uuid.UUID) -> Response:
        """Decide on the gate."""
        signoff = signoffs.create(gate=self.get_object(), by=request.member, **self.valid(request.data))
        ledger = self.beside(SignOffs)
        return ledger.answer(ledger.one(signoff.pk), status=201)


class Criteria(Collection):
    """The lines of gates."""

    model = Criterion
    serializer_class = CriterionSerializer
    actions = criteria
    scope = "qa"
    filterset_fields = ("gate", "kind", "state", "required", "test_run")
    search_fields = ("text",)


class EvidenceList(Collection):
    """What supports criteria besides test runs and defects."""

    model = Evidence
    serializer_class = EvidenceSerializer
    actions = evidence
    scope = "qa"
    filterset_fields = ("criterion",)
    search_fields = ("note", "url")


class TestRuns(Collection):
    """Results that CI systems sent; never changed."""

    model = TestRun
    serializer_class = TestRunSerializer
    actions = test_runs
    parser_classes = PARSERS
    scope = "qa"
    filterset_fields = ("suite", "build", "source", "commit")
    ordering_fields = ("suite",)
    bulk = None  # type: ignore[assignment]  # a request has one report

    @classmethod
    def offers(cls, verb: str) -> bool:
        """Say that runs can be made: they are recorded."""
        return verb == "create" or super().offers(verb)

    def annotate(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Add the totals."""
        rows: QuerySet[Any] = queryset.annotate(
            totals=JSONObject(**{n: n for n in ("tests", "passed", "failed", "errors", "skipped")})
        )
        return rows

    @extend_schema(
        request={"application/xml": OpenApiTypes.STR, "multipart/form-data": FORM},
        responses={201: RecordedSerializer},
        parameters=[OpenApiParameter(name, required=name == "suite", description=ABOUT[name]) for name in ABOUT],
    )
    def create(self, request: ApiRequest) -> Response:
        """Record a run from JUnit XML, and judge every criterion that names its suite."""
        check_names(request.query_params, [*ABOUT, *TRIMMING])
        about: dict[str, Any] = {name: request.query_params.get(name, "") for name in ABOUT}
        if not about["suite"].strip():
            raise BadParameters({"suite": "Name the suite that the report is of."})
        run = test_runs.record(report_in(request), by=request.member, **about)
        judged = test_runs.criteria_of(run).values("id", "state", "gate", gate_status=F("gate__status"))
        return self.created((run, {"criteria": list(judged), "ui_changed": run.ui_changed}))

    @extend_schema(responses=CaseSerializer(many=True))
    @action(detail=True, methods=["get"])
    def cases(self, request: ApiRequest, pk: uuid.UUID) -> Response:
        """List the cases that failed, broke, were skipped or are flaky: all of them on one page."""
        check_names(request.query_params, ())
        return Response({"next": None, "previous": None, "results": self.get_object().cases})


class Defects(Collection):
    """What is wrong."""

    model = Defect
    serializer_class = DefectSerializer
    actions = defects
    scope = "qa"
    filterset_fields = ("severity", "status", "feature", "gate")
    search_fields = ("title",)
    ordering_fields = ("title", "severity", "status")
