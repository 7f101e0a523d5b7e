"""What people type about playbooks and their items."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Case, When

from launchhub.accounts.models import Hat, Member
from launchhub.lib.dates import MAX_OFFSET
from launchhub.web.forms import CleanTextMixin, EditForm
from roadmap.choosing import offer
from roadmap.models import ItemNoun, Launch, MilestoneKind, Playbook, PlaybookItem, Tier
from roadmap.placing import show_place
from roadmap.plan_forms import PlaceField
from roadmap.playbook_items import ANCHOR, TARGETS, default_of, model_of
from roadmap.playbook_uses import uses
from roadmap.schedule import Place

FROM_LAUNCH = "Write T-14 (days before the launch), T (the launch day), T+3 (after it) or T-10 working (working days)."


class PlaybookChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic when it runs
    """Playbooks, each with where it comes from."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the name, and whose it is."""
        return f"{obj.name} ({'built in' if obj.is_built_in else 'your own'})"


class ApplyForm(forms.Form):
    """Which playbook a launch takes its plan from: the one that it follows is proposed, or else the first of its tier.

    The workspace's own come first.
    """

    playbook = PlaybookChoice(Playbook.objects.none(), empty_label=None)

    def __init__(self, data: Any = None, *, member: Member, launch: Launch) -> None:
        fits = Case(When(tier=launch.tier, then=0), default=1)
        rows = Playbook.objects.visible_to(member).order_by(fits, "is_built_in", "tier", "name", "pk")
        if data is None:
            followed = uses(member.workspace_id, launch_id=launch.pk).values()
            proposed = rows.filter(pk__in=[use.playbook_id for use in followed]).first() or rows.first()
            data = {"playbook": proposed.pk} if proposed else None
        super().__init__(data)
        offer(self, "playbook", rows)


class PlaybookForm(EditForm):
    """What a playbook is called, and for which launches it is."""

    name = forms.CharField(max_length=200, help_text="Such as “Partner launch”.")
    tier = forms.TypedChoiceField(
        choices=[("", "Any tier"), *Tier.choices],
        coerce=int,
        empty_value=None,
        required=False,
        help_text="Launches of this tier are offered it first.",
    )

    @staticmethod
    def values_of(obj: Playbook) -> dict[str, Any]:
        """Return what the fields hold of a playbook."""
        return {"name": obj.name, "tier": obj.tier or ""}


class CopyForm(CleanTextMixin, forms.Form):
    """What a copy of a playbook is called."""

    name = forms.CharField(max_length=200)


class OffsetField(PlaceField):
    """How far from the launch a thing lies: “T-14”."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"required": True, "label": "When", "help_text": FROM_LAUNCH, **options})
        self.widget.attrs["placeholder"] = "T-14"

    def clean(self, value: Any) -> Place:
        """Return the fields of the place. Raises `ValidationError` for a date: a playbook is for many launches."""
        place = super().clean(value)
        if place["offset_days"] is None:
            raise ValidationError(f"A playbook is for many launches, so it knows no dates. {FROM_LAUNCH}")
        return place


def _hats(help_text: str) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        choices=Hat.choices, widget=forms.CheckboxSelectMultiple, required=False, help_text=help_text
    )


class ItemForm(EditForm):
    """An item of a playbook, with the fields that things of its noun have."""

    title = forms.CharField(max_length=200)
    kind = forms.ChoiceField()
    hat = forms.ChoiceField(choices=Hat.choices, label="Track")
    place = OffsetField()
    length_days = forms.IntegerField(
        required=False, min_value=0, max_value=MAX_OFFSET, label="Lasts so many days", help_text="A phase has an end."
    )
    blocks_launch = forms.BooleanField(required=False, label="The launch can't go live while this is overdue")
    required = forms.BooleanField(required=False, initial=True, label="The launch can't go live without it")
    quorum = forms.IntegerField(min_value=1, max_value=100, label="Approvals needed")
    four_eyes = forms.BooleanField(required=False, label="Who asks for approval may not give it")
    locale = forms.CharField(max_length=20, label="Language", help_text="Such as en, de or pt-BR.")
    prints_date = forms.BooleanField(required=False, label="It states the launch date")
    consulted = _hats("Everybody who wears such a hat is asked before.")
    informed = _hats("Everybody who wears such a hat is told after.")
    note = forms.CharField(
        widget=forms.Textarea({"rows": 3}), required=False, max_length=5000, help_text="Markdown is understood."
    )

    def __init__(self, data: Any = None, *, noun: str, item: Any = None) -> None:
        self.noun = noun
        super().__init__(data, obj=item)
        target = TARGETS[noun]
        shown = {"title", "version", *target.columns, *target.details} | (
            {"place"} if ANCHOR[0] in target.columns else set()
        )
        for name in self.fields.keys() - shown:
            del self.fields[name]
        for name in target.details:
            self.fields[name].initial = default_of(noun, name)
        if isinstance(kind := self.fields.get("kind"), forms.ChoiceField):
            kind.choices = model_of(noun)._meta.get_field("kind").choices
        if noun == ItemNoun.RACI:
            self.fields["title"].label = "What"

    @staticmethod
    def values_of(obj: PlaybookItem) -> dict[str, Any]:
        """Return what the fields hold of an item."""
        details = {name: obj.details.get(name, default_of(obj.noun, name)) for name in TARGETS[obj.noun].details}
        columns = {name: getattr(obj, name) for name in ("title", "kind", "hat", "blocks_launch", "required")}
        return columns | details | {"place": show_place(None, obj.offset_days, obj.offset_unit)}

    def clean(self) -> dict[str, Any]:
        """Ask how long a phase lasts."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("kind") == MilestoneKind.PHASE and cleaned.get("length_days", 0) is None:
            self.add_error("length_days", "A phase has a start and an end: say how many days it lasts.")
        return cleaned

    def as_fields(self) -> dict[str, Any]:
        """Return what the action takes: the item as people say it, and the version that was opened.

        A detail that was never said, and is what it is anyway, stays unsaid.
        """
        given = super().as_fields()
        version = {name: given.pop(name) for name in ("expected_version",) if name in given}
        place: Any = given.pop("place", {})
        said = self.obj.details if self.obj else {}
        details = {name: given.pop(name) for name in TARGETS[self.noun].details}
        details = {
            name: value for name, value in details.items() if name in said or value != default_of(self.noun, name)
        }
        anchor = {name: place[name] for name in ANCHOR if name in place}
        return {"item": {"noun": self.noun, **given, **anchor, "details": details}, **version}

    def meet(self, current: Any) -> bool:
        """Go on from the item as somebody else has left it in its playbook, unless it is there no longer."""
        found = PlaybookItem.objects.filter(playbook=current, key=self.obj.key).select_related("playbook").first()
        if found is None:
            self.add_error(None, "Somebody has removed this item meanwhile. Copy what you need of it, then cancel.")
            return False
        return super().meet(found)
