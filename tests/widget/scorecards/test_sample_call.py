"""The form being written is tried on a real call: heard below, answered beside, kept nowhere."""

import pytest
from PySide6.QtCore import Qt

from qa_desk.audio.listener import PlayerState
from qa_desk.domain.people import Role
from qa_desk.domain.permissions import visibility_of
from qa_desk.gui.desk.form import Form
from qa_desk.gui.widgets.rating_input import Choice
from qa_desk.services.centre.administering import PersonDraft
from tests.small_centre import SmallCentre
from tests.widget.rooms import CTRL, Room, SitDown
from tests.widget.scorecards.draft_desk import DraftDesk


@pytest.fixture
def desk(room: Room, centre: SmallCentre) -> DraftDesk:
    """The draft of a second version, open in the editor."""
    version_id, _changes = centre.services.authoring.begin_draft(centre.lead, "service")
    room.go("scorecard", version=str(version_id))
    return DraftDesk(room, version_id)


def try_on(room: Room, key: str) -> None:
    """Open the list by its key and walk down to the call."""
    room.press(Qt.Key.Key_T, modifier=CTRL)
    model = room.find("chooser_list").model()
    titles = [model.index(row, 0).data() for row in range(model.rowCount())]
    at = next(row for row, title in enumerate(titles) if title.startswith(f"{key} · "))
    room.press(Qt.Key.Key_Home, *[Qt.Key.Key_Down] * at, Qt.Key.Key_Return)


def test_a_call_is_chosen_by_keys_and_heard_beside_the_form(desk: DraftDesk) -> None:
    room = desk.room
    assert not room.visible("sample_play")
    try_on(room, "1010")
    assert room.find("sample_title").text().startswith("1010 · ")
    assert "1010" in room.find("transport_title").accessibleName()
    assert room.player.state is not PlayerState.PLAYING
    room.click("sample_play")
    assert room.player.state is PlayerState.PLAYING
    room.click("sample_play")
    assert room.player.state is PlayerState.PAUSED


def test_what_is_answered_is_kept_nowhere_and_goes_with_the_call(desk: DraftDesk, centre: SmallCentre) -> None:
    room = desk.room
    try_on(room, "1009")
    preview = room.page.editor.preview
    preview.findChild(Form).choice_made.emit("greeting", Choice(0))
    assert preview.result.result("greeting").has_failed
    try_on(room, "1009")
    assert preview.result.result("greeting").has_failed, "the same call was chosen"
    try_on(room, "1010")
    assert not preview.result.result("greeting").has_failed
    with centre.workspace.store.reading() as uow:
        (call,) = uow.calls.by_key(("1009",)).values()
        assert not uow.evaluations.of_call(call.id, visibility_of(centre.lead))


def test_the_call_goes_silent_with_the_page(desk: DraftDesk) -> None:
    room = desk.room
    try_on(room, "1010")
    room.click("sample_play")
    assert room.player.state is PlayerState.PLAYING
    room.go("scorecards")
    assert room.player.state is not PlayerState.PLAYING


def test_who_may_hear_no_calls_is_told_so(sit: SitDown, centre: SmallCentre) -> None:
    administering = centre.services.administering
    administering.save_person(centre.lead, PersonDraft("owner", "Olga", frozenset({Role.OWNER})))
    room = sit(administering.actor_named("owner"))
    room.go("scorecard", version=str(centre.version.id))
    button = room.find("sample_choose")
    assert not button.isEnabled()
    assert button.toolTip() == "Your role doesn't hear calls"
    room.press(Qt.Key.Key_T, modifier=CTRL)
    assert not room.visible("sample_calls")
