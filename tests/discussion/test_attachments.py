"""Attachments: who may add and take away files, what is kept of them, who is told, and who sees them."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test.client import encode_multipart
from django.utils import timezone
from pytest_django.fixtures import Settings

from launchhub.accounts.models import Member
from launchhub.discussion.actions import attachments
from launchhub.discussion.models import Attachment
from launchhub.events.models import Event
from launchhub.lib.errors import Forbidden
from launchhub.lib.files import file_name
from launchhub.notifications.actions import watches
from qa.actions import gates
from roadmap.actions import features
from roadmap.models import Feature, Launch
from tests.api import contract
from tests.events.drain import drain
from tests.roadmap.pages import HTMX, SignIn, at, queries, share, text

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
ENDLESS: Any = {"content_type": "multipart/form-data; boundary=x", "CONTENT_LENGTH": str(10**9)}
"""What announces a gigabyte."""

SCRIPT = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"


def file(name: str = "plan.txt", content: bytes = b"Words") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def attach(by: Member, obj: Any, *given: Any) -> Attachment:
    return attachments.create(by=by, noun=obj.noun, target_id=obj.pk, file=file(*given))


def address(feature: Feature, workspace: str = "harbour") -> str:
    return at("discussion:attachments", workspace=workspace, noun="feature", pk=feature.pk)


@pytest.fixture(autouse=True)
def store(settings: Settings, tmp_path: Path) -> Path:
    """An empty store of files."""
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


def kept(store: Path) -> list[Path]:
    return [path for path in store.rglob("*") if path.is_file()]


def test_a_file_is_kept_under_a_name_that_nobody_chose_and_is_an_event_of_what_it_is_on(
    mark: Member, refunds: Feature, store: Path
) -> None:
    attachment = attach(mark, refunds, "../../plan.txt", b"Words")
    [path] = kept(store)
    assert path.read_bytes() == b"Words"
    assert "plan" not in str(path.relative_to(store))
    assert (attachment.name, attachment.size, attachment.kind) == ("plan.txt", 5, "text/plain")
    assert attachment.sha256 == hashlib.sha256(b"Words").hexdigest()
    event = Event.objects.get(kind="attachment.added")
    assert (event.subject_id, event.launch_id, event.data["name"]) == (refunds.pk, refunds.launch_id, "plan.txt")


def test_those_who_watch_it_are_told_and_its_owners_watch_on_their_own(
    mark: Member, quentin: Member, refunds: Feature, told: Callable[[Event], dict[str, str]]
) -> None:
    watches.watch(refunds, by=quentin)
    attach(mark, refunds)
    drain()
    found = told(Event.objects.get(kind="attachment.added"))
    assert found.keys() == {"Quentin", "Petra"}
    assert (found["Quentin"], "you own the feature" in found["Petra"]) == ("you watch “Refunds”", True)


def _zip(*names: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in names:
            archive.writestr(name, "x" * 100)
    return content.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("shot.txt", PNG, "image/png"),
        ("page.html", b"<!doctype html><script>alert(1)</script>", "text/plain"),
        ("drawing.png", SCRIPT, "text/plain"),
        ("paper.jpg", b"%PDF-1.7 words", "application/pdf"),
        ("BM.txt", b"BM stands for benchmark", "text/plain"),
        ("Zürich.csv", "Größe;Maß\n".encode() * 2000, "text/plain"),
        ("pack.pdf", _zip("a.txt"), "application/zip"),
        ("noise.txt", bytes(range(256)), "application/octet-stream"),
    ],
)
def test_what_it_is_shows_its_content_and_not_its_name(
    mark: Member, refunds: Feature, name: str, content: bytes, kind: str
) -> None:
    assert attach(mark, refunds, name, content).kind == kind


@pytest.mark.parametrize(
    ("given", "kept_as"),
    [
        ("C:\\fakepath\\plan.txt", "plan.txt"),
        ("/etc/passwd", "passwd"),
        ("..", "file"),
        ("", "file"),
        ("two\nlines.txt", "two lines.txt"),
        ("x" * 300 + ".docx", "x" * 250 + ".docx"),
        ("x" * 300, "x" * 255),
    ],
)
def test_a_name_is_one_that_can_be_shown_and_saved(given: str, kept_as: str) -> None:
    assert file_name(given, 255) == kept_as


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"file": ("empty.txt", b"")}, "file", "empty.txt” is empty"),
        ({"file": ("large.bin", b"\0" * (2**20 + 1))}, "file", "1 MB is the most"),
        ({"name": "nul\0.txt"}, "file", "control character"),
        ({"noun": "member"}, "noun", "Choose one of"),
        ({"noun": "launch"}, "target", "no such launch"),
    ],
)
def test_bad_input_is_refused_at_its_field_and_nothing_is_kept(
    mark: Member, refunds: Feature, settings: Settings, store: Path, given: dict[str, Any], field: str, words: str
) -> None:
    settings.ATTACHMENT_MAX_MB = 1
    sent = file(*given.get("file", ()))
    sent._name = given.get("name", sent.name)  # type: ignore[attr-defined]  # past what Django itself takes out
    with pytest.raises(ValidationError, match=words) as refused:
        attachments.create(by=mark, noun=given.get("noun", "feature"), target_id=refunds.pk, file=sent)
    assert list(refused.value.message_dict) == [field]
    assert not Attachment.objects.exists()
    assert kept(store) == []


def test_what_fails_later_leaves_no_file(mark: Member, refunds: Feature, store: Path) -> None:
    attach(mark, refunds)
    Attachment.objects.update(external_id="same")
    with pytest.raises(ValidationError, match="external id"), transaction.atomic():
        attachments.create(by=mark, noun="feature", target_id=refunds.pk, file=file(), external_id="same")
    assert len(kept(store)) == 1


def test_its_author_or_an_admin_takes_it_away_and_puts_it_back(
    alice: Member, petra: Member, mark: Member, refunds: Feature, store: Path
) -> None:
    attachment = attach(mark, refunds)
    with pytest.raises(Forbidden, match="author or the admin"):
        attachments.delete(attachment, by=petra)
    attachments.delete(attachment, by=mark)
    assert not Attachment.objects.visible_to(mark).exists()
    attachments.restore(attachment, by=alice)
    assert Attachment.objects.visible_to(mark).exists()
    kinds = Event.objects.filter(kind__startswith="attachment.").order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["attachment.added", "attachment.deleted", "attachment.restored"]


def test_after_a_month_in_the_bin_the_file_is_gone_for_good(mark: Member, refunds: Feature, store: Path) -> None:
    old, young, there = (attach(mark, refunds) for _ in range(3))
    for attachment, days in ((old, 31), (young, 29)):
        gone = timezone.now() - dt.timedelta(days=days)
        Attachment.objects.filter(pk=attachment.pk).update(deleted_at=gone)
    attachments.forget_deleted()
    assert set(Attachment.objects.values_list("pk", flat=True)) == {young.pk, there.pk}
    assert len(kept(store)) == 2


def test_a_file_is_attached_and_downloaded_and_never_shown(
    signed_in: SignIn, mark: Member, petra: Member, refunds: Feature
) -> None:
    client = signed_in(mark)
    several = {"file": [file("Zürich “1”.svg", SCRIPT), file("plan.txt")]}
    html = text(client.post(address(refunds), several, headers=HTMX))
    assert "plan.txt" in html
    assert "<html" not in html
    drawing = Attachment.objects.get(kind="text/plain", name__endswith=".svg")
    answer: Any = signed_in(petra).get(at("discussion:attachment", pk=drawing.pk))
    assert b"".join(answer) == SCRIPT
    assert answer.headers["Content-Disposition"] == f"attachment; filename*=utf-8''{quote('Zürich “1”.svg')}"
    assert answer.headers["Content-Type"] == "text/plain"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    deletion = at("discussion:attachment_delete", pk=drawing.pk)
    assert signed_in(petra).post(deletion).status_code == 403
    assert client.post(deletion, headers=HTMX).status_code == 204
    assert client.get(at("discussion:attachment", pk=drawing.pk)).status_code == 404


def test_of_several_files_the_good_ones_are_kept_and_the_others_named(
    signed_in: SignIn, mark: Member, refunds: Feature, settings: Settings
) -> None:
    settings.ATTACHMENT_MAX_MB = 1
    several = {"file": [file("good.txt"), file("empty.txt", b""), file("large.bin", b"\0" * 2**21)]}
    answer = signed_in(mark).post(address(refunds), several, headers=HTMX)
    assert answer.status_code == 422
    assert [each.name for each in Attachment.objects.all()] == ["good.txt"]
    for words in ("good.txt", "“empty.txt” is empty", "“large.bin” has 2.0 MB; 1 MB is the most"):
        assert words in text(answer)


def test_what_is_no_upload_is_refused_in_words(signed_in: SignIn, mark: Member, refunds: Feature) -> None:
    client = signed_in(mark)
    assert "Choose a file first" in text(client.post(address(refunds), {}, headers=HTMX))
    eleven = {"file": [file() for _ in range(11)]}
    assert "at most 10 files" in text(client.post(address(refunds), eleven, headers=HTMX))
    huge = client.post(address(refunds), b"x", headers=HTMX, **ENDLESS)
    assert (huge.status_code, "too much at once" in text(huge)) == (422, True)
    assert client.post(address(refunds), {"file": file()}).headers["Location"] == address(refunds)
    assert Attachment.objects.count() == 1


def test_others_find_nothing(
    signed_in: SignIn, client: Any, vera: Member, mark: Member, mallory: Member, refunds: Feature
) -> None:
    path = at("discussion:attachment", pk=attach(mark, refunds).pk)
    assert client.get(path).headers["Location"].startswith("/accounts/login/")
    for member, workspace in ((vera, "harbour"), (mallory, "harbour"), (mallory, "rival")):
        for asked in (address(refunds, workspace), path.replace("harbour", workspace)):
            assert signed_in(member).get(asked).status_code == 404
        assert signed_in(member).post(address(refunds, workspace), {"file": file()}).status_code == 404
    assert Attachment.objects.count() == 1


def test_a_guest_sees_and_adds_files_of_what_is_shared_with_them(
    signed_in: SignIn, petra: Member, vera: Member, launch: Launch, refunds: Feature
) -> None:
    other = features.create(by=petra, title="Secret", product=refunds.product)
    attach(petra, other, "secret.txt")
    share(refunds, vera)
    client = signed_in(vera)
    assert "mine.txt" in text(client.post(address(refunds), {"file": file("mine.txt")}, headers=HTMX))
    assert [each.name for each in Attachment.objects.visible_to(vera)] == ["mine.txt"]


def test_many_files_cost_what_one_does(signed_in: SignIn, petra: Member, mark: Member, refunds: Feature) -> None:
    client = signed_in(petra)
    attach(mark, refunds)
    one = queries(client, address(refunds))
    for _ in range(2):
        attach(mark, refunds)
    assert queries(client, address(refunds)) == one


class TestAttachments(contract.Reads, contract.Deletes, contract.Restores):
    collection = "attachments"
    editor = "mark"
    areas = 3

    @pytest.fixture(autouse=True)
    def discussed(self, refunds: Feature) -> None:
        self.feature = refunds

    def send(self, **parts: Any) -> Any:
        about = {"noun": "feature", "target": str(self.feature.pk), "file": file()}
        return self.client.post(self.url(), about | parts)

    def make(self, number: int) -> str:
        response = self.send(file=file(f"plan {number}.txt"))
        assert response.status_code == 201, response.content
        return str(response.json()["id"])

    def test_the_link_of_a_file_downloads_it(self, vera: Member) -> None:
        made = self.get(self.make(1))
        answer: Any = self.client.get(made["url"])
        assert b"".join(answer) == b"Words"
        assert answer.headers["Content-Disposition"] == 'attachment; filename="plan 1.txt"'
        assert self.as_("vera").get(made["url"]).status_code == 404
        share(self.feature, vera)
        assert self.as_("vera").get(made["url"]).status_code == 200

    def test_takes_the_scope_of_the_object_that_it_is_on(self, quentin: Member) -> None:
        gate = gates.create(by=quentin, launch=self.feature.launch, name="Load")
        about = {"noun": "gate", "target": str(gate.pk)}
        writer, stranger = self.as_("quentin", "qa:write"), self.as_("quentin", "qa:read", "roadmap:write")
        pk = writer.post(self.url(), about | {"file": file()}).json()["id"]
        assert stranger.post(self.url(), about | {"file": file()}).status_code == 403
        assert stranger.delete(self.url(pk)).status_code == 403
        assert writer.delete(self.url(pk)).status_code == 204
        assert stranger.post(self.url(pk, "restore")).status_code == 403
        assert writer.post(self.url(pk, "restore")).status_code == 200

    @pytest.mark.parametrize(
        ("parts", "pointer"),
        [
            ({"file": ""}, "/file"),
            ({"file": file("empty.txt", b"")}, "/file"),
            ({"noun": "member"}, "/noun"),
            ({"target": "x"}, "/target"),
            ({"colour": "red"}, "/colour"),
        ],
    )
    def test_names_the_part_that_is_not_right(self, parts: dict[str, Any], pointer: str) -> None:
        answer = self.send(**parts)
        assert answer.status_code == 400
        assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]

    def test_a_form_sent_again_is_a_repeat_whatever_stands_between_its_parts(self) -> None:
        def upload(boundary: str, words: bytes) -> Any:
            form = {"noun": "feature", "target": str(self.feature.pk), "file": file("plan.txt", words)}
            media, key = f"multipart/form-data; boundary={boundary}", {"Idempotency-Key": "k-1"}
            return self.client.post(self.url(), encode_multipart(boundary, form), content_type=media, headers=key)

        first = upload("one", b"Words")
        assert first.status_code == 201
        assert upload("two", b"Words").json() == first.json()
        assert upload("two", b"Other").status_code == 422
        assert Attachment.objects.count() == 1

    def test_refuses_a_body_that_is_too_large_before_it_reads_it(self) -> None:
        answer = self.client.post(self.url(), b"x", **ENDLESS)
        assert answer.status_code == 413
