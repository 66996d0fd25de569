"""How a rating is asked for: whatever the scale, one row of 24 px that forms a column with its neighbours.

`rating_input` picks the input by the prompt of the scale, so a scale that asks in a known way needs nothing here.
"""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QSizePolicy, QWidget

from qa_desk.domain.criteria.base import Option, Prompt, PromptKind, RatingValue
from qa_desk.gui.shell.icons import paint_icon
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.painting import FocusRing, draw_box, draw_text, text_width
from qa_desk.gui.widgets.segments import Segment, SegmentedChoice, Verdict
from qa_desk.i18n import _, current_language, ngettext

_TRACK_WIDTH = 128
_NA_WIDTH = 48
_STEP_WIDTH = 32


@dataclass(frozen=True, slots=True)
class Choice:
    """What an input holds: a rating, N/A, or neither while the answer is missing."""

    rating: RatingValue | None = None
    na: bool = False

    @property
    def is_missing(self) -> bool:
        """Whether nothing was answered yet; N/A is an answer."""
        return self.rating is None and not self.na


MISSING = Choice()


class RatingInput(QWidget):
    """What all rating inputs can do; the N/A choice of its own stands right of the track.

    Signals:
        choice_changed: the `Choice` the user made; not emitted for what code sets.
        reasons_requested: the user wants to note reasons (a deduction scale only).
    """

    choice_changed = Signal(object)
    reasons_requested = Signal()

    def __init__(self, *, theme: Theme, na_allowed: bool, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._na = self._make_na() if na_allowed else None
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.size("sm"))
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def choice(self) -> Choice:
        """What it holds."""
        rating = self._rating()
        if rating is not None:
            return Choice(rating)
        return Choice(na=self._na is not None and self._na.value is True)

    def set_choice(self, choice: Choice) -> None:
        """Show this; `choice_changed` is not emitted."""
        self._set_rating(choice.rating)
        if self._na is not None:
            self._na.set_value(True if choice.na else None)

    def choose_nth(self, number: int) -> bool:
        """What the digit `number` does here, as the user: the nth option, or the first digit of the points."""
        raise NotImplementedError

    def choose_na(self) -> bool:
        """Answer N/A as the user; False where the criterion does not allow it."""
        return self._na is not None and self._na.choose_nth(1)

    def clear(self) -> None:
        """Take the answer back, as the user."""
        if not self.choice.is_missing:
            self.set_choice(MISSING)
            self.choice_changed.emit(MISSING)

    def set_subject(self, subject: str) -> None:
        """The criterion's title, for the screen reader."""
        self.setAccessibleName(subject)
        if self._na is not None:
            self._na.set_subject(subject)

    def set_on_selection(self, on_selection: bool) -> None:
        """Lie on the current row of the form."""
        if self._na is not None:
            self._na.set_on_selection(on_selection)

    def _rating(self) -> RatingValue | None:
        raise NotImplementedError

    def _set_rating(self, rating: RatingValue | None) -> None:
        raise NotImplementedError

    def _place(self, track: QWidget) -> None:
        self._row.addWidget(track)
        if self._na is not None:
            self._row.addWidget(self._na)
        else:
            # Keeps the tracks of all criteria in one column.
            self._row.addSpacing(self._theme.px(_NA_WIDTH) + self._theme.size("sm"))
        self.setFocusProxy(track)

    def _on_rated(self) -> None:
        if self._na is not None:
            self._na.set_value(None)
        self.choice_changed.emit(self.choice)

    def _make_na(self) -> SegmentedChoice:
        segment = Segment(True, _("N/A"), tip=_("Not applicable on this call (X)"))
        choice = BareSegments([segment], theme=self._theme, least_width=_NA_WIDTH, name="not_applicable", parent=self)
        choice.chosen.connect(self._on_na_chosen)
        return choice

    def _on_na_chosen(self) -> None:
        self._set_rating(None)
        self.choice_changed.emit(Choice(na=True))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif Qt.Key.Key_1 <= key <= Qt.Key.Key_9:
            self.choose_nth(key - Qt.Key.Key_0)
        elif key in (Qt.Key.Key_0, Qt.Key.Key_Backspace):
            self.clear()
        elif key == Qt.Key.Key_X:
            self.choose_na()
        else:
            super().keyPressEvent(event)


class BareSegments(SegmentedChoice):
    """Segments without a track, such as N/A, which is no option of the scale."""

    def paintEvent(self, event: QPaintEvent) -> None:
        return


class OptionInput(RatingInput):
    """Pass and fail, or levels: one segment each."""

    def __init__(
        self, prompt: Prompt, *, theme: Theme, na_allowed: bool = False, name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(theme=theme, na_allowed=na_allowed, name=name, parent=parent)
        segments = [_segment_of(option) for option in prompt.options]
        self._track = SegmentedChoice(segments, theme=theme, least_width=_TRACK_WIDTH, name="options", parent=self)
        self._place(self._track)
        self._track.chosen.connect(self._on_rated)

    def choose_nth(self, number: int) -> bool:
        return self._track.choose_nth(number)

    def set_subject(self, subject: str) -> None:
        super().set_subject(subject)
        self._track.set_subject(subject)

    def set_on_selection(self, on_selection: bool) -> None:
        super().set_on_selection(on_selection)
        self._track.set_on_selection(on_selection)

    def _rating(self) -> RatingValue | None:
        value = self._track.value
        assert value is None or isinstance(value, (bool, int, float, str))
        return value

    def _set_rating(self, rating: RatingValue | None) -> None:
        self._track.set_value(rating)


class PointsInput(RatingInput):
    """− value +, and a field for typing the number; Enter takes it, Escape leaves it as it was."""

    def __init__(
        self, prompt: Prompt, *, theme: Theme, na_allowed: bool = False, name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(theme=theme, na_allowed=na_allowed, name=name, parent=parent)
        self._maximum = prompt.maximum
        self._step = prompt.step
        self._points: float | None = None
        self._track = _PointsTrack(theme=theme, parent=self)
        self._place(self._track)
        self._track.less.clicked.connect(lambda: self._change(-1))
        self._track.more.clicked.connect(lambda: self._change(+1))
        self._track.field.returnPressed.connect(self._on_typed)
        self._track.field.installEventFilter(self)
        self._show()

    def choose_nth(self, number: int) -> bool:
        self._track.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._track.field.setText(str(number))
        self._track.field.setModified(True)
        return True

    def set_subject(self, subject: str) -> None:
        super().set_subject(subject)
        hint = _("0 to {maximum} points").format(maximum=f"{self._maximum:g}")
        self._track.field.setAccessibleName(_("{subject}: {hint}").format(subject=subject, hint=hint))
        self._track.field.setToolTip(hint)
        self._track.less.setAccessibleName(_("{subject}: fewer points").format(subject=subject))
        self._track.more.setAccessibleName(_("{subject}: more points").format(subject=subject))

    def set_on_selection(self, on_selection: bool) -> None:
        super().set_on_selection(on_selection)
        self._track.set_on_selection(on_selection)

    def _rating(self) -> RatingValue | None:
        return self._points

    def _set_rating(self, rating: RatingValue | None) -> None:
        self._points = None if rating is None else float(rating)
        self._show()

    def _show(self) -> None:
        text = "" if self._points is None else f"{self._points:g}"
        self._track.field.setText(text)
        self._track.field.setModified(False)
        self._track.set_chosen(self._points is not None)
        self._track.less.setEnabled(self._points is None or self._points > 0)
        self._track.more.setEnabled(self._points is None or self._points < self._maximum)

    def _change(self, direction: int) -> None:
        # From nothing, + gives all points and − takes the first step off, as most answers are full.
        before = self._points if self._points is not None else self._maximum - (self._step if direction > 0 else 0)
        self._take(min(self._maximum, max(0.0, before + direction * self._step)))

    def _take(self, points: float) -> None:
        if points != self._points:
            self._set_rating(points)
            self._on_rated()

    def _on_typed(self) -> None:
        points = _number(self._track.field.text())
        if points is None or not 0 <= points <= self._maximum or not _is_multiple(points, self._step):
            self._track.set_refused(True)
            return
        self._take(points)
        self._show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        field = self._track.field
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self._track.set_refused(False)
            if event.key() == Qt.Key.Key_Escape:
                self._show()
                return True
            if event.key() == Qt.Key.Key_Backspace and not field.isModified():
                self.clear()
                return True
            if event.text().lower() == "x":
                self.choose_na()
                return True
        elif event.type() == QEvent.Type.FocusOut and isinstance(event, QFocusEvent) and field.isModified():
            self._show()
        return False


class DeductionInput(RatingInput):
    """One button with the count of reasons; pressing it says that the criterion was judged and asks for reasons."""

    def __init__(
        self, prompt: Prompt, *, theme: Theme, na_allowed: bool = False, name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(theme=theme, na_allowed=na_allowed, name=name, parent=parent)
        self._is_judged = False
        self._n_reasons = 0
        self._subject = ""
        self._button = _ReasonsButton(theme=theme, parent=self)
        self._place(self._button)
        self._button.clicked.connect(self._on_clicked)
        self._show()

    def set_n_reasons(self, n_reasons: int) -> None:
        """How many reasons are noted."""
        self._n_reasons = n_reasons
        self._show()

    def choose_nth(self, number: int) -> bool:
        if number != 1:
            return False
        self._judge()
        return True

    def set_subject(self, subject: str) -> None:
        super().set_subject(subject)
        self._subject = subject
        self._show()

    def set_on_selection(self, on_selection: bool) -> None:
        super().set_on_selection(on_selection)
        self._button.set_on_selection(on_selection)

    def _rating(self) -> RatingValue | None:
        return True if self._is_judged else None

    def _set_rating(self, rating: RatingValue | None) -> None:
        self._is_judged = rating is not None
        self._show()

    def _judge(self) -> None:
        if not self._is_judged:
            self._set_rating(True)
            self._on_rated()

    def _on_clicked(self) -> None:
        self._judge()
        self.reasons_requested.emit()

    def _show(self) -> None:
        if not self._is_judged:
            text = _("reasons …")
        elif self._n_reasons == 0:
            text = _("nothing taken off")
        else:
            text = ngettext("{n} reason noted", "{n} reasons noted", self._n_reasons).format(n=self._n_reasons)
        self._button.show_state(text, chosen=self._is_judged)
        self._button.setAccessibleName(f"{self._subject}: {text}" if self._subject else text)
        self._button.setToolTip(_("1 takes nothing off; R notes reasons"))


def rating_input(
    prompt: Prompt,
    theme: Theme,
    *,
    na_allowed: bool = False,
    name: str = "rating_input",
    parent: QWidget | None = None,
) -> RatingInput:
    """The input that asks as `prompt` says."""
    kinds = {PromptKind.OPTIONS: OptionInput, PromptKind.NUMBER: PointsInput, PromptKind.REASONS: DeductionInput}
    return kinds[prompt.kind](prompt, theme=theme, na_allowed=na_allowed, name=name, parent=parent)


class _PointsTrack(QWidget):
    def __init__(self, *, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._is_chosen = False
        self._is_refused = False
        self._on_selection = False
        self.less = _StepButton("minus", theme=theme, parent=self)
        self.more = _StepButton("plus", theme=theme, parent=self)
        self.field = QLineEdit(self)
        self._ring = FocusRing(self.field, theme)
        self._build()
        theme.changed.connect(self._dress)

    def set_chosen(self, chosen: bool) -> None:
        self._is_chosen = chosen
        self._dress()

    def set_refused(self, refused: bool) -> None:
        """Show that the number typed does not lie on the scale."""
        self._is_refused = refused
        self.update()

    def set_on_selection(self, on_selection: bool) -> None:
        self._on_selection = on_selection
        self.update()

    def _build(self) -> None:
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.less.setToolTip(_("Fewer points"))
        self.more.setToolTip(_("More points"))
        self.less.setAccessibleName(_("Fewer points"))
        self.more.setAccessibleName(_("More points"))
        self.field.setObjectName("points")
        self.field.setAccessibleName(_("Points"))
        self.field.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.field.setPlaceholderText("–")
        self.field.setMaxLength(6)
        self.field.installEventFilter(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.less)
        row.addWidget(self.field, 1)
        row.addWidget(self.more)
        self.setFocusProxy(self.field)
        self._dress()

    def _dress(self) -> None:
        ink = self._theme.color("text" if self._is_chosen else "muted").name()
        style = f"background: transparent; border: none; padding: 0; min-height: 0; color: {ink};"
        self.field.setStyleSheet(f"QLineEdit {{ {style} }}")
        self.field.setFont(self._theme.font("caption", "strong" if self._is_chosen else "normal"))
        self.field.setFixedHeight(self._theme.size("control"))
        self.updateGeometry()
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return False

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(_TRACK_WIDTH), self._theme.size("control"))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        radius = theme.size("radius")
        fill = theme.color("raised") if self._on_selection else theme.track()
        draw_box(painter, QRectF(self.rect()), radius=radius, fill=fill)
        middle = QRectF(self.field.geometry())
        if self._is_refused:
            draw_box(
                painter, middle, radius=radius, fill=theme.tint("fail", "raised"), edge=theme.color("fail"), width=2
            )
        elif self._is_chosen or self.field.hasFocus():
            draw_box(painter, middle, radius=radius, fill=theme.color("raised"), edge=theme.color("outline"))
        if self.field.hasFocus() and not self._is_refused:
            width = theme.size("focus_ring")
            draw_box(painter, middle, radius=radius, edge=theme.color("focus"), width=width)


class _StepButton(QPushButton):
    def __init__(self, icon_name: str, *, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon_name = icon_name
        self._ring = FocusRing(self, theme)
        self.setProperty("painted", True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAutoRepeat(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(_STEP_WIDTH), self._theme.size("control"))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        rect = QRectF(self.rect())
        if self.isEnabled() and self.underMouse():
            fill = theme.pressed() if self.isDown() else theme.hover()
            draw_box(painter, rect, radius=theme.size("radius"), fill=fill)
        side = theme.px(12)
        icon_rect = QRectF(rect.center().x() - side / 2, rect.center().y() - side / 2, side, side)
        if not self.isEnabled():
            painter.setOpacity(0.45)
        paint_icon(painter, icon_rect, self._icon_name, theme, "muted")


class _ReasonsButton(QPushButton):
    def __init__(self, *, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._is_chosen = False
        self._on_selection = False
        self._ring = FocusRing(self, theme)
        self.setObjectName("reasons")
        self.setProperty("painted", True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_state(self, text: str, *, chosen: bool) -> None:
        self.setText(text)
        self._is_chosen = chosen
        self.updateGeometry()
        self.update()

    def set_on_selection(self, on_selection: bool) -> None:
        self._on_selection = on_selection
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
            return
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        wanted = text_width(self.text(), self._theme.font("caption", "strong")) + 2 * self._theme.size("sm")
        return QSize(max(self._theme.px(_TRACK_WIDTH), round(wanted + 0.5)), self._theme.size("control"))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        rect, radius = QRectF(self.rect()), theme.size("radius")
        if self._is_chosen:
            draw_box(painter, rect, radius=radius, fill=theme.color("raised"), edge=theme.color("outline"))
        else:
            track = theme.color("raised") if self._on_selection else theme.track()
            draw_box(painter, rect, radius=radius, fill=theme.hover() if self.underMouse() else track)
        font = theme.font("caption", "strong" if self._is_chosen else "normal")
        ink = theme.color("text" if self._is_chosen or self.underMouse() else "muted")
        draw_text(painter, rect, self.text(), font=font, color=ink, align=Qt.AlignmentFlag.AlignHCenter)
        self._ring.draw_inside(painter, rect)


def _segment_of(option: Option) -> Segment:
    verdict = {True: Verdict.PASS, False: Verdict.FAIL, None: Verdict.NEUTRAL}[option.passed]
    label = option.label.in_language(current_language())
    points = ngettext("{points} point", "{points} points", round(option.points)).format(points=f"{option.points:g}")
    tip = label if verdict is not Verdict.NEUTRAL else f"{label}: {points}"
    return Segment(option.code, label, verdict, tip)


def _number(text: str) -> float | None:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None


def _is_multiple(points: float, step: float) -> bool:
    return abs(points / step - round(points / step)) < 1e-9
