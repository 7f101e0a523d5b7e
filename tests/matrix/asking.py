"""How the tests of this folder ask: each route with each method, and nothing that is asked for leaves a trace."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.test import Client

from tests.matrix.routes import METHODS, ROUTES, Route

Pick = Callable[[Any], Any]
"""Gives the id of a row of a model."""

JSON = "application/json"


@dataclass(frozen=True)
class Answer:
    """What was asked, and what came back."""

    asked: str
    route: Route
    method: str
    response: Any

    @property
    def status(self) -> int:
        return int(self.response.status_code)

    @property
    def text(self) -> str:
        """Everything that the answer says, its headers too."""
        return f"{self.response.headers} {text_of(self.response)}"

    def said(self, words: str) -> list[str]:
        """Return what it says that any of the words (a regular expression) are in, with what stands around."""
        text = self.text
        found = re.finditer(words, text, re.IGNORECASE)
        return [text[max(0, each.start() - 60) : each.end() + 40] for each in found]


def text_of(response: Any) -> str:
    """Return what was answered, a file that is sent in pieces too."""
    content = b"".join(response) if response.streaming else response.content
    return str(content.decode(errors="replace"))


def ask(client: Client, method: str, address: str, data: Any = None, **options: Any) -> Any:
    """Return the answer to one request; what it wrote is undone."""
    with transaction.atomic():
        if data is not None or (address.startswith("/api/") and method in ("post", "patch", "delete")):
            options = {"content_type": JSON, "data": {} if data is None else data} | options
        response = getattr(client, method)(address, **options)
        transaction.set_rollback(True)
    return response


def answers(
    client: Client,
    workspace: str,
    pick: Pick,
    only: Iterable[Route] = ROUTES,
    methods: Iterable[str] = METHODS,
) -> Iterator[Answer]:
    """Ask each route with each of its methods that is among `methods`."""
    for route in only:
        address = route.address(workspace, pick(route.model) if route.is_about_one else None)
        for method in route.methods:
            if method in methods:
                yield Answer(f"{method} {route.path}", route, method, ask(client, method, address))


def wrong(given: Iterable[Answer], is_right: Callable[[Answer], bool]) -> str:
    """Return what was answered wrongly, one line for each."""
    return "\n".join(f"{each.asked}: {each.status}" for each in given if not is_right(each))


def leaks(given: Iterable[Answer], words: str) -> str:
    """Return what was said that should not have been, one line for each answer."""
    found = ((each, each.said(words)) for each in given)
    return "\n".join(f"{each.asked}: {said[0]}" for each, said in found if said)
