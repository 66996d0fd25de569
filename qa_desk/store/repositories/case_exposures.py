"""Who has seen the answers of which case, and how: what is unseen can qualify, and what is worn shows in counts."""

from collections.abc import Collection
from datetime import datetime
from uuid import uuid4

from sqlalchemy import func, insert, select

from qa_desk.domain.ids import CaseId, PersonId
from qa_desk.domain.standard_case import ExposureKind
from qa_desk.store.repositories.base import Repository
from qa_desk.store.tables.standard_cases import CaseExposureRow

_COUNTED = (ExposureKind.PRACTISED, ExposureKind.QUALIFIED, ExposureKind.IN_SESSION)
"""What wears a case out; opening its page does not, though the person has seen it from then on."""


class CaseExposureRepository(Repository):
    """Exposures. On a server a member reads their own, and who keeps the library all."""

    def note(
        self, case_id: CaseId, number: int, person_ids: Collection[PersonId], kind: ExposureKind, at: datetime
    ) -> None:
        """These people have seen the answers of a version."""
        rows = [
            {"id": uuid4(), "case_id": case_id, "number": number, "person_id": person_id, "kind": kind, "at": at}
            for person_id in person_ids
        ]
        if rows:
            self._session.execute(insert(CaseExposureRow), rows)

    def has_seen(self, person_id: PersonId, case_id: CaseId, kind: ExposureKind, number: int) -> bool:
        """Whether the person saw this version in that way before."""
        statement = select(CaseExposureRow.id).where(
            CaseExposureRow.person_id == person_id,
            CaseExposureRow.case_id == case_id,
            CaseExposureRow.kind == kind,
            CaseExposureRow.number == number,
        )
        return self._session.scalar(statement.limit(1)) is not None

    def seen_by(self, person_id: PersonId) -> frozenset[CaseId]:
        """All cases of which the person saw any version's answers, in whatever way."""
        statement = select(CaseExposureRow.case_id).where(CaseExposureRow.person_id == person_id)
        return frozenset(self._session.scalars(statement.distinct()))

    def counts(self, case_ids: Collection[CaseId] | None = None) -> dict[CaseId, int]:
        """How often each case was practised, qualified on or looked at in a meeting; of these cases, or of all."""
        statement = select(CaseExposureRow.case_id, func.count()).where(CaseExposureRow.kind.in_(_COUNTED))
        if case_ids is not None:
            statement = statement.where(CaseExposureRow.case_id.in_(case_ids))
        return {row[0]: row[1] for row in self._session.execute(statement.group_by(CaseExposureRow.case_id))}
