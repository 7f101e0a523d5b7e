"""Files that people send: what they are, whatever they are called, and a name that can be shown and saved."""

from __future__ import annotations

import codecs
import re

import filetype

from launchhub.lib.text import clean_text

HEAD = 8192
"""Bytes from the beginning of a file that show its kind."""

TEXT, UNKNOWN = "text/plain", "application/octet-stream"

_WRITTEN_AS_TEXT = {"application/pdf", "application/rtf"}
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
_FOLDERS = re.compile(r".*[/\\]", re.DOTALL)


def kind_of(head: bytes) -> str:
    """Return the media type that the first `HEAD` bytes of a file show.

    Whatever is text is plain text, HTML and SVG too: nothing that a browser would run is called by its name.
    """
    found = filetype.guess_mime(head) or UNKNOWN
    return TEXT if found not in _WRITTEN_AS_TEXT and _is_text(head) else found


def file_name(given: str, longest: int) -> str:
    """Return the name of a file without folders, on one line, with its ending when it had to be cut.

    Raises `ValidationError` for characters that no text holds.
    """
    name = " ".join(_FOLDERS.sub("", clean_text(given)).split()).strip(". ") or "file"
    if len(name) <= longest:
        return name
    stem, dot, ending = name.rpartition(".")
    ending = f".{ending}" if dot and stem and len(ending) <= 20 else ""
    return name[: longest - len(ending)] + ending


def _is_text(head: bytes) -> bool:
    """Say whether bytes are UTF-8 without control characters; the last character may be cut off."""
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return not _CONTROLS.search(text)
