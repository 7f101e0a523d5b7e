"""The macros of templates/ui."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.template import engines
from jinja2 import UndefinedError

from launchhub.web.charts import Move
from launchhub.web.states import GLYPHS
from tests.web.urls import MOVES, MoveForm

EVIL = '<script>alert("x")</script>'


def render(source: str, **context: Any) -> str:
    return engines["jinja2"].from_string(source).render(context)


class TicketForm(forms.Form):
    title = forms.CharField(help_text="In one line.")
    urgent = forms.BooleanField(required=False)
    how = forms.ChoiceField(widget=forms.RadioSelect, choices=[("a", "Anchored"), ("b", "Both")])


@pytest.mark.parametrize(
    "source",
    [
        "{{ ui.button(evil) }}",
        "{{ ui.button(evil, kind='square', icon_name='x') }}",
        "{{ ui.button('Go', href=evil) }}",
        "{{ ui.button('Go', attrs={'hx-post': evil}) }}",
        "{{ ui.state('passed', evil) }}",
        "{{ ui.avatar(evil) }}",
        "{{ ui.person(evil) }}",
        "{{ ui.tabs(evil, [(evil, evil, true, evil)]) }}",
        "{{ ui.crumbs([(evil, evil), (evil, none)]) }}",
        "{{ ui.chips(evil, [(evil, evil, true)]) }}",
        "{{ ui.pager(evil, evil, evil) }}",
        "{{ ui.text_input(evil, evil, evil) }}",
        "{{ ui.select(evil, evil, [(evil, evil)], evil) }}",
        "{{ ui.textarea(evil, evil, evil) }}",
        "{{ ui.empty(evil, evil) }}",
        "{{ ui.facts([(evil, evil)]) }}",
        "{{ ui.todo(evil, evil, '') }}",
        "{{ ui.feed_item(evil, now, actor=evil, quote=evil) }}",
        "{{ ui.flash([message]) }}",
        "{{ ui.track(evil, 'package', 'on_track', ['passed'], [(evil, evil)]) }}",
        "{{ ui.ladder([move]) }}",
        "{% call ui.section(evil, evil) %}{{ evil }}{% endcall %}",
        "{% call ui.table(evil, [evil, (evil, 'grow')]) %}{{ evil }}{% endcall %}",
        "{% call ui.why('at_risk', evil) %}{{ evil }}{% endcall %}",
        "{% call ui.dialog(evil) %}{{ evil }}{% endcall %}",
        "{% call ui.menu(evil) %}{{ evil }}{% endcall %}",
    ],
)
def test_what_people_wrote_is_escaped(source: str) -> None:
    html = render(
        source,
        evil=EVIL,
        now=datetime(2027, 5, 14, tzinfo=UTC),
        message=Message(constants.INFO, EVIL),
        move=Move(date(2027, 5, 1), date(2027, 5, 14), EVIL),
    )
    assert "alert(" in html
    assert "<script" not in html


@pytest.mark.parametrize("state", [state for states in GLYPHS.values() for state in states])
def test_a_state_is_a_glyph_and_a_word(state: str) -> None:
    html = render("{{ ui.state(state) }}", state=state)
    assert "<svg" in html
    assert "</svg></span>" not in html


def test_glyphs_differ_in_shape() -> None:
    shapes = {render("{{ ui.glyph(state) }}", state=glyph) for glyph in GLYPHS}
    assert len(shapes) == len(GLYPHS)


def test_an_unknown_state_fails_loudly() -> None:
    with pytest.raises(KeyError):
        render("{{ ui.state('wonderful') }}")


def test_a_hidden_state_keeps_its_word_for_screen_readers() -> None:
    assert '<span class="visually-hidden">No-go</span>' in render("{{ ui.state('no_go', hidden=true) }}")


def test_an_unknown_macro_fails_loudly() -> None:
    with pytest.raises(UndefinedError):
        render("{{ ui.nonsense() }}")


def test_a_button_that_opens_a_dialog_is_a_link_without_javascript() -> None:
    html = render("{{ ui.button('Move', href='/move/', dialog=true) }}")
    assert '<a class="button' in html
    assert 'href="/move/"' in html
    assert 'hx-get="/move/"' in html
    assert 'hx-target="#dialog"' in html


def test_a_square_button_has_a_name() -> None:
    assert 'aria-label="Close"' in render("{{ ui.button('Close', 'x', 'square') }}")


def test_a_field_names_its_help_and_its_errors() -> None:
    html = render("{{ ui.field(form['date']) }}", form=MoveForm({"date": "soon"}))
    assert 'aria-describedby="id_date_helptext id_date_error"' in html
    assert 'id="id_date_helptext"' in html
    assert 'id="id_date_error"' in html
    assert 'aria-invalid="true"' in html
    assert '<label for="id_date">New date' in html


def test_radio_buttons_are_a_group_with_a_legend() -> None:
    html = render("{{ ui.field(form['how']) }}", form=TicketForm())
    assert "<fieldset" in html
    assert "<legend>How" in html


def test_a_checkbox_stands_before_its_label() -> None:
    html = render("{{ ui.field(form['urgent']) }}", form=TicketForm())
    assert html.index("checkbox") < html.index("Urgent</label>")


def test_a_form_that_has_errors_lists_them_with_links_to_the_fields() -> None:
    html = render("{{ ui.form_errors(form) }}", form=MoveForm({"date": "soon"}))
    assert "1 thing to put right" in html
    assert '<a href="#id_date">New date</a>' in html


def test_a_form_without_errors_has_no_summary() -> None:
    assert render("{{ ui.form_errors(form) }}", form=MoveForm()).strip() == ""


def test_a_form_posts_with_and_without_htmx() -> None:
    html = render("{{ ui.form(form, '/move/', '<csrf>') }}", form=MoveForm())
    assert 'method="post" action="/move/"' in html
    assert 'hx-post="/move/"' in html
    assert "&lt;csrf&gt;" in html


def test_the_dial_says_how_much_is_ready() -> None:
    html = render("{{ ui.dial([('QA', ['passed', 'waived', 'failed']), ('Product', ['open'])]) }}")
    assert 'aria-label="50% ready, 2 of 4 checks"' in html
    assert html.count('class="tick"') == 4
    assert "1 failed" in html


def test_the_dial_of_a_launch_without_checks_says_so() -> None:
    assert "No checks yet" in render("{{ ui.dial([]) }}")


def test_the_ladder_has_a_step_for_each_move_with_days_and_reason() -> None:
    html = render("{{ ui.ladder(moves) }}", moves=MOVES)
    assert html.count("<li>") + html.count("<li class") == 3
    assert "+14 d" in html
    assert "\N{MINUS SIGN}7 d" in html


def test_a_bar_reads_its_counts_aloud() -> None:
    assert 'aria-label="2 passed, 1 failed, 1 open"' in render("{{ ui.bar(['passed', 'open', 'failed', 'met']) }}")


def test_the_rows_of_a_table_stand_in_a_region_that_the_keyboard_can_scroll() -> None:
    html = render("{% call ui.table('Gates', ['State', ('Gate', 'grow')]) %}<tr></tr>{% endcall %}")
    assert 'role="region" aria-label="Gates" tabindex="0"' in html
    assert '<th scope="col" class="grow">Gate</th>' in html
