"""Form widgets that Django lacks, and the fields that need them."""

from datetime import UTC, date, datetime, tzinfo
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import BaseRenderer
from django.utils.html import format_html
from django.utils.safestring import SafeString

from launchhub.lib.dates import Precision, check_year, parse_when
from launchhub.web.icons import icon


class DateInput(forms.DateInput):
    """The browser's own date picker, which speaks ISO dates."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day of the years in which one plans."""

    widget = DateInput

    def validate(self, value: date | None) -> None:
        """Raise `ValidationError` for a day in a year that nobody plans for."""
        super().validate(value)
        if value:
            try:
                check_year(value)
            except ValueError as error:
                raise ValidationError(str(error)) from error


class MomentField(forms.DateTimeField):
    """A day and a time of it, as the clocks show it in `zone` (UTC unless set), in the years in which one plans."""

    zone: tzinfo = UTC

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Return the time to be shown."""
        is_moment = isinstance(value, datetime)
        return value.astimezone(self.zone).replace(tzinfo=None, second=0, microsecond=0) if is_moment else value

    def to_python(self, value: Any) -> datetime | None:
        """Return the moment. Raises `ValidationError` for what is no time, and in a year that nobody plans for."""
        found = super().to_python(value)
        if found is None:
            return None
        try:
            check_year(found.date())
        except ValueError as error:
            raise ValidationError(str(error)) from error
        return found.replace(tzinfo=self.zone)


MOST_OFFERED = 50
"""Choices that a list to choose from is still read with."""


class FirstChoices(forms.models.ModelChoiceIterator):  # type: ignore[type-arg]  # not generic when it runs
    """The first rows of those that a field takes."""

    def __init__(self, field: Any) -> None:
        super().__init__(field)
        self.queryset = field.queryset[:MOST_OFFERED]


class FirstChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic when it runs
    """Offers the first rows of its queryset, however many there are. It takes any of them."""

    iterator = FirstChoices


class WhenInput(forms.TextInput):
    """A date in words with the browser's date picker beside it (`js/when.js`); without scripts a text field."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"placeholder": "14 May 2027, or Q3 2027", "autocomplete": "off"} | (attrs or {}))

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        """Return the field and, hidden until the script is there, a button that opens the picker."""
        return format_html(
            '<lh-when>{}<button class="button square" type="button" aria-label="Pick a day" hidden>{}</button>'
            "</lh-when>",
            super().render(name, value, attrs, renderer),
            icon("calendar"),
        )


class WhenField(forms.CharField):
    """A date as exactly as it is known, such as "14 May 2027" or "Q3 2027": a date and its precision, or None."""

    widget = WhenInput

    def clean(self, value: Any) -> tuple[date, Precision] | None:
        """Return the date and its precision. Raises `ValidationError` saying how a date is written."""
        text = super().clean(value)
        try:
            return parse_when(text) if text else None
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error
