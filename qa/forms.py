"""What people type about gates, criteria, evidence, test runs and sign-offs."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django import forms

from launchhub.accounts.models import Member
from launchhub.lib.dates import MAX_OFFSET
from launchhub.web.forms import CleanTextMixin, EditForm
from launchhub.web.widgets import DayField, FirstChoiceField
from qa.evaluation import COMPARATORS
from qa.junit import MAX_BYTES
from qa.models import Criterion, CriterionKind, CriterionState, Decision, Gate, GateFeature, GateKind, Severity
from roadmap.choosing import NamesPeople, PeopleField, offer_people
from roadmap.models import Feature, Launch, OffsetUnit

MEGABYTE = 1024 * 1024


class Dependent(EditForm):
    """A form in which one choice (`steers`) decides which other fields count.

    `only_for` names the choices that a field is for; what it holds is left out under any other choice.
    """

    steers: str
    only_for: Mapping[str, Collection[str]] = {}

    def clean(self) -> dict[str, Any]:
        """Empty the fields that the present choice has no use for: they are not even shown."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name, choices in self.only_for.items():
            if cleaned.get(self.steers) not in choices:
                self.errors.pop(name, None)
                cleaned[name] = self.fields[name].to_python("")
        return cleaned


class GateForm(NamesPeople, Dependent):
    """A gate of a launch."""

    steers = "placement"
    only_for = {"days": ("anchored",), "unit": ("anchored",), "side": ("anchored",), "due": ("pinned",)}
    together = (("placement", "days", "unit", "side", "due"),)

    name = forms.CharField(max_length=200, help_text="What has to be true, in a few words.")
    launch = FirstChoiceField(
        Launch.objects.none(),
        empty_label="Choose a launch",
        help_text="The nearest are offered; a gate of a later one begins on the page of that launch.",
    )
    kind = forms.ChoiceField(choices=GateKind.choices)
    placement = forms.ChoiceField(
        choices=[("anchored", "With the launch"), ("pinned", "On a fixed date"), ("open", "No date yet")],
        widget=forms.RadioSelect,
        initial="anchored",
        label="Due",
        help_text="A gate that is due with the launch moves when the launch moves.",
    )
    days = forms.IntegerField(min_value=0, max_value=MAX_OFFSET, initial=7, required=False)
    unit = forms.ChoiceField(choices=OffsetUnit.choices, required=False, label="Counted in")
    side = forms.ChoiceField(
        choices=[("before", "Before the launch"), ("after", "After the launch")],
        required=False,
        label="Before or after",
    )
    due = DayField(required=False, label="Fixed date")
    approvers = PeopleField(help_text="They are asked to sign. Where nobody is named, anyone with the qa hat may.")
    quorum = forms.IntegerField(min_value=1, initial=1, label="Approvals needed")
    four_eyes = forms.BooleanField(required=False, label="Who submits the gate may not approve it")
    required = forms.BooleanField(required=False, initial=True, label="The launch can't go live without this gate")
    features = forms.ModelMultipleChoiceField(
        Feature.objects.none(), widget=forms.CheckboxSelectMultiple, required=False, label="Features covered"
    )

    def __init__(self, *args: Any, member: Member, launch: Launch | None = None, gate: Gate | None = None) -> None:
        super().__init__(*args, obj=gate, initial=None if gate else {"launch": launch})
        offer_people(self, "approvers", member=member)
        launches = Launch.objects.visible_to(member)
        _choose(self, "launch", launches.ahead().order_by("date", "name"))
        if launch:
            _choose(self, "launch", launches.filter(pk=launch.pk))
            self.fields["launch"].widget = self.fields["launch"].hidden_widget()
            _choose(self, "features", Feature.objects.visible_to(member).filter(launch=launch).order_by("title"))
        else:
            del self.fields["features"]
        if gate:
            del self.fields["launch"]
        if gate and launch:  # a gate may cover features of other launches too
            covered = GateFeature.objects.filter(gate=gate).values("feature")
            offered = Feature.objects.filter(launch=launch).values("pk").union(covered)
            _choose(self, "features", Feature.objects.visible_to(member).filter(pk__in=offered).order_by("title"))

    @staticmethod
    def values_of(obj: Gate) -> dict[str, Any]:
        """Return what the fields hold of a obj."""
        names = ("name", "kind", "quorum", "four_eyes", "required", "due")
        offset = obj.offset_days
        place: dict[str, Any] = {"placement": "pinned" if obj.due else "open"}
        if offset is not None:
            place = {
                "placement": "anchored",
                "days": abs(offset),
                "side": "after" if offset > 0 else "before",
                "unit": obj.offset_unit,
            }
        many = {"approvers": obj.approvers.all(), "features": obj.features.all()}
        return {name: getattr(obj, name) for name in names} | place | many

    def clean(self) -> dict[str, Any]:
        """Ask for the number of days or the date, whichever is chosen."""
        cleaned = super().clean()
        if cleaned.get("placement") == "anchored" and cleaned.get("days") is None and "days" not in self.errors:
            self.add_error("days", "Say how many days before or after the launch; 0 is the launch day.")
        return cleaned

    def as_fields(self) -> dict[str, Any]:
        """Return the fields as the action takes them: an offset or a date, and lists of objects."""
        given = super().as_fields()
        anchored = given.pop("placement") == "anchored"
        days, unit, side, due = (given.pop(name) for name in ("days", "unit", "side", "due"))
        place: dict[str, Any] = {"offset_days": None, "due": due}
        if anchored:
            place = {"offset_days": days if side == "after" else -days, "offset_unit": unit or OffsetUnit.CALENDAR}
        many = {name: list(given[name]) for name in ("approvers", "features") if name in given}
        return given | place | many


class SignOffForm(Dependent):
    """A decision on a gate, one of those that are offered. What each has to say, the action knows."""

    steers = "decision"
    only_for = {
        "customer_impact": (Decision.REJECT,),
        "retest_on": (Decision.REJECT,),
        "conditions": (Decision.APPROVE_WITH_CONDITIONS,),
        "waiver_expires": (Decision.WAIVE,),
    }

    decision = forms.ChoiceField(widget=forms.RadioSelect, error_messages={"required": "Choose a decision."})
    customer_impact = forms.CharField(
        widget=forms.Textarea({"rows": 3}),
        required=False,
        label="What would the customer notice?",
        help_text="A reject needs this. Product and marketing are told it in these words.",
    )
    conditions = forms.CharField(
        widget=forms.Textarea({"rows": 3}),
        required=False,
        help_text="One in each line. Each becomes a task; a missed one reopens the gate.",
    )
    reason = forms.CharField(
        widget=forms.Textarea({"rows": 3}),
        required=False,
        help_text="Everyone who is told reads this. A plain approval can do without.",
    )
    retest_on = DayField(required=False, label="Test again on", help_text="If you know.")
    waiver_expires = DayField(required=False, label="Waived until", help_text="The gate opens again on the day after.")

    def __init__(self, *args: Any, decisions: Collection[Decision], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = self.fields["decision"]
        assert isinstance(choices, forms.ChoiceField)
        choices.choices = [(decision.value, decision.label) for decision in decisions]
        if len(choices.choices) == 1:
            choices.initial = choices.choices[0][0]

    def clean_conditions(self) -> list[str]:
        """Return one condition for each line."""
        return [line.strip() for line in self.cleaned_data["conditions"].splitlines() if line.strip()]

    def clean(self) -> dict[str, Any]:
        """Conditions are a list also where there are none."""
        cleaned = super().clean()
        return cleaned | {"conditions": cleaned.get("conditions") or []}


class CriterionForm(Dependent):
    """One line of a gate."""

    steers = "kind"
    only_for = {
        "suite": (CriterionKind.TESTS,),
        "min_tests": (CriterionKind.TESTS,),
        "min_pass_rate": (CriterionKind.TESTS,),
        "must_pass": (CriterionKind.TESTS,),
        "severity": (CriterionKind.DEFECTS,),
        "metric": (CriterionKind.METRIC,),
        "comparator": (CriterionKind.METRIC,),
        "threshold": (CriterionKind.METRIC,),
    }
    together = (("kind", *only_for),)
    needed: Mapping[str, Mapping[str, str]] = {
        CriterionKind.TESTS: {"suite": "Name the suite, as test reports will name it."},
        CriterionKind.METRIC: {"metric": "Name the metric.", "threshold": "Give the number to compare with."},
    }

    text = forms.CharField(max_length=500, label="Criterion", help_text="What has to be true, as a sentence.")
    kind = forms.ChoiceField(choices=CriterionKind.choices, widget=forms.RadioSelect, initial=CriterionKind.MANUAL)
    suite = forms.CharField(max_length=100, required=False, help_text="The newest run of this suite decides.")
    min_tests = forms.IntegerField(min_value=0, initial=1, required=False, label="At least so many tests")
    min_pass_rate = forms.FloatField(min_value=0, max_value=100, initial=100, required=False, label="Pass rate in %")
    must_pass = forms.CharField(
        widget=forms.Textarea({"rows": 3}),
        required=False,
        label="Tests that must not fail",
        help_text="One full name in each line; * stands for any text.",
    )
    severity = forms.ChoiceField(
        choices=Severity.choices,
        initial=Severity.CRITICAL,
        required=False,
        label="No open defect of this severity or worse",
    )
    metric = forms.CharField(max_length=200, required=False, help_text="Such as “p95 latency in ms”.")
    comparator = forms.ChoiceField(choices=[(sign, sign) for sign in COMPARATORS], required=False, label="Has to be")
    threshold = forms.FloatField(required=False)
    required = forms.BooleanField(required=False, initial=True, label="The gate can't pass without it")

    @staticmethod
    def values_of(obj: Criterion) -> dict[str, Any]:
        """Return what the fields hold of a criterion."""
        params = dict(obj.params)
        params |= {"metric": params.pop("name", ""), "must_pass": "\n".join(params.get("must_pass", []))}
        return params | {name: getattr(obj, name) for name in ("text", "kind", "required")}

    def clean(self) -> dict[str, Any]:
        """Ask for what the kind needs."""
        cleaned = super().clean()
        for name, message in self.needed.get(str(cleaned.get("kind")), {}).items():
            if cleaned.get(name) in (None, "") and name not in self.errors:
                self.add_error(name, message)
        return cleaned

    def as_fields(self) -> dict[str, Any]:
        """Return the fields as the action takes them, with the kind's own in `params`."""
        given = super().as_fields()
        names = [name for name, kinds in self.only_for.items() if given["kind"] in kinds]
        params = {name: given[name] for name in names if given[name] not in (None, "")}
        if "metric" in params:
            params["name"] = params.pop("metric")
        if "must_pass" in params:
            params["must_pass"] = [line.strip() for line in params["must_pass"].splitlines() if line.strip()]
        plain = {name: value for name, value in given.items() if name not in self.only_for}
        return plain | {"params": params}


class EmptyForm(forms.Form):
    """A confirmation: there is nothing to type, and yet something may be refused."""


class EvidenceForm(CleanTextMixin, forms.Form):
    """What supports a criterion."""

    url = forms.URLField(max_length=500, required=False, label="Link", assume_scheme="https")
    note = forms.CharField(widget=forms.Textarea({"rows": 3}), required=False)


class ValueForm(EvidenceForm):
    """A measured value of a metric, with what supports it."""

    value = forms.FloatField()
    field_order = ("value", "url", "note")


class JudgementForm(EvidenceForm):
    """The state of a criterion that a person judges, with what supports it."""

    state = forms.ChoiceField(choices=CriterionState.choices, widget=forms.RadioSelect)
    field_order = ("state", "note", "url")


class ReportForm(CleanTextMixin, forms.Form):
    """A test report, sent by hand."""

    suite = forms.CharField(max_length=100, help_text="Every criterion that names this suite is judged by the report.")
    build = forms.CharField(max_length=100, required=False, help_text="The build that was tested.")
    report = forms.FileField(
        label="JUnit XML file", widget=forms.FileInput({"accept": ".xml,text/xml,application/xml"})
    )

    def clean_report(self) -> bytes:
        """Return the report's bytes; refuse what is too big before it is read."""
        file = self.cleaned_data["report"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(f"The file is larger than {MAX_BYTES // MEGABYTE} MB. Send it in parts.")
        return bytes(file.read())


def _choose(form: forms.Form, name: str, rows: Any) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows
