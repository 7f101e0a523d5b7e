"""Every template compiles and keeps to the Content-Security-Policy."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from jinja2 import Environment

from launchhub.web.icons import icon

ROOT = Path(settings.BASE_DIR) / "templates"
DJANGO = ROOT / "django"
TEMPLATES = sorted(ROOT.rglob("*.html"))
MAILS = {ROOT / "notifications" / "email.html"}  # no browser shows it under the policy, and mail programs need <style>
OURS = [path for path in TEMPLATES if DJANGO not in path.parents]

FORBIDDEN = {
    "an inline style": re.compile(r"\sstyle\s*="),
    "a style element": re.compile(r"<style\b"),
    "an inline handler": re.compile(r"\son[a-z]+\s*=", re.IGNORECASE),
    "an htmx handler": re.compile(r"\bhx-on\b"),
    "a computed htmx value": re.compile(r"""hx-[\w:-]+\s*=\s*["'][^"']*\bjs:"""),
    "an htmx trigger filter": re.compile(r"""hx-trigger\s*=\s*["'][^"']*\[[^"']*\]"""),
    "an inline script": re.compile(r"""<script(?![^>]*(\bsrc=|type="application/json"))"""),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
}


def jinja() -> Environment:
    return engines["jinja2"].env


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", [path for path in TEMPLATES if path not in MAILS], ids=relative)
def test_a_template_has_nothing_that_the_policy_forbids(path: Path) -> None:
    text = path.read_text()
    assert [what for what, pattern in FORBIDDEN.items() if pattern.search(text)] == []


@pytest.mark.parametrize("path", OURS, ids=relative)
def test_a_template_compiles(path: Path) -> None:
    jinja().get_template(relative(path))


@pytest.mark.parametrize("path", sorted(DJANGO.rglob("*.html")), ids=relative)
def test_a_template_in_djangos_language_compiles(path: Path) -> None:
    engines["django"].get_template(str(path.relative_to(DJANGO)))


def test_every_icon_that_a_template_names_exists() -> None:
    named = {name for path in OURS for name in re.findall(r"""icon\("([a-z0-9-]+)"\)""", path.read_text())}
    assert named
    assert all("<svg" in icon(name) for name in named)


def test_an_icon_is_hidden_from_screen_readers() -> None:
    assert 'aria-hidden="true"' in icon("calendar")
