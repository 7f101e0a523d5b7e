"""What people type about launches, their dates, and who does what for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from launchhub.accounts.models import Hat, Member
from launchhub.web.forms import CleanTextMixin, EditForm
from launchhub.web.widgets import MomentField, WhenField
from roadmap.board import Column, column_of
from roadmap.choosing import NamesPeople, PeopleField, offer, offer_people, people
from roadmap.dating import move_reason
from roadmap.models import Brief, Feature, Launch, MoveReason, Precision, Product, RaciLine, Task, Tier

PARTS = ("responsible", "consulted", "informed")
"""The parts in a RACI line that several people may have."""


def _dated(cleaned: dict[str, Any]) -> dict[str, Any]:
    """Return the cleaned fields with `date` and `precision` where there was a date with its precision."""
    when = cleaned.pop("date", None)
    return cleaned | ({"date": when[0], "precision": when[1]} if when else {})


def _place(launch: Launch) -> str:
    return f"{launch.date} {launch.precision}"


class LaunchForm(EditForm):
    """A launch, as it is planned. Afterwards its date changes through `MoveForm` only."""

    name = forms.CharField(max_length=200)
    summary = forms.CharField(widget=forms.Textarea, required=False, help_text="What customers get, in a sentence.")
    products = forms.ModelMultipleChoiceField(Product.objects.none(), widget=forms.CheckboxSelectMultiple)
    tier = forms.TypedChoiceField(choices=Tier.choices, coerce=int, initial=Tier.MEDIUM)
    owner = forms.ModelChoiceField(Member.objects.none(), empty_label=None)
    date = WhenField(required=False, help_text="As exactly as you know it: a day, a week, a month or a quarter.")
    precision = forms.ChoiceField(choices=Precision.choices, label="We say the date as a")
    external_precision = forms.ChoiceField(
        choices=Precision.choices, initial=Precision.MONTH, label="Outsiders see it as a"
    )
    build = forms.CharField(max_length=100, required=False, help_text="The build that is to go live.")
    embargo = MomentField(label="Embargo until", required=False)

    def __init__(self, *args: Any, member: Member, obj: Launch | None = None, **kwargs: Any) -> None:
        super().__init__(*args, obj=obj, **kwargs)
        offer(self, "products", Product.objects.visible_to(member).order_by("name"))
        offer_people(self, "owner", member=member)
        embargo: Any = self.fields["embargo"]
        embargo.zone = member.workspace.zone
        embargo.help_text = f"Nobody outside is to speak of it before. {member.workspace.timezone} time."
        if obj is None:
            self.initial.setdefault("owner", member.pk)
        del self.fields["date" if obj else "precision"]

    @staticmethod
    def values_of(obj: Launch) -> dict[str, Any]:
        """Return what the fields hold of a launch."""
        names = ("name", "summary", "tier", "owner", "precision", "external_precision", "build", "embargo")
        return {name: getattr(obj, name) for name in names} | {"products": list(obj.products.all())}

    def clean_products(self) -> list[Product]:
        """Actions take lists of objects."""
        return list(self.cleaned_data["products"])

    def clean(self) -> dict[str, Any]:
        """Take the date apart: how it was written says how exactly it is known."""
        return _dated(super().clean() or self.cleaned_data)

    def as_fields(self) -> dict[str, Any]:
        """Return what the action takes. An embargo that was not touched stays as it is, to the second."""
        kept = {"embargo": self.obj.embargo} if self.obj and "embargo" not in self.changed_data else {}
        return super().as_fields() | kept


class MoveForm(EditForm):
    """Where a launch's date goes, and why."""

    date = WhenField(label="New date")
    cascade = forms.BooleanField(required=False, label="Also push launches that wait for this one")
    reason = forms.ChoiceField(choices=[("", "Choose a reason"), *MoveReason.choices[:-1]])
    note = forms.CharField(
        widget=forms.Textarea({"rows": 3}), required=False, help_text="Everyone who is told of the move reads this."
    )
    was = forms.CharField(required=False, widget=forms.HiddenInput)
    """Where the launch was when the form was opened."""

    def __init__(self, *args: Any, obj: Launch, **kwargs: Any) -> None:
        super().__init__(*args, obj=obj, **kwargs)
        self.initial["was"] = _place(obj)

    def clean(self) -> dict[str, Any]:
        """Take the date apart, and say whether launches that wait are pushed as the action says it."""
        cleaned = _dated(super().clean() or self.cleaned_data)
        cleaned["cascade"] = "dependents" if cleaned.get("cascade") else "none"
        return cleaned

    def as_fields(self) -> dict[str, Any]:
        """Return what the action takes: a date to go to."""
        fields = super().as_fields()
        del fields["was"]
        return fields | {"to": fields.pop("date")}

    def meet(self, current: Any) -> bool:
        """Go on if only something else was changed, or say where the launch is by now: there the preview starts."""
        was, now = self.cleaned_data["was"], _place(current)
        self.reopen(current)
        if was != now:
            self._put({"was": [now]})
            now = current.shown_date or "without a date"
            self.add_error("date", f"Somebody changed the launch meanwhile: it is now {now}. Look again, then move it.")
        return self.is_valid()


class TransitionForm(CleanTextMixin, forms.Form):
    """An admin may override what stands in the way of launching."""

    override_reason = forms.CharField(
        widget=forms.Textarea({"rows": 3}), required=False, label="Launch nevertheless, because"
    )


class SkipForm(CleanTextMixin, forms.Form):
    """Why a task is not needed."""

    reason = forms.CharField(
        widget=forms.Textarea({"rows": 3}), max_length=2000, help_text="Whoever asks later reads this."
    )


class AssignForm(forms.Form):
    """Who does a task."""

    assignee = forms.ModelChoiceField(Member.objects.none(), required=False, empty_label="Nobody")

    def __init__(self, *args: Any, member: Member, task: Task, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"assignee": task.assignee_id}
        offer_people(self, "assignee", member=member)


class RaciForm(NamesPeople):
    """Who does what for a part of a launch."""

    what = forms.CharField(max_length=200, help_text="The part of the launch, such as “Press and social”.")
    hat = forms.ChoiceField(choices=Hat.choices, label="Track")
    accountable = forms.ModelChoiceField(
        Member.objects.none(), empty_label="Choose one", help_text="Answers for it: exactly one."
    )
    responsible = PeopleField(help_text="Do the work.")
    consulted = PeopleField(help_text="Are asked before.")
    informed = PeopleField(help_text="Are told after.")

    def __init__(self, *args: Any, member: Member, obj: RaciLine | None = None, **kwargs: Any) -> None:
        super().__init__(*args, obj=obj, **kwargs)
        offer_people(self, "accountable", *PARTS, member=member)

    @staticmethod
    def values_of(obj: RaciLine) -> dict[str, Any]:
        """Return what the fields hold of a line."""
        parts = {name: list(getattr(obj, name).select_related("user")) for name in PARTS}
        return {"what": obj.what, "hat": obj.hat, "accountable": obj.accountable, **parts}

    def clean(self) -> dict[str, Any]:
        """Actions take lists of objects."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        return cleaned | {name: list(cleaned[name]) for name in PARTS if name in cleaned}


class RaciPartForm(forms.Form):
    """Somebody gets a part in a RACI line (`member`), or has it no longer (`without`)."""

    part = forms.ChoiceField(choices=[(name, name) for name in ("accountable", *PARTS)])
    member = forms.ModelChoiceField(Member.objects.none(), required=False)
    without = forms.ModelChoiceField(Member.objects.none(), required=False)

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "member", people(member))
        offer(self, "without", Member.objects.visible_to(member))

    def clean(self) -> dict[str, Any]:
        """Ask for somebody."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and bool(cleaned.get("member")) == bool(cleaned.get("without")):
            self.add_error("member", "Name the one who gets the part, or the one who has it no longer.")
        return cleaned

    def as_fields(self, line: RaciLine) -> dict[str, Any]:
        """Return what the action takes: the new accountable, or all who have the part afterwards."""
        part, joins, leaves = (self.cleaned_data[name] for name in ("part", "member", "without"))
        if part == "accountable":
            return {part: joins}
        present = [person for person in getattr(line, part).all() if person != leaves]
        return {part: [*present, joins] if joins and joins not in present else present}


class BriefForm(EditForm):
    """What one hat says about a launch before it is committed."""

    text = forms.CharField(
        widget=forms.Textarea({"rows": 8}), max_length=20_000, label="Brief", help_text="Markdown is understood."
    )

    @staticmethod
    def values_of(obj: Brief) -> dict[str, Any]:
        """Return what the field holds of a brief."""
        return {"text": obj.text}


class OfProductForm(CleanTextMixin, forms.Form):
    """Something new of a product, which is chosen where there are several: nobody takes the first one unawares."""

    product = forms.ModelChoiceField(Product.objects.none(), empty_label=None)

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Product.objects.visible_to(member).order_by("name", "pk")
        offer(self, "product", rows)
        if len(rows[:2]) > 1:
            field: Any = self.fields["product"]
            field.empty_label = "Choose a product"


class FeatureForm(OfProductForm):
    """A new feature: what it is called and what it belongs to. The rest is said where it is shown."""

    field_order = ("title", "product")

    title = forms.CharField(max_length=300)


class IdeaForm(OfProductForm):
    """What somebody proposes, whoever it is."""

    title = forms.CharField(max_length=300, label="What would help?", widget=forms.TextInput({"autocomplete": "off"}))
    description = forms.CharField(
        widget=forms.Textarea({"rows": 4}),
        max_length=20_000,
        required=False,
        label="Why does it matter?",
        help_text="Who needs it, and what they do without it today. Markdown is understood.",
    )


class ColumnLimitForm(forms.Form):
    """How many features a column of the board is meant to have."""

    most = forms.IntegerField(
        min_value=1, max_value=999, required=False, label="At most", help_text="Leave it empty for no limit."
    )


class PlaceForm(EditForm):
    """Which column of the board a feature goes to, and beside which other one it comes."""

    to = forms.ChoiceField(label="Move to", widget=forms.RadioSelect)
    reason = forms.CharField(
        widget=forms.Textarea({"rows": 3}),
        required=False,
        help_text="Needed to park it. Whoever asks later reads this.",
    )
    move_reason = move_reason("Why the target moves")
    move_note = forms.CharField(label="Note on the move", required=False, widget=forms.TextInput)
    before = forms.ModelChoiceField(Feature.objects.none(), required=False, widget=forms.HiddenInput)
    after = forms.ModelChoiceField(Feature.objects.none(), required=False, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    """The column in which the card was, for whom moved it: an edit elsewhere does not stand in the way of a drag."""

    def __init__(self, *args: Any, member: Member, obj: Feature, columns: Sequence[Column], **kwargs: Any) -> None:
        super().__init__(*args, obj=obj, **kwargs)
        self.present = column_of(obj, columns)
        self.initial.setdefault("to", self.present)
        self.initial.setdefault("seen", self.present)
        self.columns = {column.key: column for column in columns}
        if obj.target is None or not any("target" in column.gives for column in columns):
            del self.fields["move_reason"], self.fields["move_note"]
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(column.key, column.title) for column in columns if column.takes or column.key == self.present]
        for name in ("before", "after"):
            offer(self, name, Feature.objects.visible_to(member))

    def clean_seen(self) -> None:
        """Refuse to move what somebody else has moved meanwhile."""
        if self.cleaned_data["seen"] not in ("", self.present):
            self._say_where(self.obj)

    @property
    def column(self) -> Column:
        """The column that was chosen."""
        return self.columns[self.cleaned_data["to"]]

    def as_fields(self) -> dict[str, Any]:
        """Return what the action takes: what the column gives, and a neighbour."""
        fields = super().as_fields()
        del fields["to"], fields["seen"]
        given = {} if self.column.key == self.present else self.column.given_to(self.obj)
        if "status" not in given:
            del fields["reason"]
        return fields | given

    def meet(self, current: Any) -> bool:
        """Go on if only something else was changed; or say where the feature is by now."""
        self.present = column_of(current, list(self.columns.values()))
        self.reopen(current)
        if not self.data.get("seen") and self.is_valid():
            self._say_where(current)
        return self.is_valid()

    def _say_where(self, feature: Any) -> None:
        now = feature.get_status_display().lower()
        self.add_error(None, f"Somebody changed the feature meanwhile: it is {now} now. Look again, then move it.")
        self._put({"seen": [self.present], "version": [str(feature.version)]})
