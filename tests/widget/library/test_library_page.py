"""The library at the window: facets and chips, sound in the row, one case, two cases, keeping, approving, retiring."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from qa_desk.audio.listener import PlayerState
from qa_desk.domain.case_filter import CaseQuery, cases_with
from qa_desk.domain.evaluation import Purpose
from qa_desk.domain.ids import SessionId
from qa_desk.domain.people import Actor, Role
from qa_desk.domain.standard_case import CaseState, Difficulty
from qa_desk.gui.library.case_pane import CasePane
from qa_desk.gui.library.case_wave import CaseWave
from qa_desk.gui.library.compare_pane import ComparePane, compared
from qa_desk.gui.library.page import LibraryPage
from qa_desk.gui.shell.jobs import ImmediateJobs
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.choice_box import ChoiceBox
from qa_desk.gui.widgets.glyphs import AnswerState
from qa_desk.services.cases.curating import CaseDraft
from qa_desk.services.centre.administering import PersonDraft
from tests.calibration_panel import call_together
from tests.library_of_cases import practise
from tests.small_centre import SmallCentre, open_copy
from tests.widget.room import Room, entered

K = Qt.Key


@pytest.fixture(scope="module")
def made_library(made_centre: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two cases kept of a settled session of three calls: an easy one that went well, a hard one that did not."""
    folder = tmp_path_factory.mktemp("library") / "workspace"
    centre = open_copy(made_centre, folder)
    panel = call_together(centre)
    session_id = panel.open_session("1009", "1010", "1043")
    panel.hand_in(centre.anna, session_id, {"1009": frozenset({"no_disclosure", "greeting"})})
    for member in panel.members[1:]:
        panel.hand_in(member, session_id)
    panel.calibrating.reveal(centre.lead, session_id)
    panel.settle_all(session_id)
    for key, title, difficulty, tags in (
        ("1009", "Told a relative", Difficulty.HARD, ("a critical failure",)),
        ("1010", "Kept calm", Difficulty.EASY, ("excellent service",)),
    ):
        draft = CaseDraft(session_id, centre.calls[key], title, f"What {title} teaches", tags, difficulty, "en")
        centre.services.curating.keep(centre.lead, draft)
    administering = centre.services.administering
    administering.save_person(centre.lead, PersonDraft("t-1", "Liu Yang", frozenset({Role.TRAINER})))
    centre.workspace.close()
    return folder


@pytest.fixture
def library(made_library: Path, tmp_path: Path) -> Iterator[SmallCentre]:
    """The centre with its two cases."""
    copy = open_copy(made_library, tmp_path / "library")
    yield copy
    copy.workspace.close()


@pytest.fixture
def room(
    library: SmallCentre, qtbot: QtBot, jobs: ImmediateJobs, settings: SettingsStore, theme: Theme
) -> Iterator[Room]:
    """A trainer in the library, the keyboard on the first case."""
    trainer = library.services.administering.actor_named("t-1")
    with entered(library, trainer, qtbot, jobs, settings, theme, "library") as made:
        made.focus("case_table")
        yield made


def page_of(room: Room) -> LibraryPage:
    page = room.page
    assert isinstance(page, LibraryPage)
    return page


def codes(room: Room) -> list[str]:
    return [case.code for case in page_of(room).table.rows]


def tick(room: Room, name: str) -> None:
    box = room.child(name)
    assert isinstance(box, QCheckBox)
    box.click()
    QApplication.processEvents()


def session_of(centre: SmallCentre) -> SessionId:
    (summary,) = centre.services.calibrating.sessions(centre.lead)
    return summary.id


def states(centre: SmallCentre, actor: Actor) -> dict[str, CaseState]:
    return {case.code: case.state for case in centre.services.browsing_cases.page(actor, cases_with()).cases}


def test_boxes_and_chips_say_the_same(room: Room) -> None:
    assert codes(room) == ["SC-001", "SC-002"]
    chips = page_of(room).cases.chips
    assert [chip.text for chip in chips.chips] == ["proposed or valid"]
    tick(room, "facet_difficulty_hard")
    assert codes(room) == ["SC-001"]
    assert [chip.text for chip in chips.chips] == ["hard", "proposed or valid"]
    tick(room, "facet_difficulty_easy")
    assert [chip.text for chip in chips.chips] == ["hard or easy", "proposed or valid"]
    assert codes(room) == ["SC-001", "SC-002"]
    chips.removed.emit("difficulty")
    box = room.child("facet_difficulty_hard")
    assert isinstance(box, QCheckBox)
    assert not box.isChecked()


def test_words_find_cases_and_nothing_found_is_said(room: Room, qtbot: QtBot) -> None:
    room.press(K.Key_F, modifier=Qt.KeyboardModifier.ControlModifier)
    assert isinstance(QApplication.focusWidget(), QLineEdit)
    room.type_text("calm")
    qtbot.waitUntil(lambda: codes(room) == ["SC-002"])
    room.type_text("xyz")
    qtbot.waitUntil(lambda: codes(room) == [])
    assert "No case matches" in room.words()


def test_space_plays_the_row_and_pauses_it(room: Room) -> None:
    room.press(K.Key_Space)
    assert room.bridge.player.state is PlayerState.PLAYING
    room.press(K.Key_Space)
    assert room.bridge.player.state is PlayerState.PAUSED
    room.press(K.Key_Down, K.Key_Space)
    assert room.bridge.player.state is PlayerState.PLAYING
    room.go("issues")
    assert room.bridge.player.state is PlayerState.PAUSED


def test_a_case_shows_its_answers_reasons_and_evidence_that_plays(room: Room) -> None:
    words = room.words()
    for part in ("Told a relative", "What Told a relative teaches", "No customer information disclosed", "00:03"):
        assert part in words
    pane = page_of(room).pane
    assert isinstance(pane, CasePane)
    evidence = pane.findChildren(QPushButton, "play_evidence")
    assert len(evidence) == 2
    next(button for button in evidence if button.text() == "00:03").click()
    assert room.bridge.player.position_s == pytest.approx(3.0, abs=0.05)


def test_own_answers_stand_beside_what_is_settled_once_a_case_was_practised(
    library: SmallCentre, qtbot: QtBot, jobs: ImmediateJobs, settings: SettingsStore, theme: Theme
) -> None:
    trainer = library.services.administering.actor_named("t-1")
    cases = library.services.browsing_cases.page(trainer, CaseQuery()).cases
    told = next(one.id for one in cases if one.title == "Told a relative")
    library.services.curating.approve(trainer, told)
    practise(library, trainer, told)
    with entered(library, trainer, qtbot, jobs, settings, theme, "library") as room:
        table = page_of(room).table
        for row in (0, 1):
            room.click_cell(table, row, len(table.model().columns) - 1)  # type: ignore[attr-defined]
        pane = page_of(room).pane
        assert isinstance(pane, ComparePane)
        assert not any(one.isVisible() for one in pane.findChildren(QLabel, "own_answer"))
        room.click("with_own_answers")
        # news of what was practised may have come in, and the pane be another
        pane = page_of(room).pane
        assert isinstance(pane, ComparePane)
        own = pane.findChildren(QLabel, "own_answer")
        assert all(one.isVisible() for one in own)
        assert sum("not as settled" in one.text() for one in own) == 2
        assert len(own) == len(library.version.criteria)
        states = {tick.state for tick in pane.findChildren(QWidget, "row_family")}  # type: ignore[attr-defined]
        assert states == {AnswerState.FULL, AnswerState.CRITICAL_FAILED}
        room.click("swap_cases")
        swapped = page_of(room).pane
        assert isinstance(swapped, ComparePane)
        assert all(one.isVisible() for one in swapped.findChildren(QLabel, "own_answer"))


def test_two_cases_are_set_side_by_side_by_key_and_one_is_taken_away_again(room: Room) -> None:
    page = page_of(room)
    page.table.take_keyboard()
    room.press(K.Key_X, K.Key_Down, K.Key_X)
    assert isinstance(page.pane, ComparePane)
    assert [one.case.id for one in page.pane.views] == [case.id for case in page.table.rows[:2]]
    room.press(K.Key_X)
    assert not isinstance(page.pane, ComparePane)
    assert "case.set_beside" in {one.key for one in room.window.commands.acting_now()}, "the keys sheet lists it"


def test_two_cases_stand_side_by_side_the_largest_difference_first(room: Room) -> None:
    table = page_of(room).table
    last = len(table.model().columns) - 1  # type: ignore[attr-defined]
    room.click_cell(table, 0, last)
    room.click_cell(table, 1, last)
    pane = page_of(room).pane
    assert isinstance(pane, ComparePane)
    differing, same = compared(*pane.views)
    assert [line.criterion.key for line, _other in differing] == ["no_disclosure", "greeting"]
    assert len(same) == len(room.centre.version.criteria) - 2
    waves = pane.findChildren(CaseWave)
    assert len(waves) == 2
    waves[1].setFocus()
    room.press(K.Key_Space)
    assert room.bridge.player.state is PlayerState.PLAYING
    room.click("swap_cases")
    swapped = page_of(room).pane
    assert isinstance(swapped, ComparePane)
    assert [view.case.code for view in swapped.views] == ["SC-002", "SC-001"]
    room.click_cell(table, 0, last)
    assert isinstance(page_of(room).pane, CasePane)


def test_a_second_person_approves(room: Room, library: SmallCentre) -> None:
    room.click("approve_case")
    assert states(library, library.lead)["SC-001"] is CaseState.VALID
    assert not room.is_shown("approve_case")


def test_who_kept_it_is_not_offered_to_approve(
    library: SmallCentre, qtbot: QtBot, jobs: ImmediateJobs, settings: SettingsStore, theme: Theme
) -> None:
    with entered(library, library.lead, qtbot, jobs, settings, theme, "library") as room:
        assert not room.is_shown("approve_case")
        assert room.is_shown("retire_case")


def test_inspectors_hear_but_keep_nothing(
    library: SmallCentre, qtbot: QtBot, jobs: ImmediateJobs, settings: SettingsStore, theme: Theme
) -> None:
    with entered(library, library.anna, qtbot, jobs, settings, theme, "library") as room:
        assert codes(room) == ["SC-001", "SC-002"]
        assert not room.is_shown("approve_case")
        assert not room.is_shown("retire_case")


def test_retiring_asks_why_in_the_page(room: Room, library: SmallCentre) -> None:
    room.click("retire_case")
    room.click("retire_form_save")
    assert "A reason is needed here." in room.words()
    room.focus("retire_reason")
    room.type_text("the rule changed")
    room.click("retire_form_save")
    assert states(library, library.lead)["SC-001"] is CaseState.RETIRED
    assert codes(room) == ["SC-002"]


def test_a_settled_call_is_kept_in_the_page(room: Room, library: SmallCentre) -> None:
    room.go("library", session=str(session_of(library)), call=str(library.calls["1043"]))
    assert "Keep call 1043 as a standard case" in room.words()
    room.type_text("Third call on the same fault")
    tags = room.child("case_tags")
    assert isinstance(tags, QLineEdit)
    tags.setText("borderline，excellent service")
    review = room.child("case_review_has")
    assert isinstance(review, QCheckBox)
    review.setChecked(True)
    owner = room.child("case_owner")
    assert isinstance(owner, ChoiceBox)
    assert owner.value != str(library.lead.person_id)
    owner.set_value(str(library.lead.person_id))
    room.click("keep_case_save")
    kept = library.services.browsing_cases.page(library.lead, CaseQuery(text="third call")).cases
    assert [(case.code, case.tags, case.state) for case in kept] == [
        ("SC-003", ("borderline", "excellent service"), CaseState.PROPOSED)
    ]
    assert "Kept." in room.notices()
    pane = page_of(room).pane
    assert isinstance(pane, CasePane)
    assert pane.view.case.code == "SC-003"
    assert pane.view.case.owner_id == library.lead.person_id
    assert pane.view.case.review_on == library.clock.now().date() + timedelta(days=182)


def test_keeping_without_a_title_is_refused_in_the_form(room: Room, library: SmallCentre) -> None:
    room.go("library", session=str(session_of(library)), call=str(library.calls["1009"]))
    assert "This call is kept already as SC-001." in room.words()
    room.click("keep_case_save")
    assert "is not a valid title" in room.words()
    room.focus("case_title")
    room.press(K.Key_Escape)
    assert isinstance(page_of(room).pane, CasePane)


def test_a_found_case_is_shown_whatever_the_boxes_say(room: Room, library: SmallCentre) -> None:
    tick(room, "facet_difficulty_easy")
    assert codes(room) == ["SC-002"]
    wanted = library.services.browsing_cases.page(library.lead, CaseQuery(text="relative")).cases[0]
    room.go("library", case=str(wanted.id))
    pane = page_of(room).pane
    assert isinstance(pane, CasePane)
    assert pane.view.case.id == wanted.id


def test_the_list_keeps_qts_rules(room: Room, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(page_of(room).table.model())


def test_an_empty_library_teaches(
    centre: SmallCentre, qtbot: QtBot, jobs: ImmediateJobs, settings: SettingsStore, theme: Theme
) -> None:
    with entered(centre, centre.lead, qtbot, jobs, settings, theme, "library") as room:
        assert "No standard case yet" in room.words()
        assert "A second person approves it" in room.words()


def test_the_valid_cases_listed_are_taken_up_together(room: Room, library: SmallCentre) -> None:
    button = room.child("practise_these")
    assert "None of these is valid." in button.toolTip()
    room.click("approve_case")
    assert isinstance(button, QPushButton)
    room.qtbot.waitUntil(lambda: button.text() == "Practise this 1")
    button.click()
    trainer = library.services.administering.actor_named("t-1")
    (item,) = library.services.inspecting.my_calls(trainer)
    assert item.purpose is Purpose.PRACTICE


def test_shift_p_takes_a_valid_case_to_the_desk(room: Room, library: SmallCentre) -> None:
    trainer = library.services.administering.actor_named("t-1")
    (first, *_rest) = page_of(room).table.rows
    library.services.curating.approve(trainer, first.id)
    room.press(K.Key_P, modifier=Qt.KeyboardModifier.ShiftModifier)
    (item,) = library.services.inspecting.my_calls(trainer)
    assert (item.call_key, item.purpose) == (first.call_key, Purpose.PRACTICE)
