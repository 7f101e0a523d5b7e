"""Pages of an app, as templates that the tests' views render."""

import pytest
from django.template import engines
from jinja2 import ChoiceLoader, DictLoader

HOME = """\
{% extends "base.html" %}
{% block title %}Payments 2.0{% endblock %}
{% block crumbs %}{{ ui.crumbs([("Launches", url("roadmap:launches")), ("Payments 2.0", none)]) }}{% endblock %}
{% block content %}
<header class="page-head">
  <div><h1>Payments 2.0 {{ ui.state("at_risk", pill=true) }}</h1><p>Pay in instalments.</p></div>
  <div class="push">
    {{ ui.button("Move date", "calendar", href=url("move"), dialog=true) }}
    {% call ui.menu("More", "ellipsis", "square", end=true) %}<a href="#gates">{{ icon("pencil") }}Edit</a>{% endcall %}
  </div>
</header>
{{ ui.tabs("Launch", [("Overview", "#", true), ("Gates", "#gates", false, 7)]) }}
{% call ui.why("at_risk", "Why at risk:") %}<a href="#gates">Security review</a> is late.{% endcall %}
<section class="hero" aria-label="Readiness and date">
  {{ ui.dial([("Product", ["passed", "failed", "stale"]), ("QA", ["waived", "open"])]) }}
  <div>{{ ui.ladder(moves) }}</div>
</section>
<div class="tracks">{{ ui.track("Product", "package", "on_track", ["passed", "open"], [("Lead", "Petra")]) }}</div>
{% call ui.section("Gates", "all states", id="gates") %}
{% call ui.table("Gates", ["State", ("Gate", "grow"), ("Owner", "optional"), ("", "end")]) %}
{% for state in states %}
<tr>
  <td>{{ ui.state(state) }}</td><td class="grow name"><a href="#gates">Migration rehearsed on a copy</a></td>
  <td class="optional">{{ ui.person("Quentin") }}</td><td class="end">{{ ui.button("Sign off", kind="small") }}</td>
</tr>
{% endfor %}
{% endcall %}
{{ ui.pager(previous="#", next="#", note="1,054 gates") }}
{% endcall %}
{% call ui.section("Claims") %}
{{ ui.chips("Filter by state", [("Broken", "#", true), ("Backed", "#", false)]) }}
{{ ui.empty("No claims yet", "A claim is a sentence that we promise to customers.", "quote") }}
{% endcall %}
{% endblock %}
"""
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
    """Add the tests' pages to our templates."""
    env = engines["jinja2"].env
    monkeypatch.setattr(env, "loader", ChoiceLoader([DictLoader({"home.html": HOME, "move.html": MOVE}), env.loader]))
