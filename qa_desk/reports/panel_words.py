"""What a panel answered and settled, in words: one way for the meeting's page and for its minutes."""

from collections.abc import Iterable

from qa_desk.domain.calibration import SettledAnswer
from qa_desk.domain.criteria.base import Option, RatingValue
from qa_desk.domain.meeting import DecisionKind
from qa_desk.domain.scorecard import Criterion
from qa_desk.domain.text import LocalText
from qa_desk.i18n import N_, _, current_language, listed
from qa_desk.reports.render.numbers import number_text
from qa_desk.services.calibration.calibrating_views import PanelAnswer

DECISION_TITLES: dict[DecisionKind, str] = {
    DecisionKind.GUIDANCE: N_("Guidance"),
    DecisionKind.STANDARD_CASE: N_("Standard case"),
    DecisionKind.TRACKED_ITEM: N_("Tracked item"),
    DecisionKind.TRAINING_NOTE: N_("Training note"),
    DecisionKind.ACTION: N_("Action"),
}


def seat_name(seat: int, name: str, *, hidden: bool) -> str:
    """The member's name, or a letter by the seat while names are hidden."""
    return _("Inspector {letter}").format(letter=_letters(seat)) if hidden else name


def settled_words(criterion: Criterion, settled: SettledAnswer) -> str:
    """What was settled, in the words of the scale."""
    if settled.na or settled.rating is None:
        return _("N/A")
    for option in criterion.scale.prompt().options:
        if option.points == settled_points(criterion, settled.rating, settled.reasons):
            return option_label(criterion, option)
    return points_words(criterion, settled_points(criterion, settled.rating, settled.reasons) or 0.0)


def answer_words(criterion: Criterion, answer: PanelAnswer) -> str:
    """What one member said, in the words of the scale."""
    if answer.is_missing:
        return _("no answer")
    if answer.na:
        return _("N/A")
    for option in criterion.scale.prompt().options:
        if option.code == answer.rating and isinstance(option.code, bool) == isinstance(answer.rating, bool):
            return option_label(criterion, option)
    return points_words(criterion, answer.points or 0.0)


def reason_words(criterion: Criterion, keys: Iterable[str]) -> str:
    """The titles of these reasons."""
    return listed(_in_words(reason.title) for reason in criterion.reasons_of(tuple(keys)))


def points_words(criterion: Criterion, points: float) -> str:
    """Points against the maximum: "7 of 10"."""
    return _("{points} of {maximum}").format(points=_plain(points), maximum=_plain(criterion.scale.maximum))


def option_label(criterion: Criterion, option: Option) -> str:
    """An answer as the scale calls it, with its points where it is not passed or failed."""
    label = _in_words(option.label)
    if option.passed is not None:
        return label
    return _("{points} · {label}").format(points=_plain(option.points), label=label)


def settled_points(criterion: Criterion, rating: RatingValue | None, reasons: tuple[str, ...]) -> float | None:
    """The points that an answer comes to; None for no answer."""
    return None if rating is None else criterion.scale.points(rating, criterion.reasons_of(reasons))


def _plain(value: float) -> str:
    return number_text(value, 0 if value == int(value) else 1)


def _in_words(text: LocalText) -> str:
    return text.in_language(current_language())


def _letters(seat: int) -> str:
    return chr(ord("A") + seat) if seat < 26 else _letters(seat // 26 - 1) + _letters(seat % 26)
