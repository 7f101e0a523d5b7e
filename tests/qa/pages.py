"""What the tests of the pages of quality share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.test import Client

from launchhub.accounts.models import Member
from qa.models import Gate
from roadmap.models import Launch

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
QUEUE = "/harbour/gates/"
REJECT = {"decision": "reject", "reason": "Wrong totals", "customer_impact": "Wrong invoices"}

SignIn = Callable[[Member], Client]


def text(response: Any) -> str:
    """Return the page as text in which every run of white space is one space."""
    return " ".join(response.content.decode().split())


def page(gate: Gate, end: str = "") -> str:
    """Return the address of the gate's page, or of what is below it."""
    return f"/harbour/gates/{gate.pk}/{end}"


def panel(launch: Launch) -> str:
    """Return the address of what the launch room shows of its gates."""
    return f"/harbour/launches/{launch.pk}/gates/"
