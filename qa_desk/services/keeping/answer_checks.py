"""What makes an answer fit to be kept: it lies on its criterion's scale, and nobody else answered meanwhile."""

import contextlib
from dataclasses import replace
from uuid import uuid4

from qa_desk.domain.criteria.base import Scale
from qa_desk.domain.errors import ConflictError, ErrorCode, NotFoundError, QADeskError
from qa_desk.domain.evaluation import Answer, CauseOwner, CauseOwnerKind, Evaluation
from qa_desk.domain.ids import AnswerId
from qa_desk.domain.scorecard import Criterion, ScorecardVersion
from qa_desk.i18n import _, current_language, listed
from qa_desk.services.keeping.brought_text import typed_text
from qa_desk.services.scoring.inspecting_views import AnswerDraft, answer_draft
from qa_desk.store.unit_of_work import UnitOfWork


def criterion_of(version: ScorecardVersion, key: str) -> Criterion:
    """The criterion of that key. Raises NotFoundError."""
    try:
        return version.criterion(key)
    except KeyError as error:
        raise NotFoundError(what=_("This criterion")) from error


def checked_answer(version: ScorecardVersion, evaluation: Evaluation, draft: AnswerDraft) -> Answer:
    """The answer meant by the draft, on the criterion's own scale; a changed answer keeps its key."""
    criterion = criterion_of(version, draft.criterion_key)
    title = criterion.title.in_language(current_language())
    if draft.na and not criterion.na_allowed:
        raise QADeskError(
            ErrorCode.ANSWER_INVALID, value=_("N/A"), criterion=title, expected=_("an answer on its scale")
        )
    known = {reason.key for reason in criterion.reasons}
    unknown = [key for key in draft.reasons if key not in known]
    if unknown:
        expected = _("one of {choices}").format(choices=listed(sorted(known)))
        raise QADeskError(ErrorCode.ANSWER_INVALID, value=unknown[0], criterion=title, expected=expected)
    rating = draft.rating
    if rating is not None and not draft.na:
        try:
            rating = criterion.scale.parse(rating)
        except QADeskError as error:
            raise QADeskError(error.code, **(error.params | {"criterion": title})) from error
    before = evaluation.answer(draft.criterion_key)
    return Answer(
        id=before.id if before else AnswerId(uuid4()),
        evaluation_id=evaluation.id,
        criterion_key=draft.criterion_key,
        rating=None if draft.na else rating,
        na=draft.na,
        reasons=tuple(dict.fromkeys(draft.reasons)),
        cause_owner=draft.cause_owner,
        comment=typed_text(draft.comment, _("comment")),
        version=before.version + 1 if before else 1,
    )


def require_known_owner(uow: UnitOfWork, owner: CauseOwner | None) -> None:
    """Raises NotFoundError for a department or unit that is not there: a failure put down to nobody is lost."""
    if owner is None or owner.kind is CauseOwnerKind.AGENT:
        return
    kinds = {CauseOwnerKind.DEPARTMENT: uow.people.departments, CauseOwnerKind.UNIT: uow.people.units}
    if owner.id not in {one.id for one in kinds[owner.kind]()}:
        raise NotFoundError(what=_("This cause owner"))


def with_answer(evaluation: Evaluation, criterion_key: str, answer: Answer | None) -> Evaluation:
    """The evaluation with this answer to the criterion, or with none."""
    others = tuple(other for other in evaluation.answers if other.criterion_key != criterion_key)
    return replace(evaluation, answers=others if answer is None else (*others, answer))


def require_expected(
    version: ScorecardVersion, evaluation: Evaluation, draft: AnswerDraft, expects: tuple[AnswerDraft, ...], *, who: str
) -> None:
    """Raises ConflictError when what is stored is neither known to the desk nor what it wants to store."""
    answer, scale = evaluation.answer(draft.criterion_key), criterion_of(version, draft.criterion_key).scale
    stored = AnswerDraft(draft.criterion_key) if answer is None else answer_draft(answer)
    if stored not in {_as_stored(scale, one) for one in (draft, *expects)}:
        raise ConflictError(mine=draft, theirs=None if answer is None else stored, who=who)


def _as_stored(scale: Scale, draft: AnswerDraft) -> AnswerDraft:
    """The draft in the form in which its answer comes back from the store."""
    rating = None if draft.na else draft.rating
    if rating is not None:
        with contextlib.suppress(QADeskError):  # what is not on the scale was never stored
            rating = scale.parse(rating)
    return replace(
        draft,
        rating=rating,
        reasons=tuple(dict.fromkeys(draft.reasons)),
        comment=typed_text(draft.comment, _("comment")),
    )
