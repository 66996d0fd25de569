"""A case on its own page, the editor and the bridge, as a keeper of the library works with them."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QPushButton
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from qa_desk.domain.completeness import MissingKind
from qa_desk.domain.ids import CaseId
from qa_desk.domain.scorecard_edit import with_criterion
from qa_desk.domain.standard_case import CaseState
from qa_desk.gui.library.bridge.page import BridgePage
from qa_desk.gui.library.case.page import StandardCasePage
from qa_desk.gui.library.editing.page import CaseEditorPage
from qa_desk.gui.shell.jobs import ImmediateJobs
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.choice_box import ChoiceBox
from tests.small_centre import SmallCentre, open_copy
from tests.widget.room import Room, entered
from tests.written_cases import answered, approved, publish, reworded, sheet_of, trainer_of

K = Qt.Key
FAILED = frozenset({"no_disclosure"})


@pytest.fixture(scope="module")
def made_cases(made_centre: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two valid cases of the lead's, and a newer form that asks for the greeting anew."""
    folder = tmp_path_factory.mktemp("cases") / "workspace"
    centre = open_copy(made_centre, folder)
    trainer = trainer_of(centre)
    approved(centre, trainer, replace(sheet_of(centre, "1009", FAILED), start_s=1.0, end_s=9.0))
    case_id = approved(centre, trainer, sheet_of(centre, "1010"))
    old = centre.version
    new = publish(centre, lambda form: with_criterion(form, reworded(form.criterion("greeting"), "Name and company")))
    assert new.number > old.number
    sheet = replace(sheet_of(centre, "1010"), version_id=new.id, answers=answered(new, frozenset({"greeting"})))
    approved(centre, trainer, sheet, case_id)
    centre.workspace.close()
    return folder


@pytest.fixture
def library(made_cases: Path, tmp_path: Path) -> Iterator[SmallCentre]:
    copy = open_copy(made_cases, tmp_path / "cases")
    yield copy
    copy.workspace.close()


@pytest.fixture
def room(
    library: SmallCentre, qtbot: QtBot, jobs: ImmediateJobs, settings: SettingsStore, theme: Theme
) -> Iterator[Room]:
    """The lead, who wrote the cases."""
    with entered(library, library.lead, qtbot, jobs, settings, theme, "library") as made:
        yield made


def case_of(library: SmallCentre, key: str) -> CaseId:
    with library.workspace.store.reading() as uow:
        return uow.cases.of_call(library.calls[key], library.lead.person_id)[0]


def case_page(room: Room) -> StandardCasePage:
    QApplication.processEvents()
    assert isinstance(room.page, StandardCasePage)
    return room.page


def editor(room: Room) -> CaseEditorPage:
    assert isinstance(room.page, CaseEditorPage)
    return room.page


def texts(room: Room) -> str:
    QApplication.processEvents()
    return "\n".join(one.text() for one in room.page.findChildren(QLabel) if one.isVisible())


def button(room: Room, name: str) -> QPushButton:
    QApplication.processEvents()
    return next(one for one in room.page.findChildren(QPushButton, name) if one.isVisible())


def show_case(room: Room, key: str) -> StandardCasePage:
    room.go("standard_case", case=str(case_of(room.centre, key)))
    return case_page(room)


def test_a_case_shows_all_that_is_known_of_it(room: Room) -> None:
    page = show_case(room, "1009")
    told = texts(room)
    for words in ("The form changed with version 2", "What it teaches", "Liu Yang", "00:01–00:09", "borderline"):
        assert words in told, words
    assert "nobody has scored it blind yet" in told
    assert "Version 1, in force" in told
    assert page.title() == "SC-001: Case 1009"
    ModelTester(None).check(page.view.answers.model())  # type: ignore[arg-type]


def test_enter_plays_the_evidence_of_the_answer(room: Room) -> None:
    page = show_case(room, "1009")
    page.view.answers.select_key("no_disclosure")
    page.view.answers.setFocus()
    room.press(K.Key_Return)
    assert page.view.sound.is_playing
    assert page.view.sound.position_s == pytest.approx(2.0, abs=0.5)


def test_a_case_opens_from_the_list_by_a_key(room: Room) -> None:
    room.focus("case_table")
    room.press(K.Key_O)
    assert case_page(room).case_view is not None


def test_what_a_newer_form_changed_is_asked_and_the_rest_is_taken(room: Room) -> None:
    show_case(room, "1009")
    room.press(K.Key_U)
    page = editor(room)
    assert page.start is not None
    assert "Answer these anew" in texts(room)
    scoring = page.answers.scoring()
    assert scoring is not None
    assert {part.criterion_key for part in scoring.missing if part.what is MissingKind.ANSWER} == {"greeting"}
    assert scoring.current == "greeting"
    room.press(K.Key_3)
    room.press(K.Key_Return, modifier=Qt.KeyboardModifier.ControlModifier)
    view = case_page(room).case_view
    assert view is not None
    assert (view.case.number, view.case.state) == (2, CaseState.PROPOSED)
    assert "Version 2 waits for approval by a second person." in texts(room)
    assert not any(one.isVisible() for one in room.page.findChildren(QPushButton, "approve_case"))


def test_a_change_says_what_does_not_fit_and_keeps_what_was_typed(room: Room) -> None:
    show_case(room, "1010")
    room.press(K.Key_C)
    page = editor(room)
    room.press(K.Key_F3)
    assert page.answers.shows_about
    title = page.about.findChild(QLineEdit, "case_title")
    assert title is not None
    title.setText(" ")
    room.press(K.Key_Return, modifier=Qt.KeyboardModifier.ControlModifier)
    assert editor(room) is page
    assert "title" in texts(room)
    title.setText("Kept calm")
    note = page.about.findChild(QPlainTextEdit, "case_note")
    assert note is not None
    note.setPlainText("a better name")
    room.press(K.Key_Return, modifier=Qt.KeyboardModifier.ControlModifier)
    told = texts(room)
    assert "title: Case 1010 → Kept calm" in told
    assert "a better name" in told


def test_a_passage_is_taken_from_the_sound(room: Room) -> None:
    room.go("case_editor", call=str(room.centre.calls["1043"]), form=str(room.centre.version.id))
    page = editor(room)
    page.answers.take_keyboard()
    room.press(K.Key_BracketLeft)
    page.answers.sound.seek(6.0)
    room.press(K.Key_BracketRight)
    room.press(K.Key_P, modifier=Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
    sheet = page.about.sheet((), ())
    assert (sheet.start_s, sheet.end_s) == (pytest.approx(0.0, abs=0.1), pytest.approx(6.0, abs=0.1))
    button_whole = next(one for one in page.findChildren(QPushButton, "whole_call"))
    button_whole.click()
    assert page.about.sheet((), ()).start_s is None


def test_a_proposal_is_taken_back_with_a_reason(room: Room) -> None:
    writing, case_id = room.centre.services.writing_cases, case_of(room.centre, "1010")
    writing.propose(room.centre.lead, writing.begin(room.centre.lead, case_id).sheet, case_id)
    show_case(room, "1010")
    button(room, "withdraw_case").click()
    button(room, "case_reason_form_save").click()
    assert "A reason is needed here." in texts(room)
    room.page.findChild(QPlainTextEdit, "case_reason").setPlainText("no better")  # type: ignore[union-attr]
    button(room, "case_reason_form_save").click()
    view = case_page(room).case_view
    assert view is not None
    assert (view.proposed_number, view.case.state) == (None, CaseState.VALID)
    assert "Taken out: no better" in texts(room)


def test_whoever_approves_comes_to_the_version_that_waits(
    library: SmallCentre, qtbot: QtBot, jobs: ImmediateJobs, settings: SettingsStore, theme: Theme
) -> None:
    writing, case_id = library.services.writing_cases, case_of(library, "1010")
    writing.propose(library.lead, writing.begin(library.lead, case_id).sheet, case_id)
    trainer = library.services.administering.actor_named("Liu Yang")
    with entered(library, trainer, qtbot, jobs, settings, theme, "library") as room:
        QApplication.processEvents()
        button(room, "waiting_cases").click()
        room.press(K.Key_Return)
        assert "Version 3 waits for approval by a second person." in texts(room)
        approve = button(room, "approve_case")
        approve.setFocus()
        approve.click()
        QApplication.processEvents()
        view = case_page(room).case_view
        assert view is not None
        assert (view.case.number, view.case.state) == (3, CaseState.VALID)
        assert case_page(room).view.answers.hasFocus()


def test_the_bridge_of_a_case_on_the_form_in_force_goes_back_to_the_form_before(room: Room) -> None:
    show_case(room, "1010")
    room.page.context.commands.run("case.bridge")
    assert isinstance(room.page, BridgePage)
    boxes = [room.page.findChild(ChoiceBox, name) for name in ("bridge_old", "bridge_new")]
    assert [box.value for box in boxes if box is not None] == ["1", "2"]


def test_owner_and_review_are_set_without_a_further_version(room: Room) -> None:
    show_case(room, "1010")
    button(room, "case_care").click()
    owner = room.page.findChild(ChoiceBox, "care_owner")
    assert owner is not None
    owner.setCurrentIndex(owner.findText("Liu Yang"))
    button(room, "care_form_save").click()
    view = case_page(room).case_view
    assert view is not None
    assert (view.owner_name, view.case.number) == ("Liu Yang", 2)


def test_the_bridge_shows_both_forms_on_the_same_cases(room: Room) -> None:
    room.go("case_bridge", scorecard="service", old="1", new="2")
    page = room.page
    assert isinstance(page, BridgePage)
    assert page.table is not None
    rows = page.table.model().rows  # type: ignore[attr-defined]
    named = {row.key: row for row in rows}
    assert (named["greeting"].old, named["greeting"].new) == ("0.0 %", "100.0 %")
    assert named["score"].n_cases == 1
    room.go("case_bridge", scorecard="service", old="1", new="1")
    assert page.table is not None
    room.go("case_bridge")
    assert "No forms to compare" in texts(room)


def test_who_only_reads_the_library_changes_nothing(
    library: SmallCentre, qtbot: QtBot, jobs: ImmediateJobs, settings: SettingsStore, theme: Theme
) -> None:
    with entered(library, library.anna, qtbot, jobs, settings, theme, "library") as room:
        show_case(room, "1009")
        shown = {one.objectName() for one in room.page.findChildren(QPushButton) if one.isVisible()}
        assert shown.isdisjoint({"change_case", "carry_over_case", "retire_case", "case_care", "approve_case"})
        assert "Answers show" not in texts(room)


def test_what_waits_for_the_owner_is_counted_and_one_step_away(room: Room) -> None:
    QApplication.processEvents()
    waiting = button(room, "waiting_cases")
    assert waiting.text() == "1 case waits for you"
    waiting.click()
    room.press(K.Key_Return)
    assert case_page(room).title() == "SC-001: Case 1009"
