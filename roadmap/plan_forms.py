"""What people type into the plan of a launch: something new, an edit, and one change for many things."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from launchhub.accounts.models import Hat, Member
from launchhub.lib.dates import MAX_OFFSET
from launchhub.web.forms import CleanTextMixin, EditForm
from launchhub.web.widgets import DayField
from roadmap.choosing import PersonField, people
from roadmap.models import Launch, Milestone, MilestoneKind, MoveReason, OffsetUnit, Task
from roadmap.placing import HOW_TO_WRITE, read_place, show_place
from roadmap.schedule import Place

KINDS = [("task", "Task"), *MilestoneKind.choices]


class PlaceField(forms.CharField):
    """Where a dated thing lies: anchored ("T-14") or pinned ("14 May 2027")."""

    def __init__(self, **options: Any) -> None:
        hints = {"placeholder": "T-14, or 14 May 2027", "autocomplete": "off"}
        super().__init__(**{"required": False, "max_length": 60, "widget": forms.TextInput(hints), **options})

    def clean(self, value: Any) -> Place:
        """Return the three fields of the place. Raises `ValidationError` saying how one is written."""
        text = super().clean(value)
        try:
            return read_place(text)
        except ValueError as error:
            raise ValidationError(str(error)) from error


class AddForm(CleanTextMixin, forms.Form):
    """A new task or milestone, on one line."""

    title = forms.CharField(max_length=300)
    kind = forms.ChoiceField(choices=KINDS)
    hat = forms.ChoiceField(choices=Hat.choices, label="Track")
    place = PlaceField(label="When")
    end = DayField(label="Last day", required=False)
    who = PersonField()

    def __init__(self, data: Any = None, *, member: Member, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, prefix="add", initial=initial)
        _person(self, "who").offer(people(member))

    @property
    def is_task(self) -> bool:
        """Whether the new thing is a task."""
        return str(self["kind"].value()) == "task"

    def anew(self, member: Member) -> AddForm:
        """Return the form for the next thing, of the same kind and track."""
        return AddForm(member=member, initial={name: self.cleaned_data[name] for name in ("kind", "hat")})

    def clean(self) -> dict[str, Any]:
        """Ask for the last day of a phase."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("kind") == MilestoneKind.PHASE and not cleaned.get("end") and "end" not in self.errors:
            self.add_error("end", "A phase has a start and an end: say when it ends.")
        return cleaned

    def as_fields(self) -> dict[str, Any]:
        """Return what the action of its kind takes."""
        given = self.cleaned_data
        fields: dict[str, Any] = {"hat": given["hat"], **given["place"]}
        if self.is_task:
            return fields | {"title": given["title"], "assignee": given["who"]}
        fields |= {"name": given["title"], "owner": given["who"], "kind": given["kind"]}
        if given["kind"] == MilestoneKind.PHASE:
            fields["end"] = given["end"]
        return fields


class ThingForm(EditForm):
    """What a task and a milestone have in common. What is left as it was is not said again."""

    person: str
    """The field of the member whose thing it is."""

    def __init__(self, *args: Any, member: Member, obj: Task | Milestone, **kwargs: Any) -> None:
        super().__init__(*args, obj=obj, **kwargs)
        _person(self, self.person).offer(people(member))

    def as_fields(self) -> dict[str, Any]:
        """Return what the action takes: what changed alone."""
        changed = {name: value for name, value in super().as_fields().items() if name not in self.fields}
        said = {*self.changed_data} - {"version"}
        if "place" in said and self.cleaned_data.get("end"):
            said.add("end")  # the last day stays the one that was shown, wherever the first one goes
        changed |= {name: self.cleaned_data[name] for name in said}
        place: dict[str, Any] = changed.pop("place", {})
        return changed | place


class TaskForm(ThingForm):
    """A task of a launch."""

    person = "assignee"

    title = forms.CharField(max_length=300)
    hat = forms.ChoiceField(choices=Hat.choices, label="Track")
    place = PlaceField(label="When", help_text=HOW_TO_WRITE)
    assignee = PersonField(label="Done by")
    blocks_launch = forms.BooleanField(required=False, label="The launch can't go live while this is overdue")
    note = forms.CharField(widget=forms.Textarea({"rows": 4}), required=False, help_text="Markdown is understood.")

    @staticmethod
    def values_of(obj: Task) -> dict[str, Any]:
        """Return what the fields hold of a task."""
        return {
            **{name: getattr(obj, name) for name in ("title", "hat", "blocks_launch", "note")},
            "place": show_place(obj.due, obj.offset_days, obj.offset_unit),
            "assignee": str(obj.assignee or ""),
        }


class MilestoneForm(ThingForm):
    """A milestone, a phase or a freeze of a launch."""

    person = "owner"

    name = forms.CharField(max_length=300)
    kind = forms.ChoiceField(choices=MilestoneKind.choices)
    hat = forms.ChoiceField(choices=Hat.choices, label="Track")
    place = PlaceField(label="When", help_text=HOW_TO_WRITE)
    end = DayField(label="Last day", required=False)
    owner = PersonField()
    note = forms.CharField(widget=forms.Textarea({"rows": 4}), required=False, help_text="Markdown is understood.")

    @staticmethod
    def values_of(obj: Milestone) -> dict[str, Any]:
        """Return what the fields hold of a milestone."""
        return {
            **{name: getattr(obj, name) for name in ("name", "kind", "hat", "end", "note")},
            "place": show_place(obj.due, obj.offset_days, obj.offset_unit),
            "owner": str(obj.owner or ""),
        }


class ChangeForm(CleanTextMixin, forms.Form):
    """What is done to all chosen things of a plan."""

    do = forms.ChoiceField(
        choices=[
            *(("assign", "Assign"), ("shift", "Shift"), ("anchor", "Anchor"), ("pin", "Pin"), ("start", "Start")),
            *(
                ("complete", "Done"),
                ("reopen", "Reopen"),
                ("skip", "Skip"),
                ("delete", "Delete"),
                ("restore", "Restore"),
            ),
        ]
    )
    assignee = PersonField(label="Assign to", help_text="Leave it empty for nobody.")
    days = forms.IntegerField(required=False, min_value=-MAX_OFFSET, max_value=MAX_OFFSET, label="Shift by")
    unit = forms.ChoiceField(choices=OffsetUnit.choices, required=False, label="Counted in")
    why = forms.ChoiceField(choices=[("", "No reason"), *MoveReason.choices[:-1]], required=False, label="Reason")
    reason = forms.CharField(max_length=2000, required=False, label="Skip because")

    def __init__(self, data: QueryDict | None = None, *, member: Member, launch: Launch) -> None:
        if data and "done" in data:  # the button of one row
            data = data.copy()
            data["do"] = "complete"
            data.setlist("things", data.getlist("done"))
        super().__init__(data)
        self.member, self.launch = member, launch
        _person(self, "assignee").offer(people(member))

    @staticmethod
    def key(thing: Task | Milestone) -> str:
        """Return what names a thing here, whatever its kind."""
        return f"{thing.noun}:{thing.pk}"

    def clean(self) -> dict[str, Any]:
        """Ask for what the change needs, and find what was chosen."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("do") == "shift" and not cleaned.get("days") and "days" not in self.errors:
            self.add_error("days", "Say by how many days; -3 is three days earlier.")
        if cleaned.get("do") == "skip" and not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", "Say why it is not needed.")
        if "do" in cleaned:
            self.things = self._chosen(in_bin=cleaned["do"] == "restore")
        return cleaned

    def _chosen(self, *, in_bin: bool) -> list[Task | Milestone]:
        given = self.data.getlist("things")  # type: ignore[attr-defined]  # a QueryDict
        keys = dict.fromkeys(key for value in given for key in value.split(",") if key)
        if not keys:
            raise ValidationError("Choose something first: tick it, or press x on it.")
        found: dict[str, Task | Milestone] = {}
        for model in (Task, Milestone):
            ids = [pk for key in keys if key.startswith(f"{model.noun}:") and (pk := _id(key))]
            rows = model.objects.deleted_for(self.member) if in_bin else model.objects.visible_to(self.member)
            rows = rows.filter(launch=self.launch, pk__in=ids).select_related("launch__workspace", "workspace")
            found |= {self.key(thing): thing for thing in rows}
        if found.keys() != keys.keys():
            raise ValidationError("Some of what you chose is no longer here. Look again, then choose.")
        return [found[key] for key in keys]

    def values(self) -> dict[str, Any]:
        """Return what the action takes for this change."""
        given = self.cleaned_data
        unit = given["unit"] or OffsetUnit.CALENDAR
        wanted: dict[str, dict[str, Any]] = {
            "assign": {"assignee": given["assignee"]},
            "shift": {"days": given["days"], "unit": unit, "reason": given["why"] or MoveReason.UNSPECIFIED},
            "anchor": {"unit": unit},
            "skip": {"reason": given["reason"]},
        }
        return {"do": given["do"], **wanted.get(given["do"], {})}


def _id(key: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(key.partition(":")[2])
    except ValueError:
        return None


def _person(form: forms.BaseForm, name: str) -> PersonField:
    field = form.fields[name]
    assert isinstance(field, PersonField)
    return field
