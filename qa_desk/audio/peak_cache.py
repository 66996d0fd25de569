"""Keeps computed peaks in a folder, one file per recording, named by content hash; what is broken is made anew."""

import contextlib
import logging
import os
import tempfile
import zipfile
from pathlib import Path

import numpy as np

from qa_desk.audio.clip import Cancelled, Progress
from qa_desk.audio.masking import Masks, key_of_masks
from qa_desk.audio.peak_building import Partial, compute_peaks
from qa_desk.audio.peaks import PeakLevel, Peaks
from qa_desk.paths import private_folder_of

_log = logging.getLogger(__name__)

_VERSION = 1
_SUFFIX = f".v{_VERSION}.peaks"


class PeakCache:
    """Peaks by the SHA-256 of their recording.

    Args:
        folder: where the files lie; made when needed. It may be emptied at any time.
        limit_bytes: when the folder grows beyond it, what was not used longest goes.
    """

    def __init__(self, folder: Path, *, limit_bytes: int = 512 * 1024 * 1024) -> None:
        self._folder = folder
        self._limit_bytes = limit_bytes

    def peaks_of(
        self,
        path: Path,
        sha256: str,
        *,
        masks: Masks = (),
        frames: int = 0,
        partial: Partial | None = None,
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
    ) -> Peaks:
        """The peaks of a recording, from the folder or computed now and kept there; not kept where no hash is known.

        Those of a recording that was decrypted for hearing lie beside it and go with it.
        The other arguments are those of `compute_peaks`.

        Raises:
            QADeskError: as `compute_peaks`.
        """
        private = private_folder_of(path)
        if private is not None and not self._folder.is_relative_to(private):
            beside = PeakCache(private / "peaks", limit_bytes=self._limit_bytes)
            return beside.peaks_of(
                path, sha256, masks=masks, frames=frames, partial=partial, progress=progress, cancelled=cancelled
            )
        name = f"{sha256}-{key_of_masks(masks)}" if masks else sha256
        if sha256 and masks:
            self.forget(sha256, but=name)
        kept = self.load(name) if sha256 else None
        if kept is not None:
            return kept
        peaks = compute_peaks(
            path, key=sha256, masks=masks, frames=frames, partial=partial, progress=progress, cancelled=cancelled
        )
        if sha256:
            self.store(name, peaks)
        return peaks

    def forget(self, sha256: str, *, but: str = "") -> None:
        """Removes what is kept of a recording, with every passage masked or not, but for the name given."""
        for path in self._folder.glob(f"{sha256}*{_SUFFIX}"):
            if path != self._path(but):
                path.unlink(missing_ok=True)

    def load(self, sha256: str) -> Peaks | None:
        """The kept peaks; None when there are none, or none of this version that can be read."""
        path = self._path(sha256)
        try:
            with np.load(path, allow_pickle=False) as arrays:
                rate_hz, frames, n_levels = (int(value) for value in arrays["head"])
                levels = tuple(
                    PeakLevel(
                        int(arrays[f"cell_{index}"]),
                        arrays[f"low_{index}"],
                        arrays[f"high_{index}"],
                        arrays[f"rms_{index}"],
                    )
                    for index in range(n_levels)
                )
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            _log.warning("kept peaks can't be read and are computed anew")
            return None
        if not levels or any(not _is_sound(level) for level in levels):
            return None
        with contextlib.suppress(OSError):
            os.utime(path)
        return Peaks(rate_hz, frames, levels)

    def store(self, sha256: str, peaks: Peaks) -> None:
        """Keeps peaks whole or not at all; a full or closed disk is no error, since they can be computed again."""
        arrays: dict[str, np.ndarray] = {"head": np.array([peaks.rate_hz, peaks.frames, len(peaks.levels)], np.int64)}
        for index, level in enumerate(peaks.levels):
            arrays[f"cell_{index}"] = np.array(level.cell_frames, np.int64)
            arrays[f"low_{index}"], arrays[f"high_{index}"] = level.low, level.high
            arrays[f"rms_{index}"] = level.rms
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._write(self._path(sha256), arrays)
            self._make_room()
        except OSError as error:
            _log.warning("peaks could not be kept: %s", error.strerror)

    def _write(self, path: Path, arrays: dict[str, np.ndarray]) -> None:
        descriptor, name = tempfile.mkstemp(dir=self._folder, suffix=".part")
        try:
            with os.fdopen(descriptor, "wb") as file:
                np.savez(file, allow_pickle=False, **arrays)
            os.replace(name, path)
        except OSError:
            with contextlib.suppress(OSError):
                os.unlink(name)
            raise

    def _make_room(self) -> None:
        files = sorted(
            ((file.stat(), file) for file in self._folder.glob("*.peaks")), key=lambda pair: pair[0].st_mtime
        )
        total = sum(found.st_size for found, _file in files)
        for found, file in files[:-1]:
            if total <= self._limit_bytes:
                return
            file.unlink(missing_ok=True)
            total -= found.st_size

    def _path(self, sha256: str) -> Path:
        return self._folder / f"{sha256}{_SUFFIX}"


def _is_sound(level: PeakLevel) -> bool:
    arrays = (level.low, level.high, level.rms)
    return level.cell_frames > 0 and all(
        array.ndim == 2 and array.dtype == np.int16 and array.shape == level.low.shape and len(array)
        for array in arrays
    )
