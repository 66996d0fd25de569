"""The points within which a total counts as right, to be set beside the figure that they are in."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QWheelEvent

from qa_desk.gui.widgets.number_boxes import DecimalBox
from qa_desk.i18n import _
from qa_desk.services.figures.measuring import WIDEST_TOLERANCE


class ToleranceField(DecimalBox):
    """A number of points.

    Signals:
        chosen: what was set by hand.
    """

    chosen = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self.setRange(0.0, WIDEST_TOLERANCE)
        self.setDecimals(1)
        self.setPrefix("±")
        self.setObjectName("score_tolerance")
        self.setAccessibleName(_("points from settled"))
        self.setToolTip(self.accessibleName())
        self.setSuffix(f" {self.accessibleName()}")
        self.setKeyboardTracking(False)
        self.valueChanged.connect(self.chosen)

    def show_points(self, points: float) -> None:
        """Show another value; nothing is set by that."""
        self.blockSignals(True)
        self.setValue(points)
        self.blockSignals(False)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page: scrolling past must not change a setting of the whole centre."""
        event.ignore()
