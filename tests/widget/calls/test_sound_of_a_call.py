"""The sound on the page of one call: its recordings and gaps, who spoke how much, and what of it was heard."""

from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel

from qa_desk.domain.ids import CallId
from qa_desk.gui.widgets.waveform.overview import GUTTER, WaveformOverview
from qa_desk.gui.widgets.waveform.waveform import Waveform
from qa_desk.services.bringing_in.import_report import ImportRequest
from qa_desk.services.calls.listening_views import CallQuery
from qa_desk.services.progress import NoProgress
from tests.small_centre import SmallCentre
from tests.widget.rooms import CTRL, Room, SitDown

RATE_HZ = 8000
LEFT = Qt.MouseButton.LeftButton
TABLE = """\
file,call_id,started_at,agent_channel
one.wav,7001,2026-11-10T10:00:00,left
two.wav,7001,2026-11-10T10:00:16,left
mono.wav,7002,2026-11-10T11:00:00,mono
"""


@pytest.fixture
def brought(centre: SmallCentre, tmp_path: Path) -> dict[str, CallId]:
    """A call of two recordings with six seconds between them, and a mono call."""
    folder = tmp_path / "in"
    folder.mkdir()
    tone = 0.3 * np.sin(np.arange(10 * RATE_HZ) / 5)
    noise = np.random.default_rng(1).normal(0, 0.0005, (10 * RATE_HZ, 2))
    agent_only = np.stack([tone, np.zeros_like(tone)], axis=1) + noise
    soundfile.write(folder / "one.wav", agent_only, RATE_HZ)
    soundfile.write(folder / "two.wav", agent_only[:, ::-1], RATE_HZ)
    soundfile.write(folder / "mono.wav", tone, RATE_HZ)
    (folder / "calls.csv").write_text(TABLE, encoding="utf-8")
    centre.services.importing.import_files(centre.lead, ImportRequest((folder,)), NoProgress())
    return {one.key: one.id for one in centre.services.listening.calls(centre.lead, CallQuery()).calls}


@pytest.fixture
def room(sit: SitDown, centre: SmallCentre, brought: dict[str, CallId]) -> Room:
    return sit(centre.lead)


def hear(room: Room, seconds: float) -> None:
    """Play on; the player's thread and the card's time pass by hand."""
    player = room.player
    player.play()
    player.serve()
    for _tenth in range(round(seconds * 10)):
        room.device.advance(RATE_HZ // 10)
        player.serve()
    player.pause()
    player.serve()
    QApplication.processEvents()


def facts(room: Room) -> str:
    """The facts beside the call, a line each."""
    panel = room.find("call_facts")
    return "\n".join(label.text() for label in panel.findChildren(QLabel) if label.isVisible())


def small_waveform(room: Room) -> WaveformOverview:
    bar = room.find("transport")
    (found,) = bar.findChildren(WaveformOverview)
    return found


def big_waveform(room: Room) -> Waveform:
    found = [one for one in room.window.findChildren(Waveform) if one.isVisible()]
    assert len(found) == 1
    return found[0]


def test_the_gap_between_two_recordings_is_shown_on_page_and_bar_and_told(
    room: Room, brought: dict[str, CallId]
) -> None:
    room.go("calls", call=str(brought["7001"]))
    for strip in (big_waveform(room).overview, small_waveform(room)):
        told = {words for x in range(strip.width()) for words in strip.told_at(QPointF(x, 12)).splitlines()}
        assert "no recording 00:06" in told
        assert "recording 2 of 2 begins here" in told


def test_who_spoke_how_much_stands_among_the_facts_and_of_a_mono_call_that_nobody_knows(
    room: Room, brought: dict[str, CallId]
) -> None:
    room.go("calls", call=str(brought["7001"]))
    assert "agent 50 % · customer 50 %" in facts(room)
    assert "Longest silence\nnone" in facts(room)
    room.page.refresh(None)
    assert "Longest silence\nnone" in facts(room), "reading the call again forgets nothing"
    room.go("calls", call=str(brought["7002"]))
    assert "not known: both voices are on one channel" in facts(room)


def test_what_was_heard_is_underlined_and_still_is_when_one_comes_back(room: Room, brought: dict[str, CallId]) -> None:
    room.go("calls", call=str(brought["7001"]))
    hear(room, 4.0)
    overview = big_waveform(room).overview
    assert "listened to" in overview.told_at(point_of(overview, 2.0))
    room.go("calls")
    room.go("calls", call=str(brought["7002"]))
    room.go("calls", call=str(brought["7001"]))
    assert "listened to" in overview.told_at(point_of(overview, 2.0))
    assert "listened to" not in overview.told_at(point_of(overview, 6.0))
    assert room.centre.services.listening.heard(room.centre.lead, brought["7001"]) == ((0.0, pytest.approx(4.0)),)


def test_a_recording_that_was_deleted_is_named_and_the_rest_plays(room: Room, brought: dict[str, CallId]) -> None:
    lose(room, brought["7001"], "two.wav")
    room.go("calls", call=str(brought["7001"]))
    assert room.find("transport_state").accessibleName() == "1 part missing"
    assert "two.wav" in room.find("transport_state").toolTip()
    hear(room, 2.0)
    assert room.player.position_s == pytest.approx(2.0, abs=0.02)


def test_a_call_whose_only_recording_was_deleted_says_so_on_its_waveform(
    room: Room, brought: dict[str, CallId]
) -> None:
    lose(room, brought["7002"], "mono.wav")
    room.go("calls", call=str(brought["7002"]))
    assert "mono.wav" in big_waveform(room).detail.accessibleDescription()


def test_a_passage_dragged_here_is_repeated_and_handed_out(
    room: Room, brought: dict[str, CallId], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_asked: (str(tmp_path / "given.wav"), "WAV"))
    room.go("calls", call=str(brought["7001"]))
    lanes = big_waveform(room).detail
    for kind, x in (("Press", 400), ("Move", 460), ("Move", 520), ("Release", 520)):
        getattr(room.qtbot, f"mouse{kind}")(lanes, *([LEFT] if kind != "Move" else []), pos=QPoint(x, 60))
    passage = big_waveform(room).selection
    assert passage is not None
    room.press(Qt.Key.Key_L, modifier=CTRL)
    assert room.player.loop_s == pytest.approx((passage.start_s, passage.end_s), abs=0.001)
    room.press(Qt.Key.Key_L, modifier=CTRL)
    assert room.player.loop_s is None
    room.press(Qt.Key.Key_E, modifier=CTRL | Qt.KeyboardModifier.ShiftModifier)
    given = soundfile.info(tmp_path / "given.wav")
    assert given.duration == pytest.approx(passage.end_s - passage.start_s, abs=0.001)


def lose(room: Room, call_id: CallId, name: str) -> None:
    """Delete the file of a recording behind the program's back."""
    found = room.centre.services.listening.call(room.centre.lead, call_id).recordings
    path = next(one.relative_path for one in found if one.original_name == name)
    room.centre.workspace.store.recordings.fetch(path).path.unlink()


def point_of(overview: WaveformOverview, time_s: float) -> QPointF:
    """Where a second of the call lies in the strip of a call of 26 s."""
    left, right = GUTTER, overview.width() - 16
    return QPointF(left + time_s / 26.0 * (right - left), 12)
