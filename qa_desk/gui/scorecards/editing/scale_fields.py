"""The scale of a criterion: which of the four, and what makes it up."""

from collections.abc import Collection
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from qa_desk.domain.criteria.base import Scale
from qa_desk.domain.criteria.deduction import Deduction
from qa_desk.domain.criteria.levels import Level, Levels
from qa_desk.domain.criteria.pass_fail import PassFail
from qa_desk.domain.criteria.points import Points
from qa_desk.domain.scorecard import Criterion
from qa_desk.domain.text import NO_TEXT, LocalText
from qa_desk.gui.scorecards.editing.entry_rows import Entry, EntryRows
from qa_desk.gui.scorecards.editing.quiet_fields import ChoiceBox, NumberField
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.words import scale_title
from qa_desk.i18n import _

_FIRST_MAXIMUM = 10.0
_LEAST_LEVELS = 2
_FIRST_LEVELS = (
    Level(LocalText.of({"en": "missing", "zh_CN": "缺失"}), 0.0),
    Level(LocalText.of({"en": "incomplete", "zh_CN": "不完整"}), 3.0),
    Level(LocalText.of({"en": "complete", "zh_CN": "完整"}), 5.0),
)
_SCALES: tuple[type[PassFail | Levels | Points | Deduction], ...] = (PassFail, Levels, Points, Deduction)


class ScaleFields(QWidget):
    """A choice of scales above the fields of the one chosen.

    Signals:
        scale_changed: the `Scale` as it is now, and whether another kind was chosen.
    """

    scale_changed = Signal(object, bool)

    def __init__(self, languages: Collection[str], *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._scale: Scale = PassFail()
        self.setObjectName("scale_fields")
        self._kind = ChoiceBox(name="scale", title=_("Scale"))
        self._maximum = NumberField(theme=theme, name="scale_max", title=_("Most points"))
        self._step = NumberField(theme=theme, name="scale_step", title=_("Step"))
        # told when the field is left: on the way to 12 a maximum of 1 would not go with the step
        for field in (self._maximum, self._step):
            field.setKeyboardTracking(False)
        self._levels = EntryRows(
            languages,
            theme=theme,
            name="level",
            title=_("Level"),
            add_title=_("Add a level"),
            can_move=False,
            least=_LEAST_LEVELS,
        )
        self._build()
        self._connect()

    def show_criterion(self, criterion: Criterion) -> None:
        """Show its scale; a critical criterion is passed or failed and nothing else."""
        self._scale = criterion.scale
        offered = (PassFail,) if criterion.critical is not None and isinstance(criterion.scale, PassFail) else _SCALES
        choices = [(kind.key, scale_title(kind.key)) for kind in offered]
        self._kind.show_choices(choices, criterion.scale.key)
        self._levels.setVisible(isinstance(criterion.scale, Levels))
        self._step_part.setVisible(isinstance(criterion.scale, Points))
        self._maximum_label.setText(_maximum_words(criterion.scale))
        self._numbers.setVisible(not isinstance(criterion.scale, Levels) and criterion.critical is None)
        if isinstance(criterion.scale, Levels):
            self._levels.show_entries([Entry(level.label, level.points) for level in criterion.scale.levels])
            return
        self._maximum.show_number(criterion.scale.maximum)
        if isinstance(criterion.scale, Points):
            self._step.show_number(criterion.scale.step)

    def show_languages(self, languages: Collection[str]) -> None:
        """Leave only the fields of these languages."""
        self._levels.show_languages(languages)

    def set_read_only(self, read_only: bool) -> None:
        """Let it be read, not changed."""
        self._kind.setEnabled(not read_only)
        self._maximum.setEnabled(not read_only)
        self._step.setEnabled(not read_only)
        self._levels.set_read_only(read_only)

    def _build(self) -> None:
        theme = self._theme
        self._maximum_label, step_label = QLabel(), QLabel(_("in steps of"))
        self._step_part = QWidget()
        step_row = QHBoxLayout(self._step_part)
        step_row.setContentsMargins(0, 0, 0, 0)
        step_row.addWidget(step_label)
        step_row.addWidget(self._step)
        self._numbers = QWidget()
        row = QHBoxLayout(self._numbers)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.size("sm"))
        for widget in (self._maximum_label, self._maximum, self._step_part):
            row.addWidget(widget)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size("sm"))
        for widget in (self._kind, self._numbers, self._levels):
            column.addWidget(widget)
        self.setFocusProxy(self._kind)

    def _connect(self) -> None:
        self._kind.choice_made.connect(self._on_kind_chosen)
        self._maximum.number_changed.connect(lambda _number: self._on_numbers())
        self._step.number_changed.connect(lambda _number: self._on_numbers())
        self._levels.entry_changed.connect(self._on_level)
        self._levels.added.connect(self._add_level)
        self._levels.removed.connect(self._remove_level)

    def _on_kind_chosen(self, kind: object) -> None:
        if kind != self._scale.key:
            self.scale_changed.emit(_first(str(kind), self._scale.maximum), True)

    def _on_numbers(self) -> None:
        most, scale = self._maximum.value(), self._scale
        if isinstance(scale, Points):
            self.scale_changed.emit(Points(most, self._step.value()), False)
        elif isinstance(scale, PassFail | Deduction):
            self.scale_changed.emit(replace(scale, maximum=most), False)

    def _on_level(self, at: int, entry: Entry) -> None:
        levels = [*self._own_levels()]
        levels[at] = Level(entry.text, entry.number or 0.0)
        self._tell_levels(levels)

    def _add_level(self) -> None:
        levels = self._own_levels()
        self._tell_levels([*levels, Level(NO_TEXT, levels[-1].points + 1 if levels else 0.0)])
        self._levels.take_keyboard(len(levels))

    def _remove_level(self, at: int) -> None:
        levels = self._own_levels()
        self._tell_levels([*levels[:at], *levels[at + 1 :]])

    def _own_levels(self) -> tuple[Level, ...]:
        return self._scale.levels if isinstance(self._scale, Levels) else ()

    def _tell_levels(self, levels: list[Level]) -> None:
        # levels stand in the order of their points: the last one is the best
        self.scale_changed.emit(Levels(tuple(sorted(levels, key=lambda level: level.points))), False)


def _first(kind: str, maximum: float) -> Scale:
    """A scale to begin with, as large as the one before where that makes sense."""
    most = maximum if maximum > 1 else _FIRST_MAXIMUM
    scales: dict[str, Scale] = {
        PassFail.key: PassFail(),
        Levels.key: Levels(_FIRST_LEVELS),
        Points.key: Points(most, 1.0 if most == round(most) else most),
        Deduction.key: Deduction(most),
    }
    return scales[kind]


def _maximum_words(scale: Scale) -> str:
    if isinstance(scale, PassFail):
        return _("Passing shows as")
    if isinstance(scale, Deduction):
        return _("Starts at")
    return _("0 to")
