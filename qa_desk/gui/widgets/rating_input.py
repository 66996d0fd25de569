"""How a rating is asked for: whatever the scale, one row of 24 px that forms a column with its neighbours.

`rating_input` picks the input by the prompt of the scale, so a scale that asks in a known way needs nothing here.
"""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from qa_desk.domain.criteria.base import Option, Prompt, PromptKind, RatingValue
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.painting import text_width
from qa_desk.gui.widgets.rating_tracks import TRACK_WIDTH, PointsTrack, ReasonsButton
from qa_desk.gui.widgets.segments import Segment, SegmentedChoice, Verdict
from qa_desk.i18n import _, current_language, ngettext, with_label

_NA_WIDTH = 48


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
            self._row.addSpacing(self._na_width() + self._theme.size("sm"))
        self.setFocusProxy(track)

    def _na_width(self) -> int:
        words = text_width(_("N/A"), self._theme.font("caption", "strong")) + 2 * self._theme.size("sm")
        return max(self._theme.px(_NA_WIDTH), round(words + 0.5))

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
    """Pass and fail, or levels: one segment each; `brief` levels say their points, their words are in the tool tip."""

    def __init__(
        self,
        prompt: Prompt,
        *,
        theme: Theme,
        na_allowed: bool = False,
        brief: bool = False,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme=theme, na_allowed=na_allowed, name=name, parent=parent)
        segments = [_segment_of(option, brief=brief) for option in prompt.options]
        self._track = SegmentedChoice(segments, theme=theme, least_width=TRACK_WIDTH, name="options", parent=self)
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
        self._track = PointsTrack(theme=theme, parent=self)
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
        self._button = ReasonsButton(theme=theme, parent=self)
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
        self._button.setAccessibleName(with_label(self._subject, text) if self._subject else text)
        self._button.setToolTip(_("1 takes nothing off; R notes reasons"))


def rating_input(
    prompt: Prompt,
    theme: Theme,
    *,
    na_allowed: bool = False,
    brief: bool = False,
    name: str = "rating_input",
    parent: QWidget | None = None,
) -> RatingInput:
    """The input that asks as `prompt` says; `brief` where levels must not be wider than their points."""
    if prompt.kind is PromptKind.OPTIONS:
        return OptionInput(prompt, theme=theme, na_allowed=na_allowed, brief=brief, name=name, parent=parent)
    kinds = {PromptKind.NUMBER: PointsInput, PromptKind.REASONS: DeductionInput}
    return kinds[prompt.kind](prompt, theme=theme, na_allowed=na_allowed, name=name, parent=parent)


def _segment_of(option: Option, *, brief: bool) -> Segment:
    verdict = {True: Verdict.PASS, False: Verdict.FAIL, None: Verdict.NEUTRAL}[option.passed]
    label = option.label.in_language(current_language())
    points = ngettext("{points} point", "{points} points", round(option.points)).format(points=f"{option.points:g}")
    tip = label if verdict is not Verdict.NEUTRAL else with_label(label, points)
    is_word = verdict is not Verdict.NEUTRAL or not brief
    return Segment(option.code, label if is_word else f"{option.points:g}", verdict, tip)


def _number(text: str) -> float | None:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None


def _is_multiple(points: float, step: float) -> bool:
    return abs(points / step - round(points / step)) < 1e-9
