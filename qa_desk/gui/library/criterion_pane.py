"""Pass and fail, five seconds each: one criterion as two cases settled it, heard one after the other by one key."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from qa_desk.domain.ids import CaseId
from qa_desk.domain.scorecard import Criterion
from qa_desk.gui.library.answers import SettledLine, settled_lines
from qa_desk.gui.library.case_parts import label, why
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.words import in_words
from qa_desk.gui.widgets.badges import AnswerGlyph
from qa_desk.gui.widgets.choice_box import ChoiceBox
from qa_desk.gui.widgets.sound.row_sound import RowPassage, RowSound
from qa_desk.gui.widgets.waveform.painting import clock
from qa_desk.i18n import _
from qa_desk.services.cases.browsing_cases import TellingPair
from qa_desk.services.cases.curating import CaseView

_LENGTH_S = 5.0


class CriterionPane(QWidget):
    """Two cases on one criterion.

    Signals:
        closed: the person wants the case of the list back.
        case_wanted: the key of the case to show whole.
    """

    closed = Signal()
    case_wanted = Signal(object)

    def __init__(self, context: PageContext, sound: RowSound, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._sound = sound
        self._passages: list[RowPassage] = []
        self._asked = ""
        self.setObjectName("criterion_pane")
        self._build()

    @property
    def passages(self) -> Sequence[RowPassage]:
        """What is heard: of the case that passed, then of the one that failed."""
        return tuple(self._passages)

    def begin(self, criterion_key: str) -> None:
        """Offer the criteria, and compare on this one, or on the first."""
        service, actor = self._context.services.browsing_cases, self._context.actor

        def offer(criteria: tuple[Criterion, ...]) -> None:
            self._choice.set_choices([(in_words(one.title), one.key) for one in criteria])
            self._choice.set_value(criterion_key)
            if criteria:
                self._compare(self._choice.value)

        self._context.jobs.run(
            self,
            _("Reading the criteria"),
            lambda _progress: service.criteria(actor),
            offer,
            self._tell,
            is_quiet=True,
        )

    def play_both(self) -> None:
        """Five seconds of each, one after the other."""
        self._sound.play_in_turn(self._passages)

    def _compare(self, criterion_key: str) -> None:
        self._asked = criterion_key
        services, actor = self._context.services, self._context.actor

        def work(_progress: object) -> tuple[CaseView | None, ...]:
            pair: TellingPair = services.browsing_cases.pair(actor, criterion_key)
            keys = (pair.passing, pair.failing)
            return tuple(services.curating.case(actor, key) if key is not None else None for key in keys)

        def show(views: tuple[CaseView | None, ...]) -> None:
            if criterion_key == self._asked:
                self._show(criterion_key, views)

        self._context.jobs.run(self, _("Finding two cases"), work, show, self._tell, is_quiet=True)

    def _tell(self, error: Exception) -> None:
        self._context.notices.error(error, key="case")

    def _build(self) -> None:
        theme = self._context.theme
        column = QVBoxLayout(self)
        edge = theme.size("xl")
        column.setContentsMargins(edge, theme.size("md"), edge, edge)
        column.setSpacing(theme.size("md"))
        top = QHBoxLayout()
        top.addWidget(label(_("Pass and fail"), "title"), 1)
        close = Button(_("Close"), theme=theme, kind="quiet", small=True, name="close_pair")
        close.clicked.connect(self.closed)
        top.addWidget(close)
        column.addLayout(top)
        self._choice = ChoiceBox(theme=theme, name="compared_criterion", title=_("Criterion"))
        self._choice.chosen.connect(self._compare)
        column.addWidget(self._choice)
        self._play = Button(
            _("Play both"),
            theme=theme,
            icon="play",
            commands=self._context.commands,
            command="case.play_both",
            tip=_("Five seconds of each, one after the other"),
            name="play_both",
        )
        self._play.clicked.connect(self.play_both)
        row = QHBoxLayout()
        row.addWidget(self._play)
        row.addStretch(1)
        column.addLayout(row)
        self._sides = QHBoxLayout()
        self._sides.setSpacing(theme.size("xl"))
        column.addLayout(self._sides)
        column.addStretch(1)

    def _show(self, criterion_key: str, views: tuple[CaseView | None, ...]) -> None:
        while (entry := self._sides.takeAt(0)) is not None:
            widget = entry.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._passages = []
        words = (_("No valid case passed this criterion yet."), _("No valid case failed this criterion yet."))
        for view, missing in zip(views, words, strict=True):
            side = label(missing, tone="muted") if view is None else self._side(criterion_key, view)
            self._sides.addWidget(side, 1)
        self._play.setEnabled(bool(self._passages))

    def _side(self, criterion_key: str, view: CaseView) -> QWidget:
        theme = self._context.theme
        line = next((one for one in settled_lines(view) if one.criterion.key == criterion_key), None)
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size("sm"))
        row = QHBoxLayout()
        row.setSpacing(theme.size("sm"))
        if line is not None:
            glyph = AnswerGlyph(theme=theme)
            glyph.set_state(line.state)
            row.addWidget(glyph)
            row.addWidget(label(line.words, "title"), 1)
        column.addLayout(row)
        column.addWidget(label(view.case.title, weight="medium"))
        column.addWidget(label(view.case.code, "caption", tone="muted"))
        column.addWidget(self._passage(criterion_key, view))
        for because in _reasons(line, view):
            column.addWidget(label(because, tone="muted"))
        whole = Button(_("Show the case"), theme=theme, kind="quiet", small=True, name="show_case")
        whole.clicked.connect(lambda: self.case_wanted.emit(CaseId(view.case.id)))
        row = QHBoxLayout()
        row.addWidget(whole)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)
        return side

    def _passage(self, criterion_key: str, view: CaseView) -> QWidget:
        mark = view.case.evidence_of(criterion_key)
        if mark is None:
            return label(_("No passage is marked for it."), "caption", tone="muted")
        end_s = min(mark.start_s + _LENGTH_S, view.detail.call.duration_s or mark.start_s + _LENGTH_S)
        passage = RowPassage(view.case.call_id, view.case.code, mark.start_s, end_s)
        self._passages.append(passage)
        words = _("{start} to {end}").format(start=clock(mark.start_s), end=clock(end_s))
        button = Button(words, theme=self._context.theme, kind="quiet", small=True, icon="play", name="play_passage")
        button.clicked.connect(lambda: self._sound.toggle(passage))
        return button


def _reasons(line: SettledLine | None, view: CaseView) -> list[str]:
    """Why it was settled so: what the panel said of the answer, else what the case teaches."""
    said = why(line) if line is not None else ""
    if not said and line is not None and line.answer is not None:
        said = line.answer.rationale
    return [one for one in (said or view.case.rationale,) if one]
