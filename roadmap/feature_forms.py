"""What people type about a feature where it is shown: each field is saved alone, some with the reason for it."""

from __future__ import annotations

from typing import Any

from django import forms

from launchhub.accounts.models import Member
from launchhub.web.forms import CleanTextMixin, EditForm
from launchhub.web.widgets import DayField
from roadmap.choosing import offer, offer_people
from roadmap.linked import WAYS
from roadmap.models import Feature, FeatureStatus, Goal, Launch, MoveReason, Product

ASKED_ALONG = {"status": ("reason",), "target": ("move_reason", "note")}
"""Field → what is asked along with it: why it is parked or cut, why the date moves."""

FIELDS = (
    *("title", "status", "product", "owner", "launch", "parent", "start", "target"),
    *("labels", "external_url", "description"),
)
"""Fields that are saved alone."""


class FeatureFieldsForm(EditForm):
    """The fields of a feature: all of them to be shown, or (`only`) the one that is saved."""

    together = (("status", "reason"),)

    title = forms.CharField(max_length=300)
    status = forms.ChoiceField(choices=FeatureStatus.choices)
    reason = forms.CharField(
        widget=forms.Textarea({"rows": 2}), required=False, max_length=5000,
        help_text="Needed to park it. Whoever asks later reads this.",
    )  # fmt: skip
    product = forms.ModelChoiceField(Product.objects.none(), empty_label=None)
    owner = forms.ModelChoiceField(Member.objects.none(), required=False, empty_label="Nobody yet")
    launch = forms.ModelChoiceField(Launch.objects.none(), required=False)
    parent = forms.ModelChoiceField(Feature.objects.none(), required=False, label="Part of")
    start = DayField(required=False)
    target = DayField(required=False)
    move_reason = forms.ChoiceField(
        choices=[("", "Choose a reason"), *MoveReason.choices[:-1]], required=False, label="Why it moves"
    )
    note = forms.CharField(widget=forms.Textarea({"rows": 2}), required=False, max_length=5000)
    labels = forms.CharField(required=False, max_length=2000, help_text="Separated by commas.")
    external_url = forms.URLField(required=False, max_length=1000, label="Link", assume_scheme="https")
    description = forms.CharField(required=False, max_length=50_000, widget=forms.Textarea({"rows": 8}))

    def __init__(self, *args: Any, member: Member, obj: Feature, only: str = "", **kwargs: Any) -> None:
        super().__init__(*args, obj=obj, auto_id=f"id_%s_{obj.pk}", **kwargs)
        self.only = only
        offer(self, "product", Product.objects.visible_to(member).order_by("name", "pk"))
        offer_people(self, "owner", member=member)
        offer(self, "launch", Launch.objects.visible_to(member))
        offer(self, "parent", Feature.objects.visible_to(member))
        if only:
            kept = (only, *ASKED_ALONG.get(only, ()), "version")
            self.fields = {name: self.fields[name] for name in kept}

    @staticmethod
    def values_of(obj: Feature) -> dict[str, Any]:
        """Return what the fields hold of a feature."""
        names = [name for name in FIELDS if name != "labels"]
        return {name: getattr(obj, name) for name in (*names, "reason")} | {"labels": ", ".join(obj.labels)}

    def clean_labels(self) -> list[str]:
        """Take the labels apart."""
        words = (word.strip() for word in self.cleaned_data["labels"].split(","))
        return list(dict.fromkeys(word for word in words if word))

    def clean(self) -> dict[str, Any]:
        """Ask why a target moves that was set before."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.only in ("launch", "parent") and self.only not in self.data:
            self.add_error(self.only, "Choose one.")
        if self.moves and self.obj.target and not cleaned.get("move_reason"):
            self.add_error("move_reason", "Say why the target moves: the ledger keeps it.")
        return cleaned

    @property
    def moves(self) -> bool:
        """Whether the form is about the target and brings a new one."""
        return self.only == "target" and self.cleaned_data.get("target", self.obj.target) != self.obj.target

    def as_fields(self) -> dict[str, Any]:
        """Return what the action takes: `features.move` of a target that was set before, else `features.update`."""
        fields = super().as_fields()
        if self.only == "target":
            why = {"reason": fields.pop("move_reason"), "note": fields.pop("note")}
            if self.moves and self.obj.target:
                return {"to": fields.pop("target"), **why, **fields}
        if self.only == "status" and fields["status"] not in (FeatureStatus.PARKED, FeatureStatus.CUT):
            fields["reason"] = ""
        return fields


class LinkForm(CleanTextMixin, forms.Form):
    """How a feature hangs together with another one."""

    way = forms.ChoiceField(choices=[(way, words) for way, (words, _, _) in WAYS.items()])
    feature = forms.ModelChoiceField(Feature.objects.none(), error_messages={"required": "Choose a feature."})

    def __init__(self, *args: Any, member: Member, feature: Feature, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.one = feature
        offer(self, "feature", Feature.objects.visible_to(member))

    def as_fields(self) -> dict[str, Any]:
        """Return what `dependencies.create` takes."""
        _, kind, is_source = WAYS[self.cleaned_data["way"]]
        ends = (self.one, self.cleaned_data["feature"])
        source, target = ends if is_source else ends[::-1]
        return {"source": source, "target": target, "kind": kind}


class GoalLinkForm(forms.Form):
    """By which goal a feature is measured."""

    goal = forms.ModelChoiceField(Goal.objects.none(), error_messages={"required": "Choose a goal."})

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "goal", Goal.objects.visible_to(member))


class LookForm(CleanTextMixin, forms.Form):
    """What is new about the look of a feature."""

    build = forms.CharField(max_length=100, required=False, help_text="In which build it looks like that.")
    note = forms.CharField(
        widget=forms.Textarea({"rows": 3}), max_length=5000, required=False, label="What looks different",
        help_text="Whoever has pictures of it reads this: they are out of date from now on.",
    )  # fmt: skip
