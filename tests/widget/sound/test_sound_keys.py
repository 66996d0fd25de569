"""The keys of sound at the desk: playing, jumping, speed and voices, with nothing touched but the keyboard.

In call 1043 a hold lies at 37.7–47.7 s, overtalk at 50.5–52.1 s and a silence at 56.5–62.0 s.
"""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from qa_desk.audio.listener import PlayerState
from qa_desk.audio.voice import Voice
from qa_desk.gui.shell.settings import SettingsStore
from tests.small_centre import SmallCentre
from tests.widget.seat import CTRL, Seat

K = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL_SHIFT = CTRL | SHIFT
NEAR_S = 0.02


def place(seat: Seat) -> float:
    return seat.bridge.player.position_s


def go(seat: Seat, place_s: float) -> None:
    seat.bridge.player.seek(place_s)
    seat.hear(0.0)


def key(seat: Seat, kind: QEvent.Type, name: Qt.Key) -> None:
    """A key going down or coming up; QTest knows neither that nor the keys of players."""
    QApplication.sendEvent(seat.focus(), QKeyEvent(kind, name, Qt.KeyboardModifier.NoModifier))


def strike(seat: Seat, name: Qt.Key) -> None:
    key(seat, QEvent.Type.KeyPress, name)
    key(seat, QEvent.Type.KeyRelease, name)


@pytest.mark.parametrize("name", [K.Key_Space, K.Key_MediaTogglePlayPause])
def test_a_key_plays_and_pauses_a_little_earlier_so_that_no_word_is_lost(seat: Seat, name: Qt.Key) -> None:
    strike(seat, name)
    assert seat.bridge.player.state is PlayerState.PLAYING
    seat.hear(3.0)
    strike(seat, name)
    assert seat.bridge.player.state is PlayerState.PAUSED
    assert place(seat) == pytest.approx(2.0, abs=NEAR_S), "one second back, unless the person wants otherwise"


def test_how_far_a_pause_steps_back_is_a_setting_and_stopping_does_not(seat: Seat, settings: SettingsStore) -> None:
    for rewind_s in (0.0, 0.5, 5.0):
        settings.change(rewind_s=rewind_s)
        go(seat, 20.0)
        strike(seat, K.Key_Space)
        seat.hear(1.0)
        strike(seat, K.Key_Space)
        assert place(seat) == pytest.approx(21.0 - rewind_s, abs=NEAR_S)
    go(seat, 20.0)
    strike(seat, K.Key_Space)
    seat.hear(1.0)
    strike(seat, K.Key_MediaStop)
    assert seat.bridge.player.state is PlayerState.PAUSED
    assert place(seat) == pytest.approx(21.0, abs=NEAR_S)


def test_arrows_jump_as_far_as_the_person_wants_and_stop_at_both_ends(seat: Seat, settings: SettingsStore) -> None:
    seat.press(K.Key_Right)
    assert place(seat) == pytest.approx(5.0)
    seat.press(K.Key_Right, modifier=SHIFT)
    assert place(seat) == pytest.approx(35.0)
    seat.press(K.Key_Left, modifier=CTRL)
    assert place(seat) == pytest.approx(30.0)
    seat.press(K.Key_Left, modifier=CTRL_SHIFT)
    seat.press(K.Key_Left)
    assert place(seat) == 0.0
    settings.change(short_jump_s=3.0, long_jump_s=12.0)
    seat.press(K.Key_Right)
    seat.press(K.Key_Right, modifier=SHIFT)
    assert place(seat) == pytest.approx(15.0)


def test_with_nothing_selected_comma_and_full_stop_nudge_the_place(seat: Seat) -> None:
    go(seat, 10.0)
    seat.press(K.Key_Period, K.Key_Period, K.Key_Comma)
    assert place(seat) == pytest.approx(10.1)


def test_a_key_held_down_plays_and_goes_back_to_where_it_began(seat: Seat, settings: SettingsStore) -> None:
    go(seat, 16.3)
    key(seat, QEvent.Type.KeyPress, K.Key_V)
    seat.hear(1.0)
    assert seat.bridge.player.state is PlayerState.PLAYING
    assert place(seat) == pytest.approx(17.3, abs=NEAR_S)
    key(seat, QEvent.Type.KeyRelease, K.Key_V)
    assert seat.bridge.player.state is PlayerState.PAUSED
    assert place(seat) == pytest.approx(16.3, abs=NEAR_S)

    settings.change(returns_after_hold=False)
    key(seat, QEvent.Type.KeyPress, K.Key_V)
    seat.hear(1.0)
    key(seat, QEvent.Type.KeyRelease, K.Key_V)
    assert place(seat) == pytest.approx(17.3, abs=NEAR_S), "for whoever wants to go on from there"


def test_speed_goes_by_tenths_and_one_key_leads_back_and_one_to_the_second_speed(
    seat: Seat, settings: SettingsStore
) -> None:
    player = seat.bridge.player
    seat.press(K.Key_Up, modifier=CTRL)
    assert player.speed == 1.1
    for _press in range(40):
        seat.press(K.Key_Up, modifier=CTRL)
    assert player.speed == 3.0
    seat.press(K.Key_0, modifier=CTRL)
    assert player.speed == 1.0
    for _press in range(40):
        seat.press(K.Key_Down, modifier=CTRL)
    assert player.speed == 0.5
    settings.change(second_speed=2.2, speed=1.3)
    seat.press(K.Key_S)
    assert seat.bridge.player.speed == 2.2
    seat.press(K.Key_S)
    assert seat.bridge.player.speed == 1.3


def test_the_speed_is_the_persons_own(seat: Seat, centre: SmallCentre) -> None:
    seat.press(K.Key_Up, modifier=CTRL)
    seat.window.sign_in(centre.ben)
    assert seat.bridge.player.speed == 1.0
    seat.window.sign_in(centre.anna)
    assert seat.bridge.player.speed == 1.1


def test_keys_of_sound_act_while_a_comment_is_written(seat: Seat) -> None:
    seat.press(K.Key_C)
    assert seat.focus() is seat.desk.panel.comment
    seat.press(K.Key_Space, modifier=CTRL)
    assert seat.bridge.player.state is PlayerState.PLAYING
    seat.press(K.Key_Space, K.Key_V)
    assert seat.bridge.player.state is PlayerState.PLAYING
    assert seat.desk.panel.comment.toPlainText() != "", "letters and spaces belong to the comment"


def test_one_voice_alone_and_mute_have_keys(seat: Seat) -> None:
    player = seat.bridge.player
    seat.press(K.Key_F6)
    assert player.solo is Voice.AGENT
    seat.press(K.Key_F7)
    assert player.solo is Voice.CUSTOMER
    seat.press(K.Key_F7)
    assert player.solo is None
    seat.press(K.Key_F6, modifier=SHIFT)
    assert player.muted == {Voice.AGENT}


def test_one_goes_from_speech_to_speech_and_back(seat: Seat) -> None:
    go(seat, 1.5)
    starts: list[float] = []
    for _press in range(3):
        seat.press(K.Key_J)
        starts.append(place(seat))
    assert starts == sorted(set(starts)), "each press goes further"
    seat.press(K.Key_J, modifier=SHIFT)
    assert place(seat) == pytest.approx(starts[1])


def test_one_goes_to_overtalk_and_to_the_end_of_a_silence_and_is_told_when_there_is_no_more(seat: Seat) -> None:
    seat.press(K.Key_K)
    assert place(seat) == pytest.approx(50.5, abs=0.2)
    for _press in range(6):
        seat.press(K.Key_K)
    assert "no further overtalk" in seat.notices()
    assert 50.0 < place(seat) < 54.0
    go(seat, 0.0)
    seat.press(K.Key_E)
    assert place(seat) == pytest.approx(62.0, abs=0.2)


def test_silence_is_skipped_and_the_bar_says_how_much(seat: Seat) -> None:
    seat.press(K.Key_F4)
    go(seat, 56.0)
    seat.press(K.Key_Space)
    seat.hear(1.5)
    assert place(seat) > 62.0
    assert seat.bridge.player.skipped_s == pytest.approx(5.2, abs=0.3)
    assert seat.find("transport_state").accessibleName() == "skipped 0:05"
