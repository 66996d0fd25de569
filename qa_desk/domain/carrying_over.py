"""Answers given on one form, read on another: what each would have been there, and which can't be said."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from qa_desk.domain.criteria.base import PromptKind, RatingValue
from qa_desk.domain.criteria.levels import Levels
from qa_desk.domain.criteria.pass_fail import PassFail
from qa_desk.domain.criteria.points import Points
from qa_desk.domain.errors import QADeskError
from qa_desk.domain.evaluation import Answer
from qa_desk.domain.scorecard import Criterion, ScorecardVersion
from qa_desk.domain.scoring import is_shown, rate


class Obstacle(StrEnum):
    """Why an answer can't be read on the other form."""

    NEW = "new"
    """The form that was scored on did not have the criterion."""
    NOT_ASKED = "not_asked"
    """It was hidden then and would be shown now."""
    NA_NOT_ALLOWED = "na_not_allowed"
    SCALE = "scale"
    """No rating of the other scale follows from the one that was given."""
    REASON_GONE = "reason_gone"
    """A deduction noted then has no reason to stand under now."""


@dataclass(frozen=True, slots=True)
class CarriedOver:
    """The answers as the other form has them, and the criteria that have none, with the reason."""

    answers: tuple[Answer, ...]
    obstacles: tuple[tuple[str, Obstacle], ...]

    @property
    def is_comparable(self) -> bool:
        """Whether the only thing that is missing are criteria that nobody could have answered."""
        return all(obstacle is Obstacle.NEW for _key, obstacle in self.obstacles)


def carried_over(old: ScorecardVersion, answers: Iterable[Answer], new: ScorecardVersion) -> CarriedOver:
    """What the answers to `old` say on `new`; an answer that was missing stays missing."""
    given = {answer.criterion_key: answer for answer in answers}
    known = {criterion.key: criterion for criterion in old.criteria}
    read: dict[str, Answer] = {}
    obstacles: list[tuple[str, Obstacle]] = []
    for criterion in new.criteria:
        before = known.get(criterion.key)
        if before is None:
            obstacles.append((criterion.key, Obstacle.NEW))
            continue
        if not is_shown(criterion, new, read):
            continue
        if not is_shown(before, old, given):
            obstacles.append((criterion.key, Obstacle.NOT_ASKED))
            continue
        outcome = _read(before, criterion, given.get(criterion.key))
        if isinstance(outcome, Answer):
            read[criterion.key] = outcome
        elif outcome is not None:
            obstacles.append((criterion.key, outcome))
    return CarriedOver(tuple(read.values()), tuple(obstacles))


def _read(before: Criterion, now: Criterion, answer: Answer | None) -> Answer | Obstacle | None:
    if answer is None or not answer.is_given:
        return None
    if answer.na or answer.rating is None:
        return answer if now.na_allowed else Obstacle.NA_NOT_ALLOWED
    if now.scale.prompt().kind is PromptKind.REASONS:
        return _deducted(before, now, answer)
    rating = _rating(before, now, answer)
    return Obstacle.SCALE if rating is None else replace(answer, rating=rating)


def _deducted(before: Criterion, now: Criterion, answer: Answer) -> Answer | Obstacle:
    """A deduction follows from the reasons that were noted; full points were lost by none."""
    if before.scale.prompt().kind is not PromptKind.REASONS:
        return replace(answer, rating=True, reasons=()) if not rate(before, answer).has_failed else Obstacle.SCALE
    known = {reason.key for reason in now.reasons}
    return answer if known.issuperset(answer.reasons) else Obstacle.REASON_GONE


def _rating(before: Criterion, now: Criterion, answer: Answer) -> RatingValue | None:
    """The rating on the other scale that says the same; None where none does."""
    assert answer.rating is not None, "an answer without a rating has no other one"
    old, new = before.scale, now.scale
    if old == new:
        return answer.rating
    result = rate(before, answer)
    if isinstance(new, PassFail):
        return result.fraction == 1.0
    if isinstance(new, Levels) and isinstance(old, Levels):
        return _level(old, new, answer.rating)
    if result.fraction == 1.0:
        return new.maximum
    if isinstance(new, Points):
        return _points(new, (result.fraction or 0.0) * new.maximum)
    if isinstance(new, Levels) and isinstance(old, PassFail):
        return new.levels[0].points if len(new.levels) == 2 else None
    return None


def _level(old: Levels, new: Levels, rating: RatingValue) -> RatingValue | None:
    """The level of the same name, else the highest for the highest, else the one of as many points."""
    was = next((level for level in old.levels if level.points == rating), None)
    if was is None:
        return None
    named = [level for level in new.levels if set(level.label.by_language) & set(was.label.by_language)]
    if not named and was.points == old.maximum:
        return new.maximum
    same = named or [level for level in new.levels if level.points == was.points]
    return same[0].points if len(same) == 1 else None


def _points(scale: Points, points: float) -> RatingValue | None:
    """The points in proportion, where they lie on a step."""
    try:
        return scale.parse(round(points, 9))
    except QADeskError:
        return None
