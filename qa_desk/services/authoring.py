"""Scorecards: brought in as files, kept in versions, published, handed out again. A published version never changes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.errors import NotFoundError
from qa_desk.domain.ids import PersonId, ScorecardId, VersionId
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action, require, visibility_of
from qa_desk.domain.scorecard import ScorecardVersion, VersionState
from qa_desk.domain.text import LocalText
from qa_desk.i18n import _
from qa_desk.paths import resources_dir
from qa_desk.services.clock import Clock
from qa_desk.store.store import Store
from qa_desk.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from qa_desk.services.forms.scorecard_file import ScorecardDefinition


@dataclass(frozen=True, slots=True)
class VersionSummary:
    """A version as lists show it; `n_evaluations` counts those that the actor may read."""

    version_id: VersionId
    number: int
    state: VersionState
    n_criteria: int
    n_critical: int
    published_at: datetime | None
    n_evaluations: int


@dataclass(frozen=True, slots=True)
class ScorecardSummary:
    """A scorecard with all its versions, the first one first; the title is that of the newest."""

    scorecard_id: ScorecardId
    key: str
    title: LocalText
    versions: tuple[VersionSummary, ...]

    @property
    def newest_published(self) -> VersionSummary | None:
        """The version that calls are scored on now."""
        published = [version for version in self.versions if version.state is VersionState.PUBLISHED]
        return published[-1] if published else None


class Authoring:
    """What one does with scorecards."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def scorecards(self, actor: Actor) -> tuple[ScorecardSummary, ...]:
        """All scorecards by key."""
        require(actor, Action.VIEW_SCORECARDS)
        with self._store.reading() as uow:
            versions = uow.scorecards.all()
            counts = uow.scorecards.n_evaluations(visibility_of(actor))
        by_key: dict[str, list[ScorecardVersion]] = {}
        for version in versions:
            by_key.setdefault(version.scorecard_key, []).append(version)
        return tuple(_summary(same, counts) for same in by_key.values())

    def version(self, actor: Actor, version_id: VersionId) -> ScorecardVersion:
        """One version, whole. Raises NotFoundError."""
        require(actor, Action.VIEW_SCORECARDS)
        with self._store.reading() as uow:
            return _found(uow.scorecards.version(version_id), str(version_id))

    def latest_published(self, actor: Actor, key: str) -> ScorecardVersion:
        """The version that calls are scored on now. Raises NotFoundError where none is published."""
        require(actor, Action.VIEW_SCORECARDS)
        with self._store.reading() as uow:
            return _found(uow.scorecards.published(key), key)

    def import_file(self, actor: Actor, path: Path) -> tuple[VersionId, Changes]:
        """Take in a scorecard file: as the next version, or into the draft there is; the same content makes none.

        Raises:
            QADeskError: what is wrong with the file, with line, key and what was expected; nothing is changed then.
        """
        require(actor, Action.MANAGE_SCORECARDS)
        definition = _scorecard_file().read_scorecard(path)
        with self._store.unit_of_work(actor, self._clock) as uow:
            version_id, changes = _take_in(uow, definition)
            uow.commit()
        return version_id, changes

    def publish(self, actor: Actor, key: str) -> Changes:
        """Let calls be scored on the draft of this scorecard from now on. Raises NotFoundError without a draft."""
        require(actor, Action.MANAGE_SCORECARDS)
        with self._store.unit_of_work(actor, self._clock) as uow:
            draft = uow.scorecards.draft(key)
            if draft is None:
                raise NotFoundError(what=_("A draft of the scorecard “{key}”").format(key=key))
            _publish(uow, draft.id, self._clock.now(), actor.person_id)
            uow.commit()
        return Changes.of(ObjectKind.SCORECARD, draft.id)

    def export(self, actor: Actor, key: str, number: int | None = None) -> str:
        """A version as a YAML file, by default the newest; reading it back gives the same scorecard."""
        require(actor, Action.VIEW_SCORECARDS)
        with self._store.reading() as uow:
            if number is None:
                newest = [version for version in uow.scorecards.all() if version.scorecard_key == key][-1:]
                found = newest[0] if newest else None
            else:
                found = uow.scorecards.numbered(key, number)
        files = _scorecard_file()
        return files.to_yaml(files.ScorecardDefinition.of_version(_found(found, key)))

    def install_bundled(self, actor: Actor) -> Changes:
        """Take in and publish the scorecards that come with QA Desk, where they are not here yet."""
        require(actor, Action.MANAGE_SCORECARDS)
        with self._store.unit_of_work(actor, self._clock) as uow:
            changes = take_in_bundled(uow, self._clock.now(), actor.person_id)
            uow.commit()
        return changes


def take_in_bundled(uow: UnitOfWork, now: datetime, by: PersonId | None) -> Changes:
    """Take in and publish what comes with QA Desk and is not here yet; `by` is None for the program itself."""
    changes = Changes()
    for path in sorted((resources_dir() / "scorecards").glob("*.yaml")):
        definition = _scorecard_file().read_scorecard(path)
        if uow.scorecards.scorecard_id(definition.key) is None:
            version_id, added = _take_in(uow, definition)
            _publish(uow, version_id, now, by)
            changes |= added
    return changes


def _take_in(uow: UnitOfWork, definition: "ScorecardDefinition") -> tuple[VersionId, Changes]:
    """The version with this content: the newest when it says the same, the draft changed, or a new draft."""
    same_key = [version for version in uow.scorecards.all() if version.scorecard_key == definition.key]
    if same_key and _says(same_key[-1], definition):
        return same_key[-1].id, Changes()
    draft = next((version for version in same_key if version.state is VersionState.DRAFT), None)
    scorecard_id = same_key[0].scorecard_id if same_key else ScorecardId(uuid4())
    version = ScorecardVersion(
        id=draft.id if draft else VersionId(uuid4()),
        scorecard_id=scorecard_id,
        scorecard_key=definition.key,
        number=draft.number if draft else len(same_key) + 1,
        title=definition.title,
        state=VersionState.DRAFT,
        policy=definition.policy,
        sections=definition.sections,
    )
    if draft:
        uow.scorecards.save_draft(version)
    else:
        uow.scorecards.add(version)
    uow.audit("scorecard.imported", ObjectKind.SCORECARD, version.id, key=version.scorecard_key)
    return version.id, Changes.of(ObjectKind.SCORECARD, version.id)


def _publish(uow: UnitOfWork, version_id: VersionId, now: datetime, by: PersonId | None) -> None:
    uow.scorecards.publish(version_id, now, by)
    uow.audit("scorecard.published", ObjectKind.SCORECARD, version_id)


def _scorecard_file():
    # Here and not above: YAML loads when a scorecard is read or written, not whenever the window starts.
    from qa_desk.services.forms import scorecard_file

    return scorecard_file


def _says(version: ScorecardVersion, definition: "ScorecardDefinition") -> bool:
    files = _scorecard_file()
    return files.canonical_json(files.ScorecardDefinition.of_version(version)) == files.canonical_json(definition)


def _found(version: ScorecardVersion | None, key: str) -> ScorecardVersion:
    if version is None:
        raise NotFoundError(what=_("The scorecard “{key}”").format(key=key))
    return version


def _summary(versions: Iterable[ScorecardVersion], counts: Mapping[VersionId, int]) -> ScorecardSummary:
    ordered = sorted(versions, key=lambda version: version.number)
    newest = ordered[-1]
    return ScorecardSummary(
        newest.scorecard_id,
        newest.scorecard_key,
        newest.title,
        tuple(
            VersionSummary(
                version.id,
                version.number,
                version.state,
                n_criteria=len(version.criteria),
                n_critical=sum(criterion.critical is not None for criterion in version.criteria),
                published_at=version.published_at,
                n_evaluations=counts.get(version.id, 0),
            )
            for version in ordered
        ),
    )
