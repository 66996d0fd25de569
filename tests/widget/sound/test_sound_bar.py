"""The bar at the foot of the desk, used by mouse: voices, sound devices, and handing a passage out."""

from pathlib import Path

import pytest
import soundfile
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QMenu, QWidget

from qa_desk.audio.listener import PlayerState
from qa_desk.audio.voice import Voice
from qa_desk.gui.shell.settings import SettingsStore
from tests.small_centre import SmallCentre
from tests.widget.seat import CTRL, Seat

K = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier


def choose(seat: Seat, button: str, name: str) -> None:
    """Open the menu of a button and choose an entry."""
    seat.click(button)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    entry = next(action for action in menu.actions() if action.objectName() == name)
    seat.qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(entry).center())
    QApplication.processEvents()


def select(seat: Seat, start_s: float, end_s: float) -> None:
    """Choose a passage with the keys of its ends."""
    for place_s, key in ((start_s, K.Key_BracketLeft), (end_s, K.Key_BracketRight)):
        seat.bridge.player.seek(place_s)
        seat.hear(0.0)
        seat.press(key)


def test_the_button_of_the_bar_plays_pauses_and_shows_where_it_is(seat: Seat) -> None:
    seat.click("transport_play")
    seat.hear(3.0)
    assert seat.find("transport_time").accessibleName() == "00:03 of 01:20"
    seat.click("transport_play")
    assert seat.bridge.player.state is PlayerState.PAUSED
    seat.click("transport_end")
    assert seat.bridge.player.position_s == pytest.approx(seat.bridge.player.duration_s)
    seat.click("transport_start")
    assert seat.bridge.player.position_s == 0.0


def test_what_is_rare_is_done_from_the_menu_of_the_bar(seat: Seat) -> None:
    player = seat.bridge.player
    choose(seat, "transport_more", "sound.swap")
    assert player.is_swapped
    choose(seat, "transport_more", "sound.even")
    assert player.is_evened
    choose(seat, "transport_more", "sound.mute_customer")
    assert player.muted == {Voice.CUSTOMER}
    choose(seat, "transport_more", "sound.mute_customer")
    assert player.muted == frozenset()


def test_evened_loudness_rests_on_how_loud_the_voices_of_this_call_are(seat: Seat, settings: SettingsStore) -> None:
    seat.bridge.player.seek(26.0)  # the customer speaks alone, fainter than the agent
    seat.play(2.0)
    before = abs(seat.device.take_played()).max()
    settings.change(is_evened=True)
    seat.bridge.player.seek(26.0)
    seat.play(2.0)
    assert abs(seat.device.take_played()).max() != pytest.approx(before, rel=0.001)


def test_another_call_is_heard_with_both_voices_again(seat: Seat, centre: SmallCentre) -> None:
    player = seat.bridge.player
    seat.click("transport_agent")
    choose(seat, "transport_more", "sound.swap")
    assert (player.solo, player.is_swapped) == (Voice.AGENT, True)
    (other,) = centre.assign(centre.anna, "1010")
    seat.open(other)
    assert (player.solo, player.is_swapped) == (None, False)


def test_the_sound_goes_where_the_person_chose_from_call_to_call(seat: Seat, settings: SettingsStore) -> None:
    seat.click("transport_play")
    seat.hear(1.0)
    assert seat.bridge.player.device_name == "Speakers"
    choose(seat, "transport_output", "output_Headset")
    seat.hear(1.0)
    assert seat.bridge.player.device_name == "Headset"
    assert seat.bridge.player.state is PlayerState.PLAYING
    assert seat.bridge.player.position_s == pytest.approx(2.0, abs=0.02)
    assert settings.current.output_device == "Headset"


def test_a_device_that_vanishes_pauses_the_call_and_one_click_goes_on_with_another(
    seat: Seat, settings: SettingsStore
) -> None:
    settings.change(output_device="Headset")
    seat.click("transport_play")
    seat.hear(2.0)
    seat.device.is_lost, seat.device.names = True, ("Speakers",)
    seat.hear(0.2)
    assert seat.bridge.player.state is PlayerState.PAUSED
    assert "The sound device is gone" in seat.notices()
    seat.device.is_lost = False
    go_on = seat.find("notice_action")
    assert isinstance(go_on, QAbstractButton)
    assert go_on.text() == "Go on with Speakers"
    go_on.click()
    seat.hear(1.0)
    assert seat.bridge.player.state is PlayerState.PLAYING
    assert seat.bridge.player.device_name == "Speakers"
    assert seat.bridge.player.position_s == pytest.approx(3.0, abs=0.3)
    assert settings.current.output_device == "Headset", "it is used again when it is back"


def test_a_chosen_device_that_is_not_there_is_named_and_the_systems_plays(seat: Seat, settings: SettingsStore) -> None:
    seat.click("transport_play")
    seat.hear(1.0)
    settings.change(output_device="Conference phone")
    seat.hear(1.0)
    assert seat.bridge.player.state is PlayerState.PLAYING
    assert seat.bridge.player.device_name == "Speakers"
    assert seat.bridge.player.position_s == pytest.approx(2.0, abs=0.05)
    assert "Conference phone is not there; the sound goes to Speakers." in seat.notices()
    seat.click("transport_output")
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    (gone,) = [entry for entry in menu.actions() if entry.objectName() == "output_Conference phone"]
    assert gone.text() == "Conference phone – not there"
    menu.close()


def test_the_passage_selected_is_handed_out_as_a_file(
    seat: Seat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = tmp_path / "given.flac"
    proposed: list[str] = []

    def answer(_parent: QWidget, _title: str, name: str, filters: str) -> tuple[str, str]:
        proposed.append(Path(name).name)
        return str(wanted), filters

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    select(seat, 16.5, 25.0)
    seat.press(K.Key_E, modifier=CTRL | SHIFT)
    assert proposed == ["1043 Li Na 00.16-00.25.wav"]
    assert "given.flac" in seat.notices()
    found = soundfile.info(wanted)
    assert (found.format, found.channels) == ("FLAC", 2)
    assert found.frames / found.samplerate == pytest.approx(8.5, abs=0.001)


def test_a_mark_is_handed_out_with_its_note_and_a_name_without_an_ending_gets_one(
    seat: Seat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_asked: (str(tmp_path / "given"), "WAV sound (*.wav)"))
    select(seat, 16.5, 25.0)
    seat.press(K.Key_M, modifier=CTRL)
    seat.type("reads the whole number")
    seat.press(K.Key_Return)
    choose(seat, "transport_more", "sound.export_passage")
    with soundfile.SoundFile(tmp_path / "given.wav") as file:
        assert file.comment == "reads the whole number"
        assert "1043" in file.title


def test_with_nothing_selected_the_export_says_what_to_select_and_by_which_keys(seat: Seat) -> None:
    seat.press(K.Key_E, modifier=CTRL | SHIFT)
    assert "[" in seat.notices()
    assert "]" in seat.notices()


def test_a_file_that_can_not_be_written_is_told(seat: Seat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = tmp_path / "gone" / "given.wav"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_asked: (str(nowhere), "WAV sound (*.wav)"))
    select(seat, 16.5, 25.0)
    seat.press(K.Key_E, modifier=CTRL | SHIFT)
    assert seat.notices() != ""
    assert "written to" not in seat.notices()
    assert not nowhere.exists()


def test_a_mark_is_made_by_dragging_and_one_click_repeats_it(seat: Seat) -> None:
    lanes = seat.desk.waveform.detail
    at = lanes.rect().center()
    seat.qtbot.mousePress(lanes, Qt.MouseButton.LeftButton, pos=at)
    seat.qtbot.mouseMove(lanes, at + QPoint(60, 0))
    seat.qtbot.mouseMove(lanes, at + QPoint(120, 0))
    seat.qtbot.mouseRelease(lanes, Qt.MouseButton.LeftButton, pos=at + QPoint(120, 0))
    passage = seat.desk.waveform.selection
    assert passage is not None
    seat.click("transport_loop")
    assert seat.bridge.player.loop_s == pytest.approx((passage.start_s, passage.end_s), abs=0.001)
    assert seat.bridge.player.state is PlayerState.PAUSED, "a loop starts nothing"
    seat.click("transport_mark")
    (mark,) = seat.scoring.evaluation.marks
    assert (mark.start_s, mark.end_s) == pytest.approx((passage.start_s, passage.end_s), abs=0.001)
