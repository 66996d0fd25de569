"""The reasons of a criterion as check boxes in two columns; with the keyboard on them, 1…9 tick and ↑ ↓ walk."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLabel, QWidget

from qa_desk.domain.criteria.base import Reason
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.words import in_words
from qa_desk.i18n import _

_N_COLUMNS = 2
_N_DIGITS = 9


class ReasonsList(QWidget):
    """Signals:
    reason_toggled: key of the reason, and whether it is noted now.
    finished: the person is done here (Enter); the keyboard goes back to the form.
    """

    reason_toggled = Signal(str, bool)
    finished = Signal()

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        # Boxes once made stay for the reasons of the next criterion; those shown are the first of them.
        self._made: list[_ReasonBox] = []
        self._boxes: list[_ReasonBox] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.size("lg"))
        self._grid.setVerticalSpacing(theme.size("sm"))
        for column in range(_N_COLUMNS):
            self._grid.setColumnStretch(column, 1)
        self.setObjectName("reasons_list")
        self.setAccessibleName(_("Reasons"))

    @property
    def has_keyboard(self) -> bool:
        """Whether one of the reasons has the focus."""
        return any(box.hasFocus() for box in self._boxes)

    def show_reasons(self, reasons: Sequence[Reason], *, with_points: bool) -> None:
        """Offer these reasons, none noted; `with_points` says what each takes off."""
        n_rows = -(-len(reasons) // _N_COLUMNS)
        while len(self._made) < len(reasons):
            self._make_box(len(self._made))
        for place, box in enumerate(self._made):
            box.setVisible(place < len(reasons))
        self._boxes = self._made[: len(reasons)]
        for place, (box, reason) in enumerate(zip(self._boxes, reasons, strict=True)):
            words = in_words(reason.title)
            if with_points:
                words = _("{reason} (−{points})").format(reason=words, points=f"{reason.points:g}")
            box.show_reason(reason.key, words)
            self._grid.addWidget(box, place % n_rows, place // n_rows)

    def set_noted(self, keys: Sequence[str]) -> None:
        """Tick these; nothing is emitted."""
        for box in self._boxes:
            box.set_noted(box.key in keys)

    def set_read_only(self, read_only: bool) -> None:
        """Only show what is noted."""
        for box in self._boxes:
            box.setEnabled(not read_only)

    def take_keyboard(self) -> bool:
        """Put the keyboard on the first noted reason, else on the first; false where there is none."""
        usable = [box for box in self._boxes if box.isEnabled()]
        if not usable or not self.isVisible():
            return False
        target = next((box for box in usable if box.is_noted), usable[0])
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return True

    def toggle_nth(self, number: int) -> bool:
        """Tick the nth reason or take the tick away, as the person."""
        if not 1 <= number <= min(len(self._boxes), _N_DIGITS):
            return False
        box = self._boxes[number - 1]
        box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        box.flip()
        return True

    def step(self, by: int) -> None:
        """Walk down the reasons, or up."""
        at = next((place for place, box in enumerate(self._boxes) if box.hasFocus()), 0)
        to = min(max(at + by, 0), len(self._boxes) - 1)
        self._boxes[to].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _make_box(self, place: int) -> None:
        box = _ReasonBox(place)
        box.toggled_by_user.connect(self.reason_toggled)
        self._made.append(box)
        self._grid.addWidget(box, place, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.finished.emit()
            return
        super().keyPressEvent(event)


class _ReasonBox(QWidget):
    """One reason; its words wrap and take clicks as well. Emits only what the person does."""

    toggled_by_user = Signal(str, bool)

    def __init__(self, place: int) -> None:
        super().__init__()
        self.key = ""
        self._place = place
        self._box = QCheckBox()
        self._box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._box.clicked.connect(lambda checked: self.toggled_by_user.emit(self.key, checked))
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._words.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusProxy(self._box)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)  # the box brings the gap before its words, which it does not have
        row.addWidget(self._box, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)

    @property
    def is_noted(self) -> bool:
        return self._box.isChecked()

    def show_reason(self, key: str, words: str) -> None:
        """Stand for this reason, not noted."""
        self.key = key
        self._box.setObjectName(f"reason_{key}")
        self._box.setAccessibleName(words)
        self._box.setChecked(False)
        self._words.setText(words)
        digit = self._place + 1
        tip = _("{reason} ({digit})").format(reason=words, digit=digit) if digit <= _N_DIGITS else words
        self.setToolTip(tip)

    def set_noted(self, noted: bool) -> None:
        self._box.setChecked(noted)

    def flip(self) -> None:
        self._box.click()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.flip()
