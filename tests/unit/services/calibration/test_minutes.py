"""The minutes of a meeting: who said what, what was settled and decided; nobody's agent, and no training note."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from qa_desk.domain.errors import ErrorCode, NotFoundError, QADeskError
from qa_desk.domain.ids import SessionId
from qa_desk.domain.meeting import DecisionKind
from qa_desk.reports.base import ReportParams
from qa_desk.reports.document import Document, FigureBlock, KeyFigures, Paragraph, Table
from qa_desk.reports.figures import Figure, ForestPlot, HeatTable
from qa_desk.reports.making import document_of
from qa_desk.reports.minutes import MinutesReport
from qa_desk.reports.render import RENDERERS
from qa_desk.services.calibration.meeting_views import DecisionDraft
from tests.calibration_panel import BECAUSE, Panel, as_said

FAILED = {"1009": frozenset({"no_disclosure"})}
PARAMS = ReportParams(date.min, date.max)


@pytest.fixture
def session_id(panel: Panel) -> SessionId:
    made = panel.open_session("1009")
    panel.hand_in(panel.members[0], made, FAILED, said="the number was read out")
    for member in panel.members[1:]:
        panel.hand_in(member, made)
    lead = panel.centre.lead
    panel.calibrating.reveal(lead, made)
    (differing,) = [one for one in panel.differences(made) if one.differs]
    panel.meeting.settle(lead, made, as_said(differing, rationale=BECAUSE))
    panel.meeting.tick(lead, made, [member.person_id for member in panel.members[:2]])
    panel.meeting.note_time(lead, made, panel.centre.calls["1009"], "no_disclosure", 90.0)
    day = panel.centre.clock.now().date() + timedelta(days=7)
    panel.meeting.decide(lead, made, DecisionDraft(DecisionKind.ACTION, "Play it to the team", lead.person_id, day))
    anna = panel.members[0].person_id
    note = DecisionDraft(DecisionKind.TRAINING_NOTE, "Only for Anna", anna, day, criterion_key="no_disclosure")
    panel.meeting.decide(lead, made, note)
    return made


def minutes(panel: Panel, session_id: SessionId, *, hides_names: bool = False) -> Document:
    params = replace(PARAMS, session=str(session_id), hides_names=hides_names)
    return document_of(MinutesReport(), panel.centre.services, panel.centre.lead, params)


def rows(document: Document, key: str) -> list[tuple[object, ...]]:
    table = next(block for block in document.blocks if isinstance(block, Table) and block.key == key)
    return [tuple(cell.value for cell in row) for row in table.rows]


def test_each_disagreement_says_who_said_what_and_how_it_was_settled(panel: Panel, session_id: SessionId) -> None:
    (row,) = rows(minutes(panel, session_id), "disagreements")
    assert row == (
        "1009",
        "No customer information disclosed",
        "1 of 3",
        "Fail: ● Anna Berg; Pass: ■ Ben Ode, ▲ Cai Ito",
        "● Anna Berg: the number was read out",
        "Fail: identity not verified",
        BECAUSE,
        1.5,
    )


def test_attendance_is_as_ticked_and_decisions_have_owner_and_date(panel: Panel, session_id: SessionId) -> None:
    document = minutes(panel, session_id)
    assert [row[:2] for row in rows(document, "attendance")] == [
        ("● Anna Berg", "yes"),
        ("■ Ben Ode", "yes"),
        ("▲ Cai Ito", "no"),
    ]
    day = panel.centre.clock.now().date() + timedelta(days=7)
    assert rows(document, "decisions") == [("Action", "Play it to the team", "", "", "Wang Fang", day)]
    figures = next(block for block in document.blocks if isinstance(block, KeyFigures))
    assert [figure.cell.value for figure in figures.figures][:3] == [1, 1, 2]


def test_with_names_hidden_no_file_names_anybody_of_the_panel_and_never_a_training_note(
    panel: Panel,
    session_id: SessionId,
) -> None:
    document = minutes(panel, session_id, hides_names=True)
    assert rows(document, "attendance")[0][0] == "● Inspector A"
    for _extension, render in RENDERERS:
        text = render(document).decode("utf-8", errors="ignore")
        assert not [name for name in ("Anna", "Ben Ode", "Cai Ito", "Xu Ting", "Only for Anna") if name in text]


def test_the_minutes_say_whether_what_was_committed_to_still_holds(panel: Panel, session_id: SessionId) -> None:
    told = [block.text for block in minutes(panel, session_id).blocks if isinstance(block, Paragraph)]
    assert any("3 of 3 sealed answer sheets were compared" in text for text in told)


def test_a_blind_session_and_one_that_is_not_there_have_no_minutes(panel: Panel, tmp_path: Path) -> None:
    blind = panel.open_session("1010", title="April")
    with pytest.raises(QADeskError) as caught:
        minutes(panel, blind)
    assert caught.value.code is ErrorCode.WRONG_STATE
    params = replace(PARAMS, session="nothing of the kind")
    with pytest.raises(NotFoundError):
        document_of(MinutesReport(), panel.centre.services, panel.centre.lead, params)


def figures(document: Document) -> dict[str, Figure]:
    return {block.key: block.figure for block in document.blocks if isinstance(block, FigureBlock)}


def test_the_drawn_figures_are_those_of_the_result_page(panel: Panel, session_id: SessionId) -> None:
    drawn = figures(minutes(panel, session_id))
    pairs = drawn["pairs"]
    assert isinstance(pairs, HeatTable)
    assert len(pairs.cells) == 3
    assert "totals" not in drawn, "nothing is to be held against while the panel settles"
    panel.settle_all(session_id)
    settled = minutes(panel, session_id)
    totals = figures(settled)["totals"]
    assert isinstance(totals, ForestPlot)
    assert len(totals.rows) == 4
    assert any("of total scores lie within" in block.text for block in settled.blocks if isinstance(block, Paragraph))


def test_hidden_names_are_hidden_in_what_is_drawn_too(panel: Panel, session_id: SessionId) -> None:
    panel.settle_all(session_id)
    drawn = str(figures(minutes(panel, session_id, hides_names=True)))
    assert not any(member.name in drawn for member in panel.members)
