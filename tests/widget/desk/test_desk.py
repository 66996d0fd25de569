"""Scoring a call at the desk: by keyboard and mouse, with everything kept at once."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QPlainTextEdit, QWidget

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.evaluation import CauseOwnerKind, EvaluationState, Purpose
from qa_desk.domain.ids import AssignmentId
from qa_desk.domain.scoring import AnswerState
from qa_desk.store.repositories.recordings import TranscriptSegment
from tests.small_centre import SmallCentre
from tests.widget.seat import CTRL, Seat

K = Qt.Key


def answers(seat: Seat, assignment: AssignmentId) -> dict[str, object]:
    """The ratings that the store has, N/A as "N/A"."""
    return {a.criterion_key: "N/A" if a.na else a.rating for a in seat.kept(assignment).answers}


def go_to(seat: Seat, key: str) -> None:
    """Walk down the form to a criterion."""
    keys = seat.scoring.shown_keys
    for _step in range(keys.index(key) - keys.index(seat.scoring.current)):
        seat.press(K.Key_Down)
    assert seat.scoring.current == key


def test_the_whole_service_form_fits_without_scrolling_at_1440_by_900(seat: Seat, assignment: AssignmentId) -> None:
    assert seat.desk.form.wanted_height <= seat.desk.form.viewport().height()


def test_at_1280_by_800_form_and_panel_have_their_widths_and_the_head_of_the_section_stays(
    seat: Seat, assignment: AssignmentId
) -> None:
    seat.window.resize(1280, 800)
    QApplication.processEvents()
    assert (seat.desk.form.width(), seat.desk.panel.width() + 1) == (560, 520)
    form = seat.desk.form
    form.verticalScrollBar().setValue(40)
    assert form.heads["rule"].y() == 40
    seat.scoring.go_to(seat.scoring.shown_keys[-1])
    row = form.rows[seat.scoring.current]
    assert row.geometry().bottom() < form.verticalScrollBar().value() + form.viewport().height()


def test_a_call_is_scored_without_the_mouse_and_every_answer_is_kept_at_once(
    seat: Seat, assignment: AssignmentId
) -> None:
    seat.press(K.Key_2)
    assert answers(seat, assignment) == {"no_disclosure": False}
    seat.press(K.Key_Down, K.Key_X)
    assert answers(seat, assignment)["consent"] == "N/A"
    go_to(seat, "greeting")
    seat.press(K.Key_2)
    assert answers(seat, assignment)["greeting"] == 3
    seat.press(K.Key_Backspace)
    assert "greeting" not in answers(seat, assignment)


def test_points_are_typed_and_entered_and_the_form_has_the_keyboard_again(seat: Seat, assignment: AssignmentId) -> None:
    key = next(c.key for c in seat.centre.version.criteria if c.scale.key == "points")
    go_to(seat, key)
    seat.press(K.Key_8)
    assert key not in answers(seat, assignment)
    seat.press(K.Key_Return)
    assert answers(seat, assignment)[key] == 8
    assert seat.focus() is seat.desk.form
    seat.press(K.Key_8, K.Key_Return, K.Key_Up)
    assert seat.scoring.current != key, "entering the same number again leads back to the form too"


def test_plus_and_minus_change_points(seat: Seat, assignment: AssignmentId) -> None:
    criterion = next(c for c in seat.centre.version.criteria if c.scale.key == "points")
    go_to(seat, criterion.key)
    seat.press(K.Key_Plus)
    assert answers(seat, assignment)[criterion.key] == criterion.scale.maximum
    seat.press(K.Key_Minus)
    assert answers(seat, assignment)[criterion.key] == criterion.scale.maximum - 1


def test_reasons_are_ticked_by_digits_while_they_have_the_keyboard(seat: Seat, assignment: AssignmentId) -> None:
    seat.press(K.Key_2, K.Key_R)
    seat.press(K.Key_1, K.Key_3)
    (answer,) = seat.kept(assignment).answers
    assert answer.reasons == ("identity_not_verified", "full_number_read")
    seat.press(K.Key_1)
    (answer,) = seat.kept(assignment).answers
    assert (answer.rating, answer.reasons) == (False, ("full_number_read",))
    seat.press(K.Key_Return, K.Key_1)
    assert answers(seat, assignment) == {"no_disclosure": True}, "back on the form a digit rates"


def test_what_only_a_failure_has_goes_when_it_passes_and_comes_back_by_undo(
    seat: Seat, assignment: AssignmentId
) -> None:
    seat.press(K.Key_2, K.Key_R, K.Key_1, K.Key_Escape, K.Key_1)
    (answer,) = seat.kept(assignment).answers
    assert answer.reasons == ()
    seat.press(K.Key_Z, modifier=CTRL)
    (answer,) = seat.kept(assignment).answers
    assert (answer.rating, answer.reasons) == (False, ("identity_not_verified",))


def test_a_deduction_is_answered_by_its_reasons(seat: Seat, assignment: AssignmentId) -> None:
    criterion = next(c for c in seat.centre.version.criteria if c.scale.key == "deduction")
    go_to(seat, criterion.key)
    seat.press(K.Key_R, K.Key_1)
    kept = seat.kept(assignment).answer(criterion.key)
    assert kept is not None
    assert kept.reasons == (criterion.reasons[0].key,)
    assert seat.scoring.current_result.points == criterion.scale.maximum - criterion.reasons[0].points


def test_a_cause_owner_is_chosen(seat: Seat, assignment: AssignmentId) -> None:
    seat.press(K.Key_2)
    box = seat.desk.panel.cause_owner
    assert box.currentText() == "agent – Li Na"
    place = next(n for n in range(box.count()) if box.itemText(n) == "Customer Care")
    box.setFocus()
    box.activated.emit(place)
    (answer,) = seat.kept(assignment).answers
    assert answer.cause_owner is not None
    assert answer.cause_owner.kind is CauseOwnerKind.DEPARTMENT
    assert box.currentText() == "Customer Care"


def test_the_comment_is_kept_when_typing_pauses_and_escape_leads_back(seat: Seat, assignment: AssignmentId) -> None:
    seat.press(K.Key_2, K.Key_C)
    assert isinstance(seat.focus(), QPlainTextEdit)
    seat.type("x 1 read aloud")
    seat.qtbot.waitUntil(lambda: seat.kept(assignment).answers[0].comment == "x 1 read aloud")
    assert answers(seat, assignment) == {"no_disclosure": False}, "letters and digits belong to the text"
    seat.press(K.Key_Escape)
    assert seat.focus() is seat.desk.form


def test_a_comment_that_was_just_typed_is_kept_when_the_window_closes(seat: Seat, assignment: AssignmentId) -> None:
    seat.press(K.Key_C)
    seat.type("half a sent")
    seat.window.close()
    assert [a.comment for a in seat.kept(assignment).answers] == ["half a sent"]


def test_a_stretch_of_typing_is_one_step_of_undo(seat: Seat, assignment: AssignmentId) -> None:
    seat.press(K.Key_1, K.Key_C)
    seat.type("first")
    seat.desk.panel.comment.flush()
    seat.type(" and second")
    seat.press(K.Key_Escape)
    assert seat.kept(assignment).answers[0].comment == "first and second"
    seat.press(K.Key_Z, modifier=CTRL)
    assert seat.kept(assignment).answers[0].comment == ""
    assert seat.desk.panel.comment.toPlainText() == ""
    seat.press(K.Key_Y, modifier=CTRL)
    assert seat.kept(assignment).answers[0].comment == "first and second"


def test_undo_and_redo_walk_back_through_the_answers(seat: Seat, assignment: AssignmentId) -> None:
    seat.press(K.Key_1, K.Key_Down, K.Key_2)
    seat.press(K.Key_Z, modifier=CTRL)
    assert answers(seat, assignment) == {"no_disclosure": True}
    seat.press(K.Key_Z, modifier=CTRL)
    assert answers(seat, assignment) == {}
    assert seat.scoring.current == "no_disclosure"
    seat.press(K.Key_Y, K.Key_Y, modifier=CTRL)
    assert answers(seat, assignment) == {"no_disclosure": True, "consent": False}


def test_conditional_criteria_come_and_go(seat: Seat, assignment: AssignmentId) -> None:
    criterion = next(c for c in seat.centre.version.criteria if c.shown_when is not None)
    condition = criterion.shown_when
    assert condition is not None
    row = seat.desk.form.rows[criterion.key]
    assert row.isHidden()
    asked = seat.desk.form.rows[condition.criterion_key]
    place = [option.code for option in asked.criterion.scale.prompt().options].index(condition.value)
    asked.input.choose_nth(place + 1)
    assert row.isVisible()
    asked.input.clear()
    assert row.isHidden()


def test_f8_leads_to_what_is_missing_also_to_a_comment(seat: Seat, assignment: AssignmentId) -> None:
    seat.press(K.Key_2, K.Key_R, K.Key_1, K.Key_Escape)
    seat.press(K.Key_F8)
    assert seat.scoring.current == "consent"
    for _criterion in seat.scoring.shown_keys:
        seat.press(K.Key_Up)
    seat.scoring.go_to(seat.scoring.shown_keys[-1])
    seat.press(K.Key_F8)
    assert seat.scoring.current == "no_disclosure", "from the end it begins again at the top"
    assert seat.focus() is seat.desk.panel.comment


def test_a_mark_is_left_on_the_last_two_seconds_and_its_note_is_written_in_place(
    seat: Seat, assignment: AssignmentId
) -> None:
    seat.press(K.Key_2)
    seat.bridge.player.seek(21.0)
    seat.press(K.Key_M, modifier=CTRL)
    assert isinstance(seat.focus(), QLineEdit)
    seat.type("reads the number")
    seat.press(K.Key_Return)
    (mark,) = seat.kept(assignment).marks
    assert (mark.start_s, mark.end_s, mark.note) == (19.0, 21.0, "reads the number")
    assert mark.criterion_key == "no_disclosure"
    assert seat.focus() is seat.desk.form


def test_brackets_choose_the_passage_that_becomes_the_mark(seat: Seat, assignment: AssignmentId) -> None:
    player = seat.bridge.player
    player.seek(18.0)
    seat.press(K.Key_BracketLeft)
    player.seek(31.0)
    seat.press(K.Key_BracketRight)
    assert seat.kept(assignment).marks == (), "a passage is not a mark yet"
    seat.press(K.Key_Comma)
    seat.click("add_evidence")
    (mark,) = seat.kept(assignment).marks
    assert (mark.start_s, mark.end_s) == (18.0, 30.9)


def test_a_mark_is_deleted_and_comes_back_by_undo(seat: Seat, assignment: AssignmentId) -> None:
    seat.bridge.player.seek(10.0)
    seat.press(K.Key_M, modifier=CTRL)
    seat.press(K.Key_Return)
    (mark,) = seat.kept(assignment).marks
    seat.press(K.Key_Delete)
    assert seat.kept(assignment).marks == ()
    seat.press(K.Key_Z, modifier=CTRL)
    assert seat.kept(assignment).marks == (mark,)


def test_n_and_p_walk_the_marks_with_their_criteria(seat: Seat, assignment: AssignmentId) -> None:
    for place_s, criterion in ((10.0, "no_disclosure"), (40.0, "consent")):
        seat.scoring.go_to(criterion)
        seat.bridge.player.seek(place_s)
        seat.press(K.Key_M, modifier=CTRL)
        seat.press(K.Key_Return)
    seat.press(K.Key_N)
    assert seat.scoring.current == "no_disclosure"
    assert seat.bridge.player.position_s == pytest.approx(8.0)
    seat.press(K.Key_P)
    assert seat.scoring.current == "consent"


def test_evidence_plays_just_its_passage(seat: Seat, assignment: AssignmentId) -> None:
    seat.bridge.player.seek(10.0)
    seat.press(K.Key_M, modifier=CTRL)
    seat.press(K.Key_Return)
    seat.bridge.player.seek(0.0)
    seat.click("play_mark")
    player = seat.bridge.player
    player.serve()
    for _tenth in range(40):
        seat.device.advance(800)
        player.serve()
    assert player.position_s == pytest.approx(10.0, abs=0.05)


def test_what_is_heard_is_counted_and_kept(seat: Seat, assignment: AssignmentId) -> None:
    seat.play(8.0)
    listened = seat.desk.status.findChild(QWidget, "listened")
    assert listened is not None
    assert "listened 10 %" in listened.accessibleName()
    seat.desk.leave()
    heard = seat.centre.services.inspecting.open(seat.person, assignment).heard
    assert heard[0] == (0.0, pytest.approx(8.0, abs=0.1))


def test_a_comment_is_asked_for_only_where_the_criterion_failed(seat: Seat, assignment: AssignmentId) -> None:
    hint = seat.desk.panel.findChild(QLabel, "comment_hint")
    assert hint is not None
    asking = [one.key for one in seat.scoring.view.version.criteria if one.comment_required_on_failure]
    for key in asking:
        seat.scoring.go_to(key)
        assert not hint.isVisible()
        seat.press(K.Key_2)
        assert hint.isVisible()
        seat.press(K.Key_1)
        assert not hint.isVisible()
    assert asking


def test_a_section_of_bonus_criteria_says_what_it_added(seat: Seat, assignment: AssignmentId) -> None:
    bonus = [one for one in seat.scoring.view.version.criteria if one.bonus]
    for criterion in bonus:
        seat.scoring.go_to(criterion.key)
        seat.press(K.Key_1)
    sections = {one.key for one in seat.scoring.view.version.sections if not set(bonus).isdisjoint(one.criteria)}
    assert sections
    for key in sections:
        assert "bonus" in seat.desk.form.heads[key].result


def test_a_failed_save_is_told_keeps_the_answer_and_is_tried_again(
    seat: Seat, assignment: AssignmentId, monkeypatch: pytest.MonkeyPatch
) -> None:
    inspecting = type(seat.centre.services.inspecting)
    with monkeypatch.context() as broken:
        broken.setattr(inspecting, "answer", _raise_locked)
        seat.press(K.Key_2)
    assert "not saved yet" in seat.notices()
    assert seat.scoring.current_result.state is AnswerState.FAILED
    assert answers(seat, assignment) == {}
    seat.desk._saver.try_again()
    assert answers(seat, assignment) == {"no_disclosure": False}
    assert "not saved" not in seat.notices()


def test_a_newer_answer_takes_the_place_of_one_that_could_not_be_saved(
    seat: Seat, assignment: AssignmentId, monkeypatch: pytest.MonkeyPatch
) -> None:
    inspecting = type(seat.centre.services.inspecting)
    with monkeypatch.context() as broken:
        broken.setattr(inspecting, "answer", _raise_locked)
        seat.press(K.Key_2)
    seat.press(K.Key_1)
    seat.desk._saver.try_again()
    assert answers(seat, assignment) == {"no_disclosure": True}
    assert seat.desk._saver.is_idle


def test_submitting_too_early_says_what_is_missing_and_goes_there(seat: Seat, assignment: AssignmentId) -> None:
    seat.press(K.Key_1)
    seat.press(K.Key_Return, modifier=CTRL)
    assert "12 answers" in seat.notices()
    assert seat.scoring.current == "consent"
    assert seat.kept(assignment).state is EvaluationState.DRAFT


def test_the_score_is_hidden_where_nobody_may_score_towards_it(seat: Seat, centre: SmallCentre) -> None:
    (qualification,) = centre.assign(centre.anna, "1010", purpose=Purpose.QUALIFICATION)
    seat.open(qualification)
    assert seat.desk.header._score.isHidden()
    go_to(seat, "greeting")
    seat.press(K.Key_3)
    assert "/" not in seat.desk.form.heads["smile"].result
    (routine,) = centre.assign(centre.anna, "1009")
    seat.open(routine)
    assert not seat.desk.header._score.isHidden()


def test_a_call_without_sound_can_be_scored(seat: Seat, centre: SmallCentre) -> None:
    (given,) = centre.assign(centre.anna, "1010")
    for recording in centre.services.listening.call(centre.lead, centre.calls["1010"]).recordings:
        centre.workspace.recordings.fetch(recording.relative_path).path.unlink()
    seat.open(given)
    assert "can still be scored" in seat.notices()
    seat.press(K.Key_1)
    assert answers(seat, given) == {"no_disclosure": True}


def test_the_waveform_is_drawn_and_the_sound_is_loaded(seat: Seat, assignment: AssignmentId) -> None:
    assert seat.desk.waveform.overview._peaks is not None
    assert seat.bridge.player.duration_s == pytest.approx(80.45, abs=0.01)
    assert seat.window.frame is not None
    shown = seat.window.frame._context.sound.shown
    assert (shown.title, shown.has_waveform, shown.can_mark) == ("1043 · Li Na", False, True)


def test_what_is_submitted_can_be_looked_at_and_not_changed(seat: Seat, centre: SmallCentre) -> None:
    (given,) = centre.assign(centre.anna, "1009")
    evaluation = centre.answer_all(centre.anna, given)
    centre.services.inspecting.submit(centre.anna, evaluation.id)
    seat.open(given)
    before = answers(seat, given)
    seat.press(K.Key_2, K.Key_Down, K.Key_X)
    seat.press(K.Key_M, modifier=CTRL)
    assert answers(seat, given) == before
    assert seat.kept(given).marks == ()
    assert seat.scoring.current == "consent", "walking down the form still works"


def test_the_wording_of_the_day_stands_beside_the_criterion(seat: Seat, assignment: AssignmentId) -> None:
    block = seat.desk.panel._wording_block
    assert block.isVisible()
    assert any("two details" in label.text() for label in block.findChildren(type(seat.desk.panel._guidance)))


def test_the_transcript_has_a_tab_only_where_there_is_one(
    seat: Seat, assignment: AssignmentId, centre: SmallCentre
) -> None:
    assert seat.desk.status._group.buttons() == []
    with centre.workspace.store.unit_of_work(centre.lead, centre.clock) as uow:
        (recording,) = uow.recordings.of_call(centre.calls["1009"])
        segment = segment_at(8.0, "Could you tell me the address?")
        uow.recordings.add_transcript(
            recording.id, [segment, replace(segment, start_s=20.0, end_s=21.0, text="Yes.")],
            source_name="t.vtt", language="en", imported_at=centre.clock.now(),
        )  # fmt: skip
        uow.commit()
    (other,) = centre.assign(centre.anna, "1009")
    seat.open(other)
    seat.click("tab_transcript")
    assert seat.desk.transcript.isVisible()
    seat.desk.transcript.clicked.emit(seat.desk.transcript.model().index(1, 0))
    assert seat.bridge.player.position_s == pytest.approx(20.0)
    seat.press(K.Key_Down)
    assert seat.desk.panel.isVisible(), "another criterion brings its guidance back"


def segment_at(start_s: float, text: str) -> TranscriptSegment:
    return TranscriptSegment(start_s, start_s + 2.0, text, "agent")


def _raise_locked(*_arguments: object, **_options: object) -> None:
    raise QADeskError(ErrorCode.DATABASE_LOCKED)


def test_the_passage_selected_is_repeated_and_the_bar_says_so(seat: Seat, assignment: AssignmentId) -> None:
    loop = next(one for one in seat.window.findChildren(QAbstractButton, "transport_loop") if one.isVisible())
    seat.press(K.Key_L, modifier=CTRL)
    assert not loop.isChecked(), "nothing is selected"
    seat.bridge.player.seek(21.0)
    seat.press(K.Key_BracketRight)
    seat.press(K.Key_L, modifier=CTRL)
    assert seat.bridge.player.loop_s == pytest.approx((19.0, 21.0))
    assert loop.isChecked()
    seat.press(K.Key_L, modifier=CTRL)
    assert seat.bridge.player.loop_s is None


def test_a_screen_reader_hears_the_current_row_and_its_answer(seat: Seat, assignment: AssignmentId) -> None:
    seat.press(K.Key_2)
    said = seat.desk.form.accessibleDescription()
    assert said == "No customer information disclosed, compliance-critical, critical failed"
