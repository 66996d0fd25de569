"""What the sound card's callback does: takes from the ring, fades where the sound begins, jumps or ends, and mixes.

The sound card's own thread runs this: nothing here may wait, log or call Qt, and what it needs is there beforehand.
"""

import numpy as np

from qa_desk.audio.blocks import Sound
from qa_desk.audio.output.ring import OUTPUT_CHANNELS
from qa_desk.audio.playing.mix import Mixer
from qa_desk.audio.playing.run import Run


class Tap:
    """The one reader of the rings.

    Args:
        mixer: what is done to all that comes out.
    """

    def __init__(self, mixer: Mixer) -> None:
        self._mixer = mixer
        self._run: Run | None = None
        self._n_faded_in = 0
        self._leaving: Run | None = None
        self._n_faded_out = 0
        self._snippet: Sound = np.zeros((0, OUTPUT_CHANNELS), np.float32)
        self._scratch = np.zeros((2048, OUTPUT_CHANNELS), np.float32)
        self.n_underflows = 0

    def fill(self, out: Sound, run: Run | None) -> None:
        """The next frames of `run`; None = silence, after what was played has faded out."""
        was_silent = self._run is None and self._leaving is None
        if run is not self._run:
            self._leaving, self._n_faded_out = self._run, 0
            self._run, self._n_faded_in = run, 0
        n_frames = self._take(out, run) if run is not None else 0
        out[n_frames:] = 0.0
        if self._leaving is not None:
            self._fade_out(out, self._leaving)
        snippet = self._snippet
        if len(snippet):
            n_frames = min(len(out), len(snippet))
            out[:n_frames] += snippet[:n_frames]
            self._snippet = snippet[n_frames:]
        self._mixer.apply(out, is_first=was_silent)

    def play_snippet(self, sound: Sound) -> None:
        """Lets a few frames be heard, whatever else is; for a place that was nudged to."""
        self._snippet = sound

    def _take(self, out: Sound, run: Run) -> int:
        n_frames = run.ring.read_into(out)
        if n_frames < len(out):
            if run.is_fed:
                run.n_after_end += len(out) - n_frames
            elif run.ring.written:
                self.n_underflows += 1
        n_fade = min(n_frames, len(run.fade_in) - self._n_faded_in)
        if n_fade > 0:
            out[:n_fade] *= run.fade_in[self._n_faded_in : self._n_faded_in + n_fade]
            self._n_faded_in += n_fade
        return n_frames

    def _fade_out(self, out: Sound, run: Run) -> None:
        first = self._n_faded_out
        n_frames = min(len(out), len(run.fade_in) - first, len(self._scratch))
        part = self._scratch[: run.ring.read_into(self._scratch[:n_frames])]
        # The fade in, backwards, is the fade out.
        part *= run.fade_in[::-1][first : first + len(part)]
        out[: len(part)] += part
        self._n_faded_out += n_frames
        if len(part) < n_frames or self._n_faded_out >= len(run.fade_in):
            self._leaving = None
