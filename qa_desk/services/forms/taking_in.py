"""What happens to a definition that comes in: into the draft, as the next version, or nothing when it says the same."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from uuid import uuid4

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.ids import PersonId, ScorecardId, VersionId
from qa_desk.domain.scorecard import ScorecardDefinition, ScorecardVersion, VersionState
from qa_desk.domain.scorecard_problems import (
    PastKey,
    Problem,
    kept_from_publishing,
    kept_from_saving,
    problems,
)
from qa_desk.services.forms.form_mapping import canonical_json
from qa_desk.services.forms.library import bundled
from qa_desk.services.forms.problem_words import explain_problem
from qa_desk.store.unit_of_work import UnitOfWork

SCORECARDS = "scorecards"
"""Whoever begins a scorecard or a draft takes turns: two at once would both find none there."""


def take_in_bundled(uow: UnitOfWork, now: datetime, by: PersonId | None) -> Changes:
    """Take in and publish what comes with QA Desk and is not here yet; `by` is None for the program itself."""
    changes = Changes()
    for definition in bundled():
        if uow.scorecards.scorecard_id(definition.key) is None:
            version_id, added = take_in(uow, definition)
            publish_version(uow, uow.scorecards.version(version_id), now, by)
            changes |= added
    return changes


def take_in(uow: UnitOfWork, definition: ScorecardDefinition) -> tuple[VersionId, Changes]:
    """The version with this content: the newest when it says the same, the draft changed, or a new draft."""
    uow.take_turn(SCORECARDS)
    same_key = uow.scorecards.versions(definition.key)
    if same_key and says(same_key[-1], definition):
        return same_key[-1].id, Changes()
    draft = next((version for version in same_key if version.state is VersionState.DRAFT), None)
    version_id = write_draft(uow, definition, draft)
    uow.audit("scorecard.imported", ObjectKind.SCORECARD, version_id, key=definition.key)
    return version_id, Changes.of(ObjectKind.SCORECARD, version_id)


def write_draft(uow: UnitOfWork, definition: ScorecardDefinition, draft: ScorecardVersion | None) -> VersionId:
    """Write the draft there is (as it was read), or the next version.

    Raises SCORECARD_UNSOUND for what no database could keep, ConflictError when somebody saved the draft since.
    """
    require_none(kept_from_saving(problems(definition)))
    if draft is not None:
        changed = definition.as_version(draft.id, draft.scorecard_id, draft.number)
        uow.scorecards.save_draft(replace(changed, n_saves=draft.n_saves))
        return draft.id
    scorecard_id = uow.scorecards.scorecard_id(definition.key) or ScorecardId(uuid4())
    version_id = VersionId(uuid4())
    uow.scorecards.add(definition.as_version(version_id, scorecard_id, uow.scorecards.next_number(scorecard_id)))
    return version_id


def publish_version(
    uow: UnitOfWork, draft: ScorecardVersion, now: datetime, by: PersonId | None, in_force_from: date | None = None
) -> None:
    """Publish a draft that can be scored on. Raises SCORECARD_UNSOUND, ConflictError when somebody saved it since."""
    require_none(kept_from_publishing(problems(ScorecardDefinition.of_version(draft))))
    uow.scorecards.publish(draft, now, by, in_force_from)
    uow.audit("scorecard.published", ObjectKind.SCORECARD, draft.id)


def past_keys(versions: Iterable[ScorecardVersion]) -> tuple[PastKey, ...]:
    """The criterion keys of the published versions of one scorecard, each with where it stood last."""
    published = [version for version in versions if version.state is not VersionState.DRAFT]
    last: dict[str, ScorecardVersion] = {}
    for version in sorted(published, key=lambda version: version.number):
        last |= {criterion.key: version for criterion in version.criteria}
    newest = max((version.number for version in published), default=0)
    return tuple(
        PastKey(key, version.criterion(key).title, version.number, version.number == newest)
        for key, version in last.items()
    )


def says(version: ScorecardVersion, definition: ScorecardDefinition) -> bool:
    """Whether a version says just this, in whatever order its languages are named."""
    return canonical_json(ScorecardDefinition.of_version(version)) == canonical_json(definition)


def require_none(found: tuple[Problem, ...]) -> None:
    """Raises SCORECARD_UNSOUND with the first of these problems in words."""
    if found:
        raise QADeskError(ErrorCode.SCORECARD_UNSOUND, detail=explain_problem(found[0]), n=len(found))
