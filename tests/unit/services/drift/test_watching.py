"""Drift of inspectors through the service: what is told, to whom, what it rests on, and new beginnings."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from qa_desk.domain.errors import ErrorCode, NotAllowedError, QADeskError
from qa_desk.domain.people import Actor, Role
from qa_desk.measurement.drift.watch import Direction
from qa_desk.reports.base import ReportParams
from qa_desk.reports.drift import DriftReport
from qa_desk.reports.making import document_of
from qa_desk.reports.render.html import render as render_html
from qa_desk.services.cases.curating import CaseDraft
from qa_desk.services.centre.administering import PersonDraft
from qa_desk.services.drift.board import LineKey
from tests.calibration_panel import Panel
from tests.drifting_panel import CRITERION, N_DRIFTING, N_STEADY, hold_session, hold_sessions, open_drifting
from tests.small_centre import NOW, SmallCentre, open_copy

NOTE = "went through the guidance together"


@pytest.fixture(scope="module")
def made(made_centre: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sessions, held once."""
    folder = tmp_path_factory.mktemp("drifting") / "workspace"
    centre = open_copy(made_centre, folder)
    hold_sessions(centre)
    centre.workspace.close()
    return folder


@pytest.fixture
def centre(made: Path, tmp_path: Path) -> Iterator[SmallCentre]:
    """A centre in which Anna has become too strict."""
    copy = open_drifting(made, tmp_path / "workspace")
    yield copy
    copy.workspace.close()


@pytest.fixture
def trainer(centre: SmallCentre) -> Actor:
    """Somebody who trains."""
    administering = centre.services.administering
    administering.save_person(centre.lead, PersonDraft("t-1", "Tess Roy", frozenset({Role.TRAINER})))
    return administering.actor_named("t-1")


def _key(centre: SmallCentre, subject: str = CRITERION) -> LineKey:
    return LineKey(centre.anna.person_id, centre.version.scorecard_key, subject)


def test_the_alarm_names_who_what_which_way_since_when_and_how_much(centre: SmallCentre) -> None:
    board = centre.services.watching.board(centre.lead)
    first = board.inspectors[0]
    assert first.inspector.name == "Anna Berg"
    line = board.line(_key(centre))
    assert line is not None
    assert line.alarm is not None
    assert line.alarm.direction is Direction.STRICT
    assert line.alarm.since.title == f"session {N_STEADY + 1}"
    assert line.alarm.size.value == pytest.approx(-1.0, abs=0.1)
    assert line.alarm.size.ci_high is not None
    assert line.alarm.size.ci_high < 0
    others = [one for inspector in board.inspectors[1:] for one in inspector.lines]
    assert not any(one.alarm for one in others)
    assert centre.services.watching.n_waiting(centre.lead) == board.n_alarms >= 1


def test_the_trainer_watches_everybody_and_an_inspector_only_themself(centre: SmallCentre, trainer: Actor) -> None:
    watching = centre.services.watching
    assert len(watching.board(trainer).inspectors) == 3
    (own,) = watching.board(centre.anna).inspectors
    assert own.inspector.id == centre.anna.person_id
    assert own.n_alarms
    (ben,) = watching.board(centre.ben).inspectors
    assert ben.inspector.id == centre.ben.person_id
    assert watching.n_waiting(centre.anna) == 0
    with pytest.raises(QADeskError):
        watching.rows_behind(centre.ben, _key(centre))
    with pytest.raises(NotAllowedError):
        watching.acknowledge(centre.anna, _key(centre), NOTE)


def test_the_rows_behind_an_alarm_are_the_calls_since_it_began(centre: SmallCentre) -> None:
    rows = centre.services.watching.rows_behind(centre.lead, _key(centre))
    assert {row.session_title for row in rows} == {
        f"session {number}" for number in range(N_STEADY + 1, N_STEADY + N_DRIFTING + 1)
    }
    assert {row.call_key for row in rows} == {"1009", "1010", "1043"}
    assert all(row.points == -100.0 and not row.standard_failed and row.is_since_alarm for row in rows)


def test_standard_cases_on_the_criterion_are_what_to_practise(centre: SmallCentre, trainer: Actor) -> None:
    services = centre.services
    assert services.watching.practice(centre.anna, _key(centre)) == ()
    session = services.calibrating.sessions(centre.lead)[0]
    draft = CaseDraft(session.id, centre.calls["1043"], "A greeting that is one")
    case_id, _changes = services.curating.keep(trainer, draft)
    services.curating.approve(centre.lead, case_id)
    (found,) = services.watching.practice(centre.anna, _key(centre))
    assert (found.case_id, found.has_failed) == (case_id, False)


def test_an_acknowledged_alarm_waits_no_longer_and_its_chart_begins_anew(centre: SmallCentre) -> None:
    watching = centre.services.watching
    before = watching.n_waiting(centre.lead)
    restart_id, _changes = watching.acknowledge(centre.lead, _key(centre), NOTE)
    centre.clock.moment = NOW + timedelta(days=6)
    hold_session(Panel(centre, centre.services.administering.actor_named("i-3")), "one more", is_drifting=True)
    line = watching.board(centre.lead).line(_key(centre))
    assert line is not None
    assert line.alarm is None
    assert len(line.courses) == 2
    assert len(line.current.session) == 1
    begun_by = line.stretches[-1].begins_by
    assert begun_by is not None
    assert begun_by.note == NOTE
    assert watching.n_waiting(centre.lead) < before + 1
    watching.take_back(centre.lead, restart_id)
    again = watching.board(centre.lead).line(_key(centre))
    assert again is not None
    assert again.alarm is not None


def test_acknowledging_takes_a_note_and_an_alarm(centre: SmallCentre) -> None:
    watching = centre.services.watching
    with pytest.raises(QADeskError) as refused:
        watching.acknowledge(centre.lead, _key(centre), "  ")
    assert refused.value.code is ErrorCode.REASON_REQUIRED
    with pytest.raises(QADeskError) as refused:
        watching.acknowledge(centre.lead, _key(centre, "tone"), NOTE)
    assert refused.value.code is ErrorCode.WRONG_STATE


def test_an_acknowledged_alarm_is_gone_before_the_next_session_too(centre: SmallCentre) -> None:
    watching = centre.services.watching
    watching.acknowledge(centre.lead, _key(centre), NOTE)
    line = watching.board(centre.lead).line(_key(centre))
    assert line is not None
    assert line.alarm is None


def test_after_training_all_charts_of_the_inspector_begin_anew(centre: SmallCentre) -> None:
    watching = centre.services.watching
    day = (NOW - timedelta(weeks=2)).date()
    watching.note_training(centre.lead, centre.anna.person_id, day, NOTE)
    line = watching.board(centre.lead).line(_key(centre))
    assert line is not None
    assert len(line.courses) == 2
    assert len(line.current.session) < 3
    with pytest.raises(QADeskError):
        watching.note_training(centre.lead, centre.anna.person_id, NOW.date() + timedelta(days=3), NOTE)


def test_the_stated_number_of_false_alarms_is_a_setting_of_the_centre(centre: SmallCentre) -> None:
    watching = centre.services.watching
    assert watching.board(centre.lead).promise.a_year == 1.0
    watching.set_false_alarms(centre.lead, 4.0)
    promise = watching.board(centre.lead).promise
    assert promise.a_year == 4.0
    with pytest.raises(QADeskError):
        watching.set_false_alarms(centre.lead, 0.0)


def test_what_is_not_settled_says_nothing(centre: SmallCentre) -> None:
    watching = centre.services.watching
    n_points = watching.board(centre.lead).promise.n_points
    panel = Panel(centre, centre.services.administering.actor_named("i-3"))
    session_id = panel.open_session("1009", title="not yet")
    panel.hand_in(centre.anna, session_id, {"1009": frozenset({CRITERION})})
    panel.calibrating.reveal(centre.lead, session_id)
    assert watching.board(centre.lead).promise.n_points == n_points


def test_the_board_of_an_earlier_day_knows_nothing_of_what_came_later(centre: SmallCentre) -> None:
    board = centre.services.watching.board(centre.lead, until=(NOW - timedelta(weeks=N_DRIFTING + 1)).date())
    assert len(board.sessions) == N_STEADY
    assert board.n_alarms == 0


def test_the_report_names_the_alarm_and_an_inspector_gets_their_own_alone(centre: SmallCentre) -> None:
    params = ReportParams((NOW - timedelta(weeks=20)).date(), NOW.date())
    for actor, is_told in ((centre.lead, True), (centre.anna, True), (centre.ben, False)):
        told = render_html(document_of(DriftReport(), centre.services, actor, params)).decode()
        assert ("Anna Berg is too strict" in told) is is_told
        assert ("Cai Ito" in told) is (actor is centre.lead)
