"""Text as it is looked for: words without case and accents, in any script."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

LONGEST_WORD = 40
"""Characters of a word that count."""

LONGEST_TEXT = 4_000
"""Characters of a text that count; a title counts whole."""

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
"""Scripts that leave no space between words: Thai and its neighbours, kana, Chinese characters."""

_WORD = re.compile(rf"[{_UNSPACED}]+|[^\W_{_UNSPACED}]+")
_RUN = re.compile(rf"[{_UNSPACED}]")
_LONGEST_PART = 8


def fold(text: str) -> str:
    """Return the text without case, accents and variants of characters: "Größe" and "GROSSE" are the same."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(char for char in apart if unicodedata.category(char) != "Mn")
    return unicodedata.normalize("NFKC", bare)


def words(text: str) -> list[str]:
    """Return the different words of a text as they are typed, in their order; an emoji is a word by itself."""
    return list(dict.fromkeys(word[:LONGEST_WORD] for word in _words(fold(text))))


def entries(text: str) -> set[str]:
    """Return what a text is found by: its words, and where words have no space between them each place to begin at."""
    found = set(words(text))
    for word in list(found):
        if _RUN.match(word):
            found |= {word[start : start + _LONGEST_PART] for start in range(len(word))}
    return found


def _words(folded: str) -> Iterator[str]:
    for match in re.finditer(rf"{_WORD.pattern}|[^\w\s]", folded):
        word = match[0]
        if _WORD.fullmatch(word) or unicodedata.category(word) == "So":
            yield word
