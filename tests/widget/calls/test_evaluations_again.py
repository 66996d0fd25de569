"""On a call's page: opening an evaluation again, what it said before, and who still has the call to score."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from qa_desk.domain.evaluation import DeskPlace, Evaluation, EvaluationState, Purpose
from qa_desk.services.scoring.inspecting_views import AnswerDraft
from tests.small_centre import SmallCentre
from tests.widget.rooms import CTRL, Room, SitDown

K = Qt.Key
REASON = "The customer called back."


def submitted(centre: SmallCentre, purpose: Purpose = Purpose.ROUTINE) -> Evaluation:
    """Call 1043, scored by Anna in twelve minutes."""
    (given,) = centre.assign(centre.anna, "1043", purpose=purpose)
    evaluation = centre.answer_all(centre.anna, given)
    inspecting = centre.services.inspecting
    inspecting.keep_place(centre.anna, evaluation.id, DeskPlace(12.0), worked_s=734.0)
    inspecting.note_listened(centre.anna, evaluation.id, ((0.0, 51.0),), 0.64)
    inspecting.submit(centre.anna, evaluation.id)
    return evaluation


def open_call(room: Room, key: str = "1043") -> None:
    """Go to the call's page."""
    room.go("calls", call=str(room.centre.calls[key]))


def state_of(centre: SmallCentre, evaluation: Evaluation) -> EvaluationState:
    """Whether it is handed in."""
    return centre.services.reviewing.evaluation(centre.anna, evaluation.id).evaluation.state


def lines(room: Room) -> list[str]:
    """Who still has the call."""
    room.words()
    return [label.text() for label in room.window.findChildren(QLabel, "waiting_for") if label.isVisible()]


def test_time_spent_and_part_heard_stand_beside_the_evaluation(room: Room, centre: SmallCentre) -> None:
    submitted(centre)
    open_call(room)
    assert room.find("evaluation_work").text() == "12 min · listened 64 %"


def test_a_lead_opens_an_evaluation_again_with_a_reason_in_the_page(room: Room, centre: SmallCentre) -> None:
    evaluation = submitted(centre)
    open_call(room)
    room.click("reopen")
    save = room.find("reopen_form_save")
    assert (save.isEnabled(), save.toolTip()) == (False, "Say why first: the inspector reads it")
    room.press(K.Key_Return)
    assert state_of(centre, evaluation) is EvaluationState.SUBMITTED, "not without a reason"
    room.type(REASON)
    room.press(K.Key_Return)
    assert state_of(centre, evaluation) is EvaluationState.REOPENED
    assert "Anna Berg finds it in their calls" in room.notices()[0]
    assert not room.visible("reopen_form")
    assert not room.visible("reopen"), "what is open is not opened again"
    assert "draft" in room.page.call_view.evaluations.model().as_text([0])


def test_escape_gives_the_reason_up(room: Room, centre: SmallCentre) -> None:
    evaluation = submitted(centre)
    open_call(room)
    room.click("reopen")
    room.type("half a rea")
    room.press(K.Key_Escape)
    assert not room.visible("reopen_form")
    assert room.find("reopen")
    assert state_of(centre, evaluation) is EvaluationState.SUBMITTED


def test_only_who_may_opens_again_and_never_what_was_blind(sit: SitDown, centre: SmallCentre) -> None:
    submitted(centre)
    room = sit(centre.anna)
    open_call(room)
    assert room.visible("evaluations")
    assert not room.visible("reopen")


def test_what_was_scored_blind_is_not_opened_again(room: Room, centre: SmallCentre) -> None:
    submitted(centre, Purpose.PRACTICE)
    open_call(room)
    assert room.visible("evaluations")
    assert not room.visible("reopen")


def test_what_it_said_before_is_shown_as_a_difference(room: Room, centre: SmallCentre) -> None:
    evaluation = submitted(centre)
    open_call(room)
    assert not room.visible("evaluation_parts")
    centre.services.reviewing.reopen(centre.lead, evaluation.id, REASON)
    centre.services.inspecting.answer(centre.anna, evaluation.id, AnswerDraft("no_disclosure", False))
    room.press(K.Key_F5)
    room.page.refresh(None)
    room.find("evaluation_parts").buttons[1].click()
    history = room.find("history")
    shown = {name: [one.text() for one in history.findChildren(QLabel, name)] for name in ("before", "after")}
    assert shown == {"before": ["Pass"], "after": ["Fail"]}
    assert REASON in room.words()
    room.find("evaluation_parts").buttons[0].click()
    assert room.visible("answers")


def test_who_has_the_call_is_listed_and_a_withdrawal_is_undone(room: Room, centre: SmallCentre) -> None:
    (given,) = centre.assign(centre.anna, "1043")
    open_call(room)
    assert lines(room) == ["Anna Berg · routine · waiting"]
    room.click("withdraw")
    assert (lines(room), room.notices()) == ([], ["Taken back from Anna Berg"])
    assert centre.services.inspecting.n_waiting(centre.anna) == 0
    room.press(K.Key_Z, modifier=CTRL)
    assert lines(room) == ["Anna Berg · routine · waiting"]
    assert [item.assignment_id for item in centre.services.inspecting.my_calls(centre.anna)] == [given]


def test_a_call_is_given_to_somebody_else_and_back(room: Room, centre: SmallCentre) -> None:
    centre.assign(centre.anna, "1043")
    open_call(room)
    room.click("give_to_other")
    box = room.find("give_to")
    assert [box.itemText(place) for place in range(box.count())] == ["Ben Ode · 0 waiting", "Wang Fang · 0 waiting"]
    room.click("give")
    assert lines(room) == ["Ben Ode · routine · waiting"]
    room.click("notice_action")
    assert lines(room) == ["Anna Berg · routine · waiting"]
    assert centre.services.inspecting.n_waiting(centre.ben) == 0


def test_what_is_begun_stays_with_its_inspector(room: Room, centre: SmallCentre) -> None:
    (given,) = centre.assign(centre.anna, "1043")
    centre.services.inspecting.open(centre.anna, given)
    open_call(room)
    assert lines(room) == ["Anna Berg · routine · being scored"]
    assert not room.visible("withdraw")
    assert not room.visible("give_to_other")


def test_an_inspector_does_not_see_who_else_has_the_call(sit: SitDown, centre: SmallCentre) -> None:
    centre.assign(centre.ben, "1043", purpose=Purpose.OVERLAP)
    room = sit(centre.anna)
    open_call(room)
    assert lines(room) == []
    assert not [one for one in room.window.findChildren(QWidget, "waiting_list") if one.isVisible()]
