"""Standard wordings: what customers are told about a matter, by kind of call and day. What held on a day stays."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

from qa_desk.domain.calls import StandardWording
from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.errors import ErrorCode, NotFoundError, QADeskError
from qa_desk.domain.ids import WordingId
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action, require
from qa_desk.domain.text import LocalText
from qa_desk.i18n import _
from qa_desk.services.clock import Clock
from qa_desk.services.forms.phrasing_views import WordingDraft, WordingOverlap, WordingSaved, WordingState, WordingView
from qa_desk.services.keeping.brought_text import clean_line, clean_text
from qa_desk.services.keeping.days import centre_day
from qa_desk.store.store import Store
from qa_desk.store.unit_of_work import UnitOfWork


class Phrasing:
    """What one does with standard wordings."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def wordings(
        self, actor: Actor, *, day: date | None = None, business_type: str = "", campaign: str = ""
    ) -> tuple[WordingView, ...]:
        """All wordings, those that began last first; with a kind of call, those that calls of that kind are shown.

        Args:
            actor: who asks.
            day: the day by which a wording is in force or not; None for today.
            business_type: leaves out what belongs to another one; empty for all.
            campaign: likewise.
        """
        require(actor, Action.VIEW_SCORECARDS)
        with self._store.reading() as uow:
            when = day or self._today(uow)
            names = {department.id: department.name for department in uow.people.departments()}
            found = uow.wordings.all()
        return tuple(
            WordingView(one, names[one.department_id] if one.department_id else "", _state(one, when))
            for one in found
            if business_type in ("", one.business_type) and campaign in ("", one.campaign)
        )

    def overlaps(self, actor: Actor, draft: WordingDraft) -> tuple[WordingOverlap, ...]:
        """What a wording would overlap with if it were kept as it is. Raises VALUE_INVALID."""
        require(actor, Action.VIEW_SCORECARDS)
        wording = _wording_of(draft)
        with self._store.reading() as uow:
            return _overlaps(uow, wording)

    def save_wording(self, actor: Actor, draft: WordingDraft) -> WordingSaved:
        """Enter a wording or write what was changed; an overlap is told and not refused.

        What began before today keeps its title, text, kind of call and first day: `succeed_wording` follows it up.

        Raises:
            QADeskError: VALUE_INVALID, WRONG_STATE for what began already, ConflictError when somebody saved first.
        """
        require(actor, Action.MANAGE_SCORECARDS)
        wording = _wording_of(draft)
        with self._store.unit_of_work(actor, self._clock) as uow:
            if draft.id is None:
                uow.wordings.add(wording)
            else:
                self._require_history_kept(uow, _kept(uow, draft.id), wording)
                uow.wordings.save(wording, self._clock.now())
            uow.audit("wording.saved", ObjectKind.STANDARD_WORDING, wording.id)
            saved = self._saved(uow, wording)
            uow.commit()
        return saved

    def succeed_wording(self, actor: Actor, wording_id: WordingId, draft: WordingDraft) -> WordingSaved:
        """Let another wording take the place of one from the draft's first day on; the old one ends the day before.

        Raises:
            QADeskError: VALUE_INVALID where it would begin before today or not after the old one, NotFoundError.
        """
        require(actor, Action.MANAGE_SCORECARDS)
        wording = replace(_wording_of(draft), id=WordingId(uuid4()), version=1)
        with self._store.unit_of_work(actor, self._clock) as uow:
            old = _kept(uow, wording_id)
            earliest = max(self._today(uow), old.valid_from + timedelta(days=1))
            if wording.valid_from < earliest:
                raise _invalid(wording.valid_from, _("first day"), _("{day} or later").format(day=earliest))
            uow.wordings.save(
                replace(old, valid_until=_earlier(old.valid_until, wording.valid_from - timedelta(days=1))),
                self._clock.now(),
            )
            uow.wordings.add(wording)
            uow.audit("wording.succeeded", ObjectKind.STANDARD_WORDING, wording.id)
            saved = self._saved(uow, wording)
            uow.commit()
        return replace(saved, changes=saved.changes | Changes.of(ObjectKind.STANDARD_WORDING, wording_id))

    def withdraw_wording(self, actor: Actor, wording_id: WordingId, version: int) -> Changes:
        """Let a wording hold no longer: it ended yesterday; one that has not begun before today is taken away.

        Raises WRONG_STATE for one that is over, ConflictError when somebody saved it since, NotFoundError.
        """
        require(actor, Action.MANAGE_SCORECARDS)
        with self._store.unit_of_work(actor, self._clock) as uow:
            kept, today = _kept(uow, wording_id), self._today(uow)
            if _state(kept, today) is WordingState.OVER:
                raise QADeskError(ErrorCode.WRONG_STATE, what=_said(kept), state=_("over"))
            # written first in either case: that finds out whether somebody else saved
            ended = replace(kept, valid_until=max(kept.valid_from, today - timedelta(days=1)), version=version)
            uow.wordings.save(ended, self._clock.now())
            if kept.valid_from >= today:
                uow.wordings.remove(wording_id)
            uow.audit("wording.withdrawn", ObjectKind.STANDARD_WORDING, wording_id)
            uow.commit()
        return Changes.of(ObjectKind.STANDARD_WORDING, wording_id)

    def _today(self, uow: UnitOfWork) -> date:
        return centre_day(uow, self._clock.now())

    def _require_history_kept(self, uow: UnitOfWork, kept: StandardWording, wording: StandardWording) -> None:
        """What calls of past days were shown stays what it was, up to yesterday."""
        today = self._today(uow)
        if kept.valid_from >= today:
            return
        may_change = replace(
            wording, valid_until=kept.valid_until, department_id=kept.department_id, version=kept.version
        )
        was_over = _state(kept, today) is WordingState.OVER
        ends_early = wording.valid_until is not None and wording.valid_until < today - timedelta(days=1)
        if may_change != kept or ((was_over or ends_early) and wording.valid_until != kept.valid_until):
            state = _("over") if was_over else _("in force since {day}").format(day=kept.valid_from)
            raise QADeskError(ErrorCode.WRONG_STATE, what=_said(kept), state=state)

    def _saved(self, uow: UnitOfWork, wording: StandardWording) -> WordingSaved:
        changes = Changes.of(ObjectKind.STANDARD_WORDING, wording.id)
        return WordingSaved(wording.id, _overlaps(uow, wording), changes)


def _overlaps(uow: UnitOfWork, wording: StandardWording) -> tuple[WordingOverlap, ...]:
    others = [one for one in uow.wordings.all() if one.id != wording.id and wording.overlaps(one)]
    found = [WordingOverlap(one, wording.is_on_same_matter(one)) for one in others]
    return tuple(sorted(found, key=lambda overlap: not overlap.is_on_same_matter))


def _wording_of(draft: WordingDraft) -> StandardWording:
    title = LocalText.of({language: clean_line(words) for language, words in draft.title.by_language})
    text = LocalText.of({language: clean_text(words) for language, words in draft.text.by_language})
    business_type, campaign = clean_line(draft.business_type), clean_line(draft.campaign)
    for what, value in ((_("title"), title), (_("text"), text)):
        if not value:
            raise _invalid("", what, _("some text"))
    if not business_type and not campaign:
        raise _invalid("", _("kind of call"), _("a business type or a campaign"))
    if draft.valid_until is not None and draft.valid_until < draft.valid_from:
        raise _invalid(draft.valid_until, _("last day"), _("{day} or later").format(day=draft.valid_from))
    return StandardWording(
        draft.id or WordingId(uuid4()),
        title,
        text,
        business_type,
        campaign,
        draft.valid_from,
        draft.valid_until,
        draft.department_id,
        draft.version,
    )


def _kept(uow: UnitOfWork, wording_id: WordingId) -> StandardWording:
    found = uow.wordings.wording(wording_id)
    if found is None:
        raise NotFoundError(what=_("The standard wording"))
    return found


def _state(wording: StandardWording, day: date) -> WordingState:
    if day < wording.valid_from:
        return WordingState.COMING
    return WordingState.IN_FORCE if wording.is_valid(day) else WordingState.OVER


def _earlier(one: date | None, other: date) -> date:
    return other if one is None else min(one, other)


def _said(wording: StandardWording) -> str:
    return wording.title.in_language("en")


def _invalid(value: object, what: str, expected: str) -> QADeskError:
    return QADeskError(ErrorCode.VALUE_INVALID, value=value, what=what, expected=expected)
