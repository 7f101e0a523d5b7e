"""Imports over REST."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from launchhub.accounts.models import Member
from launchhub.imports.models import Import
from roadmap.actions import products
from roadmap.models import Feature

Api = Callable[..., Client]
ADDRESS = "/api/v1/harbour/imports/"
TABLE = b"Id,Name\nF1,Refunds\nF2,Vouchers\n"


def post(client: Client, content: bytes | None = TABLE, name: str = "features.csv", **parts: Any) -> Any:
    data = {"kind": "features"} | {key: value if key == "kind" else json.dumps(value) for key, value in parts.items()}
    if content is not None:
        data["file"] = SimpleUploadedFile(name, content)  # type: ignore[assignment]
    return client.post(ADDRESS, data)


@pytest.fixture
def payments(petra: Member) -> str:
    """The id of a product that features can belong to."""
    return str(products.create(by=petra, name="Payments", key="PAY").pk)


def test_a_table_is_taken_in(api: Api, petra: Member, payments: str) -> None:
    client = api(petra)
    response = post(client, mapping={"Id": "external_id", "Name": "title"}, defaults={"product": payments})
    assert response.status_code == 201, response.content
    report = response.json()
    assert (report["created"], report["updated"], report["skipped"], report["errors"]) == (2, 0, 0, [])
    assert Feature.objects.count() == 2
    assert client.get(response.headers["Location"]).json() == report
    assert client.get(ADDRESS).json()["results"] == [report]


def test_a_token_needs_the_scope_of_what_comes_in(api: Api, alice: Member) -> None:
    client = api(alice, "roadmap:write")
    response = post(client, b"name\nRegression\n", kind="gates")
    assert response.status_code == 403
    assert "qa:write" in response.json()["detail"]


def test_a_guest_does_not_even_try(api: Api, vera: Member) -> None:
    response = post(api(vera, "roadmap:write"), b"name\nx\n", dry_run=True)
    assert response.status_code == 403
    assert not Import.objects.exists()


def test_the_mapping_is_guessed_when_none_is_sent(api: Api, petra: Member, payments: str) -> None:
    report = post(api(petra), defaults={"product": payments}).json()
    assert report["mapping"] == {"Id": "external_id", "Name": "title"}


def test_a_dry_run_writes_nothing(api: Api, petra: Member, payments: str) -> None:
    report = post(api(petra), defaults={"product": payments}, dry_run=True).json()
    assert (report["created"], report["dry_run"]) == (2, True)
    assert not Feature.objects.exists()


def test_errors_name_row_and_column_and_nothing_is_written(api: Api, petra: Member, payments: str) -> None:
    report = post(api(petra), b"Id,Name\nF1,Refunds\nF1,\n", defaults={"product": payments}).json()
    assert {(error["row"], error["column"]) for error in report["errors"]} == {(3, "Name"), (3, "Id")}
    assert not Feature.objects.exists()


@pytest.mark.parametrize(
    ("parts", "pointer"),
    [
        ({"content": None}, "/file"),
        ({"content": b"", "name": "features.csv"}, "/file"),
        ({"content": b"x", "name": "features.pdf"}, "/file"),
        ({"content": b"\xff\xfe", "name": "features.csv"}, "/file"),
        ({"kind": "weather"}, "/kind"),
        ({"mapping": {"Id": "colour"}}, "/mapping"),
        ({"mapping": ["Id"]}, "/mapping"),
        ({"dry_run": "perhaps"}, "/dry_run"),
    ],
)
def test_what_makes_no_sense_is_named(api: Api, petra: Member, parts: dict[str, Any], pointer: str) -> None:
    response = post(api(petra), **parts)
    assert response.status_code == 400, response.content
    assert response["Content-Type"] == "application/problem+json"
    assert {error["pointer"] for error in response.json()["errors"]} == {pointer}


def test_parts_must_be_json(api: Api, petra: Member) -> None:
    response = api(petra).post(
        ADDRESS, {"kind": "features", "mapping": "{", "file": SimpleUploadedFile("f.csv", TABLE)}
    )
    assert response.json()["errors"] == [{"pointer": "/mapping", "detail": "This is not valid JSON."}]


def test_it_takes_the_right_and_the_scope(
    api: Api, petra: Member, mark: Member, mallory: Member, payments: str
) -> None:
    assert post(api(mark), defaults={"product": payments}).status_code == 403
    assert post(api(petra, "roadmap:read"), defaults={"product": payments}).status_code == 403
    assert post(api(mallory)).status_code == 404
    assert not Feature.objects.exists()


def test_reports_are_never_changed(api: Api, petra: Member, payments: str) -> None:
    made = post(api(petra), defaults={"product": payments}).headers["Location"]
    for method in ("patch", "delete"):
        assert getattr(api(petra), method)(made).status_code == 405
