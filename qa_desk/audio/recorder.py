"""Records from one device into one WAV file that is whole at every moment: what happens to the device, the disk or the
program costs a second at most.

The device's callback puts frames into a ring; a thread of the recorder's own opens the device and writes the file.
"""

import errno
import logging
import shutil
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np

from qa_desk.audio.blocks import Sound
from qa_desk.audio.input.device import InputDevice, InputForm
from qa_desk.audio.input.wav_writer import WavWriter
from qa_desk.audio.output.ring import Ring
from qa_desk.domain.errors import ErrorCode, QADeskError

_log = logging.getLogger(__name__)

_TURN_S = 0.05
_FLUSH_EVERY = 20
"""Turns from one flush to the next: a second."""

_RING_S = 20.0
_LEVEL_KEPT = 0.75
_LONGEST_WAY_S = 0.5
RESERVE_BYTES = 100_000_000
"""Recording stops while there is still room for the answers, which matter more."""

Begun = Callable[[float], None]
"""Told once, before the file is made, how many seconds ago the first frame was heard; on the recorder's thread."""


class RecorderState(StrEnum):
    """OPENING until the first frame came; ENDED for good."""

    OPENING = "opening"
    RECORDING = "recording"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class RecorderReading:
    """How a recording stands.

    Args:
        recorded_s: how much was written.
        levels: how loud each channel was just now, 0…1.
        lost_s: what came while the disk kept the recorder waiting for too long; silence stands in its place.
        error: why it ended by itself; AUDIO_INPUT_MISSING, AUDIO_INPUT_LOST, RECORDING_NO_ROOM or RECORDING_FAILED.
    """

    state: RecorderState = RecorderState.OPENING
    recorded_s: float = 0.0
    levels: tuple[float, ...] = ()
    lost_s: float = 0.0
    error: QADeskError | None = None


def free_bytes_beside(path: Path) -> int:
    """The room left on the disk of a file."""
    return shutil.disk_usage(path.parent).free


class Recorder:
    """One recording, from one device. Its methods may be called from any thread.

    Args:
        device: where sound comes from.
        path: the file, in a folder that is there; it is made when the first sound comes.
        on_begun: see `Begun`.
        free_bytes: the room left beside the file.
    """

    def __init__(
        self,
        device: InputDevice,
        path: Path,
        *,
        on_begun: Begun | None = None,
        free_bytes: Callable[[Path], int] = free_bytes_beside,
    ) -> None:
        self._device, self._path = device, path
        self._on_begun = on_begun
        self._free_bytes = free_bytes
        self._wants_stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)
        self._form = InputForm(1, 1)
        self._ring = Ring(1, 1)
        self._gaps: deque[tuple[int, int]] = deque()
        self._n_lost = 0
        self._levels = np.zeros(1, np.float32)
        self._writer: WavWriter | None = None
        self._can_write = True
        self._reading = RecorderReading()

    @property
    def reading(self) -> RecorderReading:
        """How it stands now."""
        return self._reading

    def start(self) -> None:
        """Opens the device and records; returns at once."""
        self._thread.start()

    def ask_to_stop(self) -> None:
        """Says that nothing more is wanted; returns at once, and `stop` waits for the file."""
        self._wants_stop.set()

    def stop(self) -> None:
        """Writes what has come so far and lets the device go; the file is whole when this returns."""
        self._wants_stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        error: QADeskError | None = None
        try:
            self._record()
        except QADeskError as stopped:
            error = stopped
        except OSError as failed:
            self._can_write, error = False, _disk_error(failed)
        finally:
            self._device.close()
            error = self._finish() or error
            self._tell(RecorderState.ENDED, error)

    def _record(self) -> None:
        self._form = form = self._device.open()
        self._ring = Ring(round(_RING_S * form.rate_hz), form.channels)
        self._levels = np.zeros(form.channels, np.float32)
        self._device.start(self._take)
        n_turns = 0
        while not self._wants_stop.wait(_TURN_S):
            self._drain()
            self._device.pump()
            n_turns += 1
            if self._writer is not None and n_turns % _FLUSH_EVERY == 0:
                self._writer.flush()
                if self._writer.is_full:
                    return
                if self._free_bytes(self._path) < RESERVE_BYTES:
                    raise QADeskError(ErrorCode.RECORDING_NO_ROOM)
        # What was said just now is still on its way through the device.
        time.sleep(min(form.latency_s, _LONGEST_WAY_S))

    def _take(self, block: Sound) -> None:
        # The device's own thread: nothing here may wait, log or call Qt.
        if len(block) <= self._ring.free:
            self._ring.write(block)
        else:
            self._gaps.append((self._ring.written, len(block)))
            self._n_lost += len(block)

    def _drain(self) -> None:
        """Writes what has come, and silence for what found no room in the ring."""
        self._levels *= _LEVEL_KEPT
        limit = self._ring.written
        while True:
            until = min(limit, self._gaps[0][0]) if self._gaps else limit
            n_frames = min(until - self._ring.consumed, self._form.rate_hz)
            if n_frames > 0:
                self._write(self._ring.peek(n_frames))
                self._ring.consumed += n_frames
            elif self._gaps and self._gaps[0][0] <= limit:
                _at, n_lost = self._gaps.popleft()
                self._write(np.zeros((n_lost, self._form.channels), np.float32))
            else:
                break
        if self._writer is not None:
            self._tell(RecorderState.RECORDING, None)

    def _write(self, block: Sound) -> None:
        if self._writer is None:
            if self._on_begun is not None:
                self._on_begun((self._ring.written - self._ring.consumed) / self._form.rate_hz + self._form.latency_s)
            self._writer = WavWriter(self._path, self._form.rate_hz, self._form.channels)
        self._writer.write(block)
        self._levels = np.maximum(self._levels, np.abs(block).max(axis=0))

    def _finish(self) -> QADeskError | None:
        """Writes what the ring still holds and closes the file, as far as the disk allows."""
        try:
            if self._can_write:
                self._drain()
        except OSError as error:
            return _disk_error(error)
        finally:
            if self._writer is not None:
                try:
                    self._writer.close()
                except OSError:
                    _log.warning("the end of a recording could not be flushed")
        return None

    def _tell(self, state: RecorderState, error: QADeskError | None) -> None:
        rate_hz = self._form.rate_hz
        n_frames = self._writer.n_frames if self._writer is not None else 0
        levels = tuple(float(level) for level in self._levels)
        self._reading = RecorderReading(state, n_frames / rate_hz, levels, self._n_lost / rate_hz, error)


def _disk_error(error: OSError) -> QADeskError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return QADeskError(ErrorCode.RECORDING_NO_ROOM)
    return QADeskError(ErrorCode.RECORDING_FAILED, detail=error.strerror or "")
