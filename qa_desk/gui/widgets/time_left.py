"""The time that is left of a sitting, in words and as a small clock that counts down; on the desk and on its page."""

import math
from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QWidget

from qa_desk.i18n import _

_EVERY_MS = 1_000
_SHORT_S = 5 * 60
"""With no more than this left the words stand out."""


def time_left_words(ends_at: datetime, now: datetime) -> str:
    """Minutes and seconds until then, or that it is over."""
    left_s = math.ceil((ends_at - now).total_seconds())
    if left_s <= 0:
        return _("Time is over")
    hours, rest = divmod(left_s, 3600)
    minutes, seconds = divmod(rest, 60)
    clock = f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
    return _("{clock} left").format(clock=clock)


class TimeLeft(QLabel):
    """Counts down while it is in sight; shows nothing where there is no end.

    Signals:
        over: the time has just run out.
    """

    over = Signal()

    def __init__(self, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._ends_at: datetime | None = None
        self._tick = QTimer(self)
        self._tick.setInterval(_EVERY_MS)
        self._tick.timeout.connect(self._show)
        self.setObjectName("time_left")
        self.setAccessibleName(_("Time left"))
        self.hide()

    def count_to(self, ends_at: datetime | None) -> None:
        """Count down to that moment; None hides it."""
        self._ends_at = ends_at
        self.setVisible(ends_at is not None)
        self._show()
        self._tick_while_needed()

    def _show(self) -> None:
        ends_at, now = self._ends_at, self._now()
        if ends_at is None:
            return
        self.setText(time_left_words(ends_at, now))
        tone = "warning" if (ends_at - now).total_seconds() <= _SHORT_S else ""
        if tone != self.property("tone"):
            self.setProperty("tone", tone)
            self.style().polish(self)
        if now >= ends_at and self._tick.isActive():
            self._tick.stop()
            self.over.emit()

    def _tick_while_needed(self) -> None:
        if self._ends_at is not None and self.isVisible():
            self._tick.start()
        else:
            self._tick.stop()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tick_while_needed()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._tick.stop()
