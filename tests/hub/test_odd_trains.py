"""Trains that are not as they should be: named by file, row and column, and never half loaded."""

from __future__ import annotations

import datetime as dt
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from launchhub.accounts.models import Member
from launchhub.hub.train.loading import load
from launchhub.imports.models import Import
from launchhub.lib.wall import workspace_context
from qa.models import Gate
from roadmap.actions import launches, products
from roadmap.models import DateMove, Feature, Launch, Milestone
from tests.hub.trains import FEATURE, FREEZE, RELEASE, SIGNOFF, SLIP, write


def command(folder: Path, *options: str) -> str:
    out = StringIO()
    call_command("import_train", str(folder), "--workspace", "harbour", *options, stdout=out)
    return out.getvalue()


def notes(reports: list[Import], kind: str) -> str:
    return "\n".join(note["detail"] for report in reports if report.kind == kind for note in report.notes)


def test_a_small_train(alice: Member, tmp_path: Path) -> None:
    release = SLIP | {"milestone_id": "t-1.0/release", "milestone_key": "release"}
    release |= {"old_date": "2026-03-03", "new_date": "2026-03-10"}
    milestone = FREEZE | {"milestone_id": "t-1.0/release", "milestone_key": "release", "title": "1.0"}
    milestone |= {"planned_date_first": "2026-03-03", "planned_date": "2026-03-10", "actual_date": "2026-03-10"}
    said = command(write(tmp_path, milestones=[FREEZE, milestone], date_changes=[SLIP, release]))
    assert "date_changes.csv (date moves): 3 created" in said
    assert "There is no folder with roles and tasks" in said
    launch = Launch.objects.get()
    assert (launch.date, launch.status, launch.owner) == (dt.date(2026, 3, 10), "launched", alice)
    [slip] = DateMove.objects.of(launch)
    assert (slip.days, slip.note, slip.actor) == (7, "Give the freeze a week (pull request 7)", None)
    freeze = Milestone.objects.get(name="Code freeze")
    assert (freeze.kind, freeze.hat, freeze.due, freeze.offset_days) == (
        "freeze",
        "engineering",
        dt.date(2026, 2, 24),
        -14,
    )
    gate = Gate.objects.get()
    assert (gate.name, gate.status) == ("Production readiness, beta: KEP-1 Dark mode", "passed")


def test_a_missing_file_is_named(alice: Member, tmp_path: Path) -> None:
    folder = write(tmp_path)
    (folder / "features.csv").unlink()
    with pytest.raises(CommandError, match=r"features\.csv cannot be read: No such file"):
        command(folder)


def test_a_missing_column_is_named(alice: Member, tmp_path: Path) -> None:
    folder = write(tmp_path)
    (folder / "releases.csv").write_text("release_id,name\nt-1.0,Train\n")
    with pytest.raises(CommandError, match=r"releases\.csv has no column release_date_actual, "):
        command(folder)


def test_a_wrong_cell_is_named_by_row_and_column_and_nothing_is_loaded(alice: Member, tmp_path: Path) -> None:
    folder = write(tmp_path, milestones=[FREEZE, FREEZE | {"milestone_id": "two", "planned_date_first": "soon"}])
    with pytest.raises(CommandError, match=r"milestones\.csv, row 3, planned_date_first: .*soon"):
        command(folder)
    assert not Launch.objects.exists()
    assert not Member.objects.filter(user__email__endswith="@people.invalid").exists()


def test_changes_that_do_not_fit_are_told(alice: Member, tmp_path: Path) -> None:
    lost = SLIP | {"milestone_id": "t-1.0/party"}
    gap = SLIP | {"old_date": "2026-02-18", "new_date": "2026-02-20"}
    reports = load(write(tmp_path, date_changes=[lost, gap]), by=alice)
    said = notes(reports, "date_moves")
    assert "t-1.0/party is not in milestones.csv: left out." in said
    assert "The change starts from 2026-02-18, but t-1.0/code_freeze was on 2026-02-17." in said
    assert "ends on 2026-02-20 by its changes, but on 2026-02-24 in the schedule" in said
    assert Milestone.objects.get().due == dt.date(2026, 2, 24)


def test_later_changes_of_a_train_that_is_here_are_added(alice: Member, tmp_path: Path) -> None:
    load(write(tmp_path), by=alice)
    more = SLIP | {"old_date": "2026-02-24", "new_date": "2026-02-26", "commit_date": "2026-02-20T08:00:00Z"}
    [report] = [
        each for each in load(write(tmp_path, date_changes=[SLIP, more]), by=alice) if each.kind == "date_moves"
    ]
    assert (report.created, report.skipped) == (1, 1)
    assert Milestone.objects.get().due == dt.date(2026, 2, 26)


def test_a_release_that_is_not_there(alice: Member, tmp_path: Path) -> None:
    reports = load(write(tmp_path, features=[FEATURE | {"release_id": "t-9"}]), by=alice)
    assert "1 row name a release that is not in releases.csv" in notes(reports, "features")
    assert "belong to features without a launch" in notes(reports, "gates")
    assert Feature.objects.get().launch is None


def test_who_signs_without_a_day_is_named_and_the_gate_stays_open(alice: Member, tmp_path: Path) -> None:
    load(write(tmp_path, signoffs=[SIGNOFF | {"date": ""}]), by=alice)
    gate = Gate.objects.get()
    assert (gate.status, gate.signoffs.count(), gate.approvers.count()) == ("open", 0, 1)


def test_a_group_is_told_of(alice: Member, tmp_path: Path) -> None:
    reports = load(write(tmp_path, signoffs=[SIGNOFF | {"person": "sig-node"}]), by=alice)
    assert "stand where a person should, and are members too: sig-node" in notes(reports, "members")
    assert Gate.objects.get().status == "passed"


def test_who_had_left_comes_back(alice: Member, tmp_path: Path) -> None:
    folder = write(tmp_path)
    load(folder, by=alice)
    Member.objects.filter(user__email="reed@people.invalid").update(deleted_at=dt.datetime.now(dt.UTC))
    load(folder, by=alice)
    assert Member.objects.alive().filter(user__email="reed@people.invalid").exists()


def test_two_workspaces_load_the_same_train(alice: Member, mallory: Member, tmp_path: Path) -> None:
    folder = write(tmp_path)
    load(folder, by=alice)
    with workspace_context(mallory.workspace):
        assert [report.created for report in load(folder, by=mallory) if report.kind == "launches"] == [1]
        assert Launch.objects.get().owner == mallory
    assert Launch.objects.get().owner == alice


def test_who_may_not_administer_cannot_load(alice: Member, petra: Member, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="needs the admin role"):
        command(write(tmp_path), "--by", "petra@example.com")


def test_a_key_that_is_taken_is_an_error_of_the_product(alice: Member, tmp_path: Path) -> None:
    products.create(by=alice, name="Keyboards", key="K8S")
    with pytest.raises(CommandError, match="Another product already has this key"):
        command(write(tmp_path))


def test_a_launch_that_is_closed_by_now_stays_closed(alice: Member, tmp_path: Path) -> None:
    folder = write(tmp_path)
    load(folder, by=alice)
    launches.transition(Launch.objects.get(), to="closed", by=alice)
    load(folder, by=alice)
    assert Launch.objects.get().status == "closed"
    assert RELEASE["status"] == "released"
