"""A figure with its words: the title says the finding, below it what is counted; then the drawing."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.charts.bars import BarsCanvas
from qa_desk.gui.widgets.charts.canvas import Canvas
from qa_desk.gui.widgets.charts.forest import ForestCanvas
from qa_desk.gui.widgets.charts.heat import HeatCanvas
from qa_desk.gui.widgets.charts.histogram import HistogramCanvas
from qa_desk.reports.figures import Bars, Figure, ForestPlot, HeatTable, Histogram, Pareto


class Chart(QWidget):
    """Shows any figure of reports/figures.

    Signals:
        opened: key of the rows behind what was clicked or entered.
    """

    opened = Signal(str)

    def __init__(self, *, theme: Theme, name: str = "chart", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._figure: Figure | None = None
        self._canvas: Canvas | None = None
        self._opening: Mapping[str, str] | None = None
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._build()
        theme.changed.connect(self._dress)

    @property
    def canvas(self) -> Canvas | None:
        """The drawing; None until the chart was shown with a figure."""
        return self._canvas

    @property
    def figure(self) -> Figure | None:
        """What is shown."""
        return self._figure

    def open_only(self, opening: Mapping[str, str]) -> None:
        """Offer rows behind just these keys, with what a click does in words; all that have a key, unless said."""
        self._opening = opening
        if self._canvas is not None:
            self._canvas.open_only(opening)

    def show_figure(self, figure: Figure) -> None:
        """Show this figure; it is drawn when the chart is first seen."""
        if figure == self._figure:
            return
        self._figure = figure
        self._title.setText(figure.title.replace(" %", "\N{NO-BREAK SPACE}%"))
        self._subtitle.setText(figure.subtitle)
        self._subtitle.setVisible(bool(figure.subtitle))
        self.setAccessibleName(figure.title)
        self._drop_canvas()
        if self.isVisible():
            self._make_canvas()

    def _build(self) -> None:
        self._title = QLabel()
        self._title.setObjectName("chart_title")
        self._title.setWordWrap(True)
        self._subtitle = QLabel()
        self._subtitle.setObjectName("chart_subtitle")
        self._subtitle.setWordWrap(True)
        for label in (self._title, self._subtitle):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(self._theme.size("xs"))
        self._column.addWidget(self._title)
        self._column.addWidget(self._subtitle)
        self._dress()

    def _dress(self) -> None:
        self._title.setFont(self._theme.font("title", "strong"))
        self._subtitle.setFont(self._theme.font("caption"))
        self._title.setStyleSheet(f"color: {self._theme.color('text').name()};")
        self._subtitle.setStyleSheet(f"color: {self._theme.color('muted').name()};")

    def _make_canvas(self) -> None:
        if self._canvas is None and self._figure is not None:
            self._canvas = canvas_for(self._figure, self._theme)
            self._canvas.opened.connect(self.opened)
            if self._opening is not None:
                self._canvas.open_only(self._opening)
            self._column.addSpacing(self._theme.size("sm"))
            self._column.addWidget(self._canvas)

    def _drop_canvas(self) -> None:
        if self._canvas is not None:
            self._column.removeWidget(self._canvas)
            self._column.takeAt(self._column.count() - 1)
            self._canvas.hide()
            self._canvas.deleteLater()
            self._canvas = None

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._make_canvas()


def canvas_for(figure: Figure, theme: Theme) -> Canvas:
    """The drawing of a figure."""
    if isinstance(figure, ForestPlot):
        return ForestCanvas(figure, theme=theme)
    if isinstance(figure, HeatTable):
        return HeatCanvas(figure, theme=theme)
    if isinstance(figure, Bars):
        return BarsCanvas(figure, theme=theme)
    if isinstance(figure, Histogram):
        return HistogramCanvas(figure, theme=theme)
    # Here and not above: pyqtgraph takes 0.8 s to load, which a window that shows no such chart must not pay.
    from qa_desk.gui.widgets.charts.plots import ParetoCanvas, SeriesCanvas

    if isinstance(figure, Pareto):
        return ParetoCanvas(figure, theme=theme)
    return SeriesCanvas(figure, theme=theme)
