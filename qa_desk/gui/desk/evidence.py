"""The evidence of a criterion: its marks, each playing just its passage, with a note written in the row itself."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from qa_desk.audio.voice import Voice
from qa_desk.domain.evaluation import Mark
from qa_desk.gui.desk.panel_parts import LinkButton
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.icons import paint_icon
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.glyphs import draw_voice
from qa_desk.gui.widgets.painting import draw_box, draw_text, text_width
from qa_desk.gui.widgets.waveform.marks import MarkKind
from qa_desk.gui.widgets.waveform.painting import clock
from qa_desk.i18n import _

_ROW = 28
_GLYPH = 10
_SIGN = 12
_TIME_GAP = 12
_STAYING = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)


class EvidenceList(QWidget):
    """Signals:
    play_requested: the mark whose passage is to be heard.
    chosen: the mark that was clicked.
    note_written: the mark and its note.
    removal_requested: the mark to take away.
    adding_requested: make a mark of the passage selected, or of what was just heard; whether for what went well.
    positive_changed: the mark, and whether it shows what went well.
    tying_requested: the mark to be tied to another criterion or to none.
    finished: writing is over; the keyboard goes back to the form.
    """

    play_requested = Signal(object)
    chosen = Signal(object)
    note_written = Signal(object, str)
    removal_requested = Signal(object)
    adding_requested = Signal(bool)
    positive_changed = Signal(object, bool)
    tying_requested = Signal(object)
    finished = Signal()

    def __init__(self, voice_of: Callable[[Mark], Voice | None], *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._voice_of = voice_of
        self._rows: dict[str, _EvidenceRow] = {}
        self._is_read_only = False
        self._add = LinkButton("", theme=theme, name="add_evidence")
        self._add_good = LinkButton("", theme=theme, name="add_good", icon="star")
        self._add.clicked.connect(lambda: self.adding_requested.emit(False))
        self._add_good.clicked.connect(lambda: self.adding_requested.emit(True))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        adding = QHBoxLayout()
        adding.setSpacing(theme.size("lg"))
        adding.addWidget(self._add)
        adding.addWidget(self._add_good)
        adding.addStretch(1)
        self._column.addLayout(adding)
        self.setObjectName("evidence")
        self.setAccessibleName(_("Evidence"))
        self.set_has_passage(False)

    @property
    def is_writing(self) -> bool:
        """Whether a note is being written."""
        return any(row.is_writing for row in self._rows.values())

    def show_marks(self, marks: Sequence[tuple[Mark, MarkKind]], selected_id: str | None) -> None:
        """Show these marks with their kinds; a row in which a note is being written stays as it is."""
        wanted = {str(mark.id): (mark, kind) for mark, kind in marks}
        for key in [key for key in self._rows if key not in wanted]:
            row = self._rows.pop(key)
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        for place, (key, (mark, kind)) in enumerate(wanted.items()):
            row = self._rows.get(key) or self._new_row(key, mark)
            is_selected = key == selected_id
            row.show_mark(mark, kind, self._voice_of(mark), selected=is_selected, read_only=self._is_read_only)
            if self._column.indexOf(row) != place:
                self._column.insertWidget(place, row)

    def set_read_only(self, read_only: bool) -> None:
        """Only play what is there."""
        self._is_read_only = read_only
        for button in (self._add, self._add_good):
            button.setVisible(not read_only)

    def set_has_passage(self, has_passage: bool, keys: str = "", keys_good: str = "") -> None:
        """Whether a passage is selected: what adding means is said in words."""
        words = _("Add the selected passage") if has_passage else _("Mark the last two seconds")
        self._add.set_words(words, tip=f"{words} ({keys})" if keys else words)
        good = _("Went well")
        tip = _("Mark the passage as done well") if has_passage else _("Mark the last two seconds as done well")
        self._add_good.set_words(good, tip=f"{tip} ({keys_good})" if keys_good else tip)

    def set_can_add(self, can_add: bool) -> None:
        """Whether there is sound to mark."""
        for button in (self._add, self._add_good):
            button.setEnabled(can_add)

    def write_note(self, mark_id: str) -> None:
        """Put the keyboard into the note of this mark."""
        row = self._rows.get(mark_id)
        if row is not None:
            row.write()

    def stop_writing(self, *, keeps: bool) -> None:
        """Keep the note that is being written, or leave it as it was."""
        for row in list(self._rows.values()):
            row.stop_writing(keeps=keeps)

    def _new_row(self, key: str, mark: Mark) -> "_EvidenceRow":
        row = _EvidenceRow(mark, theme=self._theme)
        row.play_requested.connect(self.play_requested)
        row.chosen.connect(self.chosen)
        row.note_written.connect(self.note_written)
        row.removal_requested.connect(self.removal_requested)
        row.positive_changed.connect(self.positive_changed)
        row.tying_requested.connect(self.tying_requested)
        row.finished.connect(self.finished)
        self._rows[key] = row
        return row


class _EvidenceRow(QWidget):
    """▸ 02:38–02:51 note · who speaks; what can be done with it shows under the pointer."""

    play_requested = Signal(object)
    chosen = Signal(object)
    note_written = Signal(object, str)
    removal_requested = Signal(object)
    positive_changed = Signal(object, bool)
    tying_requested = Signal(object)
    finished = Signal()

    def __init__(self, mark: Mark, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._mark = mark
        self._voice: Voice | None = None
        self._is_selected = False
        self._is_read_only = False
        self._play = Button(theme=theme, kind="quiet", small=True, icon="play", tip=_("Play this passage"))
        self._good = Button(theme=theme, kind="quiet", small=True, icon="star", tip=_("Done well, or not"))
        self._tie = Button(
            theme=theme, kind="quiet", small=True, icon="link", tip=_("Tie to another criterion, or to none")
        )
        self._edit = Button(theme=theme, kind="quiet", small=True, icon="edit", tip=_("Write the note"))
        self._delete = Button(theme=theme, kind="quiet", small=True, icon="delete", tip=_("Take the mark away"))
        self._words = _Words(theme=theme)
        self._field = QLineEdit()
        self._middle = QStackedWidget()
        self._build()
        self._connect()

    @property
    def is_writing(self) -> bool:
        return self._middle.currentWidget() is self._field

    def show_mark(self, mark: Mark, kind: MarkKind, voice: Voice | None, *, selected: bool, read_only: bool) -> None:
        self._mark, self._voice = mark, voice
        self._is_selected, self._is_read_only = selected, read_only
        span = f"{clock(mark.start_s)}–{clock(mark.end_s)}"
        self._words.show_words(span, mark.note, voice, kind)
        told = _("Mark {span}: {note}").format(span=span, note=mark.note or _("no note"))
        self.setAccessibleName(f"{told}, {kind.words}")
        self.setToolTip(f"{told}\n{kind.words}")
        self._show_tools()
        self.update()

    def write(self) -> None:
        if self._is_read_only:
            return
        self._field.setText(self._mark.note)
        self._middle.setCurrentWidget(self._field)
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._field.selectAll()

    def stop_writing(self, *, keeps: bool) -> None:
        if not self.is_writing:
            return
        self._middle.setCurrentWidget(self._words)
        note = self._field.text().strip()
        if keeps and note != self._mark.note:
            self.note_written.emit(self._mark, note)
        self.finished.emit()

    def _build(self) -> None:
        theme = self._theme
        self.setObjectName("evidence_row")
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._play.setObjectName("play_mark")
        self._good.setObjectName("toggle_good")
        self._tie.setObjectName("tie_mark")
        self._edit.setObjectName("edit_note")
        self._delete.setObjectName("delete_mark")
        for button in (self._play, self._good, self._tie, self._edit, self._delete):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._field.setObjectName("mark_note")
        self._field.setAccessibleName(_("Note on the mark"))
        self._field.setPlaceholderText(_("What is heard here? Enter keeps it"))
        self._field.setMaxLength(500)
        self._middle.addWidget(self._words)
        self._middle.addWidget(self._field)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.size("xs"))
        row.addWidget(self._play)
        row.addWidget(self._middle, 1)
        for button in (self._good, self._tie, self._edit, self._delete):
            row.addWidget(button)

    def _connect(self) -> None:
        self._play.clicked.connect(lambda: self.play_requested.emit(self._mark))
        self._good.clicked.connect(lambda: self.positive_changed.emit(self._mark, not self._mark.positive))
        self._tie.clicked.connect(lambda: self.tying_requested.emit(self._mark))
        self._edit.clicked.connect(self.write)
        self._delete.clicked.connect(lambda: self.removal_requested.emit(self._mark))
        self._field.returnPressed.connect(lambda: self.stop_writing(keeps=True))
        self._field.installEventFilter(self)

    def _show_tools(self) -> None:
        shown = not self._is_read_only and (self.underMouse() or self._is_selected)
        for button in (self._good, self._tie, self._edit, self._delete):
            button.setVisible(shown)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFocusEvent) and event.lostFocus() and event.reason() not in _STAYING:
            self.stop_writing(keeps=True)
        return False

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(320), self._theme.px(_ROW))

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._show_tools()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._show_tools()

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        self.chosen.emit(self._mark)

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self.write()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._is_selected:
            fill = self._theme.tint("mark")
            draw_box(QPainter(self), QRectF(self.rect()), radius=self._theme.size("radius"), fill=fill)


class _Words(QWidget):
    """The sign of the mark, the time, the note, and at the right who speaks."""

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._span, self._note = "", ""
        self._kind = MarkKind.FREE
        self._voice: Voice | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_words(self, span: str, note: str, voice: Voice | None, kind: MarkKind) -> None:
        self._span, self._note, self._voice, self._kind = span, note, voice, kind
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(120), self._theme.px(_ROW))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        height, right = self.height(), float(self.width())
        if self._voice is not None:
            words = _("agent") if self._voice is Voice.AGENT else _("customer")
            font = theme.font("caption")
            wide, side = text_width(words, font) + 2, theme.px(_GLYPH)
            right -= wide
            draw_text(painter, QRectF(right, 0, wide, height), words, font=font, color=theme.color("muted"))
            right -= side / 2 + theme.size("xs")
            draw_voice(painter, QRectF(right, (height - side) / 2, side / 2, side), self._voice, theme)
            right -= theme.size("sm")
        x, sign = float(theme.size("xs")), theme.px(_SIGN)
        paint_icon(painter, QRectF(x, 0, sign, height), self._kind.icon, theme, self._kind.token)
        x += sign + theme.size("sm")
        font = theme.font("body", "medium")
        room = QRectF(x, 0, right - x, height)
        x += draw_text(painter, room, self._span, font=font, color=theme.color("text")) + theme.px(_TIME_GAP)
        note, token = (self._note, "text") if self._note else (_("no note"), "muted")
        room = QRectF(x, 0, max(right - x, 0), height)
        draw_text(painter, room, note, font=theme.font("body"), color=theme.color(token))
