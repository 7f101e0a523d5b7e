"""What people answer to what an event asks of them."""

from __future__ import annotations

from typing import Any

from django import forms

from launchhub.notifications.questions import Question
from launchhub.web.forms import CleanTextMixin

NOTE_LENGTH = 2000


class AnswerForm(CleanTextMixin, forms.Form):
    """One of the answers to a question, and a note."""

    answer = forms.ChoiceField()
    note = forms.CharField(required=False, max_length=NOTE_LENGTH)

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["answer"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(choice.value, choice.label) for choice in question.choices]
