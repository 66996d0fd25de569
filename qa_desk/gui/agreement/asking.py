"""The controls at the left: which files are open, and what is asked of them."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from qa_desk.agreement.chance.krippendorff import Metric
from qa_desk.agreement.request import DEFAULT_STANDARD
from qa_desk.agreement.weights import WEIGHTINGS
from qa_desk.gui.agreement.opened import Asked, Choices, OpenedFile
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.number_boxes import NumberBox
from qa_desk.i18n import _
from qa_desk.reports.statistic_names import scale_text, weights_text

_LEVELS = (0.9, 0.95, 0.99)


class Asking(QWidget):
    """Files and controls in one column.

    Signals:
        asked: something else is asked.
        shown: path of the file whose figures the person wants to see.
        removed: path of the file to be put away.
    """

    asked = Signal()
    shown = Signal(object)
    removed = Signal(object)

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._target = 0.9
        self.setObjectName("asking")
        self._build()
        self._connect()

    def asked_now(self) -> Asked:
        """What the controls say."""
        labels = (label.strip() for label in self.categories.text().replace("，", ",").split(","))
        return Asked(
            scale=self.scale.currentData(),
            categories=tuple(dict.fromkeys(label for label in labels if label)),
            standard=self.standard.currentData() or "",
            positive=self.positive.currentData() or "",
            weights=self.weights.currentData() or "",
            confidence=self.confidence.currentData(),
            target=self.target.value() / 100.0,
        )

    def set_target(self, share: float) -> None:
        """Begin with the centre's target."""
        with QSignalBlocker(self.target):
            self.target.setValue(round(100.0 * share))

    def show_files(self, files: Sequence[OpenedFile], current: Path | None) -> None:
        """List the files, the one whose figures are shown marked."""
        while (item := self._files.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for place, one in enumerate(files):
            self._files.addWidget(self._file(place, one, is_current=one.path == current and len(files) > 1))

    def offer(self, choices: Choices) -> None:
        """Offer the raters and categories of the files, keeping what is chosen where it still exists."""
        automatic = _("{scale} (guessed)").format(scale=scale_text(choices.scale))
        _fill(self.scale, [(automatic, None), *((scale_text(metric), metric) for metric in Metric)])
        by_itself = DEFAULT_STANDARD if DEFAULT_STANDARD in choices.raters else _("none")
        named = [(rater, rater) for rater in choices.raters if rater != DEFAULT_STANDARD]
        _fill(self.standard, [(by_itself, ""), *named])
        _fill(self.positive, [(_("not said"), ""), *((category, category) for category in choices.categories)])
        self.categories.setPlaceholderText(", ".join(choices.categories[:8]))

    def _build(self) -> None:
        theme = self._theme
        self._files = QVBoxLayout()
        self._files.setSpacing(0)
        self.scale, self.standard, self.positive, self.weights, self.confidence = (QComboBox() for _place in range(5))
        self.categories = QLineEdit()
        self.target = NumberBox()
        self.target.setRange(1, 100)
        self.target.setValue(90)
        self.target.setSuffix(" %")
        _fill(self.weights, [(_("none"), ""), *((weights_text(name), name) for name in WEIGHTINGS)])
        _fill(self.confidence, [(f"{100 * level:.0f} %", level) for level in _LEVELS], first=0.95)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, theme.size("lg"))
        column.setSpacing(theme.size("xs"))
        column.addWidget(self._label(_("Files")))
        column.addLayout(self._files)
        for name, title, field, tip in (
            ("scale", _("Level of measurement"), self.scale, _("Unordered categories, ordered ones, or measured "
             "numbers")),
            ("categories", _("Categories in their order"), self.categories, _("Separated by commas, the lowest first; "
             "also those that nobody used")),
            ("standard", _("Standard"), self.standard, _("The rater whose ratings are the settled answers")),
            ("positive", _("Good category"), self.positive, _("The category that means passed: then misses and false "
             "alarms are counted")),
            ("weights", _("Weights"), self.weights, _("Credit for near agreement of ordered categories")),
            ("confidence", _("Confidence"), self.confidence, _("The level of the intervals")),
            ("target", _("Target"), self.target, _("The agreement to be reached")),
        ):  # fmt: skip
            field.setObjectName(f"ask_{name}")
            field.setAccessibleName(title)
            field.setToolTip(tip)
            label = self._label(title)
            label.setBuddy(field)
            column.addSpacing(theme.size("sm"))
            column.addWidget(label)
            column.addWidget(field)
        column.addStretch(1)

    def _connect(self) -> None:
        for box in (self.scale, self.standard, self.positive, self.weights, self.confidence):
            box.activated.connect(lambda _place: self.asked.emit())
        self.categories.editingFinished.connect(self._on_categories)
        self.target.valueChanged.connect(lambda _value: self.asked.emit())
        self._typed = ""

    def _on_categories(self) -> None:
        if self.categories.text() != self._typed:
            self._typed = self.categories.text()
            self.asked.emit()

    def _label(self, text: str) -> QLabel:
        label = QLabel(text)
        label.setProperty("tone", "muted")
        label.setProperty("type", "caption")
        return label

    def _file(self, place: int, one: OpenedFile, *, is_current: bool) -> QWidget:
        theme = self._theme
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        icon = "error" if one.problem else "check" if is_current else "document"
        name = Button(one.path.name, theme=theme, kind="quiet", small=True, icon=icon, name=f"file_{place}")
        name.setToolTip(one.problem or str(one.path))
        name.setMaximumWidth(theme.px(204))
        name.clicked.connect(lambda: self.shown.emit(one.path))
        away = Button(theme=theme, kind="quiet", small=True, icon="close", name=f"remove_{place}",
                      tip=_("Put {file} away").format(file=one.path.name))  # fmt: skip
        away.clicked.connect(lambda: self.removed.emit(one.path))
        row.addWidget(name, 0, Qt.AlignmentFlag.AlignLeft)
        row.addStretch(1)
        row.addWidget(away)
        return line


def _fill(box: QComboBox, entries: Sequence[tuple[str, object]], *, first: object = None) -> None:
    """Offer these entries; what was chosen stays chosen, else `first`. No signal is emitted."""
    chosen = box.currentData() if box.count() else first
    with QSignalBlocker(box):
        box.clear()
        for title, value in entries:
            box.addItem(title, value)
        values = [value for _title, value in entries]
        place = next(
            (place for place, value in enumerate(values) if value == chosen and type(value) is type(chosen)), 0
        )
        box.setCurrentIndex(place)
    box.setMinimumContentsLength(8)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
