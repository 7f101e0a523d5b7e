"""What people type to score features, to make models of their own, and to decide what comes first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from launchhub.accounts.models import Member
from launchhub.web.forms import CleanTextMixin, EditForm
from roadmap import scoring
from roadmap.choosing import offer
from roadmap.models import Feature, Score, ScoringModel

MOST_CRITERIA = 6
"""How many criteria the form has room for; REST takes any number."""


class ScoreForm(forms.Form):
    """One's own numbers for a feature under a model; all of them left empty take the score back."""

    def __init__(self, *args: Any, model: scoring.Model, mine: Score | None = None, **kwargs: Any) -> None:
        said = mine.values if mine else {}
        kwargs["initial"] = {each.key: f"{said[each.key]:.10g}" for each in model.criteria if each.key in said}
        super().__init__(*args, **kwargs)
        for each in model.criteria:
            self.fields[each.key] = _number(each)

    def values(self) -> dict[str, float]:
        """Return the numbers that were given."""
        return {key: value for key, value in self.cleaned_data.items() if value is not None}


def _number(criterion: scoring.Criterion) -> forms.FloatField:
    """Return the field of a criterion; that it is on the scale is for the model to check."""
    about = f"{criterion.about}, {criterion.scale}" if criterion.about else criterion.scale
    if criterion.steps:
        steps = [(f"{step:g}", f"{step:g}") for step in criterion.steps]
        widget: Any = forms.Select(choices=[("", "Choose"), *steps])
    else:
        widget = forms.NumberInput({"step": "any", "min": f"{criterion.low:g}", "max": f"{criterion.high:.10g}"})
    return forms.FloatField(required=False, label=criterion.name, help_text=about.capitalize(), widget=widget)


class ScoringModelForm(EditForm):
    """A model of weighted criteria. Lines without a name are left out."""

    name = forms.CharField(max_length=60, label="Name of the model")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, MOST_CRITERIA + 1):
            self.fields[f"criterion_{number}"] = forms.CharField(
                max_length=60, required=number == 1, label=f"Criterion {number}"
            )
            self.fields[f"weight_{number}"] = forms.FloatField(
                required=False, label=f"Weight {number}", initial=1, widget=forms.NumberInput({"step": "any", "min": 0})
            )
            self.fields[f"direction_{number}"] = forms.ChoiceField(
                choices=[("more", "More is better"), ("less", "Less is better")], label=f"Direction {number}"
            )
            self.fields[f"key_{number}"] = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)

    @staticmethod
    def values_of(obj: ScoringModel) -> dict[str, Any]:
        """Return what the fields hold of a model."""
        values: dict[str, Any] = {"name": obj.name}
        for number, each in enumerate(obj.criteria[:MOST_CRITERIA], 1):
            values |= {f"criterion_{number}": each["name"], f"weight_{number}": f"{each['weight']:g}"}
            values |= {f"direction_{number}": each["direction"], f"key_{number}": each["key"]}
        return values

    def lines(self) -> list[list[forms.BoundField]]:
        """Return the fields of each criterion."""
        parts = ("criterion", "weight", "direction", "key")
        return [[self[f"{part}_{number}"] for part in parts] for number in range(1, MOST_CRITERIA + 1)]

    def as_fields(self) -> dict[str, Any]:
        """Return what the actions take."""
        fields = super().as_fields()
        criteria = []
        for number in range(1, MOST_CRITERIA + 1):
            name, weight, direction, key = (
                fields.pop(f"{part}_{number}") for part in ("criterion", "weight", "direction", "key")
            )
            if name:
                weight = 1 if weight is None else weight
                criteria.append({"key": key, "name": name, "weight": weight, "direction": direction})
        return fields | {"criteria": criteria}


class DecisionForm(CleanTextMixin, forms.Form):
    """Which of the features on one side of the line change: all, unless some are left out."""

    features = forms.ModelMultipleChoiceField(
        Feature.objects.none(), widget=forms.CheckboxSelectMultiple, label="These change"
    )

    def __init__(self, *args: Any, member: Member, proposed: Sequence[Feature], **kwargs: Any) -> None:
        kwargs["initial"] = {"features": [each.pk for each in proposed]}
        super().__init__(*args, **kwargs)
        offer(self, "features", Feature.objects.visible_to(member))
        field: Any = self.fields["features"]
        field.choices = [(each.pk, f"{each.title} ({each.get_status_display().lower()})") for each in proposed]

    def clean_features(self) -> list[Feature]:
        """Actions take lists of objects."""
        chosen: list[Feature] = list(self.cleaned_data["features"])
        if not chosen:
            raise ValidationError("Choose at least one feature.")
        return chosen


class PromoteForm(DecisionForm):
    """Which features become planned."""


class ParkForm(DecisionForm):
    """Which features are parked, and why."""

    reason = forms.CharField(
        widget=forms.Textarea({"rows": 3}), max_length=2000, help_text="Whoever asks later reads this."
    )
