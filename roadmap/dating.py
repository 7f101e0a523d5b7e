"""The forms behind a bar of the timeline: from when until when, and what has to wait for it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from launchhub.accounts.models import Member
from launchhub.lib.dates import MAX_OFFSET
from launchhub.web.forms import CleanTextMixin, EditForm
from launchhub.web.widgets import MOST_OFFERED, DayField
from roadmap import schedule
from roadmap.linked import WAYS, named
from roadmap.models import Dependency, DependencyKind, Feature, Launch, Milestone, MoveReason

KEPT = (Feature.noun, Milestone.noun)
"""Nouns whose dates are kept in the ledger, with the reason for each move."""

ORDERS = [(way, words.lower()) for way, (words, kind, _) in WAYS.items() if kind == DependencyKind.BLOCKS]
"""How one thing comes before or after another one → the words for it."""


def move_reason(label: str) -> forms.TypedChoiceField:
    """Return a field for why a date moves, as the ledger keeps it; what is not said is unspecified."""
    return forms.TypedChoiceField(
        label=label,
        choices=[MoveReason.choices[-1], *MoveReason.choices[:-1]],
        required=False,
        initial=MoveReason.UNSPECIFIED,
        empty_value=MoveReason.UNSPECIFIED,
    )


class DatesForm(EditForm):
    """From when until when something lasts."""

    start = DayField()
    end = DayField()
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    """From when until when a bar that was dragged lasted: an edit of something else does not stand in its way."""
    move_reason = move_reason("Reason")
    move_note = forms.CharField(label="Note", required=False, widget=forms.TextInput)

    together = (("start", "end"),)

    def __init__(self, *args: Any, obj: Any, **kwargs: Any) -> None:
        super().__init__(*args, obj=obj, **kwargs)
        if obj.noun not in KEPT:
            del self.fields["move_reason"], self.fields["move_note"]

    def meet(self, current: Any) -> bool:
        """Go on if the bar is where it was when it was dragged; a form is merged."""
        if self.cleaned_data["seen"] == "{start} {end}".format_map(self.span_of(current)):
            self.reopen(current)
            return self.is_valid()
        return super().meet(current)

    def as_fields(self) -> dict[str, Any]:
        """Return what the action takes."""
        fields = super().as_fields()
        del fields["seen"]
        return fields

    def span_of(self, obj: Any) -> dict[str, dt.date | None]:
        """Return the first and the last day of its bar: the same where it has but one."""
        days = self.values_of(obj)
        return {"start": days["start"] or days["end"], "end": days["end"] or days["start"]}


class FeatureDatesForm(DatesForm):
    """When a feature starts and when it is to be done. Either may be open."""

    start = DayField(required=False)
    end = DayField(required=False, label="Target")

    @staticmethod
    def values_of(obj: Any) -> dict[str, Any]:
        """Return the dates of a feature."""
        return {"start": obj.start, "end": obj.target}

    def as_fields(self) -> dict[str, Any]:
        """Return what the action takes. What had no start, and begins and ends on one day, still has none."""
        fields = super().as_fields()
        start, target = fields.pop("start"), fields.pop("end")
        if self.obj.start is None and start == target:
            start = None
        if self.obj.target is None and start == target:
            target = None
        return fields | {"start": start, "target": target}


class ThingDatesForm(DatesForm):
    """When a dated thing is; a phase also lasts until its end."""

    def __init__(self, *args: Any, obj: Any, **kwargs: Any) -> None:
        super().__init__(*args, obj=obj, **kwargs)
        if getattr(obj, "end", None) is None:
            self.fields["start"].label = "Date"
            del self.fields["end"]

    @staticmethod
    def values_of(obj: Any) -> dict[str, Any]:
        """Return the dates of a dated thing."""
        return {"start": obj.due, "end": getattr(obj, "end", None)}

    def as_fields(self) -> dict[str, Any]:
        """Return what the action takes: what was anchored stays anchored, with a new offset."""
        fields = super().as_fields()
        start = fields.pop("start")
        return fields if start == self.obj.due else fields | schedule.anchored_anew(self.obj, start)


class DependencyForm(CleanTextMixin, forms.Form):
    """What has to wait for a feature or a launch, or what has to come before it."""

    way = forms.ChoiceField(label="It", choices=ORDERS, required=False, initial="needed_by")
    q = forms.CharField(label="Find", required=False, widget=forms.TextInput({"type": "search", "autocomplete": "off"}))
    other = forms.ModelChoiceField(
        Feature.objects.none(),
        widget=forms.Select({"size": 6}),
        error_messages={"invalid_choice": "Choose one of those that are found."},
    )
    lag_days = forms.IntegerField(
        label="Days between",
        initial=0,
        required=False,
        validators=[MinValueValidator(-MAX_OFFSET), MaxValueValidator(MAX_OFFSET)],
        help_text="How many days the later has to come after the earlier at least.",
    )

    def __init__(self, *args: Any, member: Member, one: Feature | Launch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.one = one
        field = self.fields["other"]
        assert isinstance(field, forms.ModelChoiceField)
        field.label = f"The other {one.noun}"
        words = self["q"].value() or ""
        field.queryset = named(type(one).objects.visible_to(member), words)
        found = _offered(field.queryset, one)
        field.initial = found[0].pk if words and found else None
        field.widget.choices = [(row.pk, _in_words(row)) for row in found]

    @property
    def waits(self) -> bool:
        """Whether it waits for the other; if not, as where a bar is dragged to another one, the other waits for it."""
        return bool(self.cleaned_data["way"] == "needs")

    def as_fields(self) -> dict[str, Any]:
        """Return what `dependencies.create` takes."""
        ends = (self.one, self.cleaned_data["other"])
        source, target = ends[::-1] if self.waits else ends
        return {"source": source, "target": target, "lag_days": self.cleaned_data["lag_days"]}

    def clean_lag_days(self) -> int:
        """Return 0 where nothing was typed."""
        return self.cleaned_data["lag_days"] or 0


def _in_words(row: Feature | Launch) -> str:
    return f"{row}, {row.shown_date or 'no date yet'}" if isinstance(row, Launch) else str(row)


def _offered(rows: Any, one: Feature | Launch) -> list[Any]:
    """Return what is offered: what is not linked to it yet, things of the same launch and launches ahead first."""
    noun = one.noun
    linked = Dependency.objects.blocking()
    rows = rows.exclude(pk=one.pk)
    rows = rows.exclude(pk__in=linked.filter(**{f"from_{noun}": one}).values(f"to_{noun}"))
    rows = rows.exclude(pk__in=linked.filter(**{f"to_{noun}": one}).values(f"from_{noun}"))
    if isinstance(one, Launch):
        return list(rows.nearest_first()[:MOST_OFFERED])
    nearest: list[Feature] = rows.nearest_to(one, MOST_OFFERED)
    return nearest
