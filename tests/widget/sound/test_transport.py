"""The transport: what its buttons ask for, what it shows in each state, and the way from the player to the window."""

import threading
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QMenu, QSlider, QWidget
from pytestqt.qtbot import QtBot

from qa_desk.audio.clip import ClipInfo, probe
from qa_desk.audio.listener import PlayerState
from qa_desk.audio.output.clock import ClockDevice
from qa_desk.audio.output.silent import SilentDevice
from qa_desk.audio.player import Player
from qa_desk.audio.track import Track
from qa_desk.audio.voice import Voice
from qa_desk.domain.errors import ErrorCode
from qa_desk.gui.shell.player_bridge import PlayerBridge
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.sound.speed_button import SpeedButton, next_speed, speed_text
from qa_desk.gui.widgets.sound.transport import Transport
from qa_desk.gui.widgets.sound.tuning import Tuning
from qa_desk.gui.widgets.sound.voice_control import BalanceSlider, VoiceControl
from qa_desk.gui.widgets.waveform.overview import WaveformOverview
from qa_desk.i18n import current_language, use_language

REQUESTS = {
    "transport_start": "sound.start",
    "transport_back": "sound.short_back",
    "transport_play": "sound.play_pause",
    "transport_forward": "sound.short_forward",
    "transport_end": "sound.end",
    "transport_mark": "sound.mark",
    "transport_loop": "sound.loop",
    "transport_skip": "sound.skip_silence",
    "transport_agent": "sound.agent_only",
    "transport_customer": "sound.customer_only",
}


@pytest.fixture
def transport(qtbot: QtBot, theme: Theme) -> Transport:
    shown = Transport(theme=theme)
    qtbot.addWidget(shown)
    shown.resize(1240, shown.sizeHint().height())
    shown.set_call("1043 · Li Na", 401.0)
    shown.set_state(PlayerState.PAUSED)
    shown.show()
    qtbot.waitExposed(shown)
    return shown


def button(transport: Transport, name: str) -> QAbstractButton:
    found = transport.findChild(QAbstractButton, name)
    assert found is not None
    return found


@pytest.mark.parametrize(("name", "command"), REQUESTS.items())
def test_each_button_asks_for_what_it_says(transport: Transport, qtbot: QtBot, name: str, command: str) -> None:
    with qtbot.waitSignal(transport.command_requested) as caught:
        qtbot.mouseClick(button(transport, name), Qt.MouseButton.LeftButton)
    assert caught.args == [command]


def test_the_bar_is_as_high_as_the_design_says(transport: Transport) -> None:
    assert transport.height() == 52
    assert button(transport, "transport_play").width() == 36


def test_time_is_read_as_now_of_whole(transport: Transport) -> None:
    transport.set_position(161.4)
    assert transport.findChild(object, "transport_time").accessibleName() == "02:41 of 06:41"


def test_with_nothing_loaded_no_button_works_and_no_time_is_shown(transport: Transport) -> None:
    transport.set_state(PlayerState.EMPTY)
    assert not any(button(transport, name).isEnabled() for name in REQUESTS)
    assert "–:––" in transport.findChild(object, "transport_time").accessibleName()


def test_the_round_button_says_what_it_will_do(transport: Transport) -> None:
    transport.set_keys({"sound.play_pause": "Space"})
    assert button(transport, "transport_play").toolTip() == "Play (Space)"
    transport.set_state(PlayerState.PLAYING)
    assert button(transport, "transport_play").toolTip() == "Pause (Space)"


def state_text(transport: Transport) -> QWidget:
    found = transport.findChild(QWidget, "transport_state")
    assert found is not None
    return found


def test_without_a_device_the_bar_says_so(transport: Transport) -> None:
    assert not state_text(transport).isVisible()
    transport.show_tuning(Tuning(is_audible=False))
    assert state_text(transport).isVisible()
    assert state_text(transport).accessibleName() == "no sound device"
    transport.show_tuning(Tuning())
    assert not state_text(transport).isVisible()


def test_parts_that_are_missing_are_counted_and_named(transport: Transport) -> None:
    transport.set_remarks(["Not there: a.wav, c.wav."], n_missing=2)
    assert state_text(transport).accessibleName() == "2 parts missing"
    assert state_text(transport).toolTip() == "Not there: a.wav, c.wav."
    transport.set_remarks(["Plays after: b.wav."], n_missing=0)
    assert state_text(transport).accessibleName() == "parts moved"


def test_mono_and_the_silence_skipped_are_said(transport: Transport) -> None:
    transport.set_mono(True)
    assert state_text(transport).accessibleName() == "mono"
    transport.show_tuning(Tuning(skips_silence=True, skipped_s=42.4))
    assert state_text(transport).accessibleName() == "mono, skipped 0:42"
    transport.show_tuning(Tuning(skips_silence=False, skipped_s=42.4))
    assert state_text(transport).accessibleName() == "mono"


def test_the_desk_hides_the_small_waveform(transport: Transport) -> None:
    small = transport.findChild(WaveformOverview)
    assert small.isVisible()
    assert 320 <= small.width() <= 360
    transport.show_waveform(False)
    assert not small.isVisible()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_it_fits_the_narrowest_window(qtbot: QtBot, theme: Theme, language: str) -> None:
    before = current_language()
    use_language(language)
    try:
        bar = Transport(theme=theme)
        qtbot.addWidget(bar)
        bar.set_call("1043 · Li Na with a very long name of hers", 6401.0)
        bar.set_state(PlayerState.PLAYING)
        bar.set_remarks(["Not there: a.wav."], n_missing=1)
        bar.show_tuning(Tuning(is_audible=False, skips_silence=True, skipped_s=99, outputs=("Headset", "Speakers")))
        assert bar.minimumSizeHint().width() <= 1280 - 200
    finally:
        use_language(before)


def test_a_loop_from_code_tells_nobody_and_one_refused_does_not_stand_there(transport: Transport, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(transport.command_requested):
        transport.show_tuning(Tuning(is_looping=True))
    assert button(transport, "transport_loop").isChecked()
    transport.show_tuning(Tuning())
    qtbot.mouseClick(button(transport, "transport_loop"), Qt.MouseButton.LeftButton)
    assert not button(transport, "transport_loop").isChecked()


def test_the_speed_is_chosen_from_a_list(transport: Transport, qtbot: QtBot) -> None:
    speed = transport.findChild(SpeedButton)
    qtbot.mouseClick(speed, Qt.MouseButton.LeftButton)
    menu = transport.findChild(QMenu, "transport_speeds")
    entries = {action.text(): action for action in menu.actions()}
    assert "1.5× – second speed" in entries
    with qtbot.waitSignal(transport.speed_chosen) as caught:
        entries["1.25×"].trigger()
    assert caught.args == [1.25]
    menu.close()


def test_a_speed_from_code_is_shown_and_tells_nobody(transport: Transport, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(transport.speed_chosen):
        transport.show_tuning(Tuning(speed=1.25))
    assert transport.findChild(SpeedButton).accessibleName() == "Speed 1.25×"


@pytest.mark.parametrize(("speed", "text"), [(1.0, "1.0×"), (1.25, "1.25×"), (0.5, "0.5×"), (2.0, "2.0×")])
def test_speeds_read_as_factors(speed: float, text: str) -> None:
    assert speed_text(speed) == text


def test_steps_of_speed_end_at_the_ends_of_the_list() -> None:
    assert next_speed(1.0, is_faster=True) == 1.25
    assert next_speed(1.1, is_faster=False) == 1.0
    assert next_speed(3.0, is_faster=True) == 3.0
    assert next_speed(0.5, is_faster=False) == 0.5


def test_the_balance_follows_hand_and_keys_and_a_double_click_centres_it(transport: Transport, qtbot: QtBot) -> None:
    slider = transport.findChild(BalanceSlider)
    with qtbot.assertNotEmitted(transport.balance_chosen):
        transport.show_tuning(Tuning(balance=0.5))
    with qtbot.waitSignal(transport.balance_chosen) as caught:
        qtbot.mouseDClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() // 2, 10))
    assert slider.value() == 0
    slider.setFocus()
    with qtbot.waitSignal(transport.balance_chosen) as caught:
        qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert caught.args[0] == pytest.approx(0.1)
    with qtbot.waitSignal(transport.balance_chosen) as caught:
        qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(2, 10))
    assert caught.args == [-1.0]


def test_a_mono_call_has_nothing_to_balance(transport: Transport) -> None:
    transport.set_mono(True)
    assert not transport.findChild(VoiceControl).isVisible()


def test_who_is_heard_alone_stands_pressed_in_and_the_other_is_struck_out(transport: Transport) -> None:
    transport.show_tuning(Tuning(solo=Voice.AGENT))
    agent, customer = button(transport, "transport_agent"), button(transport, "transport_customer")
    assert (agent.isChecked(), customer.isChecked()) == (True, False)
    assert agent.accessibleName() == "Hear only the agent"
    assert customer.accessibleName() == "The customer is muted"


def menu_entries(transport: Transport, qtbot: QtBot, opened_by: str, name: str) -> dict[str, QAction]:
    qtbot.mouseClick(button(transport, opened_by), Qt.MouseButton.LeftButton)
    menu = transport.findChild(QMenu, name)
    assert menu is not None
    return {action.objectName(): action for action in menu.actions() if action.objectName()}


def test_what_is_rarer_stands_in_one_menu_with_its_keys_and_its_state(transport: Transport, qtbot: QtBot) -> None:
    transport.set_keys({"sound.mute_agent": "Shift+F6"})
    transport.show_tuning(Tuning(muted=frozenset({Voice.AGENT}), is_swapped=True, speed=1.5, second_speed=1.5))
    entries = menu_entries(transport, qtbot, "transport_more", "transport_more_menu")
    assert entries["sound.mute_agent"].text() == "Mute the agent\tShift+F6"
    checked = {key for key, action in entries.items() if action.isChecked()}
    assert checked == {"sound.mute_agent", "sound.swap", "sound.second_speed"}
    with qtbot.waitSignal(transport.command_requested) as caught:
        entries["sound.export_passage"].trigger()
    assert caught.args == ["sound.export_passage"]
    transport.findChild(QMenu, "transport_more_menu").close()


def test_the_voices_of_a_mono_call_can_not_be_parted_in_the_menu(transport: Transport, qtbot: QtBot) -> None:
    transport.set_mono(True)
    entries = menu_entries(transport, qtbot, "transport_more", "transport_more_menu")
    assert not entries["sound.swap"].isEnabled()
    assert entries["sound.even"].isEnabled()
    transport.findChild(QMenu, "transport_more_menu").close()


def test_the_volume_is_set_on_a_slider_and_by_the_wheel(transport: Transport, qtbot: QtBot) -> None:
    transport.show_tuning(Tuning(volume=0.5))
    assert button(transport, "transport_volume").accessibleName() == "Volume 50 %"
    menu_entries(transport, qtbot, "transport_volume", "transport_volume_menu")
    slider = transport.findChild(QSlider, "sound_volume")
    with qtbot.waitSignal(transport.volume_chosen) as caught:
        slider.setValue(30)
    assert caught.args == [0.3]
    transport.findChild(QMenu, "transport_volume_menu").close()


def test_outputs_are_offered_only_where_there_is_a_choice(transport: Transport, qtbot: QtBot) -> None:
    transport.show_tuning(Tuning(outputs=("Speakers",)))
    assert not button(transport, "transport_output").isVisible()
    transport.show_tuning(Tuning(outputs=("Speakers", "Headset")))
    entries = menu_entries(transport, qtbot, "transport_output", "transport_outputs")
    assert [action.text() for action in entries.values()] == ["As the system", "Speakers", "Headset"]
    with qtbot.waitSignal(transport.output_chosen) as caught:
        entries["output_Headset"].trigger()
    assert caught.args == ["Headset"]
    transport.findChild(QMenu, "transport_outputs").close()


def test_an_output_that_is_gone_is_shown_and_said_to_be_gone(transport: Transport, qtbot: QtBot) -> None:
    transport.show_tuning(Tuning(outputs=("Speakers",), output="Headset"))
    entries = menu_entries(transport, qtbot, "transport_output", "transport_outputs")
    assert entries["output_Headset"].text() == "Headset – not there"
    assert entries["output_Headset"].isChecked()
    assert not entries["output_Headset"].isEnabled()
    transport.findChild(QMenu, "transport_outputs").close()


def test_every_control_has_a_name_a_tip_and_a_tab_stop(transport: Transport) -> None:
    controls = [*transport.findChildren(QAbstractButton), transport.findChild(BalanceSlider)]
    assert len(controls) == 15
    for control in controls:
        assert control.accessibleName(), control.objectName()
        assert control.toolTip()
        assert control.objectName().startswith("transport_")
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize("state", PlayerState)
def test_every_state_can_be_painted_in_both_themes(
    transport: Transport, theme: Theme, name: str, state: PlayerState
) -> None:
    theme.use(name)
    transport.set_state(state)
    corner = transport.grab().toImage().pixelColor(2, 45)
    assert corner == theme.color("background")


@pytest.fixture
def clip(tmp_path: Path) -> ClipInfo:
    path = tmp_path / "call.wav"
    soundfile.write(path, np.zeros((4000, 2), np.float32), 8000)
    return probe(path)


def test_reports_of_the_players_thread_arrive_on_the_windows_thread(qtbot: QtBot, clip: ClipInfo) -> None:
    bridge = PlayerBridge(Player(ClockDevice()))
    came: list[tuple[str, threading.Thread]] = []
    bridge.position_changed.connect(lambda _seconds: came.append(("position", threading.current_thread())))
    bridge.state_changed.connect(lambda _state: came.append(("state", threading.current_thread())))
    try:
        bridge.player.load(Track.of(clip))
        with qtbot.waitSignal(bridge.ended, timeout=5000):
            bridge.player.play()
    finally:
        bridge.close()
    assert {kind for kind, _thread in came} == {"position", "state"}
    assert {thread for _kind, thread in came} == {threading.main_thread()}


def test_a_busy_window_gets_the_newest_position_only(qtbot: QtBot, clip: ClipInfo) -> None:
    device = SilentDevice()
    bridge = PlayerBridge(Player(device, is_threaded=False))
    positions: list[float] = []
    bridge.position_changed.connect(positions.append)
    bridge.player.load(Track.of(clip))
    bridge.player.play()
    for _step in range(40):
        bridge.player.serve()
        device.advance(80)
    bridge.player.serve()
    assert positions == []
    qtbot.waitUntil(lambda: len(positions) > 0)
    assert positions == [pytest.approx(0.4, abs=0.03)]
    bridge.close()


def test_a_missing_device_is_told_to_the_window(qtbot: QtBot, clip: ClipInfo) -> None:
    device = SilentDevice()
    device.is_missing = True
    bridge = PlayerBridge(Player(device, is_threaded=False))
    states: list[bool] = []
    bridge.state_changed.connect(lambda _state: states.append(bridge.player.is_audible))
    bridge.player.load(Track.of(clip))
    bridge.player.play()
    with qtbot.waitSignal(bridge.notice_given) as caught:
        bridge.player.serve()
    assert caught.args[0].code is ErrorCode.AUDIO_DEVICE_MISSING
    qtbot.waitUntil(lambda: len(states) == 3)
    assert states[-1] is False
    bridge.close()


def test_a_closed_bridge_is_silent(qtbot: QtBot, clip: ClipInfo) -> None:
    player = Player(SilentDevice(), is_threaded=False)
    bridge = PlayerBridge(player)
    bridge.close()
    with qtbot.assertNotEmitted(bridge.state_changed, wait=50):
        player.load(Track.of(clip))
