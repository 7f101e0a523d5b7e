"""What can be found of the kernel: people, and the files that they put to objects."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from launchhub.accounts.models.members import name_at
from launchhub.search.registry import Searchable, register


def _among_members(workspace: str, row: Mapping[str, Any]) -> str:
    page = reverse("pages:members", kwargs={"workspace": workspace})
    return f"{page}?{urlencode({'q': row['title']})}"


def _download(workspace: str, row: Mapping[str, Any]) -> str:
    return reverse("discussion:attachment", kwargs={"workspace": workspace, "pk": row["id"]})


register(
    Searchable("member", "Members", name_at(), "", "user-round", order=90, page=_among_members),
    Searchable(
        "attachment", "Files", "name", "roadmap", "paperclip", order=70, owner="author", page=_download,
        named_in=("attachment.added", "attachment.deleted", "attachment.restored"),
    ),
)  # fmt: skip
