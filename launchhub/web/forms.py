"""How a view works with a form and the one action that the form is for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict

from launchhub.accounts.scoping import EditableModel
from launchhub.lib.errors import Conflict, Stale
from launchhub.lib.merging import merge
from launchhub.lib.text import typed_text
from launchhub.web.responses import form_error, page_or_fragment

TRIES = 5
"""How often a form is merged with what others save, one after the other, until it asks its user for patience."""


class CleanTextMixin:
    """Refuses what is no text in every text field, in the words of `typed_text`."""

    fields: dict[str, forms.Field]

    def full_clean(self) -> None:
        """Check the fields that the form has by now."""
        for field in self.fields.values():
            is_text = isinstance(field, forms.CharField) and not isinstance(field, forms.UUIDField)
            if is_text and _check_text not in field.validators:
                field.validators.append(_check_text)
        super().full_clean()  # type: ignore[misc]  # Django's form, which this is mixed into


class EditForm(CleanTextMixin, forms.Form):
    """A form that makes an object, or edits one that others may edit at the same time.

    An edit carries the version that was opened, and what its fields held then. When somebody else was faster, what only
    they changed is taken, what only oneself changed is saved, and where both changed the same one is asked.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    together: ClassVar[Sequence[Sequence[str]]] = ()
    """Fields that make sense only with each other: who changed one of them has changed them all."""

    def __init__(self, *args: Any, obj: EditableModel | None = None, **kwargs: Any) -> None:
        values = self.values_of(obj) if obj else {}
        if obj:
            kwargs["initial"] = values | {"version": obj.version} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.obj: Any = obj
        self.clashes: dict[str, str] = {}
        """Fields that somebody else has changed as well → what they hold by now, in words."""
        if obj is None:
            del self.fields["version"]
        for name in self.fields if values else ():
            self.fields[name].show_hidden_initial = name != "version"

    def full_clean(self) -> None:
        """Take first what was chosen of what somebody else has saved, unless that is different by now."""
        chosen = self.data.getlist("take") if isinstance(self.data, QueryDict) else ()
        if chosen and self.obj and self.data.get(self.add_prefix("version")) == str(self.obj.version):
            theirs = self._raw(self.obj)
            for group in (*self.together, *([name] for name in theirs)):
                if set(group) & set(chosen):
                    self._put({name: theirs[name] for name in group if name in theirs})
            self._put({"take": []})
        super().full_clean()

    @staticmethod
    def values_of(obj: Any) -> dict[str, Any]:
        """Return what the fields hold of an object."""
        return {}

    def as_fields(self) -> dict[str, Any]:
        """Return what an action takes: the fields, and `expected_version` of an edit."""
        fields = dict(self.cleaned_data)
        version = fields.pop("version", None)
        return fields | ({} if version is None else {"expected_version": version})

    def meet(self, current: Any) -> bool:
        """Go on from the object as somebody else has left it. Returns whether the form may be sent as it is now.

        If not, it says beside what was typed what they saved; sent again, it replaces that.
        """
        base, mine, theirs = self._opened(), self._typed(), self._raw(current)
        merged = merge(base, mine, theirs, together=self.together, same=self._same)
        self._put({name: theirs[name] for name in merged.taken})
        self.reopen(current)
        if merged.clashes or not self.is_valid():
            self.add_error(None, "Somebody changed this meanwhile. Look at both, then save yours or cancel.")
        values = self.values_of(current)
        for name in self.fields.keys() & merged.clashes:
            self.clashes[name] = _in_words(self.fields[name], values.get(name, self.fields[name].initial))
            self.add_error(name, f"Meanwhile saved: {self.clashes[name]}.")
        return self.is_valid()

    def reopen(self, current: EditableModel) -> None:
        """Go on from the object as it is now, with all that was typed."""
        self.obj = current
        self._put({"version": [str(current.version)]})
        self._put({self.add_initial_prefix(name): raw for name, raw in self._raw(current).items()})
        self.full_clean()

    def _put(self, raw: Mapping[str, list[str]]) -> None:
        data: Any = self.data
        self.data = data = data.copy()
        for name, values in raw.items():
            data.setlist(name, values)

    def _merged(self) -> list[str]:
        return [name for name, field in self.fields.items() if field.show_hidden_initial]

    def _raw(self, obj: Any) -> dict[str, list[str]]:
        """Return what the fields hold of an object, as a browser would send it."""
        values = self.values_of(obj)
        return {name: _sent(self.fields[name], values.get(name, self.fields[name].initial)) for name in self._merged()}

    def _typed(self) -> dict[str, list[str]]:
        data: Any = self.data
        return {name: data.getlist(self.add_prefix(name)) for name in self._merged()}

    def _opened(self) -> dict[str, list[str]] | None:
        """Return what the fields held when the form was opened, or None when it does not say."""
        data: Any = self.data
        names = {name: self.add_initial_prefix(name) for name in self._merged()}
        if not data.keys() & set(names.values()):
            return None
        return {name: data.getlist(initial) for name, initial in names.items()}

    def _same(self, name: str, one: list[str], other: list[str]) -> bool:
        field = self.fields[name]
        if isinstance(field, forms.ModelMultipleChoiceField | forms.MultipleChoiceField):
            return set(one) == set(other)
        one_text, other_text = ("".join(each).replace("\r\n", "\n").strip() for each in (one, other))
        if isinstance(field, forms.ModelChoiceField):
            return one_text == other_text
        try:
            return bool(field.to_python(one_text) == field.to_python(other_text))
        except ValidationError:
            return one_text == other_text


def attempt(form: forms.BaseForm, action: Callable[[], Any]) -> Any:
    """Return what the action returns; or put what it refuses on the form, at its field, and return None.

    What somebody else saved meanwhile is merged, and the action tried again: it reads the form anew each time.
    """
    for _ in range(TRIES):
        try:
            with transaction.atomic():
                return action()
        except ValidationError as error:
            found = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
            for name, messages in found.items():
                form.add_error(name if name in form.fields else None, messages)
            return None
        except Conflict as conflict:
            form.add_error(None, conflict.detail)
            return None
        except Stale as stale:
            if not isinstance(form, EditForm):
                form.add_error(None, f"{stale} Reload the page and try again.")
                return None
            if not form.meet(stale.current):
                return None
    form.add_error(None, "Others are saving this all the time. Please try again in a moment.")
    return None


def dialog(request: HttpRequest, template: str, form: forms.BaseForm, **context: Any) -> HttpResponse:
    """Show a form: as it is asked for, or with 422 and all that was typed when it was refused."""
    answer = form_error if request.method == "POST" else page_or_fragment
    return answer(request, template, "dialog", {"form": form, **context})


def _check_text(value: str) -> None:
    typed_text(value)


def _sent(field: forms.Field, value: Any) -> list[str]:
    """Return a value as a browser sends it from the field of a form."""
    if isinstance(field, forms.BooleanField):
        return ["on"] if value else []
    value = field.prepare_value(value() if callable(value) else value)
    if isinstance(field, forms.ModelMultipleChoiceField | forms.MultipleChoiceField):
        return [str(each) for each in value or ()]
    shown = field.hidden_widget().format_value(value)
    return ["" if shown is None else str(shown)]


def _in_words(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.ModelMultipleChoiceField):
        value = ", ".join(map(str, value))
    elif isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        value = dict(field.choices).get(value, value)  # type: ignore[arg-type]  # ours are flat lists of pairs
    return f"“{value}”" if value not in (None, "") else "nothing"
