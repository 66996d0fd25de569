"""Boxes for numbers whose words begin where those of other fields do: a style sheet's padding does not reach them."""

from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QSpinBox, QWidget


class NumberBox(QSpinBox):
    """A whole number."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        _indent(self)


class DecimalBox(QDoubleSpinBox):
    """A number with decimals."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        _indent(self)


def _indent(field: QAbstractSpinBox) -> None:
    """Let the words begin a letter from the edge, however large letters are."""
    field.lineEdit().setTextMargins(field.fontMetrics().averageCharWidth(), 0, 0, 0)
