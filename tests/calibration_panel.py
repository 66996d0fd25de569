"""A panel on the small centre, for tests of calibration: its sessions, and handing in as one of its members."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from qa_desk.domain.calls import MonitoringMode
from qa_desk.domain.evaluation import Answer, Assignment, Evaluation, EvaluationState, Mark
from qa_desk.domain.ids import AnswerId, EvaluationId, MarkId, SessionId
from qa_desk.domain.people import Actor, Role
from qa_desk.domain.scorecard import Criterion, ScorecardVersion
from qa_desk.services.calibration.calibrating import Calibrating
from qa_desk.services.calibration.calibrating_views import CriterionDifference, SessionDraft, SettleDraft
from qa_desk.services.calibration.meeting import Meeting
from qa_desk.services.centre.administering import PersonDraft
from qa_desk.services.keeping.asked_form import asked_form
from qa_desk.services.keeping.handing_in import hand_in_all
from tests.small_centre import SmallCentre

BECAUSE = "played twice; the guidance names exactly this"


@dataclass(slots=True)
class Panel:
    """Anna, Ben and Cai, called together by the lead; `more` sit after them."""

    centre: SmallCentre
    cai: Actor
    more: tuple[Actor, ...] = ()

    @property
    def members(self) -> tuple[Actor, ...]:
        """In the order of their seats."""
        return self.centre.anna, self.centre.ben, self.cai, *self.more

    @property
    def calibrating(self) -> Calibrating:
        """The service."""
        return self.centre.services.calibrating

    @property
    def meeting(self) -> Meeting:
        """The service of the meeting."""
        return self.centre.services.meeting

    def second_lead(self) -> Actor:
        """Another lead of the centre, who settles as well."""
        administering = self.centre.services.administering
        administering.save_person(self.centre.lead, PersonDraft("l-2", "Lena Roth", frozenset({Role.LEAD})))
        return administering.actor_named("l-2")

    def open_session(
        self, *keys: str, title: str = "March session", quorum: int | None = None, **changes: Any
    ) -> SessionId:
        """A blind session on these calls; `changes` are of the draft."""
        draft = SessionDraft(
            title,
            tuple(self.centre.calls[key] for key in keys),
            tuple(member.person_id for member in self.members),
            self.centre.version.id,
            quorum=quorum,
        )
        return self.calibrating.create(self.centre.lead, replace(draft, **changes))[0]

    def hand_in(
        self,
        member: Actor,
        session_id: SessionId,
        failed: dict[str, frozenset[str]] | None = None,
        said: str = "heard",
    ) -> None:
        """Hand in every open call of the session as a member; `failed` names failed criteria by call, `said` is why.

        What the desk would do in dozens of transactions is done in one.
        """
        centre = self.centre
        keys = {call_id: key for key, call_id in centre.calls.items()}
        with centre.workspace.store.unit_of_work(member, centre.clock) as uow:
            open_ids = uow.assignments.open_in_session(session_id, member.person_id)
            evaluations: list[Evaluation] = []
            for assignment in uow.assignments.in_session(session_id):
                if assignment.id in open_ids:
                    wrong = (failed or {}).get(keys[assignment.call_id], frozenset())
                    form = asked_form(uow, assignment)
                    evaluation = _evaluation(assignment, form, wrong, centre.clock.now())
                    answers = (replace(a, comment=said) if a.comment else a for a in evaluation.answers)
                    evaluations.append(replace(evaluation, answers=tuple(answers)))
                    uow.evaluations.add(evaluations[-1])
            if evaluations:
                # those of a session are all on its version
                version = uow.scorecards.version(evaluations[0].version_id)
                hand_in_all(uow, evaluations, version, centre.clock.now())
            uow.commit()

    def differences(self, session_id: SessionId) -> tuple[CriterionDifference, ...]:
        """As the lead sees them."""
        return self.calibrating.differences(self.centre.lead, session_id)

    def settle_all(self, session_id: SessionId) -> None:
        """Settle what differs as the first member said, then what all agree on."""
        for difference in self.differences(session_id):
            if difference.differs:
                self.meeting.settle(self.centre.lead, session_id, as_said(difference, rationale=BECAUSE))
        self.meeting.settle_agreed(self.centre.lead, session_id)


def as_said(difference: CriterionDifference, seat: int = 0, *, rationale: str = "") -> SettleDraft:
    """Settle as the member in this seat answered."""
    answer = difference.answers[seat]
    return SettleDraft(
        difference.call_id,
        difference.criterion.key,
        answer.rating,
        answer.na,
        answer.reasons,
        rationale,
        difference.settled,
    )


def call_together(centre: SmallCentre) -> Panel:
    """Bring Cai in and form the panel."""
    administering = centre.services.administering
    administering.save_person(centre.lead, PersonDraft("i-3", "Cai Ito", frozenset({Role.INSPECTOR})))
    return Panel(centre, administering.actor_named("i-3"))


def five(centre: SmallCentre) -> Panel:
    """The panel with Dora and Emil."""
    panel = call_together(centre)
    return replace(panel, more=tuple(newcomer(centre, name, Role.INSPECTOR) for name in ("Dora Eik", "Emil Fay")))


def newcomer(centre: SmallCentre, name: str, *roles: Role) -> Actor:
    """Somebody new, signed in."""
    administering = centre.services.administering
    administering.save_person(centre.lead, PersonDraft(name.lower(), name, frozenset(roles)))
    return administering.actor_named(name.lower())


def _evaluation(assignment: Assignment, version: ScorecardVersion, failed: frozenset[str], now: datetime) -> Evaluation:
    """Everything answered in full, but those failed, with their first reason, a comment and a mark."""
    evaluation_id = EvaluationId(uuid4())
    return Evaluation(
        id=evaluation_id,
        assignment_id=assignment.id,
        call_id=assignment.call_id,
        inspector_id=assignment.inspector_id,
        version_id=version.id,
        purpose=assignment.purpose,
        mode=MonitoringMode.SAMPLED,
        state=EvaluationState.DRAFT,
        sealed=True,
        started_at=now,
        session_id=assignment.session_id,
        answers=tuple(_answer(evaluation_id, c, has_failed=c.key in failed) for c in version.criteria),
        marks=tuple(
            Mark(MarkId(uuid4()), evaluation_id, 2.0 + place, 5.0 + place, f"heard {key}", key)
            for place, key in enumerate(sorted(failed))
        ),
    )


def _answer(evaluation_id: EvaluationId, criterion: Criterion, *, has_failed: bool) -> Answer:
    options = {option.points: option.code for option in criterion.scale.prompt().options}
    points = 0.0 if has_failed else criterion.scale.maximum
    reasons = tuple(reason.key for reason in criterion.reasons[:1]) if has_failed else ()
    rating = criterion.scale.parse(options.get(points, points))
    return Answer(
        AnswerId(uuid4()), evaluation_id, criterion.key, rating, reasons=reasons, comment="heard" if has_failed else ""
    )
