"""The forms of a page, as a browser reads them: where each goes, and what it sends when nothing is changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.utils.datastructures import MultiValueDict
from django.utils.http import urlencode

ENCODED = "application/x-www-form-urlencoded"
TICKED = ("checkbox", "radio")
PEOPLE = ("owner", "assignee")
"""Fields with a member; where one types, it is the name."""

UNTYPED = ("submit", "button", "file", "reset", "image")
"""Inputs that hold no text."""


@dataclass
class Form:
    """A form that is posted, with the values that stand in it and the kind of each."""

    action: str
    values: MultiValueDict[str, Any] = field(default_factory=MultiValueDict)
    kinds: dict[str, str] = field(default_factory=dict)
    """The names of all fields but files, with the kind of each."""

    def fill(self, good: Mapping[str, Any]) -> None:
        """Fill in what is empty, with a good value by the name of the field."""
        for name, value in good.items():
            if name in self.kinds and not self.values.get(name):
                is_typed = name in PEOPLE and self.kinds[name] == "text"
                self.values[name] = "Petra" if is_typed else value

    def sent(self, **changed: Any) -> dict[str, Any]:
        """Return what to give to a test client: the values, some of them changed, as a browser encodes them."""
        values = {name: self.values.getlist(name) for name in self.values} | changed
        return {"data": urlencode(values, doseq=True), "content_type": ENCODED}


class Reader(HTMLParser):
    """Collects the forms that are sent with POST, by their method or by htmx."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._area: str | None = None
        self._menu: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open(given)
        elif self._form and "disabled" not in given:
            self._control(self._form, tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        self._area = None if tag == "textarea" else self._area
        self._menu = None if tag == "select" else self._menu

    def handle_data(self, data: str) -> None:
        if self._form and self._area:
            self._form.values[self._area] = f"{self._form.values[self._area]}{data.lstrip(chr(10))}"

    def _open(self, given: dict[str, str]) -> None:
        posted = given.get("method", "").lower() == "post"
        if posted or "hx-post" in given:
            self._form = Form(given.get("hx-post") or given.get("action") or self.address)
            self.forms.append(self._form)

    def _control(self, form: Form, tag: str, given: dict[str, str]) -> None:
        name, kind, value = given.get("name", ""), given.get("type", tag), given.get("value", "")
        if tag == "option" and self._menu and ("selected" in given or self._menu not in form.values):
            form.values[self._menu] = value
        if tag == "button" or not name or kind in UNTYPED or name == "csrfmiddlewaretoken":
            return
        if tag == "textarea":
            self._area, form.values[name], form.kinds[name] = name, "", tag
        elif tag == "select":
            self._menu, form.kinds[name] = name, tag
        elif tag == "input" and (kind not in TICKED or "checked" in given):
            form.values.appendlist(name, value or "on" if kind in TICKED else value)
        if tag == "input":
            form.kinds.setdefault(name, kind)


def forms_of(address: str, html: str) -> list[Form]:
    """Return the forms of a page that are sent with POST."""
    reader = Reader(address)
    reader.feed(html)
    return reader.forms
