"""What people choose when they take a table in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from launchhub.accounts.models import Member
from launchhub.imports.columns import Field, choice, reference, references
from launchhub.imports.registry import IMPORTABLE, Importable, guess_mapping
from launchhub.imports.tables import FORMATS, Table
from launchhub.web.forms import CleanTextMixin

SAMPLES = 3
CHOOSABLE = 500
"""With more rows than this to choose from, a default is typed by name."""


class FileForm(forms.Form):
    """What is in which file."""

    kind = forms.ChoiceField(label="What is in it")
    file = forms.FileField(
        max_length=255,
        widget=forms.FileInput({"accept": ",".join(f".{ending}" for ending in FORMATS)}),
        help_text="CSV, XLSX or JSON, up to 10 MB and 20,000 rows. Nothing is written before you have seen it.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(kind, kind.replace("_", " ").capitalize()) for kind in IMPORTABLE]


class MappingForm(CleanTextMixin, forms.Form):
    """Which column goes to which field, and what holds where no column does.

    `chosen` is what was chosen so far, by a form that is not sent yet.
    """

    def __init__(self, data: Any = None, *, table: Table, kind: Importable, member: Member, chosen: Any = None) -> None:
        super().__init__(data, initial=chosen)
        self.table, self.kind, self.member = table, kind, member
        guess = guess_mapping(table.columns, kind)
        targets = [("", "Leave out"), *((field.name, _words(field)) for field in kind.every_field)]
        for index, column in enumerate(table.columns):
            chosen = forms.ChoiceField(choices=targets, required=False, initial=guess.get(column, ""), label=column)
            self.fields[f"column-{index}"] = chosen
        taken = {self[f"column-{index}"].value() for index in range(len(table.columns))}
        for field in kind.fields:
            if field.name not in taken:
                self.fields[f"default-{field.name}"] = _default(field, member)

    @property
    def columns(self) -> list[tuple[Any, list[str]]]:
        """Each column's select with the first values below it."""
        return [(self[f"column-{index}"], self._samples(index)) for index in range(len(self.table.columns))]

    @property
    def fallbacks(self) -> list[Any]:
        """The fields that no column goes to, those that are needed first."""
        bound = [self[name] for name in self.fields if name.startswith("default-")]
        return sorted(bound, key=lambda each: not each.field.required)

    def clean(self) -> dict[str, Any]:
        """Refuse two columns for one field."""
        seen: dict[str, str] = {}
        for index, column in enumerate(self.table.columns):
            if target := self.cleaned_data.get(f"column-{index}"):
                if target in seen:
                    self.add_error(f"column-{index}", f"“{seen[target]}” goes there too. Choose one of them.")
                seen.setdefault(target, column)
        return self.cleaned_data

    @property
    def mapping(self) -> dict[str, str]:
        """Column → field, once the form is valid."""
        found = ((column, self.cleaned_data[f"column-{index}"]) for index, column in enumerate(self.table.columns))
        return {column: target for column, target in found if target}

    @property
    def defaults(self) -> dict[str, str]:
        """Field → text, once the form is valid."""
        return {
            name.removeprefix("default-"): value
            for name, value in self.cleaned_data.items()
            if name.startswith("default-") and value
        }

    def _samples(self, index: int) -> list[str]:
        found: dict[str, None] = {}
        for _, cells in self.table.rows:
            if cells[index]:
                found[cells[index]] = None
            if len(found) == SAMPLES:
                break
        return list(found)


def _words(field: Field) -> str:
    return field.name.replace("_", " ").capitalize() + (" *" if field.required else "")


def _default(field: Field, member: Member) -> forms.Field:
    """Return a select of what the field may hold, or a line of text."""
    label = field.name.replace("_", " ").capitalize()
    options = _options(field, member)
    about: dict[str, Any] = {"label": label, "required": field.required, "help_text": field.help}
    if options is None:
        return forms.CharField(**about)
    return forms.ChoiceField(**about, choices=[("", "Choose" if field.required else "Nothing"), *options])


def _options(field: Field, member: Member) -> Iterable[tuple[str, str]] | None:
    if isinstance(field.parse, choice):
        return [(str(value), str(label)) for value, label in field.parse.choices.choices]
    if not isinstance(field.parse, (reference, references)):
        return None
    rows = field.parse.model.objects.visible_to(member)
    if field.parse.model is Member:
        rows = rows.select_related("user")
    found = sorted(((str(row.pk), str(row)) for row in rows[: CHOOSABLE + 1]), key=lambda option: option[1].casefold())
    return found if len(found) <= CHOOSABLE else None
