"""The version that a pilot runs on: a draft goes on being written, so what is scored is a copy that never changes."""

from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from qa_desk.domain.changes import ObjectKind
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.ids import VersionId
from qa_desk.domain.scorecard import ScorecardDefinition, VersionState
from qa_desk.domain.scorecard_problems import kept_from_publishing, problems
from qa_desk.services.forms.problem_words import explain_problem
from qa_desk.store.unit_of_work import UnitOfWork


def piloted_version(uow: UnitOfWork, version_id: VersionId, now: datetime) -> VersionId:
    """The version itself when it is published; of a draft a copy under its number, never given out otherwise.

    The draft gets the next number, and can be changed as before. Raises SCORECARD_UNSOUND for a draft that nobody
    could score on, WRONG_STATE for a version that is retired.
    """
    version = uow.scorecards.version(version_id)
    if version.state is VersionState.PUBLISHED:
        return version.id
    if version.state is VersionState.RETIRED:
        raise QADeskError(ErrorCode.WRONG_STATE, what=version.scorecard_key, state=version.state)
    found = kept_from_publishing(problems(ScorecardDefinition.of_version(version)))
    if found:
        raise QADeskError(ErrorCode.SCORECARD_UNSOUND, detail=explain_problem(found[0]), n=len(found))
    uow.scorecards.save_draft(replace(version, number=uow.scorecards.next_number(version.scorecard_id)))
    copy = replace(
        version, id=VersionId(uuid4()), state=VersionState.RETIRED, published_at=now, retired_at=now, n_saves=1
    )
    uow.scorecards.add(copy)
    uow.audit("scorecard.piloted", ObjectKind.SCORECARD, copy.id, key=version.scorecard_key)
    return copy.id
