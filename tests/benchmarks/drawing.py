"""How long the waveform takes to draw, beside a plain plot of the same peaks: python -m tests.benchmarks.drawing.

An hour of two voices in view, 1280 px wide, painted without a screen. A figure is the median of its turns in processor
time, which a busy machine changes little; plots take turns with ours. Exits 1 when ours is slower than the plain plot
or memory grows.
"""

import os
import resource
import statistics
import sys
import time
from collections.abc import Callable

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["QT_QPA_UPDATE_IDLE_TIME"] = "0"  # paint when asked, not up to 5 ms later and in somebody else's turn

import numpy as np
import pyqtgraph
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from qa_desk.audio.activity import Activity
from qa_desk.audio.passage import Passage
from qa_desk.audio.peaks import PeakLevel, Peaks
from qa_desk.domain.calls import AgentChannel
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.waveform.marks import MarkKind, WaveformMark
from qa_desk.gui.widgets.waveform.waveform import Waveform

_RATE_HZ, _CELL_FRAMES, _FACTOR, _N_LEVELS = 8000, 64, 4, 6
_HOUR_S = 3600.0
_WIDE, _HIGH = 1280, 600
_N_TURNS = 120
_N_MEMORY_TURNS = 600
_MOST_ROUNDS = 1000
_MOST_GROWTH_KIB = 4096
_AIMS_MS = {"the cursor moves, an hour in view": 4.1, "zoom": 9.2}


def main() -> int:
    """Print the figures, ours and theirs; is one of ours too slow?"""
    app = QApplication.instance() or QApplication([])
    painted = _Painted(app)
    peaks = _peaks_of_an_hour()
    waveform, plot = _our_waveform(peaks), _Plot(peaks)
    _say(f"waveform of an hour, {_WIDE} px, {_N_TURNS} turns: median (95th percentile)")
    turns = {
        "the cursor moves, an hour in view": (_our_cursor(waveform), plot.cursor),
        "zoom": (_our_zoom(waveform), plot.zoom),
    }
    missed = [_compare(painted, what, ours, theirs) for what, (ours, theirs) in turns.items()]
    grown_kib = _growth_kib(painted, _our_zoom(waveform))
    _say(f"{'memory grown by further zooming':44} {grown_kib:6.0f} KiB in {_N_MEMORY_TURNS} turns")
    for widget in (waveform, plot.widget):
        widget.close()
    return int(any(missed) or grown_kib > _MOST_GROWTH_KIB)


class _Plot:
    """The same peaks as two pyqtgraph curves, lowest and highest of each cell by turns, thinned out as they offer."""

    def __init__(self, peaks: Peaks) -> None:
        self.widget = pyqtgraph.PlotWidget()
        self._box = self.widget.getViewBox()
        finest = peaks.levels[0]
        times = np.repeat(np.arange(len(finest.low)) * _CELL_FRAMES / _RATE_HZ, 2)
        for channel, color in enumerate(("#0072B2", "#B27300")):
            heights = np.column_stack([finest.low[:, channel], finest.high[:, channel]]).ravel() / 32767 - 2.0 * channel
            curve = self.widget.plot(times, heights, pen=color)
            curve.setDownsampling(auto=True, method="peak")
            curve.setClipToView(True)
        self._line = pyqtgraph.InfiniteLine(0.0)
        self.widget.addItem(self._line)
        self._box.setXRange(0.0, _HOUR_S, padding=0.0)
        _show(self.widget)

    def cursor(self, turn: int) -> None:
        self._line.setValue(_place_s(turn))

    def zoom(self, turn: int) -> None:
        span_s = _HOUR_S * 0.8 ** (turn % 20)
        start_s = 600.0 * (1 - span_s / _HOUR_S)
        self._box.setXRange(start_s, start_s + span_s, padding=0.0)


def _our_waveform(peaks: Peaks) -> Waveform:
    waveform = Waveform(theme=Theme("light"))
    waveform.set_call(_HOUR_S, AgentChannel.LEFT)
    silences = tuple(Passage(start_s, start_s + 5.0) for start_s in range(100, 3600, 60))
    overtalk = tuple(Passage(start_s, start_s + 1.5) for start_s in range(130, 3600, 45))
    waveform.set_peaks(peaks, Activity(silences, overtalk))
    kinds = list(MarkKind)
    waveform.set_marks(
        [
            WaveformMark(str(place), place * 150.0, place * 150.0 + 8, f"mark {place}", "", kinds[place % 4])
            for place in range(24)
        ],
        "3",
    )
    waveform.set_heard([Passage(start_s, start_s + 200.0) for start_s in range(0, 3600, 400)])
    waveform.zoom_all()
    _show(waveform)
    return waveform


def _our_cursor(waveform: Waveform) -> Callable[[int], None]:
    def turn(number: int) -> None:
        waveform.zoom_all()
        waveform.set_position(_place_s(number))

    return turn


def _our_zoom(waveform: Waveform) -> Callable[[int], None]:
    def turn(number: int) -> None:
        if number % 20 == 0:
            waveform.zoom_all()
        waveform.view.zoom(0.8, 600.0)

    return turn


def _place_s(turn: int) -> float:
    """Far enough from one turn to the next that the cursor really moves."""
    return (turn * 37.0) % _HOUR_S


def _show(widget: QWidget) -> None:
    widget.resize(_WIDE, _HIGH)
    widget.show()
    QApplication.processEvents()


class _Painted(QObject):
    """Knows whether anything was painted since it was last asked."""

    def __init__(self, app: QCoreApplication) -> None:
        super().__init__()
        self._is_painted = False
        app.installEventFilter(self)

    def wait(self) -> None:
        """Until something was painted, and nothing is left to be; what paints nothing is found out at once."""
        self._is_painted = False
        for _round in range(_MOST_ROUNDS):
            QCoreApplication.processEvents()
            if self._is_painted:
                break
        assert self._is_painted, "nothing was painted"
        QCoreApplication.processEvents()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self._is_painted = self._is_painted or event.type() == QEvent.Type.Paint
        return False


def _timed_ms(painted: _Painted, turn: Callable[[int], None], number: int) -> float:
    began = time.process_time()
    turn(number)
    painted.wait()
    return (time.process_time() - began) * 1000


def _compare(painted: _Painted, what: str, ours: Callable[[int], None], theirs: Callable[[int], None]) -> bool:
    """Print one line; is ours slower than the plain plot?"""
    our_ms, their_ms = [], []
    for number in range(1, _N_TURNS + 1):
        our_ms.append(_timed_ms(painted, ours, number))
        their_ms.append(_timed_ms(painted, theirs, number))
    our_median, their_median = statistics.median(our_ms), statistics.median(their_ms)
    ratio = our_median / their_median
    _say(
        f"{what:44} {our_median:6.2f} ms ({np.percentile(our_ms, 95):.2f} ms)   pyqtgraph {their_median:6.2f} ms   "
        f"ratio {ratio:.2f}   aim {_AIMS_MS[what]} ms"
    )
    return ratio > 1.0


def _growth_kib(painted: _Painted, turn: Callable[[int], None]) -> float:
    for number in range(1, _N_TURNS + 1):
        _timed_ms(painted, turn, number)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in range(1, _N_MEMORY_TURNS + 1):
        _timed_ms(painted, turn, number)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before


def _peaks_of_an_hour() -> Peaks:
    """Two voices that take turns of some seconds, with the loudness of speech."""
    chance = np.random.default_rng(4)
    n_cells = round(_HOUR_S * _RATE_HZ / _CELL_FRAMES)
    cells_s = np.arange(n_cells) * _CELL_FRAMES / _RATE_HZ
    turns = np.stack([np.sin(cells_s / 3) > 0.1, np.sin(cells_s / 3) < -0.1], axis=1)
    high = (turns * chance.gamma(2.0, 4000.0, (n_cells, 2))).clip(40, 32767).astype(np.int16)
    levels = [PeakLevel(_CELL_FRAMES, -high, high, high // 2)]
    while len(levels) < _N_LEVELS:
        below = levels[-1]
        starts = np.arange(0, len(below.low), _FACTOR)
        top = np.maximum.reduceat(below.high, starts, axis=0)
        levels.append(PeakLevel(below.cell_frames * _FACTOR, -top, top, top // 2))
    return Peaks(_RATE_HZ, n_cells * _CELL_FRAMES, tuple(levels))


def _say(text: str) -> None:
    print(text)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
