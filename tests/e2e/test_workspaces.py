"""Browser tests share one LaunchHub, whichever of them meet there: each file opens a workspace of its own."""

import re
from collections import Counter
from pathlib import Path


def test_no_two_files_open_the_same_workspace() -> None:
    files = Path(__file__).parent.glob("test_*.py")
    slugs = Counter(slug for file in files for slug in re.findall(r'^SLUG = "(.+)"', file.read_text(), re.MULTILINE))
    assert slugs
    assert [slug for slug, times in slugs.items() if times > 1] == []
