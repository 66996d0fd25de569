"""Small parts of the room: words as labels, rows made empty, and what was said of an answer."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLayout, QWidget

from qa_desk.domain.evaluation import Answer
from qa_desk.domain.scorecard import Criterion
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.words import in_words
from qa_desk.i18n import _, listed
from qa_desk.reports.panel_words import option_label, points_words


def label(words: str, kind: str = "", *, tone: str = "", name: str = "") -> QLabel:
    """Words that wrap and can be copied; never taken as markup, as people typed them."""
    made = QLabel(words)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if kind:
        made.setProperty(*(("weight", "medium") if kind == "strong" else ("type", kind)))
    if tone:
        made.setProperty("tone", tone)
    made.setObjectName(name)
    return made


def empty(layout: QLayout) -> None:
    """Take away everything that lies in a layout."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            empty(inner)


def focus_first_button(within: QWidget) -> None:
    """Take the keyboard to the first button; what was taken away is still there until the next turn, hidden."""
    for button in within.findChildren(Button):
        if not button.isHidden():
            button.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return


def rating_words(criterion: Criterion, answer: Answer | None) -> str:
    """What was answered, in the words of the scale."""
    if answer is None or (answer.rating is None and not answer.na):
        return _("no answer")
    if answer.na:
        return _("N/A")
    for option in criterion.scale.prompt().options:
        if option.code == answer.rating and isinstance(option.code, bool) == isinstance(answer.rating, bool):
            return option_label(criterion, option)
    assert answer.rating is not None, "an answer that is not N/A has a rating"
    return points_words(criterion, criterion.scale.points(answer.rating, criterion.reasons_of(answer.reasons)))


def said_words(criterion: Criterion, answer: Answer | None) -> str:
    """What was answered with its reasons and comment, in a row."""
    if answer is None:
        return rating_words(criterion, None)
    reasons = listed(in_words(reason.title) for reason in criterion.reasons_of(answer.reasons))
    return " · ".join(part for part in (rating_words(criterion, answer), reasons, answer.comment) if part)
