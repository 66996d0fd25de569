"""Training notes that wait for an inspector, above the queue: what to learn, the call to hear, read and done."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.ids import TrainingNoteId
from qa_desk.domain.permissions import Action
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.dates import day_text
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.page import Page, PageContext
from qa_desk.gui.shell.undo import UndoStep
from qa_desk.gui.shell.words import in_words
from qa_desk.gui.widgets.waveform.painting import clock
from qa_desk.i18n import _, with_label
from qa_desk.services.calibration.meeting_views import NoteView

_NOTICE = "training_notes"


class TrainingNotes(QWidget):
    """One block a note; nothing where none waits, and nothing while a call is on the desk."""

    def __init__(self, context: PageContext, page: Page) -> None:
        super().__init__(page)
        self._context = context
        self._notes: tuple[NoteView, ...] = ()
        self.setObjectName("training_notes")
        self.setAccessibleName(_("Training notes that wait for you"))
        self._column = QVBoxLayout(self)
        layout = page.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(1, self)
        self.hide()
        context.hub.changed.connect(self._on_changed)
        context.navigation.moved.connect(self._on_moved)
        context.theme.changed.connect(self._dress)
        self._dress()
        self._read()

    def _read(self) -> None:
        services, actor = self._context.services, self._context.actor
        if not self._context.may(Action.SCORE):
            return
        self._context.jobs.run(
            self,
            _("Reading training notes"),
            lambda _progress: services.coaching.my_notes(actor),
            self._show,
            failed=lambda _error: None,
            is_quiet=True,
        )

    def _show(self, notes: tuple[NoteView, ...]) -> None:
        self._notes = notes
        while (item := self._column.takeAt(0)) is not None:
            block = item.widget()
            if block is not None:
                block.hide()
                block.deleteLater()
        for place, view in enumerate(notes):
            self._column.addWidget(self._block(place, view))
        self._show_whether_there()

    def _block(self, place: int, view: NoteView) -> QWidget:
        theme, note = self._context.theme, view.note
        block = QWidget()
        words = QLabel(with_label(in_words(view.criterion_title), note.text))
        words.setObjectName(f"note_words_{place}")
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setWordWrap(True)
        facts = QLabel(_facts(view))
        facts.setProperty("tone", "warning" if view.is_overdue else "muted")
        lines = QVBoxLayout()
        lines.setSpacing(0)
        lines.addWidget(words)
        lines.addWidget(facts)
        row = QHBoxLayout(block)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.size("sm"))
        row.addLayout(lines, 1)
        if note.call_id is not None:
            hear = Button(_("Hear the call"), theme=theme, kind="quiet", small=True, name=f"note_hear_{place}")
            hear.clicked.connect(partial(self._context.navigation.go, Place.to("calls", call=str(note.call_id))))
            row.addWidget(hear)
        if view.case_ids and self._context.may(Action.PRACTISE):
            practise = Button(_("Practise"), theme=theme, kind="quiet", small=True, name=f"note_practise_{place}")
            practise.setToolTip(_("Score standard cases on this criterion, and see where you differ"))
            cases = ",".join(str(one) for one in view.case_ids)
            practise.clicked.connect(partial(self._context.navigation.go, Place.to("practice", cases=cases)))
            row.addWidget(practise)
        if note.read_at is None:
            read = Button(_("Read"), theme=theme, small=True, name=f"note_read_{place}")
            read.clicked.connect(partial(self._mark_read, note.id))
            row.addWidget(read)
        done = Button(_("Done"), theme=theme, small=True, icon="check", name=f"note_done_{place}")
        done.clicked.connect(partial(self._mark_done, note.id))
        row.addWidget(done)
        return block

    def _mark_read(self, note_id: TrainingNoteId) -> None:
        services, actor = self._context.services, self._context.actor
        self._context.jobs.run(
            self,
            _("Noting that it is read"),
            lambda _progress: services.coaching.mark_read(actor, note_id),
            self._context.hub.announce,
            self._tell_error,
        )

    def _mark_done(self, note_id: TrainingNoteId) -> None:
        services, actor = self._context.services, self._context.actor

        def do() -> None:
            self._context.jobs.run(
                self,
                _("Noting that it is done"),
                lambda _progress: services.coaching.mark_done(actor, note_id),
                self._context.hub.announce,
                self._tell_error,
            )

        self._context.undo.push(UndoStep(_("Training note done"), lambda: self._mark_read(note_id), do))
        do()

    def _tell_error(self, error: Exception) -> None:
        self._context.notices.error(error, key=_NOTICE)

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches(ObjectKind.TRAINING_NOTE):
            self._read()

    def _on_moved(self, _place: Place) -> None:
        self._show_whether_there()

    def _show_whether_there(self) -> None:
        place = self._context.navigation.current
        is_at_desk = place is not None and bool(place.arguments)
        self.setVisible(bool(self._notes) and not is_at_desk)

    def _dress(self) -> None:
        theme = self._context.theme
        edge = theme.size("xl")
        self._column.setContentsMargins(edge, 0, edge, theme.size("md"))
        self._column.setSpacing(theme.size("sm"))


def _facts(view: NoteView) -> str:
    note = view.note
    parts = [_("training note by {name}").format(name=view.given_by_name)]
    if view.call_key and note.start_s is not None and note.end_s is not None:
        span = _("{start}–{end}").format(start=clock(note.start_s), end=clock(note.end_s))
        parts.append(_("call {key}, {span}").format(key=view.call_key, span=span))
    elif view.call_key:
        parts.append(_("call {key}").format(key=view.call_key))
    parts.append((_("overdue since {day}") if view.is_overdue else _("until {day}")).format(day=day_text(note.due_on)))
    return " · ".join(parts)
