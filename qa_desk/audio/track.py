"""The sound of a call: its recordings on one time line, with the gaps between them, the agent always at the left.

Player, peaks and export take a track and never need to know how many files it has.
"""

import hashlib
from dataclasses import dataclass, field
from itertools import pairwise

from qa_desk.audio.clip import ClipInfo
from qa_desk.audio.masking import Masks, key_of_masks, merged
from qa_desk.audio.passage import Passage
from qa_desk.audio.reading import SoundReader, open_sound
from qa_desk.audio.track_reader import Piece, TrackReader


@dataclass(frozen=True, slots=True)
class TrackPart:
    """One recording and where it begins on the time line.

    Args:
        clip: the recording.
        start_s: seconds from the beginning of the track.
        sha256: hash of its content, where it is known; what is cached of it goes by this.
        agent_is_left: False where the recorder put the agent on the right channel; the track swaps such a part.
        masks: what must not be heard of it, in seconds of the recording.
        held: what keeps the file where it is, for as long as somebody has the track.
    """

    clip: ClipInfo
    start_s: float = 0.0
    sha256: str = ""
    agent_is_left: bool = True
    masks: Masks = ()
    held: object = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Track:
    """Recordings in the order they play, none over another."""

    parts: tuple[TrackPart, ...]

    @classmethod
    def of(cls, clip: ClipInfo, *, sha256: str = "", agent_is_left: bool = True) -> "Track":
        """The track of a single recording."""
        return cls((TrackPart(clip, 0.0, sha256, agent_is_left),))

    @property
    def rate_hz(self) -> int:
        """The highest rate of the parts; the others are brought up to it."""
        return max(part.clip.rate_hz for part in self.parts)

    @property
    def channels(self) -> int:
        """2 where one part is stereo; a mono part is then heard on both sides."""
        return max(part.clip.channels for part in self.parts)

    @property
    def frames(self) -> int:
        """The length in frames of `rate_hz`, gaps included."""
        return self._pieces()[-1].end

    @property
    def duration_s(self) -> float:
        """The length in seconds, gaps included."""
        return self.frames / self.rate_hz

    @property
    def gaps(self) -> tuple[Passage, ...]:
        """What lies between two parts, and before the first: nothing was recorded there."""
        ends = (0, *(piece.end for piece in self._pieces()))
        starts = (piece.start for piece in self._pieces())
        between = zip(ends, starts, strict=False)
        return tuple(Passage(end / self.rate_hz, start / self.rate_hz) for end, start in between if start > end)

    @property
    def masked(self) -> tuple[Passage, ...]:
        """What plays as a tone, in seconds of the track."""
        return merged(
            Passage(part.start_s + mask.start_s, part.start_s + min(mask.end_s, part.clip.duration_s))
            for part in self.parts
            for mask in part.masks
        )

    @property
    def key(self) -> str:
        """The same for the same sound: of contents, places, sides and masks; paths where no content hash is known."""
        said = "|".join(
            f"{part.sha256 or part.clip.path} {piece.start} {part.agent_is_left}{key_of_masks(piece.masks)}"
            for part, piece in zip(self.parts, self._pieces(), strict=True)
        )
        return hashlib.sha256(said.encode()).hexdigest()

    def open(self) -> SoundReader:
        """Opens the sound for reading, later parts when they are reached. Raises what `open_sound` raises."""
        first = self.parts[0]
        if len(self.parts) == 1 and first.start_s == 0.0 and (first.agent_is_left or first.clip.channels == 1):
            return open_sound(first.clip.path, key=first.sha256, masks=merged(first.masks))
        return TrackReader(self._pieces(), rate_hz=self.rate_hz, channels=self.channels)

    def _pieces(self) -> tuple[Piece, ...]:
        rate_hz = self.rate_hz
        pieces: list[Piece] = []
        end = 0
        for part in self.parts:
            clip = part.clip
            # Rounding to frames must not put one part a frame over the one before.
            start = max(end, round(part.start_s * rate_hz))
            end = start + -(-clip.frames * rate_hz // clip.rate_hz)
            is_swapped = clip.channels == 2 and not part.agent_is_left
            pieces.append(Piece(clip.path, part.sha256, start, end, clip.rate_hz, is_swapped, merged(part.masks)))
        assert all(one.end <= other.start for one, other in pairwise(pieces))
        return tuple(pieces)
