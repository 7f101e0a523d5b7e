"""Filters of our templates."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.timesince import timesince

from launchhub.lib.dates import show_date, t_minus
from launchhub.lib.text import human_list, initials, markdown, plural

RECENT = timedelta(days=7)


def ago(moment: datetime) -> str:
    """Say how long ago something happened: "just now", "4 hours ago"; after a week its date."""
    passed = timezone.now() - moment
    if passed < timedelta(minutes=1):
        return "just now"
    if passed < RECENT:
        return f"{timesince(moment, depth=1)} ago".replace("\N{NO-BREAK SPACE}", " ")
    return show_date(timezone.localdate(moment))


def clock(moment: datetime) -> str:
    """Write an instant in the present time zone: "14 May 2027, 16:20"."""
    local = timezone.localtime(moment)
    return f"{show_date(local.date())}, {local:%H:%M}"


def measure(value: float, unit: str = "") -> str:
    """Write a measured value with its unit: "52.5 %", "1,200 sign-ups"."""
    return f"{value:,.10g} {unit}".strip().replace("-", "\N{MINUS SIGN}", value < 0)


def short_date(day: date) -> str:
    """Write a day as briefly as it can be understood: "14 May", and the year unless it is the present one."""
    return f"{day:%-d %b}" if day.year == timezone.localdate().year else f"{day:%-d %b %Y}"


ALL: Mapping[str, Callable[..., Any]] = {
    "ago": ago,
    "clock": clock,
    "filesize": filesizeformat,
    "human_list": human_list,
    "initials": initials,
    "markdown": markdown,
    "measure": measure,
    "plural": plural,
    "short_date": short_date,
    "show_date": show_date,
    "t_minus": t_minus,
}
