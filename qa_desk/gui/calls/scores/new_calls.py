"""The calls of a sheet that are not here: made without a recording, all of them or one by one."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QWidget

from qa_desk.gui.shell.theme import Theme
from qa_desk.i18n import _, ngettext

_N_COLUMNS = 6
_MOST_BY_NAME = 120


class NewCallsChoice(QWidget):
    """One box for all, and below it one for each; of very many the first have a box of their own.

    Signals:
        settled: whether calls are made (`bool`), and the keys of those that are not all the same (`frozenset`).
    """

    settled = Signal(bool, object)

    def __init__(self, keys: Sequence[str], *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = tuple(keys)
        words = ngettext("Make the {n} call, without a recording", "Make the {n} calls, without a recording", len(keys))
        self._all = QCheckBox(words.format(n=len(keys)))
        self._all.setObjectName("make_calls")
        self._all.setToolTip(_("Otherwise their evaluations are left out. A recording can be imported later."))
        self._boxes = {key: self._box(key) for key in self._keys[:_MOST_BY_NAME]}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.size("lg"))
        grid.setVerticalSpacing(theme.size("xs"))
        grid.addWidget(self._all, 0, 0, 1, _N_COLUMNS)
        for place, box in enumerate(self._boxes.values()):
            grid.addWidget(box, 1 + place // _N_COLUMNS, place % _N_COLUMNS)
        n_more = len(self._keys) - len(self._boxes)
        if n_more:
            more = QLabel(_("and {n} more").format(n=n_more))
            more.setProperty("tone", "muted")
            grid.addWidget(more, 2 + len(self._boxes) // _N_COLUMNS, 0, 1, _N_COLUMNS)
        grid.setColumnStretch(_N_COLUMNS, 1)
        self._all.clicked.connect(lambda: self.settled.emit(self._all.isChecked(), frozenset()))

    def show_answer(self, *, are_made: bool, without: Iterable[str]) -> None:
        """Tick what is made; nothing is emitted."""
        left_out = set(without)
        is_partly = are_made and not left_out.isdisjoint(self._keys)
        state = Qt.CheckState.PartiallyChecked if is_partly else Qt.CheckState.Checked
        # Three states only as long as it is so: a click on all means all or none.
        self._all.setTristate(is_partly)
        self._all.setCheckState(state if are_made else Qt.CheckState.Unchecked)
        for key, box in self._boxes.items():
            box.setChecked(are_made and key not in left_out)

    def _box(self, key: str) -> QCheckBox:
        box = QCheckBox(key)
        box.setObjectName(f"make_call_{key}")
        box.setAccessibleName(_("Make call {key}, without a recording").format(key=key))
        box.clicked.connect(self._on_one)
        return box

    def _on_one(self) -> None:
        unticked = {key for key, box in self._boxes.items() if not box.isChecked()}
        was_none = self._all.checkState() is Qt.CheckState.Unchecked
        # From none, ticking one makes that one: those without a box of their own stay left out.
        left_out = unticked | set(self._keys[_MOST_BY_NAME:]) if was_none else unticked
        are_made = len(left_out) < len(self._keys)
        self.settled.emit(are_made, frozenset(left_out if are_made else ()))
