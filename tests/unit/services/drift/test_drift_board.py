"""From facts to charts: what is watched, families by the whole call, totals in points, breaks, and who comes first."""

from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from qa_desk.domain.drift import EVERYTHING, DriftRestart, RestartKind, SubjectKind
from qa_desk.domain.ids import DriftRestartId, PersonId
from qa_desk.measurement.drift.watch import Direction
from qa_desk.services.drift.board import board_of
from qa_desk.services.drift.deviations import TOTAL_POINTS, deviations_of
from tests.unit.reports.a_drift import DRIFTS_FROM, FIRST, N_CALLS, N_SESSIONS, NAMES, board, facts


def test_total_family_and_every_criterion_of_everybody_are_charted() -> None:
    lines = [line for one in board().inspectors for line in one.lines]
    assert len(lines) == len(NAMES) * 4
    assert {line.subject.key for line in lines} == {":total", ":business", "greeting", "consent"}


def test_deviations_are_signed_and_a_total_counts_up_to_its_limit() -> None:
    made = deviations_of(facts(), ())
    of_anna = [
        place
        for place, stretch in enumerate(made.stretches)
        if stretch.inspector == 0 and stretch.subject.key in (":total", "greeting")
    ]
    for series in of_anna:
        late = (made.judgements.series == series) & (made.judgements.session >= DRIFTS_FROM)
        # a failure that nobody settled on costs the whole total here, of which twenty points count
        assert set(made.judgements.deviation[late].tolist()) == {-1.0, 0.0}
        assert made.judgements.deviation[late].sum() == -(N_SESSIONS - DRIFTS_FROM) * (N_CALLS - 1)


def test_the_one_in_alarm_stands_first_with_direction_size_and_beginning() -> None:
    first = board().inspectors[0]
    assert first.inspector.name == "Anna Berg"
    told = {line.subject.key: line.alarm for line in first.lines if line.alarm}
    assert set(told) == {":total", "greeting"}
    alarm = told["greeting"]
    assert alarm is not None
    assert (alarm.direction, alarm.since.title) == (Direction.STRICT, f"session {DRIFTS_FROM + 1}")
    assert alarm.size.value == pytest.approx(-0.75)
    total = first.total
    assert total is not None
    assert total.unit_points == TOTAL_POINTS


def test_twelve_answers_that_are_all_alike_are_not_certain() -> None:
    line = next(one for one in board().inspectors[1].lines if one.subject.kind is SubjectKind.CRITERION)
    assert line.size.value == 0.0
    assert line.size.ci_low is not None
    assert line.size.ci_low < -0.05


def test_a_form_that_asks_otherwise_breaks_its_own_charts_only() -> None:
    changed_at = 9
    first = board(new_form_from=changed_at).inspectors[0]
    by_key = {line.subject.key: line for line in first.lines}
    assert len(by_key["consent"].courses) == 1
    assert len(by_key[":business"].courses) == 1
    for key in ("greeting", ":total"):
        line = by_key[key]
        assert [len(course.session) for course in line.courses] == [changed_at, N_SESSIONS - changed_at]
        assert line.stretches[-1].is_new_form


def test_a_restart_concerns_its_chart_and_training_all_of_them() -> None:
    def restart(subject: str, kind: RestartKind) -> DriftRestart:
        return DriftRestart(
            DriftRestartId(UUID(int=1)), PersonId(UUID(int=0)), EVERYTHING if not subject else "service", subject, kind,
            FIRST + timedelta(weeks=7, days=1), "done", PersonId(UUID(int=9)), FIRST,
        )  # fmt: skip

    for subject, broken in (("greeting", {"greeting"}), (EVERYTHING, {"greeting", "consent", ":business", ":total"})):
        made = board_of(facts(), (restart(subject, RestartKind.TRAINED),), a_year=1.0, zone=ZoneInfo("UTC"))
        anna = next(one for one in made.inspectors if one.inspector.name == "Anna Berg")
        assert {line.subject.key for line in anna.lines if len(line.courses) == 2} == broken
        ben = next(one for one in made.inspectors if one.inspector.name == "Ben Ode")
        assert all(len(line.courses) == 1 for line in ben.lines)


def test_no_facts_make_an_empty_board() -> None:
    everything = facts()
    nothing = np.zeros(0, dtype=np.intp)
    empty = board_of(
        type(everything)(
            (), (), (), (), (), (), (), nothing, nothing, nothing, nothing, np.zeros((0, 0), dtype=np.int8),
            np.zeros((0, 0)), np.zeros(0), np.zeros((0, 0), dtype=np.int8), np.zeros((0, 0)), np.zeros(0), (), (),
        ),
        (), a_year=1.0, zone=ZoneInfo("UTC"),
    )  # fmt: skip
    assert empty.inspectors == ()
    assert empty.n_alarms == 0
