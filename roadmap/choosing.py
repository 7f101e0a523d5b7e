"""Fields in which people are chosen: from a list of all where that is short, else by typing their names."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from functools import partial
from operator import add
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms.renderers import BaseRenderer
from django.http import QueryDict
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from launchhub.accounts.models import Member, Role
from launchhub.accounts.models.members import name_at
from launchhub.web.forms import EditForm

MOST_NAMES = 200
"""How many people a field for a name offers; it takes any."""

MOST_BOXES = 30
"""How many people a form shows as check boxes; of more it shows those that are chosen, and finds others by name."""

MOST_TYPED = 20
"""How many names are read of a field at once."""


def people(member: Member) -> Any:
    """Return whom a member may give something to do: everyone in the workspace but guests, by name."""
    rows = Member.objects.visible_to(member).exclude(role=Role.GUEST).select_related("user")
    return rows.order_by("user__name", "pk")


def offer(form: forms.BaseForm, name: str, rows: Any) -> None:
    """Let a field of the form choose among these rows."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows


def offer_people(form: forms.BaseForm, *names: str, member: Member) -> None:
    """Let fields of the form choose among `people`: nothing but their names is read, once, when it is shown."""
    rows = people(member)
    named: Any = SimpleLazyObject(lambda: list(rows.values_list("pk", name_at())))
    for name in names:
        offer(form, name, rows)
        field: Any = form.fields[name]
        nobody = [] if field.empty_label is None else [("", field.empty_label)]
        field.widget.choices = SimpleLazyObject(partial(add, nobody, named))


class NameInput(forms.TextInput):
    """A text field that offers names while one types (`offered`)."""

    offered: Sequence[str] = ()

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        """Return the field and its list of names."""
        listed = f"{(attrs or {}).get('id', name)}_names"
        field = super().render(name, value, {**(attrs or {}), "list": listed, "autocomplete": "off"}, renderer)
        options = format_html_join("", '<option value="{}"></option>', ((each,) for each in self.offered))
        return format_html('{}<datalist id="{}">{}</datalist>', field, listed, options)


class PersonField(forms.CharField):
    """A member, named by typing: the whole name, its beginning when that says who it is, or the e-mail address."""

    widget = NameInput

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"required": False, "max_length": 200, **options})

    def offer(self, rows: Any) -> None:
        """Let it name one of these members (a queryset with their users)."""
        self.rows = rows
        self.widget.offered = [str(person) for person in rows[:MOST_NAMES]]

    def clean(self, value: Any) -> Member | None:
        """Return the member, or None for an empty text. Raises `ValidationError` unless exactly one fits."""
        text = super().clean(value)
        return _named(self.rows, text) if text else None


class PeoplePicker(forms.CheckboxSelectMultiple):
    """Check boxes of everybody; where they are many, of those who are chosen, and a text field for the names of others.

    `js/people.js` offers names in that. Without scripts several are named with commas between them.
    """

    template_name = "people.html"

    @property
    def is_searched(self) -> bool:
        """Whether there are too many to show them all."""
        return len(self._offered) > MOST_BOXES

    @property
    def _offered(self) -> Sequence[tuple[Any, str]]:
        return list(self.choices)  # type: ignore[arg-type]  # ours are flat lists of pairs

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> Any:
        """Return the check boxes that are shown."""
        if not self.is_searched:
            return super().optgroups(name, value, attrs)
        chosen = [(pk, label) for pk, label in self._offered if str(pk) in value]
        options = (self.create_option(name, *each, True, place, attrs=attrs) for place, each in enumerate(chosen))
        return [(None, [option], place) for place, option in enumerate(options)]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add what was typed and names nobody."""
        context = super().get_context(name, value, attrs)
        typed = ", ".join(text for text in context["widget"]["value"] if not _is_id(text))
        context["widget"] |= {"is_searched": self.is_searched, "typed": typed}
        return context


class PeopleField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # not generic when it runs
    """Several members, by their ids or named as in a `PersonField`. Its form is a `NamesPeople`."""

    widget = PeoplePicker
    name = forms.CharField(max_length=200)

    def __init__(self, **options: Any) -> None:
        super().__init__(Member.objects.none(), required=False, **options)

    def ids(self, values: Sequence[str]) -> list[str]:
        """Return what a browser sent with ids in the place of names. What names nobody stays as it is."""
        names = ",".join(value for value in values if not _is_id(value)).split(",", MOST_TYPED)
        found = [*filter(_is_id, values), *(self._id_of(name.strip()) for name in names)]
        return [each for each in dict.fromkeys(found) if each]

    def clean(self, value: Any) -> Any:
        """Return the members. Raises `ValidationError` for a name that is not exactly one's."""
        for text in value or ():
            if not _is_id(text):
                _named(self.queryset, self.name.clean(text))
        return super().clean(value)

    def _id_of(self, name: str) -> str:
        try:
            return str(_named(self.queryset, self.name.clean(name)).pk)
        except ValidationError:
            return name


class NamesPeople(EditForm):
    """A form with fields in which people are named: it takes them as if their check boxes had been checked."""

    def full_clean(self) -> None:
        """Find those whose names were typed before anything is compared with what others saved."""
        data = self.data
        if isinstance(data, QueryDict):
            several = {name: field for name, field in self.fields.items() if isinstance(field, PeopleField)}
            self._put({name: field.ids(data.getlist(name)) for name, field in several.items()})
        super().full_clean()


def _named(rows: Any, text: str) -> Member:
    """Return the one of these members whom a text names. Raises `ValidationError` unless exactly one fits."""
    for fits in (Q(user__name__iexact=text), Q(user__email__iexact=text), _begins_with(text)):
        found: list[Member] = list(rows.filter(fits)[:2])
        if len(found) == 1:
            return found[0]
        if found:
            raise ValidationError(f"Several people fit “{text}”: write the whole name or the e-mail address.")
    raise ValidationError(f"There is no member here whose name begins with “{text}”.")


def _begins_with(text: str) -> Q:
    return Q(user__name__istartswith=text) | Q(user__name__icontains=f" {text}") | Q(user__email__istartswith=text)


def _is_id(text: str) -> bool:
    try:
        return bool(uuid.UUID(text))
    except ValueError:
        return False
