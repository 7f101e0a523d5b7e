"""Which glyph shows a state.

A state is always a glyph and a word (interface.md). The words are the domain's and many; the glyphs are
eleven shapes, so that a person learns them once. Unknown states fail loudly rather than look harmless.
"""

from collections.abc import Mapping
from functools import cache

GLYPHS: Mapping[str, tuple[str, ...]] = {
    "on-track": ("on_track", "ready", "active", "yes"),
    "at-risk": ("at_risk", "wobbly", "expiring"),
    "slipped": ("slipped", "late"),
    "blocked": ("blocked", "no_go", "on_hold", "overdue", "disabled"),
    "failed": ("failed", "broken", "unmet", "dead", "cut", "reject", "changes", "declined", "no", "expired"),
    "passed": ("passed", "met", "backed", "approved", "approve", "sent", "verified", "fixed", "go", "acknowledged"),
    "waived": ("waived", "waive", "skipped", "cancelled", "wont_fix", "approve_with_conditions", "muted"),
    "stale": ("stale",),
    "open": ("open", "in_review", "committed", "building", "doing", "queued", "sending", "pending", "new", "linked"),
    "planned": ("planned", "planning", "idea", "draft", "parked", "todo", "unknown"),
    "done": ("done", "launched", "closed", "published", "live"),
}
"""Glyph → the domain's states that it stands for."""

_GLYPH_OF = {state: glyph for glyph, states in GLYPHS.items() for state in states}

WORDS = {"no_go": "No-go", "todo": "To do", "wont_fix": "Won\N{RIGHT SINGLE QUOTATION MARK}t fix"}
"""Words that are not their value with spaces."""

READY = frozenset({"passed", "waived", "done", "on-track"})
"""Glyphs of a check that no longer stands in the way."""


@cache
def glyph_of(state: str) -> str:
    """Return the glyph of a state, given as the domain's value ("no_go") or as a glyph ("at-risk").

    Raises `KeyError` for a state that no glyph stands for.
    """
    return _GLYPH_OF[state.replace("-", "_")]


@cache
def word_of(state: str) -> str:
    """Return the state as a word: "no_go" → "No-go", "at_risk" → "At risk"."""
    return WORDS.get(state, state.replace("_", " ").replace("-", " ").capitalize())
