"""Rows and points of the reports on drift and of the training pack lead to sessions, calls and standard cases."""

from dataclasses import replace
from uuid import UUID

from qa_desk.domain.changes import ObjectKind
from qa_desk.reports.behind_sessions import behind_session
from qa_desk.reports.document import Behind, Document, FigureBlock, Table, ThingBehind
from qa_desk.reports.drift import DriftReport
from qa_desk.reports.figures import TimeSeries
from qa_desk.reports.training_pack import TrainingPackReport
from qa_desk.services.results.behind import CallsBehind, Failed, KnownCalls
from tests.unit.reports import a_drift, a_training_pack


def table(document: Document, key: str) -> Table:
    return next(block for block in document.blocks if isinstance(block, Table) and block.key == key)


def test_each_point_of_a_drift_chart_leads_to_its_session() -> None:
    made = a_drift.data()
    block = next(block for block in DriftReport().compose(made).blocks if isinstance(block, FigureBlock))
    assert isinstance(block.figure, TimeSeries)
    keys = [point.key for point in block.figure.points]
    assert list(block.behind) == keys
    assert [block.behind[key] for key in keys] == [behind_session(one) for one in made.board.sessions]


def test_what_was_scored_on_standard_cases_has_no_page_of_a_session() -> None:
    session = a_drift.board().sessions[0]
    assert behind_session(replace(session, is_of_cases=True)) is None


def test_a_chart_in_alarm_leads_to_the_calls_since_it_began() -> None:
    made = a_drift.data()
    charts = table(DriftReport().compose(made), "charts")
    behind, alarm = charts.behind[0], made.alarms[0][0]
    assert charts.rows[0][0].value == alarm.inspector.name
    assert isinstance(behind, Behind)
    assert isinstance(behind.calls, KnownCalls)
    assert alarm.alarm is not None
    first = made.board.sessions.index(alarm.alarm.since)
    told = {call.int // a_drift.N_CALLS for call in behind.calls.call_ids}
    assert told == set(range(first, a_drift.N_SESSIONS))
    assert len(behind.calls.call_ids) == charts.rows[0][5].value


def test_cases_to_practise_lead_to_the_library() -> None:
    practice = table(DriftReport().compose(a_drift.data()), "practice_1")
    case = ThingBehind("the standard case SC-007", ObjectKind.STANDARD_CASE, str(UUID(int=7)))
    assert practice.behind == (case,)
    pack = TrainingPackReport().compose(a_training_pack.data())
    cases = table(pack, "cases_tone").behind
    assert [one.key for one in cases if isinstance(one, ThingBehind)] == [str(UUID(int=n)) for n in (1, 2, 3)]


def test_what_to_teach_leads_to_the_calls_in_which_it_failed() -> None:
    made = a_training_pack.data()
    issues = table(TrainingPackReport().compose(made), "issues")
    asked = [one.calls for one in issues.behind if isinstance(one, Behind)]
    keys = [one.row.criterion_key for one in made.pack.issues]
    assert asked == [CallsBehind(made.pack.query, Failed.CRITERION, key) for key in keys]
