"""Calls that play where they are listed: loads, plays and pauses a passage, and draws its waveform into a row.

Used by the pages whose rows have sound; the transport at the foot of the window shows the same call.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, QRectF, Signal
from PySide6.QtGui import QPainter

from qa_desk.audio.listener import PlayerState
from qa_desk.audio.peaks import Peaks
from qa_desk.domain.ids import CallId
from qa_desk.gui.shell.icons import paint_icon
from qa_desk.gui.shell.notices import is_away
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.sound import SoundShown
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.sound.call_sound import CallSoundLoader
from qa_desk.gui.widgets.sound.waveform_reading import Drawing, WaveformReading
from qa_desk.gui.widgets.waveform.bars import overview_bars, paint_bars
from qa_desk.gui.widgets.waveform.painting import TimeScale, paint_playhead
from qa_desk.services.calls.listening import CallSound

_NEARLY_S = 0.1


@dataclass(frozen=True, slots=True)
class RowPassage:
    """What a row plays: a call, all of it or from `start_s` to `end_s`.

    `title` is what the transport calls it, `note` what goes out with the passage when it is exported.
    """

    call_id: CallId
    title: str
    start_s: float | None = None
    end_s: float | None = None
    note: str = ""


class RowSound(QObject):
    """The sound of one page's rows.

    Signals:
        changed: another passage plays, the place in it is another, or a waveform came; paint the rows anew.
    """

    changed = Signal()

    def __init__(self, context: PageContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._loader = CallSoundLoader(context, self)
        self._current: RowPassage | None = None
        self._plays_when_found = False
        self._following: list[RowPassage] = []
        self._drawings: dict[CallId, Drawing | None] = {}
        self._loader.found.connect(self._on_found)
        self._loader.drawn.connect(self._on_loaded_drawn)
        self._loader.failed.connect(self._on_failed)
        if context.player is not None:
            # Methods, not lambdas: the player outlives the page, and Qt ends only these connections with it.
            context.player.state_changed.connect(self._on_state_changed)
            context.player.position_changed.connect(self._on_moved)

    @property
    def loader(self) -> CallSoundLoader:
        """What loads the call of the row that was played last, or made ready."""
        return self._loader

    @property
    def current(self) -> RowPassage | None:
        """What was played last, or made ready."""
        return self._current

    @property
    def can_play(self) -> bool:
        """Whether this window has a player at all."""
        return self._context.player is not None

    def is_playing(self, passage: RowPassage) -> bool:
        """Whether this passage is heard now."""
        return passage == self._current and self._loader.is_playing

    def position_s(self, call_id: CallId) -> float | None:
        """Where the call is being heard; None while it is not the one loaded."""
        player = self._context.player
        return player.player.position_s if player is not None and self._is_loaded(call_id) else None

    def play_in_turn(self, passages: Sequence[RowPassage]) -> None:
        """Play passages one after the other, each from its start."""
        if not passages:
            return
        first, *self._following = passages
        if self.is_playing(first):
            self.seek(first, first.start_s or 0.0)
        else:
            self._begin(first)

    def toggle_in_turn(self, passages: Sequence[RowPassage]) -> None:
        """Pause the first of these while it is heard; else go on in it, and then with the others in turn."""
        if passages:
            first, *self._following = passages
            self._begin(first)

    def toggle(self, passage: RowPassage) -> None:
        """Play the passage, or pause it while it plays."""
        self._following = []
        self._begin(passage)

    def _begin(self, passage: RowPassage) -> None:
        player = self._context.player
        if player is None:
            return
        if self.is_playing(passage):
            player.player.pause()
            player.player.jump(-self._context.settings.current.rewind_s)
        elif self._is_loaded(passage.call_id):
            self._play(passage)
        else:
            self._open(passage, plays=True)

    def make_ready(self, passage: RowPassage) -> None:
        """Let the transport show this passage, standing at its start; what plays is left alone."""
        player = self._context.player
        if player is None or player.player.state is PlayerState.PLAYING:
            return
        if not self._is_loaded(passage.call_id):
            self._open(passage, plays=False)

    def seek(self, passage: RowPassage, position_s: float) -> None:
        """Go to a place in the call, playing or not; nothing while it is not the one loaded."""
        player = self._context.player
        if player is not None and self._is_loaded(passage.call_id):
            player.player.seek(position_s)

    def pause(self) -> None:
        """Be silent: the page goes off the screen."""
        self._following = []
        self._loader.release()

    def peaks(self, call_id: CallId) -> Peaks | None:
        """The waveform of a call; None until it was read, which asking for it begins."""
        drawing = self.drawing(call_id)
        return drawing.peaks if drawing is not None else None

    def drawing(self, call_id: CallId) -> Drawing | None:
        """The same with what it tells of silences, overtalk and speech."""
        if call_id == self._loader.call_id and self._loader.drawing is None and self._loader.is_reading:
            return self._drawings.get(call_id)
        if call_id not in self._drawings:
            self._drawings[call_id] = None
            listening, actor = self._context.services.listening, self._context.actor
            reading = WaveformReading(self._context.jobs, self)
            # Playing the row tells what is wrong with a recording; a row without its waveform says enough.
            reading.start(lambda: listening.sound_at_hand(actor, call_id).track, partial(self._on_drawn, call_id))
        return self._drawings[call_id]

    def _open(self, passage: RowPassage, *, plays: bool) -> None:
        self._current, self._plays_when_found = passage, plays
        if passage.call_id == self._loader.call_id and self._loader.sound is not None:
            self._loader.resume()
            self._on_found(self._loader.sound)
        else:
            self._loader.load(SoundShown(passage.title, call_id=passage.call_id))

    def _on_failed(self, error: Exception) -> None:
        # Who only goes by in a list is not told of every recording that is missing; who wants to hear it is.
        if self._plays_when_found and not is_away(error):
            self._context.notices.error(error, key="row sound")
        if self._plays_when_found and self._following:
            self._begin(self._following.pop(0))

    def _on_found(self, _sound: CallSound) -> None:
        assert self._current is not None
        if self._plays_when_found:
            self._play(self._current)
        else:
            self._tell_passage(self._current)
            self.changed.emit()

    def _play(self, passage: RowPassage) -> None:
        player = self._context.player
        assert player is not None
        is_going_on = passage == self._current and _lies_in(player.player.position_s, passage)
        self._current = passage
        self._tell_passage(passage)
        if passage.start_s is None or passage.end_s is None:
            player.player.play()
        else:
            start_s = player.player.position_s if is_going_on else passage.start_s
            player.player.play_passage(start_s, passage.end_s)
        self.changed.emit()

    def _tell_passage(self, passage: RowPassage) -> None:
        has_ends = passage.start_s is not None and passage.end_s is not None
        ends = (passage.start_s, passage.end_s) if has_ends else None
        self._loader.show_as(title=passage.title, passage=ends, note=passage.note)

    def _is_loaded(self, call_id: CallId) -> bool:
        return call_id == self._loader.call_id and self._loader.is_loaded

    def _on_state_changed(self, state: PlayerState) -> None:
        self.changed.emit()
        if state is not PlayerState.PLAYING and self._following and self._is_at_end():
            self._begin(self._following.pop(0))

    def _is_at_end(self) -> bool:
        player, current = self._context.player, self._current
        end_s = current.end_s if current is not None else None
        return player is not None and end_s is not None and player.player.position_s >= end_s - _NEARLY_S

    def _on_moved(self, _position_s: float) -> None:
        if self._loader.is_loaded:
            self.changed.emit()

    def _on_loaded_drawn(self, drawing: Drawing) -> None:
        if self._loader.call_id is not None:
            self._on_drawn(self._loader.call_id, drawing)

    def _on_drawn(self, call_id: CallId, drawing: Drawing) -> None:
        self._drawings[call_id] = drawing
        self.changed.emit()


def paint_row_sound(
    painter: QPainter, rect: QRectF, sound: RowSound, passage: RowPassage, theme: Theme, *, shows_wave: bool = True
) -> None:
    """The waveform of what the row plays, the part heard darker, with the playhead while it is there."""
    peaks = sound.peaks(passage.call_id) if shows_wave else None
    if peaks is None:
        return
    start_s = passage.start_s or 0.0
    end_s = passage.end_s if passage.end_s is not None else peaks.duration_s
    scale = TimeScale(rect.left(), rect.width(), start_s, max(end_s, start_s + 0.1))
    bars = overview_bars(peaks, scale)
    paint_bars(painter, rect, bars, theme.color("silence"))
    position_s = sound.position_s(passage.call_id)
    if position_s is not None and start_s <= position_s <= end_s:
        x = scale.x_of(position_s)
        paint_bars(painter, rect, bars, theme.color("waveform_played"), end_x=x)
        paint_playhead(painter, x, rect.top() - 2, rect.bottom() + 2, theme, has_grip=False)


def paint_play_sign(painter: QPainter, rect: QRectF, sound: RowSound, passage: RowPassage, theme: Theme) -> None:
    """▶, or ‖ while the row is heard."""
    sign = "pause" if sound.is_playing(passage) else "play"
    paint_icon(painter, rect, sign, theme, "accent" if sound.can_play else "muted")


def _lies_in(position_s: float, passage: RowPassage) -> bool:
    start_s, end_s = passage.start_s, passage.end_s
    return start_s is not None and end_s is not None and start_s < position_s < end_s - 0.2
