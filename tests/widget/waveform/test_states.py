"""What the waveform shows and says besides the voices: gaps, parts unread, one channel, marks by kind, hovering."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from qa_desk.audio.activity import Activity
from qa_desk.audio.passage import Passage
from qa_desk.domain.calls import AgentChannel
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.waveform.marks import MarkKind, WaveformMark, paint_flag
from qa_desk.gui.widgets.waveform.overview import GUTTER
from qa_desk.gui.widgets.waveform.painting import TimeScale
from qa_desk.gui.widgets.waveform.parts import CallParts
from qa_desk.gui.widgets.waveform.waveform import Waveform
from tests.widget.waveform.sounds import cut, mono, noisy_peaks

DURATION_S = 100.0
RECORDINGS = (Passage(0.0, 30.0), Passage(42.0, 70.0), Passage(70.0, 100.0))


@pytest.fixture
def waveform(qtbot: QtBot, theme: Theme) -> Waveform:
    """100 s of a call in view, 10 px a second."""
    shown = Waveform(theme=theme)
    qtbot.addWidget(shown)
    shown.resize(1112, 170)
    shown.set_call(DURATION_S, AgentChannel.LEFT)
    shown.zoom_all()
    shown.show()
    qtbot.waitExposed(shown)
    return shown


def at(time_s: float, y: int = 50) -> QPointF:
    return QPointF(GUTTER + time_s * 10, y)


def colors(image: QImage, left_s: float, right_s: float, *, top: int, bottom: int) -> set[str]:
    """Every colour between two times and two rows."""
    left, right = round(at(left_s).x()), round(at(right_s).x())
    part = image.copy(left, top, right - left, bottom - top).convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(part.constBits(), np.uint32) & 0xFFFFFF
    return {f"#{pixel:06x}" for pixel in np.unique(pixels).tolist()}


def test_gaps_lie_between_recordings_and_where_the_call_goes_on_unrecorded() -> None:
    parts = CallParts.of(RECORDINGS, 110.0)
    assert parts.gaps == (Passage(30.0, 42.0), Passage(100.0, 110.0))
    assert parts.boundaries_s == (42.0, 70.0)
    assert CallParts.of((), 110.0) == CallParts()
    assert CallParts.of((Passage(3.0, 5.0),), 5.0).gaps == (Passage(0.0, 3.0),)


def test_recordings_that_overlap_leave_no_gap() -> None:
    assert CallParts.of((Passage(0.0, 50.0), Passage(10.0, 20.0), Passage(40.0, 60.0)), 60.0).gaps == ()


def test_a_gap_is_hatched_over_both_lanes_and_says_how_long_it_is(waveform: Waveform, theme: Theme) -> None:
    waveform.set_call(DURATION_S, AgentChannel.LEFT, parts=RECORDINGS)
    waveform.zoom_all()
    waveform.set_peaks(noisy_peaks(), Activity((), ()))
    image = waveform.detail.grab().toImage()
    voices = {theme.color("agent").name(), theme.color("customer").name()}
    assert not voices & colors(image, 31, 41, top=30, bottom=110)
    assert voices <= colors(image, 43, 60, top=30, bottom=110)
    assert len(colors(image, 31, 34, top=30, bottom=110)) > 1
    assert waveform.detail.told_at(at(36.0)) == "00:30–00:42\nno recording 00:12"


def test_the_place_where_another_recording_begins_is_named(waveform: Waveform) -> None:
    waveform.set_call(DURATION_S, AgentChannel.LEFT, parts=RECORDINGS)
    waveform.zoom_all()
    assert waveform.detail.told_at(at(70.2)) == "recording 3 of 3 begins here"
    assert waveform.detail.told_at(at(60.0)) == ""


def test_what_nobody_recorded_is_not_called_silence(waveform: Waveform) -> None:
    waveform.set_call(DURATION_S, AgentChannel.LEFT, parts=RECORDINGS)
    waveform.zoom_all()
    waveform.set_peaks(noisy_peaks(), Activity((Passage(25.0, 43.0),), ()))
    assert "silence 5.0 s" in waveform.detail.told_at(at(27.0))
    assert "no recording" in waveform.detail.told_at(at(36.0))
    assert waveform.detail.told_at(at(42.8)) == ""


def test_what_has_been_read_is_drawn_and_the_rest_says_it_is_being_read(waveform: Waveform, theme: Theme) -> None:
    waveform.show_partial(cut(noisy_peaks(), 40.0), 0.4)
    image = waveform.detail.grab().toImage()
    agent = theme.color("agent").name()
    assert agent in colors(image, 30, 39, top=30, bottom=60)
    assert agent not in colors(image, 41, 100, top=30, bottom=60)
    assert "reading … 40 %" in waveform.detail.accessibleDescription()
    waveform.set_peaks(noisy_peaks(), Activity((), ()))
    assert agent in colors(waveform.detail.grab().toImage(), 90, 99, top=30, bottom=60)
    assert "reading" not in waveform.detail.accessibleDescription()


def test_one_channel_says_why_there_is_one_lane(waveform: Waveform) -> None:
    waveform.set_call(DURATION_S, AgentChannel.MONO)
    waveform.set_peaks(mono(noisy_peaks()), Activity((), ()))
    words = "one channel: agent and customer can't be told apart"
    assert words in waveform.detail.accessibleDescription()
    assert waveform.detail.told_at(QPointF(30, 60)) == words


def test_an_error_is_said_where_the_waveform_would_be(waveform: Waveform, theme: Theme) -> None:
    waveform.show_error("1043.wav is coded in G.729.")
    assert "1043.wav is coded in G.729." in waveform.detail.accessibleDescription()
    assert theme.color("fail").name() in colors(waveform.detail.grab().toImage(), 20, 80, top=30, bottom=110)


def test_silence_and_overtalk_explain_themselves(waveform: Waveform) -> None:
    waveform.set_peaks(noisy_peaks(), Activity((Passage(10.0, 20.0),), (Passage(30.0, 31.5),)))
    assert waveform.detail.told_at(at(15.0)) == "00:10–00:20\nsilence 10.0 s: nobody speaks"
    assert waveform.detail.told_at(at(30.7)) == "00:30–00:31\novertalk 1.5 s: both speak at once"


def test_a_mark_says_its_times_its_kind_and_its_note(waveform: Waveform) -> None:
    waveform.set_marks([WaveformMark("rule", 20.0, 30.0, "Rule", "reads the number aloud", MarkKind.FAILURE)])
    told = waveform.detail.told_at(at(20.5, 14))
    assert told == "00:20–00:30 · evidence of a failure\nRule\nreads the number aloud"
    assert waveform.overview.told_at(at(20.0, 8)).startswith(told)


def test_every_kind_of_mark_has_a_shape_of_its_own(theme: Theme) -> None:
    shapes = set()
    for kind in MarkKind:
        image = QImage(24, 24, QImage.Format.Format_ARGB32)
        image.fill(QColor("white"))
        painter = QPainter(image)
        paint_flag(painter, 12, 6, theme, kind)
        painter.end()
        shapes.add(bytes(image.constBits()))
    assert len(shapes) == len(MarkKind)
    assert len({kind.value for kind in MarkKind}) == len({kind.words for kind in MarkKind}) == len(MarkKind)


def test_the_overview_says_what_was_listened_to(waveform: Waveform) -> None:
    waveform.set_heard([Passage(10.0, 20.0)])
    assert waveform.overview.told_at(at(15.0, 20)) == "00:15\nlistened to"
    assert waveform.overview.told_at(at(50.0, 20)) == "00:50"


def test_hovering_shows_the_time_pointed_at_and_leaving_takes_it_away(waveform: Waveform, theme: Theme) -> None:
    before = waveform.detail.grab().toImage()
    QTest.mouseMove(waveform.detail, at(61.0).toPoint())
    QTest.qWait(1)
    hovered = waveform.detail.grab().toImage()
    assert theme.color("text").name() in colors(hovered, 60, 62, top=112, bottom=126)
    assert theme.color("text").name() not in colors(before, 60, 62, top=112, bottom=126)
    QTest.mouseMove(waveform.overview, QPoint(500, 10))
    assert theme.color("text").name() in {
        waveform.overview.grab().toImage().pixelColor(x, 18).name() for x in range(500, 560)
    }


def test_a_screen_reader_hears_the_time_once_a_second(waveform: Waveform) -> None:
    waveform.set_position(41.2)
    assert waveform.detail.accessibleDescription() == "00:41 of 01:40"
    assert waveform.overview.accessibleDescription() == "00:41 of 01:40"
    waveform.set_marks([WaveformMark("a", 1, 2, "x"), WaveformMark("b", 3, 4, "y")])
    assert waveform.detail.accessibleDescription() == "00:41 of 01:40; 2 marks"


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_the_picture_is_sharp_at_every_scaling(waveform: Waveform, theme: Theme, ratio: float) -> None:
    waveform.set_peaks(noisy_peaks(), Activity((), ()))
    image = QImage(waveform.detail.size() * ratio, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    waveform.detail.render(image)
    assert image.pixelColor(round((GUTTER + 505) * ratio), round(46 * ratio)) == theme.color("agent")


def test_the_lanes_fit_their_height_in_a_meeting_room(waveform: Waveform, theme: Theme) -> None:
    before = waveform.sizeHint().height()
    theme.use_projector(True)
    assert waveform.detail.sizeHint().height() >= 1.4 * (before - waveform.overview.height())
    scale = TimeScale(theme.px(GUTTER), 900, 0.0, 1.0)
    assert scale.left > theme.size("lg")
