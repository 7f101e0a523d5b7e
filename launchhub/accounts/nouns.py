"""From the word for an object to the object: for what may be about any of them, such as a watch or a comment."""

from __future__ import annotations

import uuid
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist, ValidationError

from launchhub.accounts.models import Member
from launchhub.accounts.scoping import EditableModel


@cache
def model_of(noun: str) -> Any:
    """Return the model that this noun stands for. Raises `LookupError` for a word that is no noun."""
    for model in apps.get_models():
        if getattr(model, "noun", None) == noun:
            return model
    raise LookupError(f"There is no model for the noun {noun}.")


def find_visible(noun: str, pk: uuid.UUID | str, member: Member) -> EditableModel:
    """Return the object of this noun and id. Raises `ValidationError` when the member can't see it."""
    try:
        found: EditableModel = model_of(noun).objects.visible_to(member).get(pk=pk)
    except ObjectDoesNotExist as error:
        raise ValidationError({"target": f"There is no such {noun}."}) from error
    return found
