"""What can be found of messaging."""

from launchhub.search.registry import Searchable, register

register(
    Searchable(
        "claim", "Claims", "text", "messaging", "quote", order=45,
        texts=("pillar", "proof"), launch="launch", owner="owner", state="state",
    ),
    Searchable(
        "asset", "Assets", "title", "messaging", "file-text", order=46, launch="launch", owner="owner", state="status"
    ),
    Searchable(
        "activity", "Activities", "title", "messaging", "megaphone", order=47,
        texts=("audience",), launch="launch", owner="owner", state="status",
    ),
)  # fmt: skip
