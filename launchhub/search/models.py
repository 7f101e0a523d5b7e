"""Where objects are found: a table of words.

PostgreSQL keeps what is not leakproof off indexes under row-level security: LIKE, `@@` and `%` among it. Whether two
words are equal, and which comes first, is leakproof. So each word of each object is a row, and a word that is being
typed is a range of an ordinary index.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models


class Word(models.Model):
    """A word by which an object is found: as it is written, or its stem.

    Every object in the index has the empty word as well: it says that it was looked at.
    """

    pk = models.CompositePrimaryKey("workspace_id", "object_id", "word")
    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    object_id = models.UUIDField()
    noun = models.CharField(max_length=40)
    word = models.CharField(max_length=40, db_collation="C")
    weight = models.SmallIntegerField()
    """3 for a word of the title, 1 for one of the texts."""

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        db_table = "search_words"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["workspace", "word", "object_id"], include=["noun", "weight"], name="search_words_typed"
            ),
        ]

    def __str__(self) -> str:
        return self.word


class Trigram(models.Model):
    """Three letters in a row of a word that titles of the workspace use: what a mistyped word still shares with it."""

    pk = models.CompositePrimaryKey("workspace_id", "trigram", "word")
    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    trigram = models.CharField(max_length=12, db_collation="C")
    word = models.CharField(max_length=40, db_collation="C")

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        db_table = "search_trigrams"

    def __str__(self) -> str:
        return self.trigram
