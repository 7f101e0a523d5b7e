"""How the dialogs of gates end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.http import HttpResponse

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.lib.errors import Conflict, Stale
from launchhub.web.links import link
from launchhub.web.responses import form_error, page_or_fragment, saved
from qa.models import Gate

T = TypeVar("T")


def attempt(form: forms.Form, action: Callable[[], T]) -> T | None:
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
        form.add_error(None, f"{stale} Reload the page and try again.")
    return None


def dialog(request: WorkspaceRequest, template: str, form: forms.Form, **context: Any) -> HttpResponse:
    """Show a form: as it is asked for, or with 422 and all that was typed when it was refused."""
    answer = form_error if request.method == "POST" else page_or_fragment
    return answer(request, template, "dialog", {"form": form, **context})


def done(request: WorkspaceRequest, gate: Gate, message: str) -> HttpResponse:
    """Close the dialog and let the pages that show the gate fetch it anew."""
    changed = [f"launch-{gate.launch_id}", "gates"]
    return saved(request, link(request, "qa:gate", pk=gate.pk), message=message, changed=changed)
