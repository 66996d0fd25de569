"""The common-issues page under a trainer's hands: the board, its examples, its filters and what is behind a figure."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QMenu
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from qa_desk.audio.listener import PlayerState
from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.ids import CallId
from qa_desk.gui.issues.page import IssuesPage
from qa_desk.gui.issues.where import Where
from qa_desk.gui.shell.jobs import ImmediateJobs
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.tracked.page import TrackedPage
from qa_desk.gui.widgets.charts.chart import Chart
from qa_desk.gui.widgets.chips import FilterChips
from qa_desk.reports.figures import ForestPlot
from qa_desk.services.issues.explaining import Explaining
from qa_desk.services.issues.explaining_views import CutBy
from qa_desk.services.issues.reporting import Reporting
from qa_desk.services.periods import NamedPeriod
from qa_desk.services.scoring.inspecting_views import MarkDraft
from tests.scored_calls import Day, score_day
from tests.small_centre import NOW, SmallCentre, open_copy
from tests.widget.room import Room, entered

K = Qt.Key


@pytest.fixture(scope="module")
def made_board(made_centre: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A centre where tone costs most, then the greeting, and consent failed twice; made once."""
    folder = tmp_path_factory.mktemp("board") / "workspace"
    centre = open_copy(made_centre, folder)
    day = NOW.date() - timedelta(days=7)
    score_day(centre, centre.anna, Day(day, 12, {"tone": 6, "greeting": 2, "consent": 2}, unit=("East", "Hall 1")))
    score_day(centre, centre.ben, Day(day, 8, {"tone": 1}, business_type="roaming"))
    centre.workspace.close()
    return folder


@pytest.fixture
def room(
    made_board: Path,
    tmp_path: Path,
    qtbot: QtBot,
    jobs: ImmediateJobs,
    settings: SettingsStore,
    theme: Theme,
) -> Iterator[Room]:
    """The board in front of a trainer, the keyboard on its first row."""
    centre = open_copy(made_board, tmp_path / "board")
    with entered(centre, centre.lead, qtbot, jobs, settings, theme, "issues") as made:
        made.focus("issues_table")
        yield made
    centre.workspace.close()


def page_of(room: Room) -> IssuesPage:
    page = room.page
    assert isinstance(page, IssuesPage)
    return page


def listed(room: Room) -> list[str]:
    return [row.criterion_key for row in page_of(room).board.table.rows]


def child_label(room: Room, name: str) -> str:
    found = room.child(name)
    assert isinstance(found, QLabel)
    return found.text()


def test_the_board_says_where_points_are_lost(room: Room) -> None:
    assert listed(room)[:2] == ["tone", "greeting"]
    assert set(listed(room)[2:]) == {"consent", "no_disclosure", "correct_information"}
    assert child_label(room, "issue_counts").startswith("20 calls · 2 inspectors")
    pareto = room.child("pareto")
    assert isinstance(pareto, Chart)
    assert pareto.figure is not None
    assert pareto.figure.title == "One criterion takes 78 % of the points lost"


def test_the_trend_follows_the_row(room: Room) -> None:
    trend = room.child("trend")
    assert isinstance(trend, Chart)
    assert trend.figure is not None
    assert trend.figure.title.startswith("Tone:")
    room.press(K.Key_Down)
    assert trend.figure.title.startswith("Greeting:")


def test_a_share_that_did_not_move_has_nothing_to_be_explained(room: Room) -> None:
    day = NOW.date() - timedelta(days=35)
    room_centre = room.centre
    score_day(room_centre, room_centre.anna, Day(day, 20, {"tone": 7}, unit=("East", "Hall 1")))
    room.press(K.Key_F5)
    assert child_label(room, "what_changed").startswith("Not moved beyond chance")


def test_a_row_unfolds_and_folds_by_keys_and_by_its_chevron(room: Room) -> None:
    table = page_of(room).board.table
    row = table.current_row()
    assert row is not None
    room.press(K.Key_Right)
    assert table.is_unfolded(row)
    room.press(K.Key_Down)
    assert table.current_part() == row.examples[0]
    assert table.current_row() == row
    room.press(K.Key_Left)
    assert not table.is_unfolded(row)
    assert table.current_row() == row
    room.click_cell(table, 1, 0)
    assert table.is_unfolded(row)
    assert not table.is_unfolded(table.rows[1])


def test_the_unfolding_model_keeps_qts_rules(room: Room, qtmodeltester: ModelTester) -> None:
    table = page_of(room).board.table
    row = table.current_row()
    table.unfold(row)
    qtmodeltester.check(table.model())
    table.unfold(None)


def test_an_example_whose_recording_is_missing_says_so_in_the_page(room: Room) -> None:
    room.press(K.Key_Right, K.Key_Down, K.Key_Space)
    assert "The recording of this call is not there" in room.notices()
    assert page_of(room).is_body_shown


def test_an_example_plays_its_passage_in_the_row(
    centre: SmallCentre, qtbot: QtBot, jobs: ImmediateJobs, settings: SettingsStore, theme: Theme
) -> None:
    # The bundled call 1009 has sound: its own evaluation makes the example.
    assignment_id = centre.assign(centre.anna, "1009")[0]
    centre.answer_all(centre.anna, assignment_id, failed=frozenset({"tone"}))
    evaluation = centre.services.inspecting.open(centre.anna, assignment_id).evaluation
    centre.services.inspecting.save_mark(centre.anna, evaluation.id, MarkDraft(3.0, 5.0, "talks over", "tone"))
    centre.services.inspecting.submit(centre.anna, evaluation.id)
    with entered(centre, centre.lead, qtbot, jobs, settings, theme, "issues") as room:
        page_of(room).filter.widen()
        assert page_of(room).board.isVisible()
        room.focus("issues_table")
        room.press(K.Key_Right, K.Key_Down, K.Key_Space)
        player = room.bridge.player
        assert player.state is PlayerState.PLAYING
        assert player.position_s == pytest.approx(3.0, abs=0.05)
        room.press(K.Key_Space)
        assert player.state is PlayerState.PAUSED


def test_enter_shows_the_evaluations_behind_and_back_returns(room: Room) -> None:
    room.press(K.Key_Return)
    page = page_of(room)
    assert [crumb.title for crumb in page.crumbs()] == ["Common issues", "Tone: 7 failures"]
    table = page.behind.table
    assert table is not None
    assert len(table.rows) == 7
    assert {row.inspector_name for row in table.rows} == {"Anna Berg", "Ben Ode"}
    room.press(K.Key_Left, modifier=Qt.KeyboardModifier.AltModifier)
    assert [crumb.title for crumb in page.crumbs()] == ["Common issues"]
    assert page.board.isVisible()


def test_a_bar_of_the_pareto_opens_its_rows(room: Room) -> None:
    pareto = room.child("pareto")
    assert isinstance(pareto, Chart)
    pareto.opened.emit("greeting")
    QApplication.processEvents()
    assert page_of(room).crumbs()[-1].title == "Greeting: 2 failures"


def test_a_failure_behind_opens_its_call(room: Room) -> None:
    room.press(K.Key_Return)
    table = page_of(room).behind.table
    assert table is not None
    wanted: CallId = table.rows[0].call_id
    room.press(K.Key_Return)
    current = room.window.navigation.current
    assert current is not None
    assert (current.page, current.get("call")) == ("calls", str(wanted))


def test_t_follows_the_row_chosen(room: Room) -> None:
    room.press(K.Key_Down, K.Key_T)
    page = room.page
    assert isinstance(page, TrackedPage)
    assert page.new_item.isVisible()
    page.new_item._owner.setCurrentIndex(1)
    draft = page.new_item.draft()
    assert draft is not None
    assert (draft.criterion_key, draft.title) == ("greeting", "Greeting")


def test_filters_are_chips_in_words_and_the_board_follows(room: Room) -> None:
    page = page_of(room)
    chips = page.filter._chips
    assert [chip.text for chip in chips.chips] == ["last 4 weeks", "by week"]
    chips.add_requested.emit()
    menu = page.filter.findChildren(QMenu, "filter_menu")[-1]
    types = next(action.menu() for action in menu.actions() if action.text() == "any business type")
    assert isinstance(types, QMenu)
    next(action for action in types.actions() if action.text() == "roaming").trigger()
    QApplication.processEvents()
    assert [chip.text for chip in chips.chips] == ["last 4 weeks", "by week", "roaming"]
    assert child_label(room, "issue_counts").startswith("8 calls")
    menu.close()
    chips.removed.emit("business_type")
    assert child_label(room, "issue_counts").startswith("20 calls")


def test_a_period_without_calls_teaches_and_keeps_the_filters_in_reach(room: Room) -> None:
    page = page_of(room)
    page.filter._choose(type(page.filter.chosen)(named=NamedPeriod.LAST_THREE_MONTHS))
    assert "Here you see where points are lost" in room.words()
    assert room.child("period_filter").isVisible()
    assert not room.child("open_tracked").isEnabled()


def test_the_same_figures_go_into_a_report(room: Room) -> None:
    room.click("make_report")
    current = room.window.navigation.current
    assert current is not None
    assert (current.page, current.get("report"), current.get("by")) == ("reporting", "common_issues", "week")
    assert current.get("last") == NOW.date().isoformat()


def test_inspectors_have_no_such_page(
    centre: SmallCentre, qtbot: QtBot, jobs: ImmediateJobs, settings: SettingsStore, theme: Theme
) -> None:
    with entered(centre, centre.anna, qtbot, jobs, settings, theme, "my_calls") as room:
        assert "Common issues" not in room.words()
        room.go("issues")
        assert "not open to your role" in room.notices()


def test_the_pareto_is_of_reasons_or_of_critical_failures_when_asked(room: Room) -> None:
    chips = room.child("pareto_view")
    assert isinstance(chips, FilterChips)
    titles: list[str] = []
    for place in (1, 2):
        chips.opened.emit("view")
        room.window.findChildren(QMenu, "pareto_menu")[-1].actions()[place].trigger()
        pareto = room.child("pareto")
        assert isinstance(pareto, Chart)
        assert pareto.figure is not None
        titles.append(pareto.figure.title)
    assert titles[0].startswith("“")
    assert titles[1] == "Consent before any change makes up 100 % of 2 critical failures"


def test_where_an_issue_happens_is_drilled_down_by_a_click(room: Room) -> None:
    where = room.window.findChild(Where)
    assert where is not None
    where.cut(CutBy.BUSINESS_TYPE)
    chart = room.child("trend")
    assert isinstance(chart, Chart)
    assert isinstance(chart.figure, ForestPlot)
    assert {row.label: row.n for row in chart.figure.rows} == {"billing complaint": 12, "roaming": 8}
    chart.opened.emit("roaming")
    assert page_of(room).filter.chosen.business_type == "roaming"
    assert child_label(room, "issue_counts").startswith("8 calls")


def test_what_was_counted_is_not_counted_again_until_it_changes(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    boards = counted(monkeypatch, Reporting, "common_issues")
    room.press(K.Key_Return)
    room.press(K.Key_Left, modifier=Qt.KeyboardModifier.AltModifier)
    assert page_of(room).board.isVisible()
    assert listed(room)[0] == "tone"
    assert boards == []
    page_of(room).refresh(Changes.of(ObjectKind.TRACKED_ITEM))
    assert len(boards) == 1


def test_going_through_the_rows_cuts_each_once(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    cuts = counted(monkeypatch, Explaining, "cut")
    where = room.window.findChild(Where)
    assert where is not None
    where.cut(CutBy.BUSINESS_TYPE)
    for key in (K.Key_Down, K.Key_Up, K.Key_Down):
        room.press(key)
    assert [asked[-2] for asked in cuts] == ["tone", "greeting"]


def counted(monkeypatch: pytest.MonkeyPatch, service: type, name: str) -> list[tuple[object, ...]]:
    """What the use-case is asked with from now on."""
    asked: list[tuple[object, ...]] = []
    work = getattr(service, name)

    def count(*words: object) -> object:
        asked.append(words)
        return work(*words)

    monkeypatch.setattr(service, name, count)
    return asked
