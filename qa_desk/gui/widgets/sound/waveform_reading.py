"""Reads what is drawn of a call off the GUI thread, and hands over what is there so far while it goes on."""

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal

from qa_desk.audio.activity import Activity, find_activity
from qa_desk.audio.peak_cache import PeakCache
from qa_desk.audio.peaks import Peaks
from qa_desk.audio.playing.levels import VoiceLevels, voice_levels
from qa_desk.audio.track import Track
from qa_desk.audio.track_peaks import peaks_of_track
from qa_desk.gui.shell.jobs import Job, Jobs, Progress
from qa_desk.i18n import _
from qa_desk.paths import cache_dir

_PERCENT = 100
_SHOW_EVERY_S = 0.1


@dataclass(frozen=True, slots=True)
class Drawing:
    """The peaks of a call with the silences, overtalk and speech in it, and how loud the voices are."""

    peaks: Peaks
    activity: Activity
    levels: VoiceLevels


class WaveformReading(QObject):
    """One call being read.

    Signals:
        grown: the `Peaks` so far, and the share of the call that is read (0…1).
    """

    grown = Signal(object, float)
    _part_came = Signal(object, float)

    def __init__(self, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._job: Job | None = None
        self._shown_at_s = 0.0
        self._share = 0.0
        self._part_came.connect(self.grown, Qt.ConnectionType.QueuedConnection)

    def start(
        self,
        find: Callable[[], Track],
        done: Callable[[Drawing], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Read the track that `find` gives off the GUI thread, instead of whatever is being read.

        The failure is nobody's if `failed` is None.
        """
        self.stop()
        self._share = 0.0
        self._job = self._jobs.run(
            self,
            _("Reading the waveform"),
            lambda progress: self._read(find(), progress),
            done,
            failed or (lambda _error: None),
            lane="audio",
            is_quiet=True,
        )

    def stop(self) -> None:
        """Nobody wants it any more."""
        if self._job is not None:
            self._job.cancel()

    def _read(self, track: Track, progress: Progress) -> Drawing:
        def note(share: float) -> None:
            self._share = share
            progress.report(round(_PERCENT * share), _PERCENT)

        peaks = peaks_of_track(
            track,
            PeakCache(cache_dir() / "peaks"),
            partial=lambda so_far: self._show(so_far, progress),
            progress=note,
            cancelled=lambda: progress.is_cancelled,
        )
        return Drawing(peaks, find_activity(peaks), voice_levels(peaks))

    def _show(self, peaks: Peaks, progress: Progress) -> None:
        # On the job's thread: the window draws ten pictures a second of what grows, whatever the reader makes.
        now_s = time.monotonic()
        if now_s - self._shown_at_s >= _SHOW_EVERY_S and not progress.is_cancelled:
            self._shown_at_s = now_s
            # The page may go at this very moment, and this object with it.
            with contextlib.suppress(RuntimeError):
                self._part_came.emit(peaks, self._share)
