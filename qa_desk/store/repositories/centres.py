"""The centres that packages of standard cases come from, and the keys that this one signs with."""

import base64
from datetime import datetime

from sqlalchemy import delete, insert, select

from qa_desk.domain.case_package import Centre
from qa_desk.domain.ids import PersonId
from qa_desk.domain.sharing import KnownCentre
from qa_desk.store.repositories.base import Repository
from qa_desk.store.tables.organisation import PersonRow
from qa_desk.store.tables.sharing import KnownCentreRow


class CentreRepository(Repository):
    """All known centres."""

    def all(self) -> tuple[KnownCentre, ...]:
        """Every centre, its own keys first, of these the newest first."""
        row = KnownCentreRow
        statement = (
            select(row.fingerprint, row.public_key, row.name, row.is_own, row.accepted_at)
            .add_columns(PersonRow.name.label("accepted_by"))
            .join(PersonRow, PersonRow.id == row.accepted_by)
            .order_by(row.is_own.desc(), row.accepted_at.desc(), row.fingerprint)
        )
        return tuple(
            KnownCentre(
                Centre(found.name, base64.b64decode(found.public_key), found.fingerprint),
                found.is_own,
                found.accepted_at,
                found.accepted_by,
            )
            for found in self._session.execute(statement)
        )

    def own(self) -> tuple[Centre, ...]:
        """This centre by each key it signed with; the first is the one it signs with now."""
        return tuple(known.centre for known in self.all() if known.is_own)

    def add(self, centre: Centre, by: PersonId, at: datetime, *, is_own: bool = False) -> None:
        """Let packages of a centre be taken in from now on."""
        row = {
            "fingerprint": centre.fingerprint,
            "public_key": base64.b64encode(centre.public_key).decode("ascii"),
            "name": centre.name,
            "is_own": is_own,
            "accepted_by": by,
            "accepted_at": at,
        }
        self._session.execute(insert(KnownCentreRow).values(**row))

    def forget(self, fingerprint: str) -> None:
        """Ask again before a package of this centre is taken in; own keys stay."""
        statement = delete(KnownCentreRow).where(KnownCentreRow.fingerprint == fingerprint)
        self._session.execute(statement.where(KnownCentreRow.is_own.is_(False)))
