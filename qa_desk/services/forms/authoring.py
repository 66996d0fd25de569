"""Scorecards: written as drafts, brought in as files, published, retired. A published version never changes."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import uuid4

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.errors import ErrorCode, NotFoundError, QADeskError
from qa_desk.domain.ids import ScorecardId, VersionId
from qa_desk.domain.issue import TargetKind
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action, may, require, visibility_of
from qa_desk.domain.scorecard import ScorecardDefinition, ScorecardVersion
from qa_desk.domain.scorecard_difference import FormDifference, difference
from qa_desk.domain.scorecard_problems import PastKey, kept_from_publishing, problems
from qa_desk.i18n import _
from qa_desk.services.calibration.calibrating import DEFAULT_AGREEMENT_TARGET
from qa_desk.services.clock import Clock
from qa_desk.services.forms.authoring_views import NewScorecard, ScorecardSummary, TemplateSummary, summaries
from qa_desk.services.forms.evidence import of_record, scored_by_several
from qa_desk.services.forms.item_figures import FormStatistics, form_statistics
from qa_desk.services.forms.what_if import WhatIf, what_if
from qa_desk.services.keeping.days import centre_day
from qa_desk.store.store import Store
from qa_desk.store.unit_of_work import UnitOfWork


class Authoring:
    """What one does with scorecards."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    # reading

    def scorecards(self, actor: Actor) -> tuple[ScorecardSummary, ...]:
        """All scorecards by key."""
        require(actor, Action.VIEW_SCORECARDS)
        with self._store.reading() as uow:
            versions = uow.scorecards.all()
            counts = uow.scorecards.n_evaluations(visibility_of(actor))
            waiting = uow.scorecards.n_waiting() if may(actor, Action.ASSIGN) else {}
            today = centre_day(uow, self._clock.now())
        return summaries(versions, counts, waiting, today)

    def version(self, actor: Actor, version_id: VersionId) -> ScorecardVersion:
        """One version, whole. Raises NotFoundError."""
        require(actor, Action.VIEW_SCORECARDS)
        with self._store.reading() as uow:
            return uow.scorecards.version(version_id)

    def latest_published(self, actor: Actor, key: str, day: date | None = None) -> ScorecardVersion:
        """The version that calls are given out on, today or on a day. Raises NotFoundError where none is in force."""
        require(actor, Action.VIEW_SCORECARDS)
        with self._store.reading() as uow:
            return _found(uow.scorecards.in_force(key, day or centre_day(uow, self._clock.now())), key)

    def past_keys(self, actor: Actor, key: str) -> tuple[PastKey, ...]:
        """The criterion keys that published versions of a scorecard have used: none gets a second meaning."""
        require(actor, Action.VIEW_SCORECARDS)
        with self._store.reading() as uow:
            return _taking_in().past_keys(uow.scorecards.versions(key))

    def templates(self, actor: Actor) -> tuple[TemplateSummary, ...]:
        """The forms that come with QA Desk, to begin one's own from."""
        require(actor, Action.VIEW_SCORECARDS)
        return tuple(_template_summary(definition) for definition in _library().templates())

    def template(self, actor: Actor, key: str) -> ScorecardDefinition:
        """A form that comes with QA Desk, whole. Raises NotFoundError."""
        require(actor, Action.VIEW_SCORECARDS)
        return _library().template(key)

    # drafts

    def begin_scorecard(self, actor: Actor, new: NewScorecard) -> tuple[VersionId, Changes]:
        """A new scorecard with a draft to write in. Raises VALUE_INVALID for a key that is taken, NotFoundError."""
        require(actor, Action.MANAGE_SCORECARDS)
        with self._store.unit_of_work(actor, self._clock) as uow:
            uow.take_turn(_taking_in().SCORECARDS)
            definition = _beginning().first_definition(uow, new)
            version_id = _taking_in().write_draft(uow, definition, None)
            uow.audit("scorecard.begun", ObjectKind.SCORECARD, version_id, key=definition.key)
            uow.commit()
        return version_id, Changes.of(ObjectKind.SCORECARD, version_id)

    def begin_draft(self, actor: Actor, key: str, copy_of: VersionId | None = None) -> tuple[VersionId, Changes]:
        """The draft of a scorecard: the one there is, else a copy of its newest version, or of another one of it.

        Raises WRONG_STATE when there is a draft and another version was to be copied, NotFoundError.
        """
        require(actor, Action.MANAGE_SCORECARDS)
        with self._store.unit_of_work(actor, self._clock) as uow:
            uow.take_turn(_taking_in().SCORECARDS)
            versions = uow.scorecards.versions(key)
            draft = uow.scorecards.draft(key)
            if draft is not None and copy_of is None:
                return draft.id, Changes()
            if draft is not None:
                raise QADeskError(ErrorCode.WRONG_STATE, what=f"{key} {draft.number}", state=draft.state.value)
            chosen = [version for version in versions if copy_of in (None, version.id)]
            origin = _found(chosen[-1] if chosen else None, key)
            version_id = _taking_in().write_draft(uow, ScorecardDefinition.of_version(origin), None)
            uow.audit("scorecard.begun", ObjectKind.SCORECARD, version_id, key=key)
            uow.commit()
        return version_id, Changes.of(ObjectKind.SCORECARD, version_id)

    def save_draft(
        self, actor: Actor, version_id: VersionId, definition: ScorecardDefinition, n_saves: int
    ) -> tuple[ScorecardVersion, Changes]:
        """Keep what was written, finished or not; `n_saves` is that of the version it was begun from.

        Returns:
            The draft as it is now: its `n_saves` goes with the next saving.

        Raises:
            ConflictError: somebody else saved since; `theirs` is what they left.
            QADeskError: WRONG_STATE for what is published, SCORECARD_UNSOUND for what can't be kept (see `problems`),
                VALUE_INVALID for another scorecard's key.
        """
        require(actor, Action.MANAGE_SCORECARDS)
        with self._store.unit_of_work(actor, self._clock) as uow:
            kept = uow.scorecards.version(version_id)
            if definition.key != kept.scorecard_key:
                raise _invalid(definition.key, _("key"), kept.scorecard_key)
            if kept.n_saves == n_saves and definition == ScorecardDefinition.of_version(kept):
                return kept, Changes()
            mine = replace(kept, n_saves=n_saves)
            _taking_in().write_draft(uow, definition, mine)
            uow.audit("scorecard.saved", ObjectKind.SCORECARD, version_id, key=definition.key)
            saved = uow.scorecards.version(version_id)
            uow.commit()
        return saved, Changes.of(ObjectKind.SCORECARD, version_id)

    def withdraw_draft(self, actor: Actor, key: str, *, n_saves: int | None = None) -> Changes:
        """Throw the draft of a scorecard away; a scorecard that was never published goes with it.

        `n_saves` is that of the draft that was looked at: what nobody has read is not lost. Raises WRONG_STATE for a
        draft that was saved since, NotFoundError.
        """
        require(actor, Action.MANAGE_SCORECARDS)
        with self._store.unit_of_work(actor, self._clock) as uow:
            draft = _draft(uow, key, n_saves)
            uow.scorecards.remove_draft(draft)
            uow.audit("scorecard.withdrawn", ObjectKind.SCORECARD, draft.id, key=key)
            uow.commit()
        return Changes.of(ObjectKind.SCORECARD, draft.id)

    # publishing

    def publish(
        self, actor: Actor, key: str, in_force_from: date | None = None, *, n_saves: int | None = None
    ) -> Changes:
        """Let calls be scored on the draft of this scorecard, from now on or from a day on.

        `n_saves` is that of the draft that was looked at: what nobody has read is not published for good.

        Raises:
            NotFoundError: there is no draft.
            QADeskError: SCORECARD_UNSOUND, VALUE_INVALID for a day that is over, WRONG_STATE for a draft that was
                saved since.
        """
        require(actor, Action.MANAGE_SCORECARDS)
        with self._store.unit_of_work(actor, self._clock) as uow:
            today = centre_day(uow, self._clock.now())
            if in_force_from is not None and in_force_from < today:
                raise _invalid(in_force_from, _("day"), _("today or a later day"))
            draft = _draft(uow, key, n_saves)
            _taking_in().publish_version(uow, draft, self._clock.now(), actor.person_id, in_force_from)
            uow.commit()
        return Changes.of(ObjectKind.SCORECARD, draft.id)

    def retire(self, actor: Actor, version_id: VersionId) -> Changes:
        """Give out no further call on a version; what was given out already is scored on it. Raises WRONG_STATE."""
        require(actor, Action.MANAGE_SCORECARDS)
        with self._store.unit_of_work(actor, self._clock) as uow:
            uow.scorecards.retire(version_id, self._clock.now())
            uow.audit("scorecard.retired", ObjectKind.SCORECARD, version_id)
            uow.commit()
        return Changes.of(ObjectKind.SCORECARD, version_id)

    # judging

    def difference(self, actor: Actor, before_id: VersionId, after_id: VersionId) -> FormDifference:
        """What two versions say differently, by section, criterion and field."""
        require(actor, Action.VIEW_SCORECARDS)
        with self._store.reading() as uow:
            both = [uow.scorecards.version(version_id) for version_id in (before_id, after_id)]
        return difference(*map(ScorecardDefinition.of_version, both))

    def what_if(self, actor: Actor, definition: ScorecardDefinition, first_day: date, last_day: date) -> WhatIf:
        """What a form not published yet would have made of the evaluations of record of these days.

        Those on any version of the scorecard with that key count, as far as the actor may see them or have them
        counted; `calls` names those the actor may see. Raises PERIOD_INVALID, SCORECARD_UNSOUND.
        """
        require(actor, Action.MANAGE_SCORECARDS)
        _require_period(first_day, last_day)
        _taking_in().require_none(kept_from_publishing(problems(definition)))
        with self._store.reading() as uow:
            evidence = of_record(uow, definition.key, first_day, last_day, actor)
        draft = definition.as_version(VersionId(uuid4()), ScorecardId(uuid4()), 1)
        return what_if(evidence, draft, first_day, last_day)

    def item_statistics(self, actor: Actor, version_id: VersionId, first_day: date, last_day: date) -> FormStatistics:
        """How each criterion of a version works in practice, by what the actor may see or have counted of these days.

        Evaluations on any version of the scorecard count, criteria being linked by their keys. Raises PERIOD_INVALID.
        """
        require(actor, Action.VIEW_REPORTS)
        _require_period(first_day, last_day)
        with self._store.reading() as uow:
            version = uow.scorecards.version(version_id)
            record = of_record(uow, version.scorecard_key, first_day, last_day, actor)
            compared = scored_by_several(uow, version.scorecard_key, first_day, last_day, actor)
            target = uow.targets.on(last_day).get(TargetKind.AGREEMENT)
        share = target.share if target else DEFAULT_AGREEMENT_TARGET
        return form_statistics(version, record, compared, days=(first_day, last_day), target=share)

    # files

    def import_file(self, actor: Actor, path: Path) -> tuple[VersionId, Changes]:
        """Take in a scorecard file: as the next version, or into the draft there is; the same content makes none.

        Raises:
            QADeskError: what is wrong with the file, with its place and what was expected; nothing is changed then.
        """
        require(actor, Action.MANAGE_SCORECARDS)
        definition = _scorecard_files().read_file(path)
        with self._store.unit_of_work(actor, self._clock) as uow:
            version_id, changes = _taking_in().take_in(uow, definition)
            uow.commit()
        return version_id, changes

    def export(self, actor: Actor, key: str, number: int | None = None) -> str:
        """A version as a YAML file, by default the newest; reading it back gives the same scorecard."""
        require(actor, Action.VIEW_SCORECARDS)
        return _scorecard_files().as_text(self._definition(key, number))

    def export_file(self, actor: Actor, key: str, path: Path, number: int | None = None) -> None:
        """Write a version to a file, YAML or by its ending a spreadsheet (.csv, .xlsx). Raises FILE_NOT_WRITTEN."""
        require(actor, Action.VIEW_SCORECARDS)
        _scorecard_files().write_file(self._definition(key, number), path)

    def install_bundled(self, actor: Actor) -> Changes:
        """Take in and publish the scorecards that come with QA Desk, where they are not here yet."""
        require(actor, Action.MANAGE_SCORECARDS)
        with self._store.unit_of_work(actor, self._clock) as uow:
            changes = _taking_in().take_in_bundled(uow, self._clock.now(), actor.person_id)
            uow.commit()
        return changes

    def _definition(self, key: str, number: int | None) -> ScorecardDefinition:
        with self._store.reading() as uow:
            versions = uow.scorecards.versions(key)
        chosen = [version for version in versions if number in (None, version.number)]
        return ScorecardDefinition.of_version(_found(chosen[-1] if chosen else None, key))


def _scorecard_files():
    # Here and not above, as in the three below: it loads YAML, which the start of the window can't wait for.
    from qa_desk.services.forms import files

    return files


def _taking_in():
    # Here and not above: it loads YAML.
    from qa_desk.services.forms import taking_in

    return taking_in


def _library():
    # Here and not above: it loads YAML.
    from qa_desk.services.forms import library

    return library


def _beginning():
    # Here and not above: it loads YAML.
    from qa_desk.services.forms import beginning

    return beginning


def _require_period(first_day: date, last_day: date) -> None:
    if last_day < first_day:
        raise QADeskError(ErrorCode.PERIOD_INVALID, start=first_day, end=last_day)


def _draft(uow: UnitOfWork, key: str, n_saves: int | None) -> ScorecardVersion:
    draft = uow.scorecards.draft(key)
    if draft is None:
        raise NotFoundError(what=_("A draft of the scorecard “{key}”").format(key=key))
    if n_saves not in (None, draft.n_saves):
        what = f"{key} {draft.number}"
        raise QADeskError(ErrorCode.WRONG_STATE, what=what, state=_("another one than was shown"))
    return draft


def _found(version: ScorecardVersion | None, key: str) -> ScorecardVersion:
    if version is None:
        raise NotFoundError(what=_("The scorecard “{key}”").format(key=key))
    return version


def _invalid(value: object, what: str, expected: str) -> QADeskError:
    return QADeskError(ErrorCode.VALUE_INVALID, value=value, what=what, expected=expected)


def _template_summary(definition: ScorecardDefinition) -> TemplateSummary:
    criteria = definition.criteria
    n_critical = sum(criterion.critical is not None for criterion in criteria)
    return TemplateSummary(definition.key, definition.title, len(definition.sections), len(criteria), n_critical)
