"""Taking a decision in the meeting: what it becomes, in words, by whom, until when; in the place of settling."""

from datetime import timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from qa_desk.domain.ids import PersonId
from qa_desk.domain.meeting import DecisionKind
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.words import in_words
from qa_desk.gui.widgets.choice_box import ChoiceBox
from qa_desk.gui.widgets.day_edit import DayEdit
from qa_desk.gui.widgets.waveform.painting import clock
from qa_desk.i18n import N_, _
from qa_desk.services.calibration.calibrating_views import CriterionDifference
from qa_desk.services.calibration.meeting_views import DecisionChoices, DecisionDraft

_USUAL_DAYS = 14

_TITLES: dict[DecisionKind, str] = {
    DecisionKind.GUIDANCE: N_("Add to the guidance of “{criterion}”, in the draft of the next version"),
    DecisionKind.STANDARD_CASE: N_("Keep call {call} as a standard case, with all its settled answers"),
    DecisionKind.TRACKED_ITEM: N_("Follow “{criterion}” as a tracked item"),
    DecisionKind.TRAINING_NOTE: N_(
        "Give one inspector a training note on “{criterion}”; only lead and trainer read it too"
    ),
    DecisionKind.ACTION: N_("Decide on something to be done"),
}


class DecisionForm(QWidget):
    """One decision at a time.

    Signals:
        decided: the `DecisionDraft`.
        left: nothing was decided, or it is done; the keys of the meeting act again.
    """

    decided = Signal(object)
    left = Signal()

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._kind = DecisionKind.ACTION
        self._difference: CriterionDifference | None = None
        self._passage: tuple[float, float] | None = None
        self._choices: DecisionChoices | None = None
        self.setObjectName("decision_form")
        self._build()
        self._connect()

    @property
    def kind(self) -> DecisionKind:
        """What is being decided on."""
        return self._kind

    def begin(
        self,
        kind: DecisionKind,
        difference: CriterionDifference,
        choices: DecisionChoices,
        *,
        text: str,
        passage: tuple[float, float] | None,
    ) -> None:
        """Ask for a decision about this criterion; `passage` is what was played last."""
        self._kind, self._difference, self._choices, self._passage = kind, difference, choices, passage
        title = _(_TITLES[kind]).format(criterion=in_words(difference.criterion.title), call=difference.call_key)
        if kind is DecisionKind.TRAINING_NOTE and passage is not None:
            heard = _("with the passage {start}–{end}").format(start=clock(passage[0]), end=clock(passage[1]))
            title = " · ".join((title, heard))
        self._title.setText(title)
        self._text.setText(text)
        is_note = kind is DecisionKind.TRAINING_NOTE
        self._owner.set_choices(
            [
                (_("for whom?") if is_note else _("by whom?"), ""),
                *((name, str(person_id)) for person_id, name in choices.owners[kind]),
            ]
        )
        own = str(self._context.actor.person_id)
        owners = {str(person_id) for person_id, _name in choices.owners[kind]}
        is_own = not is_note and own in owners
        self._owner.set_value(own if is_own else "")
        self._due.set_earliest(choices.today)
        self._due.set_day(choices.today + timedelta(days=_USUAL_DAYS))
        self._show_whether_complete()
        self._text.setFocus(Qt.FocusReason.OtherFocusReason)
        self._text.selectAll()

    def _build(self) -> None:
        theme = self._context.theme
        self._title = QLabel()
        self._title.setObjectName("decision_title")
        self._title.setProperty("weight", "medium")
        self._title.setWordWrap(True)
        self._text = QLineEdit()
        self._text.setObjectName("decision_text")
        self._text.setAccessibleName(_("What was decided"))
        self._text.setPlaceholderText(_("What was decided, in a sentence"))
        self._owner = ChoiceBox(theme=theme, name="decision_owner", title=_("Who carries it out"))
        self._due = DayEdit(theme=theme, name="decision_due", title=_("Until when"))
        self._until = QLabel(_("until"))
        self._until.setProperty("tone", "muted")
        self._cancel = Button(_("Cancel"), theme=theme, kind="quiet", name="decision_cancel")
        self._keep = Button(_("Decide"), theme=theme, kind="primary", name="decision_keep")
        row = QHBoxLayout()
        row.setSpacing(theme.size("md"))
        row.addWidget(self._owner)
        row.addWidget(self._until)
        row.addWidget(self._due)
        row.addStretch(1)
        row.addWidget(self._cancel)
        row.addWidget(self._keep)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._title)
        self._column.addWidget(self._text)
        self._column.addLayout(row)
        self._column.addStretch(1)
        self._dress()

    def _connect(self) -> None:
        self._cancel.clicked.connect(self.left)
        self._keep.clicked.connect(self._decide)
        self._text.textChanged.connect(lambda _text: self._show_whether_complete())
        self._text.returnPressed.connect(self._decide)
        self._owner.chosen.connect(lambda _value: self._show_whether_complete())
        self._context.theme.changed.connect(self._dress)
        self._context.commands.bind(
            self, {"window.close_notice": self.left.emit}, enabled={"window.close_notice": self.isVisible}
        )

    def _dress(self) -> None:
        theme = self._context.theme
        edge = theme.size("xl")
        self._column.setContentsMargins(edge, theme.size("sm"), edge, theme.size("md"))
        self._column.setSpacing(theme.size("sm"))

    def _problem(self) -> str:
        if not self._text.text().strip():
            return _("Say what was decided first")
        return "" if self._owner.value else _("Choose who carries it out first")

    def _show_whether_complete(self) -> None:
        self._keep.set_disabled_reason(self._problem())

    def _decide(self) -> None:
        assert self._difference is not None
        assert self._choices is not None
        if self._problem():
            if self._text.text().strip():
                self._owner.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        owner = next(
            person_id for person_id, _name in self._choices.owners[self._kind] if str(person_id) == self._owner.value
        )
        start_s, end_s = self._passage or (None, None)
        self.decided.emit(
            DecisionDraft(
                self._kind,
                self._text.text().strip(),
                PersonId(owner),
                self._due.day,
                self._difference.call_id,
                self._difference.criterion.key,
                start_s if self._kind is DecisionKind.TRAINING_NOTE else None,
                end_s if self._kind is DecisionKind.TRAINING_NOTE else None,
            )
        )
