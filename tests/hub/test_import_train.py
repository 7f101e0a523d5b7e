"""A real release train comes in: every date, every slip at its time, every sign-off; and nobody is told."""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from launchhub.accounts.actions import workspaces
from launchhub.accounts.models import Member, User
from launchhub.events.models import Event
from launchhub.hub.train.loading import load
from launchhub.imports.models import Import
from launchhub.lib.wall import workspace_context
from launchhub.notifications.models import Delivery, Notification
from qa.actions.assessment import reassess
from qa.models import Gate, SignOff
from roadmap.actions import launches
from roadmap.models import DateMove, Dependency, Feature, Launch, Milestone, RaciLine, Task
from roadmap.slip_statistics import Scope, statistics
from tests.cast import browser
from tests.hub import trains

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "kubernetes"
TABLES = (Member, Launch, Milestone, Feature, Dependency, DateMove, Gate, SignOff, RaciLine, Task, Event)

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"The release train is not here: {DATA}")


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[Import]]:
    """The reports of the train, loaded once for all tests here; each undoes what it does to it."""
    with django_db_blocker.unblock(), transaction.atomic():
        user = User.objects.create_user("alice@example.com", name="Alice")
        alice = workspaces.create(name="Harbour", slug="harbour", admin=user)
        with workspace_context(alice.workspace):
            reports = load(DATA, by=alice)
            connection.check_constraints()  # once, and not again after each test
            yield reports
        transaction.set_rollback(True)


@pytest.fixture
def reports(loaded: list[Import], db: None) -> dict[str, Import]:
    """The reports by kind; what a test writes is undone."""
    return {report.kind: report for report in loaded}


def alice() -> Member:
    return Member.objects.select_related("user", "workspace").get(user__name="Alice")


def said(report: Import) -> str:
    return "\n".join(note["detail"] for note in report.notes)


def test_everything_is_there(reports: dict[str, Import]) -> None:
    assert {kind: report.created for kind, report in reports.items() if report.created} == {
        "members": 910,
        "products": 1,
        "launches": 35,
        "milestones": 1054,
        "features": 655,
        "dependencies": 300,
        "date_moves": 169,
        "gates": 1848,
        "raci": 281,
        "tasks": 298,
    }
    assert (Launch.objects.count(), Milestone.objects.count(), Feature.objects.count()) == (35, 1054, 655)


def test_every_date_is_the_one_that_was_planned_last(reports: dict[str, Import]) -> None:
    launches = {row["release_id"]: row["release_date_planned"] for row in rows("releases.csv")}
    milestones = {row["milestone_id"]: row["planned_date"] for row in rows("milestones.csv")}
    assert {row.external_id: row.date.isoformat() for row in Launch.objects.all()} == launches
    assert {row.external_id: row.due.isoformat() for row in Milestone.objects.all()} == milestones


def test_what_lasts_keeps_its_length(reports: dict[str, Import]) -> None:
    ends = {row["milestone_id"]: row["planned_end_date"] for row in rows("milestones.csv") if row["planned_end_date"]}
    assert {row.external_id: row.end.isoformat() for row in Milestone.objects.filter(length_days__gt=0)} == ends


def test_every_milestone_is_anchored_where_it_stands(reports: dict[str, Import]) -> None:
    for milestone in Milestone.objects.select_related("launch"):
        assert milestone.offset_days == (milestone.due - milestone.launch.date).days


def test_the_ledger_holds_every_recorded_change_with_its_time_and_words(reports: dict[str, Import]) -> None:
    milestones = dict(Milestone.objects.values_list("external_id", "pk"))
    kept = {(line.subject_id, line.created_at, line.old, line.new): line for line in DateMove.objects.all()}
    for row in rows("date_changes.csv"):
        old, new = dt.date.fromisoformat(row["old_date"]), dt.date.fromisoformat(row["new_date"])
        line = kept[milestones[row["milestone_id"]], dt.datetime.fromisoformat(row["commit_date"]), old, new]
        assert line.days == int(row["delta_days"])
        assert line.note.startswith(row["commit_subject"])
        assert row["pull_request"] in line.note
    reasons = Counter(line.reason for line in kept.values())
    assert reasons == {"unspecified": 131 + 12, "correction": 11 + 3, "scope": 12}


def test_the_launch_moves_with_its_release_milestone(reports: dict[str, Import]) -> None:
    lines = DateMove.objects.filter(subject_type="launch")
    assert lines.count() == 12
    slipped = Counter()
    for line in lines.select_related("launch"):
        slipped[line.launch.external_id] += line.days
    assert (slipped["k8s-1.19"], slipped["k8s-1.24"], slipped["k8s-1.29"]) == (57, 14, 8)
    [line] = DateMove.objects.of(Launch.objects.get(external_id="k8s-1.24"))
    assert (line.old, line.new, line.note) == (
        dt.date(2022, 4, 19),
        dt.date(2022, 5, 3),
        "Adjust dates for 1.24 release delay (pull request 1884)",
    )
    assert line.created_at == dt.datetime(2022, 4, 12, 22, 14, 46, tzinfo=dt.UTC)
    event = Event.objects.get(kind="launch.date_moved", data__date_move=str(line.pk))
    assert event.happened_at == line.created_at


def test_it_is_history_and_nobody_is_told(reports: dict[str, Import]) -> None:
    assert not Event.objects.exclude(kind="member.joined", data__fields__role="admin").filter(quiet=False).exists()
    assert not Event.objects.filter(quiet=True, handled_at=None).exists()
    assert not Notification.objects.exists()
    assert not Delivery.objects.exists()


def test_people_cannot_sign_in_and_are_not_told_of_what_comes_later(reports: dict[str, Import]) -> None:
    assert not User.objects.filter(email__endswith="@people.invalid", is_active=True).exists()
    user = User.objects.filter(email__endswith="@people.invalid").first()
    assert user
    assert not user.has_usable_password()
    launch = Launch.objects.get(external_id="k8s-1.24")
    told = launches.preview_move(launch, to=launch.date + dt.timedelta(14), by=alice()).people
    assert told == []


def test_sign_offs_become_passed_gates(reports: dict[str, Import]) -> None:
    assert Counter(Gate.objects.values_list("status", flat=True)) == {"passed": 1844, "open": 4}
    known = {feature.external_id for feature in Feature.objects.filter(launch__isnull=False)}
    dated = [row for row in rows("signoffs.csv") if row["date"] and row["feature_id"] in known]
    assert SignOff.objects.count() == len(dated) - 1, "one approves the same twice"
    gate = Gate.objects.get(external_id="KEP-1040:production_readiness:beta")
    assert gate.name.startswith("Production readiness, beta: KEP-1040 ")
    assert [signoff.created_at.date().isoformat() for signoff in gate.signoffs.all()] == ["2020-12-15"]
    assert [feature.external_id for feature in gate.features.all()] == ["KEP-1040"]
    kinds = Event.objects.filter(launch_id=gate.launch_id).order_by("id").values_list("kind", "happened_at")
    assert ("gate.passed", gate.signoffs.get().created_at) in list(kinds)


def test_a_gate_judged_anew_stands_as_it_was_taken_in(reports: dict[str, Import]) -> None:
    gates = Gate.objects.filter(launch__external_id="k8s-1.24")
    before = sorted(gates.values_list("pk", "status", "reason", "approvals"))
    reassess([gate.pk for gate in gates], by=None)
    assert sorted(gates.values_list("pk", "status", "reason", "approvals")) == before


def test_roles_and_tasks_of_operations(reports: dict[str, Import]) -> None:
    lead = RaciLine.objects.get(external_id="k8s-1.24/release_lead")
    assert lead.hat == "product"
    assert [member.pk for member in lead.responsible.all()] == [lead.accountable_id]
    assert lead.consulted.count() == 4
    assert lead.launch.owner_id == lead.accountable_id
    task = Task.objects.get(external_id="k8s-1.37/comms-handbook:w01:01")
    assert (task.hat, task.due, task.launch.external_id) == ("marketing", dt.date(2026, 5, 22), "k8s-1.37")


def test_the_report_tells_what_is_odd(reports: dict[str, Import]) -> None:
    features, dependencies, moves, gates = (
        said(reports[kind]) for kind in ("features", "dependencies", "date_moves", "gates")
    )
    assert "“imlpemented” is read as “done”" in features
    assert "“provisional|implementable|implemented|deferred|rejected|withdrawn|replaced” is read as “idea”" in features
    assert "152 rows name no release of this train (v0.0: 99, none: 51, v1.0: 1 and v1.38: 1)" in features
    assert "share the KEP number" in features
    assert "KEP-2133-kubelet-credential-providers" in features
    assert "23 pairs refer to each other" in dependencies
    assert "KEP-2377:superseded_by:KEP-2386" in dependencies
    assert [note["row"] for note in reports["date_moves"].notes] == [385, 560, 561]
    assert "k8s-1.19/rc.3" in moves
    assert "KEP-2273:production_readiness:alpha" in gates
    assert "677 rows (283 gates)" in gates
    assert "8 rows have no date" in gates
    assert "4 gates without a dated approval stay open" in gates
    assert "8 groups stand where a person should" in said(reports["members"])
    assert "73 rows left out" in said(reports["status_updates"])
    assert "207 rows left out" in said(reports["exceptions"])


def test_a_second_load_changes_nothing(reports: dict[str, Import]) -> None:
    before = [model.objects.count() for model in TABLES]
    versions = list(Milestone.objects.order_by("pk").values_list("pk", "version", "due"))
    again = load(DATA, by=alice())
    assert [(report.created, report.updated) for report in again] == [(0, 0)] * len(again)
    assert [model.objects.count() for model in TABLES] == before
    assert list(Milestone.objects.order_by("pk").values_list("pk", "version", "due")) == versions


def test_a_launch_that_was_moved_here_stays_where_it_is(reports: dict[str, Import], tmp_path: Path) -> None:
    launch = Launch.objects.get(external_id="k8s-1.24")
    launches.move(launch, to=dt.date(2022, 5, 17), reason="quality", by=alice())
    load(trains.take(DATA, tmp_path, release_id="k8s-1.24"), by=alice())
    launch.refresh_from_db()
    assert launch.date == dt.date(2022, 5, 17)
    assert Milestone.objects.get(external_id="k8s-1.24/code_freeze").due == dt.date(2022, 4, 12)


def test_the_preview_of_a_move_is_what_the_move_does(reports: dict[str, Import]) -> None:
    launch, later = Launch.objects.get(external_id="k8s-1.24"), dt.timedelta(14)
    before = dict(launch.milestones.values_list("pk", "due"))
    preview = launches.preview_move(launch, to=launch.date + later, reason="quality", by=alice()).as_dict()
    line = launches.move(launch, to=launch.date + later, reason="quality", by=alice())
    line.refresh_from_db()
    assert line.blast_radius == preview
    unfinished = launch.milestones.filter(actual_date=None)
    assert len(preview["moved"]) == unfinished.count() == 32
    assert all(milestone.due == before[milestone.pk] + later for milestone in unfinished)


@pytest.mark.parametrize("group", ["launch", "product", "owner"])
def test_the_timeline_of_all_its_years_is_a_small_page(reports: dict[str, Import], group: str) -> None:
    client, counts = browser(alice()), []
    for until in ("2016-12-31", "2016-12-31", "2025-12-31"):  # the first time, what is cached for good is cached
        with CaptureQueriesContext(connection) as captured:
            page = client.get(f"/harbour/roadmap/?from=2016-01-01&to={until}&group={group}")
        assert len(page.content) < 300_000
        counts.append(len(captured))
    assert counts[2] == counts[1]


def test_slips_by_launch_are_those_of_the_published_schedule(reports: dict[str, Import]) -> None:
    """Counted once more from the files: what the release milestone of each release went to later by."""
    releases = {row["milestone_id"]: row["release_id"] for row in rows("milestones.csv")}
    key_of = {row["milestone_id"]: row["milestone_key"] for row in rows("milestones.csv")}
    slipped: dict[str, list[int]] = defaultdict(list)
    for row in rows("date_changes.csv"):
        if key_of[row["milestone_id"]] == "release" and int(row["delta_days"]) > 0:
            slipped[releases[row["milestone_id"]]].append(int(row["delta_days"]))
    found = statistics(Scope(), alice())
    names = dict(Launch.objects.values_list("pk", "external_id"))
    assert {names[each.key]: (each.slips, each.days) for each in found.by_launch} == {
        of: (len(days), sum(days)) for of, days in slipped.items()
    }
    every = sorted(day for days in slipped.values() for day in days)
    assert (found.whole.slips, found.whole.days, found.whole.longest) == (len(every), sum(every), every[-1])
    assert found.whole.median == median(every)


def test_the_buffer_is_that_of_the_planned_dates(reports: dict[str, Import]) -> None:
    columns = ("release_date_planned", "release_date_planned_first")
    released = [row for row in rows("releases.csv") if row["status"] == "released"]
    dates = [[dt.date.fromisoformat(row[name]) for name in columns] for row in released]
    shifts = [(last - first).days for last, first in dates]
    [buffer] = statistics(Scope(), alice()).buffers
    assert (buffer.tier, buffer.launches) == (1, len(shifts))
    late = sum(shift >= buffer.days for shift in shifts)
    later = sum(shift > buffer.days for shift in shifts)
    assert 2 * late >= len(shifts) > 2 * later
