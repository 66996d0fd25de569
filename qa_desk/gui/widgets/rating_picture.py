"""Pictures of rating inputs, for rows that nobody is at: a form shows dozens of inputs and is answered in one.

Each is drawn by the input itself, once for every look it can have, so that nobody sees the difference.
"""

from dataclasses import dataclass

from PySide6.QtCore import QObject, QPoint, QSize
from PySide6.QtGui import QPixmap, QRegion
from PySide6.QtWidgets import QWidget

from qa_desk.domain.criteria.base import Prompt
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.rating_input import Choice, DeductionInput, rating_input

_MOST = 400


@dataclass(frozen=True, slots=True)
class RatingLook:
    """All that the look of a brief input hangs on; `ratio` is device pixels to the px."""

    prompt: Prompt
    choice: Choice
    na_allowed: bool
    n_reasons: int
    is_enabled: bool
    on_selection: bool
    ratio: float


class RatingPictures(QObject):
    """A picture for each look; thrown away when the theme changes."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pictures: dict[RatingLook, QPixmap] = {}
        theme.changed.connect(self._pictures.clear)

    def picture(self, look: RatingLook, row: QWidget) -> QPixmap:
        """The input on the ground of its row."""
        kept = self._pictures.get(look)
        if kept is None:
            if len(self._pictures) >= _MOST:
                self._pictures.clear()
            kept = self._pictures[look] = self._drawn(look, row)
        return kept

    def _drawn(self, look: RatingLook, row: QWidget) -> QPixmap:
        # in the window, whose sheet dresses it, and not in the row, which may be disabled at the moment
        shown = rating_input(look.prompt, self._theme, na_allowed=look.na_allowed, brief=True, parent=row.window())
        shown.hide()
        shown.setEnabled(look.is_enabled)
        shown.set_on_selection(look.on_selection)
        shown.set_choice(look.choice)
        if isinstance(shown, DeductionInput):
            shown.set_n_reasons(look.n_reasons)
        size = shown.sizeHint()
        shown.resize(size)
        made = QPixmap(QSize(round(size.width() * look.ratio), round(size.height() * look.ratio)))
        made.setDevicePixelRatio(look.ratio)
        # On the ground it will lie on, as letters are smoothed against what is below them.
        made.fill(self._theme.color("selection" if look.on_selection else "surface"))
        shown.render(made, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)
        shown.deleteLater()
        return made
