"""The training pack of a period: issues, passages that play one after another, cases, and the practice set of them."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from qa_desk.domain.ids import PracticeSetId
from qa_desk.domain.permissions import Action
from qa_desk.gui.issues.training_columns import (
    CaseRow,
    PassageRow,
    case_columns,
    case_rows,
    issue_columns,
    issue_title,
    passage_columns,
    passage_of,
    passage_rows,
)
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.words import in_words, practice_set_title
from qa_desk.gui.widgets.sound.playlist import Playlist
from qa_desk.gui.widgets.sound.row_sound import RowSound
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.i18n import _, listed, ngettext
from qa_desk.services.issues.training_views import SetProgress, TaughtIssue, TrainingPack

_MOST_ISSUES = 9
_LOW_ROW = 28


class TrainingView(QWidget):
    """What the trainer takes along.

    Signals:
        case_requested: the key of the case to open.
        end_requested: the key of the practice set that is to be offered no more.
    """

    case_requested = Signal(object)
    end_requested = Signal(object)

    def __init__(self, context: PageContext, sound: RowSound, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._pack: TrainingPack | None = None
        self._sound = sound
        self._playlist = Playlist(sound, self)
        self._passages: DataTable[PassageRow] | None = None
        self._build()
        self._connect()

    @property
    def pack(self) -> TrainingPack | None:
        """What is shown."""
        return self._pack

    @property
    def playlist(self) -> Playlist:
        """The passages as they play."""
        return self._playlist

    @property
    def passages(self) -> DataTable[PassageRow] | None:
        """The passages as they are listed; None before the first pack."""
        return self._passages

    @property
    def cases(self) -> DataTable[CaseRow]:
        """The standard cases."""
        return self._cases

    def show_pack(self, pack: TrainingPack, time_zone: str) -> None:
        """Show these; what is heard goes on while it is among them."""
        self._pack = pack
        rows = passage_rows(pack)
        if self._passages is None:
            self._passages = self._made_passages(time_zone)
        self._issues.set_rows(pack.issues)
        theme = self._context.theme
        lines = min(len(pack.issues), _MOST_ISSUES)
        self._issues.setFixedHeight(
            theme.px(lines * _LOW_ROW + 8) + self._issues.horizontalHeader().sizeHint().height()
        )
        self._playlist.set_passages([passage_of(row) for row in rows])
        self._passages.set_rows(rows)
        if self._passages.current_row() is None:
            self._passages.select_first()
        self._cases.set_rows(case_rows(pack))
        if self._cases.current_row() is None:
            self._cases.select_first()
        self._say_playing()

    def show_sets(self, sets: tuple[SetProgress, ...]) -> None:
        """Say which sets are on offer, and how far people have come."""
        while (item := self._sets.takeAt(0)) is not None:
            if (block := item.widget()) is not None:
                block.hide()
                block.deleteLater()
        for place, one in enumerate(sets):
            self._sets.addWidget(self._set_line(place, one))

    def play_current(self) -> None:
        """Play from the passage that the keyboard is on, or pause while it is heard; elsewhere go on in the list."""
        row = self._passages.current_row() if self._passages is not None and self._passages.hasFocus() else None
        if row is None or row.place == self._playlist.place:
            self._playlist.toggle()
        else:
            self._playlist.play_from(row.place)

    def can_play(self) -> bool:
        """Whether there is something to play."""
        return bool(self._playlist.passages)

    def is_on_row(self) -> bool:
        """Whether the keyboard is on a passage or a case."""
        return self._is_on(self._passages) or self._is_on(self._cases)

    def open_current(self) -> None:
        """Play from the passage that the keyboard is on, or ask for the case."""
        passage, case = self._passages, self._cases.current_row()
        if passage is not None and self._is_on(passage) and (row := passage.current_row()) is not None:
            self._playlist.play_from(row.place)
        elif case is not None:
            self.case_requested.emit(case.matched.case.case_id)

    def _is_on(self, table: DataTable[PassageRow] | DataTable[CaseRow] | None) -> bool:
        return table is not None and table.hasFocus() and table.current_row() is not None

    def _build(self) -> None:
        theme, commands = self._context.theme, self._context.commands
        self._issues: DataTable[TaughtIssue] = DataTable(
            issue_columns(), theme=theme, key=lambda one: one.row.criterion_key, name="taught_issues",
            title=_("What to teach"), row_height=_LOW_ROW,
        )  # fmt: skip
        self._cases: DataTable[CaseRow] = DataTable(
            case_columns(), theme=theme, key=lambda row: (row.number, row.matched.case.case_id), name="pack_cases",
            title=_("Standard cases"), group=lambda row: issue_title(row.number, row.row),
        )  # fmt: skip
        self._previous = Button(
            "", theme=theme, icon="start", commands=commands, command="sound.previous_mark",
            tip=_("Previous passage"), name="previous_passage",
        )  # fmt: skip
        self._play = Button(
            _("Play all"), theme=theme, icon="play", commands=commands, command="sound.play_pause", name="play_all"
        )
        self._next = Button(
            "", theme=theme, icon="end", commands=commands, command="sound.next_mark",
            tip=_("Next passage"), name="next_passage",
        )  # fmt: skip
        self._playing = QLabel()
        self._playing.setObjectName("now_playing")
        self._playing.setProperty("tone", "muted")
        controls = QHBoxLayout()
        controls.setSpacing(theme.size("sm"))
        for button in (self._previous, self._play, self._next):
            controls.addWidget(button)
        controls.addWidget(self._playing, 1)
        self._passages_column = QVBoxLayout()
        self._passages_column.setSpacing(theme.size("sm"))
        self._passages_column.addLayout(controls)
        self._sets = QVBoxLayout()
        self._sets.setSpacing(theme.size("xs"))
        tables = QHBoxLayout()
        tables.setSpacing(theme.size("xl"))
        tables.addLayout(self._passages_column, 4)
        tables.addWidget(self._cases, 3)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size("lg"))
        column.addWidget(self._issues)
        column.addLayout(tables, 1)
        column.addLayout(self._sets)

    def _connect(self) -> None:
        self._previous.clicked.connect(self._playlist.previous)
        self._play.clicked.connect(self._playlist.toggle)
        self._next.clicked.connect(self._playlist.next)
        self._playlist.moved.connect(self._on_moved)
        self._sound.changed.connect(self._say_playing)
        self._cases.row_opened.connect(lambda row: self.case_requested.emit(row.matched.case.case_id))
        self._issues.current_changed.connect(self._show_issue)

    def _made_passages(self, time_zone: str) -> DataTable[PassageRow]:
        table: DataTable[PassageRow] = DataTable(
            passage_columns(self._sound, time_zone), theme=self._context.theme, key=lambda row: row.place,
            name="pack_passages", title=_("Passages"), group=lambda row: issue_title(row.number, row.row),
        )  # fmt: skip
        table.row_opened.connect(lambda row: self._playlist.play_from(row.place))
        table.clicked.connect(lambda index: self.play_current() if index.column() == 0 else None)
        self._sound.changed.connect(table.viewport().update)
        self._passages_column.addWidget(table, 1)
        return table

    def _show_issue(self, issue: TaughtIssue | None) -> None:
        """Bring the first passage and case of the issue into sight."""
        if issue is None or self._pack is None or self._passages is None:
            return
        number = self._pack.issues.index(issue) + 1
        passage = next((row for row in passage_rows(self._pack) if row.number == number), None)
        case = next((row for row in case_rows(self._pack) if row.number == number), None)
        if passage is not None:
            self._passages.select_key(passage.place)
        if case is not None:
            self._cases.select_key((case.number, case.matched.case.case_id))

    def _on_moved(self, place: int) -> None:
        if self._passages is not None:
            self._passages.select_key(place)
        self._say_playing()

    def _say_playing(self) -> None:
        place, is_playing = self._playlist.place, self._playlist.is_playing
        first = _("Play all") if place < 0 else _("Go on")
        self._play.set_text(_("Pause") if is_playing else first)
        self._play.set_icon("pause" if is_playing else "play")
        self._play.setEnabled(bool(self._playlist.passages))
        self._previous.setEnabled(place >= 0)
        self._next.setEnabled(0 <= place + 1 < len(self._playlist.passages))
        n_all = len(self._playlist.passages)
        if place < 0 or self._pack is None:
            words = ngettext("{n} passage", "{n} passages", n_all).format(n=n_all)
        else:
            row, example = self._pack.playlist[place]
            words = _("{place} of {n}: {criterion} · {call}").format(
                place=place + 1, n=n_all, criterion=in_words(row.title), call=example.call_key
            )
        self._playing.setText(words)

    def _set_line(self, place: int, one: SetProgress) -> QWidget:
        block = QWidget()
        n_cases = len(one.practice_set.case_ids)
        label = QLabel(_set_words(one, n_cases))
        label.setObjectName(f"set_on_offer_{place}")
        label.setWordWrap(True)
        row = QHBoxLayout(block)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(label, 1)
        if self._context.may(Action.OFFER_PRACTICE):
            end = Button(
                _("Offer it no more"), theme=self._context.theme, kind="quiet", small=True, name=f"end_set_{place}"
            )
            end.setToolTip(_("Nobody finds it any more; what was practised stays"))
            end.clicked.connect(partial(self._ask_end, one.practice_set.id))
            row.addWidget(end)
        return block

    def _ask_end(self, set_id: PracticeSetId) -> None:
        self.end_requested.emit(set_id)


def _set_words(one: SetProgress, n_cases: int) -> str:
    cases = ngettext("{n} case", "{n} cases", n_cases).format(n=n_cases)
    begun = ngettext("{n} person has begun", "{n} people have begun", one.n_begun).format(n=one.n_begun)
    through = ngettext("{n} is through", "{n} are through", one.n_through).format(n=one.n_through)
    title = _("On offer: {title}").format(title=practice_set_title(one.practice_set))
    return f"{title} · {listed([cases, begun, through])}"
