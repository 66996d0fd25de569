"""What stands over the answers in the meeting: the criterion's name, how many pairs agree, guidance and comments."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.words import critical_title, in_words
from qa_desk.gui.widgets.badges import CriticalTag
from qa_desk.i18n import _, in_a_row, listed, ngettext
from qa_desk.reports.panel_words import settled_words
from qa_desk.reports.render.numbers import number_text
from qa_desk.services.calibration.calibrating_views import CriterionDifference, PanelAnswer

NameOf = Callable[[PanelAnswer], str]


class CriterionHead(QWidget):
    """One criterion in words; guidance and comments are shown on demand."""

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._title = _label("criterion_title")
        self._title.setProperty("type", "page")
        self._tag = CriticalTag("", theme=theme, weight="medium")
        self._facts = _label("criterion_facts", tone="muted")
        self._guidance = _label("criterion_guidance")
        self._guidance.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._guidance.hide()
        line = QHBoxLayout()
        line.setSpacing(theme.size("md"))
        line.addWidget(self._tag)
        line.addWidget(self._facts, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._title)
        self._column.addLayout(line)
        self._column.addWidget(self._guidance)
        theme.changed.connect(self._dress)
        self._dress()

    def show_difference(self, difference: CriterionDifference, name_of: NameOf) -> None:
        """Show this criterion."""
        criterion = difference.criterion
        self._title.setText(in_words(criterion.title))
        self._tag.setVisible(criterion.critical is not None)
        if criterion.critical is not None:
            self._tag.set_family(critical_title(criterion.critical))
        facts = [pairs_words(difference)]
        n_answers = sum(not answer.is_missing for answer in difference.answers)
        facts.append(ngettext("{n} inspector", "{n} inspectors", n_answers).format(n=n_answers))
        if difference.settled is not None:
            facts.append(_("settled as {answer}").format(answer=settled_words(criterion, difference.settled)))
        self._facts.setText(" · ".join(facts))
        self._guidance.setText(_guidance_words(difference, name_of))

    def show_guidance(self, shown: bool) -> None:
        """Show guidance and comments, or put them away."""
        self._guidance.setVisible(shown)

    @property
    def is_guidance_shown(self) -> bool:
        """Whether guidance and comments are in sight."""
        return not self._guidance.isHidden()

    def _dress(self) -> None:
        self._column.setSpacing(self._theme.size("xs"))


def pairs_words(difference: CriterionDifference) -> str:
    """How many pairs of inspectors agree here."""
    if not difference.n_pairs:
        return _("no pair of inspectors to compare")
    share = number_text(100 * difference.n_agreeing_pairs / difference.n_pairs, 0)
    told = ngettext(
        "{n} of {total} pair of inspectors agrees ({share} %)",
        "{n} of {total} pairs of inspectors agree ({share} %)",
        difference.n_pairs,
    )
    return told.format(n=difference.n_agreeing_pairs, total=difference.n_pairs, share=share)


def absent_words(difference: CriterionDifference, name_of: NameOf) -> str:
    """Who gave no answer, and whose came late."""
    missing = [name_of(answer) for answer in difference.answers if answer.is_missing]
    late = [name_of(answer) for answer in difference.answers if answer.late]
    parts = []
    if missing:
        parts.append(_("No answer from {names}.").format(names=listed(missing)))
    if late:
        parts.append(_("Late, shown as outline and not in the figures: {names}.").format(names=listed(late)))
    return in_a_row(parts)


def _guidance_words(difference: CriterionDifference, name_of: NameOf) -> str:
    parts = [in_words(difference.criterion.guidance)]
    parts += [
        _("{name}: {comment}").format(name=name_of(answer), comment=answer.comment)
        for answer in difference.answers
        if answer.comment
    ]
    return "\n".join(part for part in parts if part) or _("There is no guidance.")


def _label(name: str, tone: str = "") -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setWordWrap(True)
    if tone:
        label.setProperty("tone", tone)
    return label
