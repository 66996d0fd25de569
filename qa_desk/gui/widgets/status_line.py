"""The line at the foot: what is missing, saved and heard; how far long work is; tabs of the panel above."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QLabel, QRadioButton, QSizePolicy, QWidget

from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.icons import paint_icon
from qa_desk.gui.shell.key_cap import key_cap_size, paint_key_cap
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.painting import FocusRing, draw_box, draw_text, text_width
from qa_desk.i18n import _, ngettext

_BAR_WIDTH = 64
_BAR_HEIGHT = 4
_DONE_STAYS_MS = 5000


class ShareBar(QWidget):
    """A thin bar that shows a share; the words beside it say the same."""

    def __init__(
        self, *, theme: Theme, width: int = _BAR_WIDTH, token: str = "accent", ground: str = "surface"
    ) -> None:
        super().__init__()
        self._theme = theme
        self._wide = width
        self._token = token
        self._ground = ground
        self._share = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def set_share(self, share: float) -> None:
        """Show a share, 0…1."""
        self._share = min(max(share, 0.0), 1.0)
        self.setAccessibleName(_("{percent} %").format(percent=round(100 * self._share)))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(self._wide), self._theme.px(_BAR_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter, rect = self._theme, QPainter(self), QRectF(self.rect())
        radius = rect.height() / 2
        draw_box(painter, rect, radius=radius, fill=theme.tint("text", self._ground, 0.12))
        if self._share > 0:
            filled = QRectF(rect.x(), rect.y(), max(rect.width() * self._share, rect.height()), rect.height())
            draw_box(painter, filled, radius=radius, fill=theme.color(self._token))


class ProgressLine(QWidget):
    """One piece of long work: what, how far, how long still, and ✕ to cancel. Hidden while nothing runs.

    Signals:
        cancel_requested: the ✕.
    """

    cancel_requested = Signal()

    def __init__(self, *, theme: Theme, name: str = "progress", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName(name)
        self._words = QLabel()
        self._words.setObjectName("progress_words")
        self._bar = ShareBar(theme=theme, ground="background")
        self._left = QLabel()
        self._left.setObjectName("progress_left")
        tip = _("Cancel; what is done stays")
        self._cancel = Button(theme=theme, kind="quiet", small=True, icon="close", tip=tip, ground="background")
        self._cancel.setObjectName("progress_cancel")
        self._sign = _Sign(theme=theme)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_DONE_STAYS_MS)
        self._build()
        self._timer.timeout.connect(self.hide)
        self._cancel.clicked.connect(self.cancel_requested)
        theme.changed.connect(self._dress)
        self.hide()

    def show_progress(self, words: str, share: float | None = None, seconds_left: float | None = None) -> None:
        """Say what runs; without a share words only, as a moving stripe would say nothing."""
        self._timer.stop()
        self._words.setText(words)
        self._bar.setVisible(share is not None)
        if share is not None:
            self._bar.set_share(share)
        self._left.setText(time_left(seconds_left) if seconds_left is not None else "")
        self._cancel.show()
        self._sign.hide()
        self.setAccessibleName(" ".join(part for part in (words, self._left.text()) if part))
        self.show()

    def show_done(self, words: str) -> None:
        """Say ✓ that it is done, for five seconds."""
        self._words.setText(words)
        self._left.setText("")
        self._bar.hide()
        self._cancel.hide()
        self._sign.show()
        self.setAccessibleName(words)
        self.show()
        self._timer.start()

    def end(self) -> None:
        """Nothing runs any more; what failed is told by a notice."""
        self._timer.stop()
        self.hide()

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self._theme.size("sm"))
        for part in (self._sign, self._words, self._bar, self._left, self._cancel):
            row.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
        self._dress()

    def _dress(self) -> None:
        for label in (self._words, self._left):
            label.setFont(self._theme.font("caption"))
            label.setProperty("tone", "muted")


class _Sign(QWidget):
    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setFixedSize(theme.px(12), theme.px(12))

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_icon(QPainter(self), QRectF(self.rect()), "check", self._theme, "pass")


class StatusLine(QWidget):
    """The scoring desk's foot: missing answers (F8), saved, listened share; at the right the tabs of the panel.

    Signals:
        missing_requested: the person wants to see what is missing.
        tab_chosen: key of the tab.
    """

    missing_requested = Signal()
    tab_chosen = Signal(str)

    def __init__(self, *, theme: Theme, name: str = "status_line", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName(name)
        self._missing = _MissingButton(theme=theme, parent=self)
        self._saved = _StatusText(theme=theme, sign="check", token="pass", name="saved", parent=self)
        self._worked = _StatusText(theme=theme, name="worked", parent=self)
        self._listened = _StatusText(theme=theme, name="listened", parent=self)
        self._share = ShareBar(theme=theme, token="waveform_played", ground="background")
        self._tabs = QHBoxLayout()
        self._group = QButtonGroup(self)
        self._panel = QWidget(self)
        self._build()
        self._missing.clicked.connect(self.missing_requested)
        self._group.buttonClicked.connect(self._on_tab_clicked)

    @property
    def missing_button(self) -> QAbstractButton:
        """Where what is missing is said; what lists it opens beside it."""
        return self._missing

    def set_missing(self, n_missing: int, keys: str = "F8", *, words: str = "") -> None:
        """How many answers are missing, or in these words what is; at 0 it says that nothing is."""
        self._missing.show_count(n_missing, keys, words)

    def set_saved(self, words: str) -> None:
        """When it was saved ("saved 14:03:22"); empty hides it."""
        self._saved.set_text(words)

    def set_worked(self, words: str) -> None:
        """How long was worked on it ("12 min"); empty hides it."""
        if words != self._worked.accessibleName():
            self._worked.set_text(words)
            self._worked.setToolTip(_("Time spent on this evaluation; it stands beside it for those who read it"))

    def set_listened(self, share: float | None) -> None:
        """How much of the call was heard, 0…1; None hides it."""
        self._share.setVisible(share is not None)
        self._listened.set_text("" if share is None else _("listened {percent} %").format(percent=round(100 * share)))
        self._share.set_share(share or 0.0)

    def set_tabs(self, tabs: Sequence[tuple[str, str]]) -> None:
        """Show these tabs (key, title); the first is chosen."""
        for button in self._group.buttons():
            self._group.removeButton(button)
            button.hide()
            button.deleteLater()
        for place, (key, title) in enumerate(tabs):
            tab = _Tab(key, title, theme=self._theme, parent=self._panel)
            tab.setChecked(place == 0)
            self._group.addButton(tab)
            self._tabs.insertWidget(place, tab)

    def set_tab(self, key: str) -> None:
        """Choose a tab from code; `tab_chosen` is not emitted."""
        for tab in self._group.buttons():
            if isinstance(tab, _Tab) and tab.key == key:
                tab.setChecked(True)

    def set_panel_width(self, width: int) -> None:
        """Make the tabs as wide as the panel above them."""
        self._panel.setFixedWidth(width)

    def _build(self) -> None:
        theme = self._theme
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.size("lg"), 0, 0, 0)
        row.setSpacing(theme.size("lg"))
        row.addWidget(self._missing)
        row.addWidget(self._saved)
        row.addWidget(self._worked)
        row.addWidget(self._listened)
        row.addWidget(self._share, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        row.addWidget(self._panel)
        self._tabs.setContentsMargins(theme.size("lg"), 0, theme.size("lg"), 0)
        self._tabs.setSpacing(0)
        self._tabs.addStretch(1)
        self._panel.setLayout(self._tabs)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._share.hide()

    def _on_tab_clicked(self, button: QAbstractButton) -> None:
        if isinstance(button, _Tab):
            self.tab_chosen.emit(button.key)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._theme.size("status"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self._theme
        painter.fillRect(self.rect(), theme.color("background"))
        painter.fillRect(0, 0, self.width(), theme.size("hairline"), theme.color("line"))
        if self._panel.isVisible() and self._group.buttons():
            painter.fillRect(self._panel.x(), 0, theme.size("hairline"), self.height(), theme.color("line"))


class _StatusText(QWidget):
    def __init__(
        self, *, theme: Theme, name: str, sign: str = "", token: str = "muted", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._sign = sign
        self._token = token
        self._text = ""
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.hide()

    def set_text(self, text: str) -> None:
        self._text = text
        self.setAccessibleName(text)
        self.setVisible(bool(text))
        self.updateGeometry()
        self.update()

    def _side(self) -> int:
        return self._theme.px(12) + self._theme.size("xs") if self._sign else 0

    def sizeHint(self) -> QSize:
        wide = text_width(self._text, self._theme.font("caption"))
        return QSize(self._side() + round(wide + 0.5) + 2, self._theme.size("control"))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter, left = self._theme, QPainter(self), self._side()
        if self._sign:
            paint_icon(painter, QRectF(0, 0, theme.px(12), self.height()), self._sign, theme, self._token)
        rect = QRectF(left, 0, self.width() - left, self.height())
        draw_text(painter, rect, self._text, font=theme.font("caption"), color=theme.color("muted"))


class _MissingButton(QAbstractButton):
    def __init__(self, *, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._n_missing = 0
        self._keys = ""
        self._ring = FocusRing(self, theme)
        self.setObjectName("missing")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setToolTip(_("List what is missing"))
        self.hide()

    def show_count(self, n_missing: int, keys: str, told: str) -> None:
        self._n_missing = n_missing
        self._keys = keys if n_missing else ""
        words = told or ngettext("{n} answer missing", "{n} answers missing", n_missing).format(n=n_missing)
        self.setText(words if n_missing else _("every criterion answered"))
        self.setAccessibleName(self.text())
        self.setEnabled(n_missing > 0)
        self.show()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        theme = self._theme
        cap = theme.size("sm") + key_cap_size(self._keys, theme).width() if self._keys else 0
        words = text_width(self.text(), theme.font("caption", "medium"))
        return QSize(theme.px(12) + theme.size("xs") + round(words + 0.5) + 2 + cap, theme.size("control"))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        sign, token = ("missing", "warning") if self._n_missing else ("check", "pass")
        side = theme.px(12)
        paint_icon(painter, QRectF(0, 0, side, self.height()), sign, theme, token)
        x = side + theme.size("xs")
        ink = theme.color("warning" if self._n_missing else "muted")
        rect = QRectF(x, 0, self.width() - x, self.height())
        x += draw_text(painter, rect, self.text(), font=theme.font("caption", "medium"), color=ink)
        if self._keys:
            cap = key_cap_size(self._keys, theme)
            top = (self.height() - cap.height()) // 2
            place = QRectF(round(x + theme.size("sm")), top, cap.width(), cap.height())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_key_cap(painter, place, self._keys, theme)
        self._ring.draw_inside(painter, QRectF(self.rect()))


class _Tab(QRadioButton):
    def __init__(self, key: str, title: str, *, theme: Theme, parent: QWidget) -> None:
        super().__init__(title, parent)
        self.key = key
        self._theme = theme
        self._ring = FocusRing(self, theme)
        self.setObjectName(f"tab_{key}")
        self.setAccessibleName(title)
        self.setToolTip(title)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def hitButton(self, pos: object) -> bool:
        return True

    def sizeHint(self) -> QSize:
        words = text_width(self.text(), self._theme.font("caption", "medium"))
        return QSize(
            round(words + 0.5) + 2 + self._theme.size("xl") - self._theme.size("xs"), self._theme.size("status")
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter, rect = self._theme, QPainter(self), QRectF(self.rect())
        chosen = self.isChecked()
        if chosen:
            painter.fillRect(QRectF(0, 0, rect.width(), 2), theme.color("accent"))
        ink = theme.color("text" if chosen or self.underMouse() else "muted")
        font = theme.font("caption", "medium" if chosen else "normal")
        draw_text(painter, rect, self.text(), font=font, color=ink, align=Qt.AlignmentFlag.AlignHCenter)
        self._ring.draw_inside(painter, rect)


def time_left(seconds: float) -> str:
    """How long still, in words that do not jump about: whole minutes, or steps of five seconds."""
    if seconds >= 90:
        minutes = round(seconds / 60)
        return ngettext("{n} minute left", "{n} minutes left", minutes).format(n=minutes)
    rounded = max(5, 5 * round(seconds / 5))
    return ngettext("{n} second left", "{n} seconds left", rounded).format(n=rounded)
