"""Versions: two people change one thing, and neither loses anything."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.api.conftest import MEMBERS

JSON = "application/json"


@pytest.fixture
def url(petra: Any) -> str:
    return f"{MEMBERS}{petra.pk}/"


def change(client: Client, url: str, match: str) -> Any:
    return client.patch(url, {"skills": ["pricing"]}, content_type=JSON, headers={"If-Match": match})


def test_an_object_comes_with_its_version(alices: Client, url: str) -> None:
    response = alices.get(url)
    assert response.headers["ETag"] == '"1"'
    assert response.json()["version"] == 1


@pytest.mark.parametrize("match", ['"1"', "1", "*", '"7", "1"', 'W/"1"'])
def test_a_change_of_the_version_one_knows_is_made(alices: Client, url: str, match: str) -> None:
    response = change(alices, url, match)
    assert (response.status_code, response.headers["ETag"]) == (200, '"2"')


@pytest.mark.parametrize("match", ['"2"', '"0"', '"nonsense"', '"7", "8"', "", '"1x"'])
def test_a_change_of_another_version_is_refused_with_the_present_one(alices: Client, url: str, match: str) -> None:
    response = change(alices, url, match)
    assert response.status_code == 412
    assert response.json()["current"] == alices.get(url).json()
    assert response.json()["current"]["skills"] == []


def test_a_change_without_a_version_is_made(alices: Client, url: str) -> None:
    assert alices.patch(url, {"skills": ["pricing"]}, content_type=JSON).status_code == 200


def test_a_change_that_changes_nothing_makes_no_version(alices: Client, url: str) -> None:
    assert alices.patch(url, {"skills": []}, content_type=JSON).headers["ETag"] == '"1"'
    assert alices.patch(url, {}, content_type=JSON).headers["ETag"] == '"1"'


def test_a_deletion_heeds_the_version_too(alices: Client, url: str) -> None:
    assert alices.delete(url, headers={"If-Match": '"3"'}).status_code == 412
    assert alices.delete(url, headers={"If-Match": '"1"'}).status_code == 204


def test_links_and_names_of_others_are_never_served_from_a_client_s_memory(
    alices: Client, url: str, petra: Any
) -> None:
    petra.user.name = "Petra P"
    petra.user.save()
    response = alices.get(url, headers={"If-None-Match": '"1"'})
    assert response.json()["name"] == "Petra P"


@pytest.mark.parametrize(("tag", "status"), [('"1"', 304), ('W/"1"', 304), ("*", 304), ('"2"', 200), ("", 200)])
def test_what_one_has_already_is_not_sent_again(alices: Client, tag: str, status: int) -> None:
    made = alices.post("/api/v1/harbour/invitations/", {"email": "new@example.com"}, content_type=JSON).json()
    response = alices.get(f"/api/v1/harbour/invitations/{made['id']}/", headers={"If-None-Match": tag})
    assert response.status_code == status
    assert bool(response.content) is (status == 200)
