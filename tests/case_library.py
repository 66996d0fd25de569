"""Standard cases for tests, put straight into a small centre: settled, valid, with evidence, words and a mask."""

from dataclasses import replace
from uuid import uuid4

from qa_desk.domain.criteria.base import RatingValue
from qa_desk.domain.ids import CaseId, MaskId
from qa_desk.domain.masking import MaskedPassage, MaskState, PrivateKind
from qa_desk.domain.people import Actor, Role
from qa_desk.domain.scorecard import Criterion
from qa_desk.domain.standard_case import CaseAnswer, CaseMark, CaseState, Difficulty, StandardCase
from qa_desk.services.centre.administering import PersonDraft
from qa_desk.services.keeping.search_entries import index_case
from qa_desk.store.repositories.recordings import TranscriptSegment
from tests.small_centre import NOW, SmallCentre

MASKED = (2.0, 3.5)
SECRET_WORDS = "my number is six two two"


def add_case(centre: SmallCentre, key: str = "1009", **changed: object) -> CaseId:
    """A valid case of a call, kept by the lead and approved by another."""
    approver = second_person(centre)
    case = replace(_case(centre, key), **changed)  # type: ignore[arg-type]
    with centre.workspace.store.unit_of_work(centre.lead, centre.clock) as uow:
        uow.cases.add(replace(case, code=uow.cases.next_code()))
        kept = uow.cases.get(case.id, centre.lead.person_id)
        assert kept is not None
        index_case(uow, kept, NOW)
        uow.commit()
    centre.services.curating.approve(approver, case.id)
    return case.id


def second_person(centre: SmallCentre) -> Actor:
    """A trainer, who may approve what the lead keeps."""
    administering = centre.services.administering
    if not any(person.external_id == "t-1" for person in administering.people(centre.lead)):
        administering.save_person(centre.lead, PersonDraft("t-1", "Liu Yang", frozenset({Role.TRAINER})))
    return administering.actor_named("t-1")


def mask(centre: SmallCentre, key: str = "1009", span: tuple[float, float] = MASKED) -> None:
    """Let a passage of a call be masked."""
    with centre.workspace.store.unit_of_work(centre.lead, centre.clock) as uow:
        recording = uow.recordings.of_call(centre.calls[key])[0]
        by = centre.lead.person_id
        passage = MaskedPassage(
            MaskId(uuid4()), recording.id, *span, PrivateKind.OTHER, MaskState.CONFIRMED, by, NOW, by, NOW
        )
        uow.masks.add(passage)
        uow.commit()


def write_down(centre: SmallCentre, key: str = "1009") -> None:
    """Let it be written down what was said in a call: something open, something masked, and a name."""
    said = (
        TranscriptSegment(0.0, 1.5, "Good morning", "Chen Mei"),
        TranscriptSegment(2.2, 3.0, SECRET_WORDS, "customer"),
        TranscriptSegment(4.0, 5.0, "Call 13912345678 please", "Chen Mei"),
    )
    with centre.workspace.store.unit_of_work(centre.lead, centre.clock) as uow:
        recording = uow.recordings.of_call(centre.calls[key])[0]
        uow.recordings.add_transcript(recording.id, said, source_name="words.json", language="en", imported_at=NOW)
        uow.commit()


def _case(centre: SmallCentre, key: str) -> StandardCase:
    criteria = centre.version.criteria
    return StandardCase(
        id=CaseId(uuid4()),
        code="",
        number=1,
        title=f"What {key} teaches",
        call_id=centre.calls[key],
        version_id=centre.version.id,
        state=CaseState.PROPOSED,
        difficulty=Difficulty.HARD,
        language="en",
        rationale="Said to a third party.\nIdentity was never asked for.",
        tags=("disclosure", "identity"),
        answers=tuple(CaseAnswer(one.key, _best(one), False, (), f"why {one.key}") for one in criteria),
        owner_id=centre.lead.person_id,
        author_id=centre.lead.person_id,
        created_at=NOW,
        business_type="billing",
        is_benchmark=True,
        marks=(CaseMark(criteria[0].key, 3.0, 6.0, "here"), CaseMark(None, 1.0, 1.5)),
    )


def _best(criterion: Criterion) -> RatingValue:
    options = criterion.scale.prompt().options
    best = [option.code for option in options if option.points == criterion.scale.maximum]
    return criterion.scale.parse((best or [criterion.scale.maximum])[0])
