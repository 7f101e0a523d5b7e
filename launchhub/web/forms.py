"""How a view works with a form and the one action that the form is for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from launchhub.accounts.scoping import EditableModel
from launchhub.lib.errors import Conflict, Stale
from launchhub.lib.text import typed_text
from launchhub.web.responses import form_error, page_or_fragment


class CleanTextMixin:
    """Refuses what is no text in every text field, in the words of `typed_text`."""

    fields: dict[str, forms.Field]

    def full_clean(self) -> None:
        """Check the fields that the form has by now."""
        for field in self.fields.values():
            if isinstance(field, forms.CharField) and _check_text not in field.validators:
                field.validators.append(_check_text)
        super().full_clean()  # type: ignore[misc]  # Django's form, which this is mixed into


class EditForm(CleanTextMixin, forms.Form):
    """A form that makes an object, or edits one that others may edit at the same time.

    An edit carries the version that was opened, so that nobody overwrites unseen what somebody else saved meanwhile.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, obj: EditableModel | None = None, **kwargs: Any) -> None:
        if obj:
            kwargs["initial"] = self.values_of(obj) | {"version": obj.version} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        if obj is None:
            del self.fields["version"]

    @staticmethod
    def values_of(obj: Any) -> dict[str, Any]:
        """Return what the fields hold of an object."""
        return {}

    def as_fields(self) -> dict[str, Any]:
        """Return what an action takes: the fields, and `expected_version` of an edit."""
        fields = dict(self.cleaned_data)
        version = fields.pop("version", None)
        return fields | ({} if version is None else {"expected_version": version})

    def meet(self, stale: Stale) -> None:
        """Say beside what was typed what somebody else saved meanwhile. Sent again, the form replaces that."""
        self.add_error(None, "Somebody changed this meanwhile. Look at both, then save yours or cancel.")
        for name, value in self.values_of(stale.current).items():
            if name in self.fields and self.fields[name].has_changed(value, self[name].data):
                self.add_error(name, f"Meanwhile saved: {_in_words(self.fields[name], value)}.")
        self.reopen(stale.current)

    def reopen(self, obj: EditableModel) -> None:
        """Go on from the object as it is now, with all that was typed."""
        data: Any = self.data
        self.data = data = data.copy()
        data["version"] = obj.version


def attempt(form: forms.BaseForm, action: Callable[[], Any]) -> Any:
    """Return what the action returns; or put what it refuses on the form, at its field, and return None."""
    try:
        with transaction.atomic():
            return action()
    except ValidationError as error:
        found = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
        for name, messages in found.items():
            form.add_error(name if name in form.fields else None, messages)
    except Conflict as conflict:
        form.add_error(None, conflict.detail)
    except Stale as stale:
        if isinstance(form, EditForm):
            form.meet(stale)
        else:
            form.add_error(None, f"{stale} Reload the page and try again.")
    return None


def dialog(request: HttpRequest, template: str, form: forms.BaseForm, **context: Any) -> HttpResponse:
    """Show a form: as it is asked for, or with 422 and all that was typed when it was refused."""
    answer = form_error if request.method == "POST" else page_or_fragment
    return answer(request, template, "dialog", {"form": form, **context})


def _check_text(value: str) -> None:
    typed_text(value)


def _in_words(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.ModelMultipleChoiceField):
        value = ", ".join(map(str, value))
    elif isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        value = dict(field.choices).get(value, value)  # type: ignore[arg-type]  # ours are flat lists of pairs
    return f"“{value}”" if value not in (None, "") else "nothing"
