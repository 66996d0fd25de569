"""A call is scored while it is spoken: begun by keyboard, recorded under a red bar, and nothing of it is ever lost."""

from collections.abc import Callable
from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from qa_desk.audio.input.fed import FedInput
from qa_desk.domain.calls import Call, MonitoringMode, Recording
from qa_desk.domain.evaluation import EvaluationState
from qa_desk.gui.desk.live_call import LiveCall
from qa_desk.gui.desk.recording_bar import BarState, RecordingBar
from qa_desk.gui.shell.jobs import ImmediateJobs
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.notice_bar import NoticeBar
from qa_desk.services.calls.monitoring_views import MonitoringDraft
from tests.small_centre import SmallCentre, later
from tests.widget.seat import CTRL, Seat, seated

K = Qt.Key
RATE_HZ = 8000
NEW = Place.to("my_calls", monitor="new")


def bar(seat: Seat) -> RecordingBar:
    return seat.desk.live.bar


def choose(seat: Seat, name: str, words: str) -> None:
    """Choose an entry of a list, or type into a field."""
    box = seat.find(name)
    assert isinstance(box, QComboBox)
    place = box.findText(words)
    assert place >= 0, [box.itemText(line) for line in range(box.count())]
    box.setCurrentIndex(place)


def begin(seat: Seat, device: str = "No recording") -> Call:
    """Monitor a call of the first agent."""
    seat.window.navigation.go(NEW)
    choose(seat, "monitor_agent", "Li Na")
    choose(seat, "monitor_device", device)
    seat.click("monitor_save")
    assert seat.desk.isVisible()
    return seat.scoring.view.detail.call


def begin_recorded(seat: Seat) -> tuple[Call, FedInput]:
    """The same, recorded from the headset, with the device open."""
    call = begin(seat, "Headset")
    return call, opened(seat, "Headset")


def opened(seat: Seat, name: str) -> FedInput:
    """The device that was opened last."""
    found, microphone = seat.microphones[-1]
    assert found == name
    seat.qtbot.waitUntil(lambda: microphone.is_started)
    return microphone


def speak(seat: Seat, centre: SmallCentre, microphone: FedInput, seconds: float) -> None:
    """Let time pass with somebody speaking."""
    later(centre, seconds=seconds)
    times = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    microphone.feed((0.4 * np.sin(2 * np.pi * 300 * times)).astype(np.float32)[:, None])
    seat.qtbot.waitUntil(lambda: bar(seat).state is BarState.RECORDING)


def call_of(centre: SmallCentre, call: Call) -> Call:
    return centre.services.listening.call(centre.anna, call.id).call


def recordings_of(centre: SmallCentre, call: Call) -> tuple[Recording, ...]:
    return centre.services.listening.call(centre.anna, call.id).recordings


def told_in_the_page(seat: Seat) -> list[str]:
    """The notices that stand in the page itself."""
    return [one.notice.text for one in seat.page.findChildren(NoticeBar) if one.isVisible()]


def test_one_begins_by_keyboard_and_the_clock_runs_on_the_desk(seat: Seat, centre: SmallCentre) -> None:
    centre.assign(centre.anna, "1043")
    seat.window.navigation.go(Place.to("my_calls"))
    seat.press(K.Key_M)
    assert seat.focus() is seat.find("monitor_agent")
    seat.type("li na")
    seat.press(K.Key_Return, modifier=CTRL)
    call = seat.scoring.view.detail.call
    assert (call.mode, call.agent_id) == (MonitoringMode.LIVE, seat.scoring.view.detail.agent.id)  # pyright: ignore[reportOptionalMemberAccess]
    assert bar(seat).state is BarState.LISTENING
    later(centre, seconds=83)
    seat.qtbot.waitUntil(lambda: bar(seat).words == "live listening · 1:23 · not recorded")
    assert "live listening" in seat.desk.header._words.accessibleName()


def test_the_queue_says_how_a_call_is_heard(seat: Seat) -> None:
    begin(seat)
    seat.window.navigation.go(Place.to("my_calls"))
    model = seat.page.table.model()
    places = [(line, column) for line in range(model.rowCount()) for column in range(model.columnCount())]
    assert "live listening" in [model.index(*place).data() for place in places]


def test_marks_are_left_by_the_clock_and_stay_when_the_call_is_over(seat: Seat, centre: SmallCentre) -> None:
    call = begin(seat)
    later(centre, seconds=130)
    seat.press(K.Key_M, modifier=CTRL)
    seat.type("reads it aloud")
    seat.press(K.Key_Return)
    later(centre, seconds=20)
    seat.click("end_call")
    assert not bar(seat).isVisible()
    assert call_of(centre, call).duration_s == 150
    (mark,) = seat.kept(seat.scoring.evaluation.assignment_id).marks
    assert (mark.start_s, mark.end_s, mark.note) == (128.0, 130.0, "reads it aloud")
    assert seat.notices() == "", "a call without a recording is nothing to warn of"


def test_the_time_line_grows_and_turns_with_the_clock(seat: Seat, centre: SmallCentre) -> None:
    begin(seat)
    view = seat.desk.waveform.view
    assert view.duration_s == 60
    later(centre, seconds=100)
    seat.qtbot.waitUntil(lambda: view.duration_s == 120)
    seat.qtbot.waitUntil(lambda: view.start_s <= 100 <= view.end_s)


def test_a_recording_is_told_in_red_and_joins_the_call_when_it_is_over(seat: Seat, centre: SmallCentre) -> None:
    call, microphone = begin_recorded(seat)
    assert bar(seat).state is BarState.OPENING
    speak(seat, centre, microphone, 5.0)
    assert bar(seat).words.startswith("REC · 0:05")
    assert "Headset" in bar(seat).words
    image = bar(seat).grab().toImage()
    red = seat.window._theme.color("recording")
    assert image.pixelColor(image.width() // 2, 3) == red
    seat.press(K.Key_1)
    seat.click("end_call")
    (kept,) = recordings_of(centre, call)
    assert (kept.duration_s, kept.started_at) == (5.0, call.started_at)
    assert "0:05 of" in seat.notices()
    assert seat.desk._sound.is_loaded
    assert seat.bridge.player.duration_s == 5.0
    assert len(seat.scoring.evaluation.answers) == 1
    seat.press(K.Key_Z, modifier=CTRL)
    assert seat.scoring.evaluation.answers == (), "undo reaches back over the end of the call"


def test_nothing_is_recorded_any_more_while_the_store_is_busy_with_something_else(
    seat: Seat, centre: SmallCentre, monkeypatch: pytest.MonkeyPatch
) -> None:
    call, microphone = begin_recorded(seat)
    speak(seat, centre, microphone, 2)
    jobs, waiting = seat.page.context.jobs, list[Callable[[], object]]()
    run = type(jobs).run
    with monkeypatch.context() as busy:
        busy.setattr(type(jobs), "run", lambda *job, **how: waiting.append(partial(run, *job, **how)))
        seat.click("end_call")
        seat.qtbot.waitUntil(lambda: not microphone.is_started)
    for job in waiting:
        job()
    (recording,) = recordings_of(centre, call)
    assert recording.duration_s == 2


def test_a_device_that_vanishes_costs_nothing_and_one_can_record_again(seat: Seat, centre: SmallCentre) -> None:
    call, microphone = begin_recorded(seat)
    speak(seat, centre, microphone, 4.0)
    microphone.is_lost = True
    seat.qtbot.waitUntil(lambda: bar(seat).state is BarState.LISTENING)
    assert "is gone" in seat.notices()
    assert [one.duration_s for one in recordings_of(centre, call)] == [4.0]
    assert call_of(centre, call).is_going_on
    later(centre, seconds=6)
    seat.click("record")
    speak(seat, centre, opened(seat, "Headset"), 3.0)
    seat.click("end_call")
    parts = centre.services.listening.sound(centre.anna, call.id).track.parts
    assert [(part.start_s, part.clip.duration_s) for part in parts] == [(0.0, 4.0), (10.0, 3.0)]


def test_without_its_device_the_call_is_scored_all_the_same(seat: Seat, centre: SmallCentre) -> None:
    call = begin(seat, "Headset")
    seat.microphones[-1][1].is_lost = True
    seat.qtbot.waitUntil(lambda: bar(seat).state is BarState.LISTENING)
    assert "is gone" in seat.notices()
    assert recordings_of(centre, call) == ()
    seat.press(K.Key_1)
    assert len(seat.kept(seat.scoring.evaluation.assignment_id).answers) == 1


def bars_of_notices(seat: Seat) -> list[NoticeBar]:
    """Those that stand on every page and speak of the recording."""
    return [one for one in seat.window.findChildren(NoticeBar) if one.isVisible() and "REC" in one.notice.text]


def test_away_from_the_desk_the_recording_goes_on_and_is_told(seat: Seat, centre: SmallCentre) -> None:
    call, microphone = begin_recorded(seat)
    speak(seat, centre, microphone, 2.0)
    seat.desk.leave()  # as the window does when another page is shown
    for number in range(5):
        seat.window.notices.info(f"something else, {number}")
    seat.window.notices.close_last()
    assert f"REC · {call.key} is still being recorded" in seat.notices()
    seat.qtbot.waitUntil(lambda: len(bars_of_notices(seat)) == 1)
    (told,) = bars_of_notices(seat)
    assert told.grab().toImage().pixelColor(told.width() // 2, 3) == seat.window._theme.color("recording")
    speak(seat, centre, microphone, 2.0)
    assert told.notice.action is not None
    told.notice.action()
    assert "REC" not in seat.notices()
    seat.click("end_call")
    assert [one.duration_s for one in recordings_of(centre, call)] == [4.0]


def test_when_the_person_leaves_nothing_is_recorded_any_more_and_nothing_is_lost(
    seat: Seat, centre: SmallCentre
) -> None:
    call, microphone = begin_recorded(seat)
    speak(seat, centre, microphone, 2.0)
    seat.window.sign_in(centre.ben)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not microphone.is_started
    assert [one.duration_s for one in recordings_of(centre, call)] == [2.0]


def test_going_to_another_call_keeps_the_recording_and_the_call_goes_on(seat: Seat, centre: SmallCentre) -> None:
    (other,) = centre.assign(centre.anna, "1043")
    call, microphone = begin_recorded(seat)
    mine = seat.scoring.evaluation.assignment_id
    speak(seat, centre, microphone, 2.0)
    seat.open(other)
    assert not bar(seat).isVisible()
    assert not microphone.is_started
    assert [one.duration_s for one in recordings_of(centre, call)] == [2.0]
    later(centre, seconds=5)
    seat.open(mine)
    seat.qtbot.waitUntil(lambda: "0:07" in bar(seat).words)
    assert bar(seat).state is BarState.LISTENING


def test_submitting_ends_the_call_with_its_recording(seat: Seat, centre: SmallCentre) -> None:
    call, microphone = begin_recorded(seat)
    assignment = seat.scoring.evaluation.assignment_id
    speak(seat, centre, microphone, 3.0)
    seat.window.navigation.go(Place.to("my_calls"))
    centre.answer_all(centre.anna, assignment)
    seat.open(assignment)
    seat.press(K.Key_Return, modifier=CTRL)
    assert seat.kept(assignment).state is EvaluationState.SUBMITTED
    assert call_of(centre, call).duration_s == 3.0
    assert [one.duration_s for one in recordings_of(centre, call)] == [3.0]


def test_a_call_forgotten_since_yesterday_has_ended(seat: Seat, centre: SmallCentre) -> None:
    (other,) = centre.assign(centre.anna, "1043")
    call = begin(seat)
    mine = seat.scoring.evaluation.assignment_id
    seat.open(other)
    later(centre, hours=20)
    seat.open(mine)
    assert not bar(seat).isVisible()
    assert not call_of(centre, call).is_going_on


def test_an_id_that_is_taken_is_told_in_the_form_and_what_was_typed_stays(seat: Seat) -> None:
    seat.window.navigation.go(NEW)
    choose(seat, "monitor_agent", "Li Na")
    field = seat.find("monitor_key")
    assert isinstance(field, QLineEdit)
    field.setText("1043")
    seat.click("monitor_save")
    seat.qtbot.waitUntil(lambda: any("no other call has" in words for words in told_in_the_page(seat)))
    assert field.text() == "1043"
    field.setText("7001")
    seat.click("monitor_save")
    assert seat.scoring.view.detail.call.key == "7001"


def test_whose_call_it_is_must_be_said_but_for_a_test_call(seat: Seat) -> None:
    seat.window.navigation.go(NEW)
    save = seat.find("monitor_save")
    assert not save.isEnabled()
    assert save.toolTip() == "Choose an agent of the centre"
    seat.type("Nobody of the name")
    assert not save.isEnabled()
    box = seat.find("monitor_agent")
    assert isinstance(box, QComboBox)
    box.clearEditText()
    seat.find("monitor_mode").findChildren(type(seat.page._monitor._form._mode.buttons[0]))[2].click()
    assert save.isEnabled()
    seat.click("monitor_save")
    assert seat.scoring.view.detail.call.mode is MonitoringMode.TEST_CALL


def test_escape_gives_the_form_up(seat: Seat, centre: SmallCentre) -> None:
    centre.assign(centre.anna, "1043")
    seat.window.navigation.go(NEW)
    seat.press(K.Key_Escape)
    assert seat.page.table.isVisible()


def test_the_device_used_last_is_offered_again(seat: Seat) -> None:
    begin_recorded(seat)
    seat.click("end_call")
    seat.window.navigation.go(NEW)
    box = seat.find("monitor_device")
    assert isinstance(box, QComboBox)
    assert box.currentText() == "Headset"


def test_what_a_killed_program_left_is_found_at_the_next_start_and_told(
    centre: SmallCentre, qtbot: QtBot, jobs: ImmediateJobs, settings: SettingsStore, theme: Theme
) -> None:
    agent = centre.services.listening.call(centre.anna, centre.calls["1043"]).agent
    assert agent is not None
    draft = MonitoringDraft(MonitoringMode.LIVE, centre.version.id, agent.id)
    begun = centre.services.monitoring.begin(centre.anna, draft)
    microphone = FedInput(RATE_HZ)
    recording = centre.services.monitoring.record(centre.anna, begun.call_id, microphone)
    recording.start()
    qtbot.waitUntil(lambda: microphone.is_started)
    microphone.feed(np.full((3 * RATE_HZ, 1), 0.25, np.float32))
    recording.stop()  # and nobody lets it join the call
    with seated(centre, centre.anna, qtbot, jobs, settings, theme) as seat:
        assert f"has joined its call: {begun.call_key} (0:03)" in seat.notices()
    found = centre.services.listening.call(centre.anna, begun.call_id).recordings
    assert [one.duration_s for one in found] == [3.0]


@pytest.mark.parametrize("name", ["light", "dark"])
def test_the_red_bar_can_be_read_and_stands_out(name: str, qtbot: QtBot) -> None:
    theme = Theme(name)

    def light(token: str) -> float:
        channels = [
            part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
            for part in theme.color(token).getRgbF()[:3]  # pyright: ignore[reportIndexIssue, reportOptionalSubscript]
        ]
        return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]

    def contrast(one: str, other: str) -> float:
        low, high = sorted((light(one), light(other)))
        return (high + 0.05) / (low + 0.05)

    assert contrast("recording", "on_accent") >= 4.5
    assert contrast("recording", "surface") >= 3
    assert contrast("recording", "background") >= 3
    hue, saturation = theme.color("recording").hueF(), theme.color("recording").saturationF()
    assert min(hue, 1 - hue) < 0.04
    assert saturation > 0.6


def test_a_bar_that_is_not_red_records_nothing(seat: Seat) -> None:
    live = seat.desk.live
    assert isinstance(live, LiveCall)
    begin(seat)
    assert not live.is_recording
    image = bar(seat).grab().toImage()
    assert image.pixelColor(image.width() // 2, 3) == seat.window._theme.color("background")
