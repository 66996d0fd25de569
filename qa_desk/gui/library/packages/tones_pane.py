"""Choosing on the sound what becomes a tone in a copy: drag passages, move their edges, hear the copy beforehand."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from qa_desk.audio.passage import Passage
from qa_desk.domain.ids import CaseId
from qa_desk.gui.library.packages.copy_wave import CopyWave
from qa_desk.gui.library.packages.labels import words_label
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.widgets.segments import Segment, SegmentedChoice
from qa_desk.gui.widgets.sound.passage_in_hand import PassageInHand
from qa_desk.gui.widgets.table.columns import Column
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.gui.widgets.waveform.marks import WaveformMark
from qa_desk.gui.widgets.waveform.painting import clock
from qa_desk.gui.widgets.waveform.waveform import Waveform
from qa_desk.i18n import _
from qa_desk.services.calls.listening import CallSound
from qa_desk.services.packages.packing import Spans
from qa_desk.services.packages.preview import CopyPlan
from qa_desk.services.progress import Progress

_KEPT, _COPY = "kept", "copy"
_BESIDE_S = 1.0
_LEAST_S = 0.05


@dataclass(frozen=True, slots=True)
class ToneRow:
    """A passage that is a tone in the copy; `place` is that among those chosen here, None for one covered anyway."""

    start_s: float
    end_s: float
    why: str
    place: int | None = None

    @property
    def key(self) -> str:
        """What its mark and its row are known by."""
        return f"covered {self.start_s}" if self.place is None else str(self.place)


class TonesPane(QWidget):
    """The tones of one case at a time.

    Signals:
        changed: the case, and the passages chosen for it.
        closed: the person is done.
    """

    changed = Signal(object, object)
    closed = Signal()

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context = context
        self._case_id: CaseId | None = None
        self._plan: CopyPlan | None = None
        self._tones: Spans = ()
        self._undone: list[Spans] = []
        self._done: list[Spans] = []
        self._from_s: float | None = None
        self.setObjectName("tones_pane")
        self.waveform = Waveform(theme=context.theme)
        self.wave = CopyWave(context, self.waveform, self)
        self._build()
        self._connect()

    @property
    def tones(self) -> Spans:
        """What is chosen."""
        return self._tones

    @property
    def table(self) -> DataTable[ToneRow]:
        """The tones in order of time."""
        return self._table

    def show_case(self, case_id: CaseId, tones: Spans) -> None:
        """Begin with this case and what is chosen for it so far."""
        self._case_id, self._tones, self._plan = case_id, tones, None
        self._done, self._undone, self._from_s = [], [], None
        self._hears.set_value(_KEPT)
        sharing, actor = self._context.services.sharing, self._context.actor
        self._context.jobs.run(
            self,
            _("Reading the case"),
            lambda _progress: sharing.copy_plan(actor, case_id),
            partial(self._on_plan, case_id),
            lambda error: self._context.notices.error(error, key="tones"),
            is_quiet=True,
        )

    def leave(self) -> None:
        """Off the screen: be silent."""
        self.wave.forget()

    def make_tone(self) -> None:
        """Let the passage selected on the sound be a tone."""
        selection = self.waveform.selection
        if selection is None:
            self._hint.setText(_("Drag over the sound first, or press {start} and {end} while it plays.").format(
                start=self._context.commands.hint("sound.mark_start"), end=self._context.commands.hint("sound.mark_end")
            ))  # fmt: skip
            return
        self.waveform.set_selection(None)
        self._change((*self._tones, (selection.start_s, selection.end_s)), len(self._tones))

    def take_away(self) -> None:
        """Let the tone that the keyboard is on not be one."""
        row = self._table.current_row()
        if row is not None and row.place is not None:
            self._change(tuple(span for at, span in enumerate(self._tones) if at != row.place), None)

    def _build(self) -> None:
        theme, commands = self._context.theme, self._context.commands
        self._title = words_label("", kind="title", name="tones_title")
        done = Button(_("Done"), theme=theme, small=True, name="tones_done")
        done.clicked.connect(lambda: self.closed.emit())
        head = QHBoxLayout()
        head.setContentsMargins(theme.size("lg"), 0, theme.size("lg"), 0)
        head.addWidget(self._title, 1)
        head.addWidget(done)
        self._hint = words_label("", tone="muted", name="tones_hint")
        self._hint.setContentsMargins(theme.size("lg"), 0, theme.size("lg"), 0)
        self._hears = SegmentedChoice(
            (
                Segment(_KEPT, _("As it is kept here")),
                Segment(_COPY, _("As the copy will sound"), tip=_("With every tone of the list")),
            ),
            theme=theme,
            name="tones_hear",
            subject=_("What is heard"),
        )
        self._make = Button(
            _("Make the selection a tone"),
            theme=theme,
            small=True,
            name="make_tone",
            commands=commands,
            command="sound.mark",
        )
        self._remove = Button(
            _("Take the tone away"),
            theme=theme,
            kind="quiet",
            small=True,
            name="remove_tone",
            commands=commands,
            command="sound.delete_mark",
        )
        steps = QHBoxLayout()
        steps.setContentsMargins(theme.size("lg"), 0, theme.size("lg"), 0)
        steps.setSpacing(theme.size("sm"))
        steps.addWidget(self._hears)
        steps.addStretch(1)
        steps.addWidget(self._make)
        steps.addWidget(self._remove)
        self._table: DataTable[ToneRow] = DataTable(
            _columns(), theme=theme, key=lambda row: row.key, name="tones", title=_("Tones in the copy")
        )
        place = QVBoxLayout()
        place.setContentsMargins(theme.size("lg"), 0, theme.size("lg"), theme.size("lg"))
        place.addWidget(self._table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size("sm"))
        column.addLayout(head)
        column.addWidget(self._hint)
        column.addWidget(self.waveform)
        column.addLayout(steps)
        column.addLayout(place, 1)

    def _connect(self) -> None:
        self._make.clicked.connect(self.make_tone)
        self._remove.clicked.connect(self.take_away)
        self._hears.chosen.connect(lambda _code: self._load())
        self._table.row_opened.connect(self._hear)
        self._table.play_requested.connect(self._hear)
        self._table.current_changed.connect(lambda _row: self._draw())
        self.waveform.mark_clicked.connect(self._choose)
        self.waveform.mark_moved.connect(self._on_moved)
        waveform, wave = self.waveform, self.wave
        PassageInHand(
            self._context,
            waveform.detail,
            wave.loader,
            self,
            show_loop=waveform.set_loop,
            is_shown=lambda: self._plan is not None,
        )
        handlers: dict[str, Callable[[], object]] = {
            "sound.mark": self.make_tone,
            "sound.mark_start": self._begin_here,
            "sound.mark_end": self._end_here,
            "sound.delete_mark": self.take_away,
            "sound.zoom_in": waveform.zoom_in,
            "sound.zoom_out": waveform.zoom_out,
            "sound.zoom_all": waveform.zoom_all,
            "window.undo": lambda: self._step(self._done, self._undone),
            "window.redo": lambda: self._step(self._undone, self._done),
            "window.close_notice": lambda: self.closed.emit(),
        }
        enabled = {"window.undo": lambda: bool(self._done), "window.redo": lambda: bool(self._undone)}
        self._context.commands.bind(self, handlers, enabled=enabled)

    def _on_plan(self, case_id: CaseId, plan: CopyPlan) -> None:
        if case_id != self._case_id:
            return
        self._plan = plan
        self._title.setText(_("{code}: what becomes a tone in the copy").format(code=plan.code))
        told = _("Drag over the sound and make it a tone; drag the edges of a tone to change it. Space plays it.")
        only = _("Only the passage {start}–{end} travels.")
        words = only.format(start=clock(plan.passage[0]), end=clock(plan.passage[1])) if plan.passage else ""
        self._hint.setText(f"{told} {words}".rstrip())
        self._show()
        self._load()
        self._table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _load(self) -> None:
        plan, case_id = self._plan, self._case_id
        if plan is None or case_id is None:
            return
        sharing, actor, tones = self._context.services.sharing, self._context.actor, self._tones

        def copy(progress: Progress) -> CallSound:
            return sharing.copy_sound(actor, case_id, tones, progress)

        self.wave.load(plan, copy if self._hears.value == _COPY else None)

    def _change(self, tones: Spans, chosen: int | None) -> None:
        self._done.append(self._tones)
        self._undone.clear()
        self._take(tones, chosen)

    def _choose(self, key: str) -> None:
        self._table.select_key(key)
        self._draw()

    def _step(self, back: list[Spans], forward: list[Spans]) -> None:
        if back:
            forward.append(self._tones)
            self._take(back.pop(), None)

    def _take(self, tones: Spans, chosen: int | None) -> None:
        self._tones = tones
        self._show()
        if chosen is not None:
            self._choose(str(chosen))
        self.changed.emit(self._case_id, self._tones)
        if self._hears.value == _COPY:
            self._load()

    def _show(self) -> None:
        plan = self._plan
        covered = [
            ToneRow(one.start_s, one.end_s, _("proposed to be masked here") if one.is_proposed else _("masked here"))
            for one in (plan.covered if plan is not None else ())
        ]
        chosen = [ToneRow(*span, _("chosen for this package"), at) for at, span in enumerate(self._tones)]
        self._table.set_rows(sorted((*covered, *chosen), key=lambda row: row.start_s))
        if self._table.current_row() is None:
            self._table.select_first()
        self._draw()

    def _draw(self) -> None:
        row = self._table.current_row()
        self._remove.set_disabled_reason(
            "" if row is not None and row.place is not None else _("What is masked here is a tone in every copy.")
        )
        marks = [
            WaveformMark(str(at), start_s, end_s, _("tone"), _("a tone in the copy"))
            for at, (start_s, end_s) in enumerate(self._tones)
        ]
        self.wave.show_marks(marks, row.key if row is not None and row.place is not None else None)

    def _on_moved(self, key: str, start_s: float, end_s: float) -> None:
        moved = tuple((start_s, end_s) if str(at) == key else span for at, span in enumerate(self._tones))
        if moved != self._tones:
            self._change(moved, int(key))

    def _hear(self, row: ToneRow | None) -> None:
        if row is not None:
            self.wave.play_around(row.start_s, row.end_s, _BESIDE_S)

    def _begin_here(self) -> None:
        self._from_s = self.wave.position_s

    def _end_here(self) -> None:
        end_s = self.wave.position_s
        if self._from_s is not None and end_s - self._from_s >= _LEAST_S:
            self.waveform.set_selection(Passage(round(self._from_s, 2), round(end_s, 2)))
            self._from_s = None
            self.make_tone()


def _columns() -> tuple[Column[ToneRow], ...]:
    return (
        Column("from", _("from"), lambda row: row.start_s, _time, align="right", width=84, can_sort=False),
        Column("to", _("to"), lambda row: row.end_s, _time, align="right", width=84, can_sort=False),
        Column("why", _("why"), lambda row: row.why, width=200, stretch=1, token="muted", can_sort=False),
    )


def _time(seconds: object) -> str:
    return clock(float(str(seconds)), 2)
