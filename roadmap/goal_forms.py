"""What people type about goals."""

from __future__ import annotations

from typing import Any

from django import forms

from launchhub.accounts.models import Member
from launchhub.web.forms import CleanTextMixin, EditForm
from launchhub.web.widgets import DayField
from roadmap.choosing import offer, offer_people
from roadmap.models import Goal, Launch

NEAREST = 50
"""How many launches a goal may be tied to on its form, besides those that it is tied to; REST takes any."""


class GoalForm(EditForm):
    """A shared success metric: from where to where, until when."""

    title = forms.CharField(max_length=200, help_text="What shall be better, such as “Fewer lost carts”.")
    metric = forms.CharField(max_length=200, help_text="What is measured, and where one can read it.")
    unit = forms.CharField(max_length=30, required=False, help_text="Such as %, days, sign-ups a week.")
    baseline = forms.FloatField(initial=0, help_text="Where it stands before anything is done.")
    target = forms.FloatField()
    due = DayField(required=False)
    owner = forms.ModelChoiceField(Member.objects.none(), required=False, empty_label="Nobody yet")
    launches = forms.ModelMultipleChoiceField(
        Launch.objects.none(), required=False, widget=forms.CheckboxSelectMultiple, help_text="Measured by this goal."
    )

    def __init__(self, *args: Any, member: Member, obj: Goal | None = None, **kwargs: Any) -> None:
        super().__init__(*args, obj=obj, **kwargs)
        offer_people(self, "owner", member=member)
        rows = Launch.objects.visible_to(member)
        offered = [*rows.ahead().nearest_first().values_list("pk", flat=True)[:NEAREST]]
        if obj:
            offered += obj.launches.values_list("pk", flat=True)
        offer(self, "launches", rows.filter(pk__in=offered).nearest_first())

    @staticmethod
    def values_of(obj: Goal) -> dict[str, Any]:
        """Return what the fields hold of a goal."""
        names = ("title", "metric", "unit", "baseline", "target", "due", "owner")
        return {name: getattr(obj, name) for name in names} | {"launches": list(obj.launches.all())}

    def clean_launches(self) -> list[Launch]:
        """Actions take lists of objects."""
        return list(self.cleaned_data["launches"])


class CheckInForm(CleanTextMixin, forms.Form):
    """What a goal measured."""

    value = forms.FloatField()
    day = DayField(label="Measured on")
    note = forms.CharField(
        widget=forms.Textarea({"rows": 3}), required=False, max_length=2000, help_text="Why it is so, if you know."
    )
