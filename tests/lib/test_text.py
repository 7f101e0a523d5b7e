"""Text on its way in and out."""

import re
import time

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from launchhub.lib.text import clean_text, human_list, initials, markdown, plural, typed_text

DANGEROUS = re.compile(
    r"<(?!/?(p|br|hr|h[1-6]|blockquote|pre|code|em|strong|s|a|ul|ol|li|table|t[rhd]|t(head|body))\b)"
)


@pytest.mark.parametrize("text", ["", "Pay by phone", "tab\there", "two\nlines", "Grüße 🚀 日本語", "\u200bzero width"])
def test_ordinary_text_is_kept(text: str) -> None:
    assert clean_text(text) == text


def test_line_ends_of_browsers_become_plain_newlines() -> None:
    assert clean_text("one\r\ntwo\rthree") == "one\ntwo\nthree"


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x0b", "\x1b", "\x1f", "\ud83d"])
def test_control_characters_and_half_surrogates_are_refused_by_name_and_place(character: str) -> None:
    with pytest.raises(ValidationError, match=rf"Character 5 is .* U\+{ord(character):04X}"):
        clean_text(f"bad {character} text")


def test_what_did_not_arrive_whole_through_a_form_is_refused_by_its_place() -> None:
    assert typed_text("caf\u00e9") == "caf\u00e9"
    with pytest.raises(ValidationError, match="Character 4 did not arrive whole"):
        typed_text("caf\ufffd")


@given(st.text())
def test_clean_text_can_be_stored_or_is_refused(text: str) -> None:
    try:
        cleaned = clean_text(text)
    except ValidationError:
        return
    assert "\x00" not in cleaned
    assert cleaned.encode().decode() == cleaned
    assert clean_text(cleaned) == cleaned


def test_markdown_becomes_html() -> None:
    html = markdown("# Why\n\nFaster **checkout**, ~~slow~~\n\n- one\n- two\n\n| a | b |\n|---|:-:|\n| 1 | 2 |")
    for part in ("<h1>Why</h1>", "<strong>checkout</strong>", "<s>slow</s>", "<li>one</li>", "<td>1</td>"):
        assert part in html


def test_a_newline_in_a_comment_is_kept() -> None:
    assert markdown("one\ntwo") == "<p>one<br>\ntwo</p>\n"


def test_links_give_nothing_to_the_page_they_open() -> None:
    assert 'rel="noopener nofollow"' in markdown("[docs](https://example.com/)")


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:msgbox)",
        "![x](https://tracker.example/pixel.png)",
        '<a href="x" style="position:fixed">x</a>',
        "<svg><style>@import 'x'</style></svg>",
        '[x](https://example.com "onmouseover=alert(1)")',
        "<https://example.com/\"onclick='alert(1)'>",
        "|a|\n|:-:|\n|b|",
    ],
)
def test_markdown_runs_nothing_and_loads_nothing(hostile: str) -> None:
    html = markdown(hostile)
    assert not DANGEROUS.search(html)
    for tag in re.findall(r"<[^>]*>", html):
        assert not re.search(r"\s(on\w+|style|src)\s*=", re.sub(r'"[^"]*"', "", tag))
        assert not re.search(r'href="(?!https?:|mailto:|[/#?])[^"]*:', tag, re.IGNORECASE)


@given(st.text(alphabet="<>[]()!*_`|#-:/ \n\"'&;abjscript="))
def test_no_markdown_makes_a_tag_that_is_not_allowed(text: str) -> None:
    assert not DANGEROUS.search(markdown(text))


@pytest.mark.parametrize("piece", ["[", "> ", "*a_", "![](", "`", "- ", "<a", "&", "|", "(["])
def test_markdown_of_a_long_hostile_text_stays_quick(piece: str) -> None:
    started = time.monotonic()
    markdown(piece * (20_000 // len(piece)))
    assert time.monotonic() - started < 15


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Alice", "A"),
        ("Alice Admin", "AA"),
        ("petra de la product", "PP"),
        ("  ", "?"),
        ("", "?"),
        ("(Vera) guest!", "VG"),
    ],
)
def test_initials(name: str, shown: str) -> None:
    assert initials(name) == shown


@pytest.mark.parametrize(
    ("items", "sentence"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_a_list_reads_as_a_sentence(items: list[str], sentence: str) -> None:
    assert human_list(items) == sentence


def test_a_list_of_choices_reads_with_or() -> None:
    assert human_list(["day", "week", "month"], "or") == "day, week or month"


@pytest.mark.parametrize(
    ("count", "shown"), [(0, "0 days"), (1, "1 day"), (3, "3 days"), (1054, "1,054 days"), (-1, "-1 days")]
)
def test_plural(count: int, shown: str) -> None:
    assert plural(count, "day") == shown


def test_plural_of_an_irregular_noun() -> None:
    assert plural(2, "entry", "entries") == "2 entries"
