"""Text as people write it: cleaned on the way in, made safe HTML on the way out, and small words for sentences."""

import re
from collections.abc import Sequence

import nh3
from django.core.exceptions import ValidationError
from markdown_it import MarkdownIt
from markupsafe import Markup

_LINE_ENDS = re.compile(r"\r\n?")
LOST = "\ufffd"
"""What stands in decoded text where bytes or half a pair made no character (REPLACEMENT CHARACTER)."""

_UNWANTED = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff]")

_TAGS = {
    *("p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "code"),
    *("em", "strong", "s", "a", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td"),
}
_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])
_cleaner = nh3.Cleaner(
    tags=_TAGS,
    attributes={"a": {"href", "title"}, "ol": {"start"}},
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener nofollow",
)


def clean_text(value: str) -> str:
    """Return `value` with its line ends as "\\n", as forms and serializers keep it.

    Raises `ValidationError` for characters that no text holds and that PostgreSQL or a reader would choke on:
    control characters other than tab and newline, and halves of surrogate pairs.
    """
    value = _LINE_ENDS.sub("\n", value)
    if found := _UNWANTED.search(value):
        name, place = f"U+{ord(found[0]):04X}", found.start() + 1
        raise ValidationError(
            f"Character {place} is the control character {name}, which is not text. Remove it.",
            code="control_character",
        )
    return value


def typed_text(value: str) -> str:
    """Return `clean_text` of what came through a form; raises `ValidationError` as that does.

    A form's reader (the browser, else Django) puts U+FFFD in the place of what is no character, such as half a
    surrogate pair. What was meant is lost, so nothing is kept.
    """
    if LOST in value:
        raise ValidationError(
            f"Character {value.index(LOST) + 1} did not arrive whole ({LOST}). Type it again, or remove it.",
            code="broken_character",
        )
    return clean_text(value)


def markdown(text: str) -> Markup:
    """Turn Markdown into HTML that is safe to show to anyone.

    HTML inside `text` is shown, not obeyed; pictures are left out, since they would tell their host who reads.
    """
    return Markup(_cleaner.clean(_markdown.render(text)))  # noqa: S704 - cleaned by an allow-list just here


def initials(name: str) -> str:
    """Return the capitals of the first and last word of `name` for an avatar, or "?" when it has none."""
    words = [word for word in re.split(r"[\W_]+", name) if word]
    return "".join(word[0] for word in [*words[:1], *words[1:][-1:]]).upper() or "?"


def human_list(items: Sequence[str], conjunction: str = "and") -> str:
    """Join `items` as a sentence does: "a", "a and b", "a, b and c"; "" when there are none."""
    *rest, last = items or [""]
    return f"{', '.join(rest)} {conjunction} {last}" if rest else last


def plural(count: int, singular: str, plural: str = "") -> str:
    """Write a count with its noun: "1 day", "3 days", "1,054 milestones". `plural` is `singular` + "s" if not given."""
    return f"{count:,} {singular if count == 1 else plural or singular + 's'}"
