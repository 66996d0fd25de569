"""The training pack under a trainer's hands: heard from end to end, made a practice set that people find."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from qa_desk.audio.listener import PlayerState
from qa_desk.domain.people import Actor
from qa_desk.gui.issues.page import IssuesPage
from qa_desk.gui.issues.training import TrainingView
from qa_desk.gui.my_calls.page import MyCallsPage
from qa_desk.gui.reporting.page import ReportingPage
from qa_desk.gui.shell.jobs import ImmediateJobs
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.theme import Theme
from qa_desk.services.issues.issue_views import IssueQuery
from qa_desk.services.scoring.inspecting_views import MarkDraft
from tests.library_of_cases import author_of_cases, keep_case
from tests.scored_calls import Day, score_day
from tests.small_centre import NOW, SmallCentre, open_copy
from tests.widget.room import Room, entered

K = Qt.Key
BLOCK = 2400
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture(scope="module")
def made_pack(made_centre: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Tone and greeting failed; two calls with sound have a passage of the tone each; two cases teach it."""
    folder = tmp_path_factory.mktemp("pack") / "workspace"
    centre = open_copy(made_centre, folder)
    for key, start_s in (("1009", 3.0), ("1010", 2.0)):
        (assignment_id,) = centre.assign(centre.anna, key)
        centre.answer_all(centre.anna, assignment_id, failed=frozenset({"tone"}))
        evaluation = centre.services.inspecting.open(centre.anna, assignment_id).evaluation
        mark = MarkDraft(start_s, start_s + 2.0, f"talks over in {key}", "tone")
        centre.services.inspecting.save_mark(centre.anna, evaluation.id, mark)
        centre.services.inspecting.submit(centre.anna, evaluation.id)
    days = [centre.services.listening.call(centre.lead, centre.calls[key]).call.started_at for key in ("1009", "1010")]
    assert days[0] is not None
    score_day(centre, centre.ben, Day(days[0].date(), 8))
    author = author_of_cases(centre)
    keep_case(centre, author, ["tone"])
    keep_case(centre, author)
    centre.workspace.close()
    return folder


@pytest.fixture
def centre_with_pack(made_pack: Path, tmp_path: Path) -> Iterator[SmallCentre]:
    """A copy of the centre."""
    centre = open_copy(made_pack, tmp_path / "pack")
    yield centre
    centre.workspace.close()


@pytest.fixture
def room(
    centre_with_pack: SmallCentre, qtbot: QtBot, jobs: ImmediateJobs, settings: SettingsStore, theme: Theme
) -> Iterator[Room]:
    """The pack in front of a lead, by its key."""
    centre = centre_with_pack
    with entered(centre, centre.lead, qtbot, jobs, settings, theme, "issues") as made:
        page = made.page
        assert isinstance(page, IssuesPage)
        page.filter.widen()
        made.focus("issues_table")
        made.press(K.Key_H)
        yield made


def view_of(room: Room) -> TrainingView:
    page = room.page
    assert isinstance(page, IssuesPage)
    return page.training


def label(room: Room, name: str) -> str:
    found = room.child(name)
    assert isinstance(found, QLabel | QPushButton)
    return found.text()


def test_the_pack_has_issues_passages_and_cases(room: Room) -> None:
    assert [crumb.title for crumb in room.page.crumbs()] == ["Common issues", "Training pack"]
    view = view_of(room)
    assert view.pack is not None
    assert [one.row.criterion_key for one in view.pack.issues] == ["tone"]
    assert view.passages is not None
    assert {row.example.call_key for row in view.passages.rows} == {"1009", "1010"}
    assert [row.matched.has_failed for row in view.cases.rows] == [True, False]
    assert label(room, "now_playing") == "2 passages"


def test_space_plays_one_after_another_and_says_what_plays(room: Room) -> None:
    view, player = view_of(room), room.bridge.player
    keys = [row.example.call_key for row in (view.passages.rows if view.passages else ())]
    room.press(K.Key_Space)
    assert player.state is PlayerState.PLAYING
    assert label(room, "now_playing") == f"1 of 2: Tone · {keys[0]}"
    room.press(K.Key_Space)
    assert player.state is PlayerState.PAUSED
    room.press(K.Key_Space)
    assert player.state is PlayerState.PLAYING
    for _block in range(100):
        room.device.advance(BLOCK)
        player.serve()
        QApplication.processEvents()
        if view.playlist.place == 1:
            break
    assert label(room, "now_playing") == f"2 of 2: Tone · {keys[1]}"
    assert player.state is PlayerState.PLAYING


def test_n_and_p_go_to_the_next_and_the_one_before(room: Room) -> None:
    view = view_of(room)
    room.press(K.Key_N, K.Key_N)
    assert view.playlist.place == 1
    assert view.passages is not None
    current = view.passages.current_row()
    assert current is not None
    assert current.place == 1
    room.press(K.Key_N)
    assert view.playlist.place == 1
    room.press(K.Key_P)
    assert view.playlist.place == 0
    assert view.playlist.is_playing


def test_enter_plays_from_the_passage_and_opens_a_case(room: Room) -> None:
    room.press(K.Key_Down, K.Key_Return)
    assert view_of(room).playlist.place == 1
    case = view_of(room).cases.rows[0].matched.case
    room.focus("pack_cases")
    room.press(K.Key_Return)
    current = room.window.navigation.current
    assert current is not None
    assert (current.page, current.get("case")) == ("library", str(case.case_id))


def test_one_key_makes_a_set_and_it_is_offered_once(room: Room) -> None:
    room.press(K.Key_H, modifier=SHIFT)
    assert "finds a set of 2 cases under Practise" in room.notices()
    assert "2 cases, 0 people have begun, 0 are through" in label(room, "set_on_offer_0")
    room.press(K.Key_H, modifier=SHIFT)
    assert "on offer already" in room.notices()
    assert not room.is_shown("set_on_offer_1")
    room.click("end_set_0")
    assert not room.is_shown("set_on_offer_0")


def test_an_inspector_finds_the_set_and_takes_its_cases_up_one_after_another(
    centre_with_pack: SmallCentre, qtbot: QtBot, jobs: ImmediateJobs, settings: SettingsStore, theme: Theme
) -> None:
    centre = centre_with_pack
    offer(centre, centre.lead)
    with entered(centre, centre.ben, qtbot, jobs, settings, theme, "practice") as room:
        assert "by Wang Fang: Common issues of" in label(room, "offered_set_words_0")
        assert "0 of 2 cases done" in label(room, "offered_set_words_0")
        room.click("begin_set_0")
        assert isinstance(room.page, MyCallsPage)
        room.go("practice")
        assert label(room, "begin_set_0") == "Next case"


def test_the_report_of_the_pack_is_asked_for_with_the_same_days(room: Room) -> None:
    room.click("make_report")
    assert isinstance(room.page, ReportingPage)
    current = room.window.navigation.current
    assert current is not None
    assert current.get("report") == "training_pack"


def offer(centre: SmallCentre, actor: Actor) -> None:
    """Make the set as the page does."""
    query = IssueQuery(NOW.date() - timedelta(days=89), NOW.date())
    training = centre.services.training
    training.offer(actor, training.pack(actor, query))
