"""The control of one setting, as its `Preference` describes it; what is set by hand acts at once."""

from typing import Any

from PySide6.QtWidgets import QCheckBox, QDoubleSpinBox, QWidget

from qa_desk.gui.preferences.output_choice import OutputChoice
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.settings import Preference
from qa_desk.gui.widgets.number_boxes import DecimalBox
from qa_desk.gui.widgets.segments import Segment, SegmentedChoice
from qa_desk.i18n import _

_NUMBER_WIDTH = 112


def control_of(name: str, shown_as: Preference, context: PageContext) -> QWidget:
    """Segments for choices, a box for a number, a list for a sound device, else a switch."""
    change = context.settings.change
    if shown_as.choices:
        segments = tuple(Segment(choice.value, _(choice.title)) for choice in shown_as.choices)
        choice = SegmentedChoice(segments, theme=context.theme, name=name, subject=_(shown_as.title))
        choice.chosen.connect(lambda value: change(**{name: value}))
        return choice
    if shown_as.is_output:
        output = OutputChoice(context, name=name, title=_(shown_as.title))
        output.chosen.connect(lambda value: change(**{name: value}))
        return output
    if shown_as.most > 0:
        return _number(name, shown_as, context)
    switch = QCheckBox()
    switch.setObjectName(name)
    switch.setAccessibleName(_(shown_as.title))
    switch.toggled.connect(lambda value: change(**{name: value}))
    return switch


def show_value(control: QWidget, value: Any) -> None:
    """Show another value; nothing is set by that."""
    control.blockSignals(True)
    if isinstance(control, SegmentedChoice | OutputChoice):
        control.set_value(value)
    elif isinstance(control, QDoubleSpinBox):
        control.setValue(value)
    elif isinstance(control, QCheckBox):
        control.setChecked(value)
    control.blockSignals(False)


def _number(name: str, shown_as: Preference, context: PageContext) -> QDoubleSpinBox:
    theme = context.theme
    number = DecimalBox()
    number.setRange(shown_as.least, shown_as.most)
    number.setSingleStep(shown_as.step)
    number.setDecimals(0 if shown_as.step >= 1 else 1)
    number.setSuffix(f" {_(shown_as.unit)}" if shown_as.unit else "")
    number.setObjectName(name)
    number.setAccessibleName(_(shown_as.title))
    number.setFixedWidth(theme.px(_NUMBER_WIDTH))
    number.setKeyboardTracking(False)
    number.valueChanged.connect(lambda value: context.settings.change(**{name: round(float(value), 2)}))
    return number
