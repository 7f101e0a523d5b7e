"""Taking a table in, step by step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from launchhub.accounts.models import Member
from launchhub.imports import uploads
from launchhub.imports.models import Import, Upload
from roadmap.actions import products
from roadmap.models import Feature, Product
from tests.pages.conftest import Ask, text

TABLE = b"Id,Feature name,Owner,Colour\nF1,Refunds,Petra,red\nF2,Vouchers,,blue\n"
MAPPING = {"column-0": "external_id", "column-1": "title", "column-2": "owner", "column-3": ""}


def file(content: bytes = TABLE, name: str = "features.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.fixture
def payments(petra: Member) -> Product:
    """A product that features can belong to."""
    return products.create(by=petra, name="Payments", key="PAY")


@pytest.fixture
def upload(petra: Member) -> Upload:
    """Petra's file between the steps."""
    return uploads.keep(TABLE, kind="features", filename="features.csv", by=petra)


def test_the_file_is_kept_and_its_columns_are_shown(ask: Ask, petra: Member, payments: Product) -> None:
    chosen = ask(petra, "imports/new/", {"kind": "features", "file": file()})
    assert chosen.url == f"/harbour/imports/files/{Upload.objects.get().pk}/"
    page = text(ask(petra, chosen.url))
    assert "Refunds · Vouchers" in page
    assert '<option value="title" selected>' in page
    assert f'<option value="{payments.pk}">Payments</option>' in page


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "features.csv", "empty"),
        (b"nothing", "features.pdf", "none of CSV, XLSX or JSON"),
        (b"\xff\xfe\x00", "features.csv", "not UTF-8"),
        (b"{", "features.json", "not valid JSON"),
        (b"no zip", "features.xlsx", "not a readable XLSX"),
    ],
)
def test_an_unreadable_file_is_refused(ask: Ask, petra: Member, content: bytes, name: str, words: str) -> None:
    refused = ask(petra, "imports/new/", {"kind": "features", "file": file(content, name)})
    assert refused.status_code == 422
    assert words in text(refused)
    assert '<option value="features" selected>' in text(refused)
    assert not Upload.objects.exists()


def test_without_file_or_kind_the_form_says_so(ask: Ask, petra: Member) -> None:
    refused = ask(petra, "imports/new/", {"kind": "weather"})
    assert refused.status_code == 422
    assert "weather is not one" in text(refused)


def test_a_try_writes_nothing_but_its_report(ask: Ask, petra: Member, payments: Product, upload: Upload) -> None:
    data = MAPPING | {"default-product": payments.pk, "try": "1"}
    page = text(ask(petra, f"imports/files/{upload.pk}/", data))
    assert "2 created, 0 updated, 0 unchanged" in page
    assert "Nothing is written yet" in page
    assert not Feature.objects.exists()
    assert Import.objects.get().dry_run


def test_an_import_leads_to_its_report_and_forgets_the_file(
    ask: Ask, petra: Member, payments: Product, upload: Upload
) -> None:
    data = MAPPING | {"default-product": payments.pk, "import": "1"}
    done = ask(petra, f"imports/files/{upload.pk}/", data)
    report = Import.objects.get()
    assert done.url == f"/harbour/imports/{report.pk}/"
    assert set(Feature.objects.values_list("title", "owner__user__name")) == {("Refunds", "Petra"), ("Vouchers", None)}
    assert not Upload.objects.exists()
    assert "2 created" in text(ask(petra, done.url))
    assert "features.csv" in text(ask(petra, "imports/"))


def test_errors_stand_by_row_and_column_and_nothing_is_written(
    ask: Ask, petra: Member, payments: Product, upload: Upload
) -> None:
    data = MAPPING | {"column-3": "status", "default-product": payments.pk, "import": "1"}
    refused = ask(petra, f"imports/files/{upload.pk}/", data)
    assert refused.status_code == 422
    page = text(refused)
    assert "“red” is none of idea" in page
    assert "Nothing was written" in page
    assert not Feature.objects.exists()


def test_what_is_lacking_is_said_before_anything_runs(
    ask: Ask, petra: Member, payments: Product, upload: Upload
) -> None:
    refused = ask(petra, f"imports/files/{upload.pk}/", MAPPING | {"import": "1"})
    assert refused.status_code == 422
    assert 'href="#id_default-product"' in text(refused)
    twice = ask(petra, f"imports/files/{upload.pk}/", MAPPING | {"column-3": "title", "import": "1"})
    assert "“Feature name” goes there too" in text(twice)
    assert not Import.objects.exists()


def test_a_changed_mapping_changes_what_is_left(ask: Ask, petra: Member, payments: Product, upload: Upload) -> None:
    address = f"imports/files/{upload.pk}/"
    assert "default-owner" not in text(ask(petra, address))
    changed = ask(petra, address, MAPPING | {"column-2": "", "column-3": "labels", "refresh": "1"}, fragment=True)
    assert changed.status_code == 200
    assert "default-owner" in text(changed)
    assert '<option value="labels" selected>' in text(changed)
    assert "This field is required" not in text(changed)


def test_a_missing_hat_is_named(ask: Ask, mark: Member, payments: Product) -> None:
    upload = uploads.keep(TABLE, kind="features", filename="features.csv", by=mark)
    refused = ask(mark, f"imports/files/{upload.pk}/", MAPPING | {"default-product": payments.pk, "try": "1"})
    assert refused.status_code == 422
    assert "product hat" in text(refused)


def test_each_has_their_own_file(ask: Ask, petra: Member, mark: Member, mallory: Member, upload: Upload) -> None:
    for member, workspace in ((mark, "harbour"), (mallory, "rival")):
        away = ask(member, f"imports/files/{upload.pk}/", workspace=workspace)
        assert away.url == f"/{workspace}/imports/new/"


def test_one_file_is_kept_and_for_a_day(petra: Member, upload: Upload) -> None:
    newer = uploads.keep(TABLE, kind="features", filename="newer.csv", by=petra)
    assert Upload.objects.get() == newer
    Upload.objects.update(created_at=timezone.now() - dt.timedelta(days=1, minutes=1))
    uploads.forget_old()
    assert not Upload.objects.exists()


def test_guests_do_not_import(ask: Ask, vera: Member, petra: Member, upload: Upload) -> None:
    assert ask(vera, "imports/new/").status_code == 403
    assert "Nothing imported yet" in text(ask(vera, "imports/"))


def test_other_workspaces_are_out_of_reach(ask: Ask, petra: Member, mallory: Member) -> None:
    report = Import.objects.create(workspace=petra.workspace, member=petra, kind="features", filename="features.csv")
    assert ask(petra, f"imports/{report.pk}/").status_code == 200
    assert ask(mallory, f"imports/{report.pk}/", workspace="rival").status_code == 404
    assert ask(mallory, "imports/").status_code == 404


def test_as_many_queries_for_many(queries: Callable[[Member, str], int], petra: Member, upload: Upload) -> None:
    lists, files = [], []
    for more in (1, 2, 27):
        for number in range(more):
            Import.objects.create(workspace=petra.workspace, member=petra, kind="features", filename=f"{number}.csv")
            products.create(by=petra, name=f"Payments {more} {number}", key=f"P{more}{number}")
        lists.append(queries(petra, "imports/"))
        files.append(queries(petra, f"imports/files/{upload.pk}/"))
    assert len(set(lists)) == 1
    assert len(set(files)) == 1


def test_what_people_write_is_shown_not_obeyed(ask: Ask, petra: Member) -> None:
    table: Any = b"Id,<script>alert(1)</script>\nF1,<img src=x>\n"
    upload = uploads.keep(table, kind="features", filename="<b>.csv", by=petra)
    page = text(ask(petra, f"imports/files/{upload.pk}/"))
    assert "<script>alert" not in page
    assert "<img src=x>" not in page
