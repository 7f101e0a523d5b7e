"""A page of an app, as a template that the tests' views render."""

import pytest
from django.template import engines
from jinja2 import ChoiceLoader, DictLoader

MOVE = """\
{% extends "form_page.html" %}
{% block title %}Move the date{% endblock %}
{% block crumbs %}{{ ui.crumbs([("Launches", url("roadmap:launches")), ("Move", none)]) }}{% endblock %}
{% block dialog %}
{% call ui.dialog("Move the date") %}{{ ui.form(form, url("move"), csrf_input, cancel=url("home")) }}{% endcall %}
{% endblock %}
"""


@pytest.fixture(autouse=True)
def templates(monkeypatch: pytest.MonkeyPatch) -> None:
    """Add the tests' page to our templates."""
    env = engines["jinja2"].env
    monkeypatch.setattr(env, "loader", ChoiceLoader([DictLoader({"move.html": MOVE}), env.loader]))
