"""Changing the tree of units and the departments; `people` lists them."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from sqlalchemy import insert, select, update

from qa_desk.domain.ids import DepartmentId, UnitId
from qa_desk.domain.people import Department, Unit
from qa_desk.store.repositories.base import Repository
from qa_desk.store.tables.organisation import DepartmentRow, UnitRow
from qa_desk.store.visibility import unit_and_below

PATH_SEPARATOR = " / "


class UnitRepository(Repository):
    """The organisation tree, and the departments beside it."""

    def all(self) -> tuple[Unit, ...]:
        """All units, by path, so that each stands below its parent."""
        return tuple(_unit(row) for row in self._session.scalars(select(UnitRow).order_by(UnitRow.path)))

    def unit(self, unit_id: UnitId) -> Unit | None:
        """The unit with that key."""
        row = self._session.get(UnitRow, unit_id)
        return _unit(row) if row else None

    def at_path(self, path: str) -> Unit | None:
        """The unit whose path reads so, with or without spaces around the strokes."""
        names = [name.strip() for name in path.split("/")]
        row = self._session.scalar(select(UnitRow).where(UnitRow.path == PATH_SEPARATOR.join(names)))
        return _unit(row) if row else None

    def ensure(self, names: Sequence[str]) -> Unit:
        """The unit at these names from the root, made with all that is missing above it."""
        parent: Unit | None = None
        for end in range(1, len(names) + 1):
            path = PATH_SEPARATOR.join(names[:end])
            found = self.at_path(path)
            if found is None:
                found = Unit(UnitId(uuid4()), names[end - 1], parent.id if parent else None, path)
                self.add(found)
            parent = found
        assert parent is not None, "a unit has at least one name"
        return parent

    def add(self, unit: Unit) -> None:
        """Enter a new unit."""
        row = {"id": unit.id, "name": unit.name, "parent_id": unit.parent_id, "path": unit.path}
        self._session.execute(insert(UnitRow).values(**row))

    def rename(self, unit_id: UnitId, name: str) -> None:
        """Give a unit another name; the paths below it follow."""
        unit = self.unit(unit_id)
        assert unit is not None, "only a unit that is there can be renamed"
        stem = unit.path[: len(unit.path) - len(unit.name)]
        for row in self._session.scalars(select(UnitRow).where(UnitRow.id.in_(unit_and_below(unit_id)))).all():
            path = stem + name + row.path[len(unit.path) :]
            self._session.execute(update(UnitRow).where(UnitRow.id == row.id).values(path=path))
        self._session.execute(update(UnitRow).where(UnitRow.id == unit_id).values(name=name))

    def below(self, unit_id: UnitId) -> tuple[UnitId, ...]:
        """The unit itself, then all below it."""
        found = {UnitId(key) for key in self._session.scalars(unit_and_below(unit_id))}
        return unit_id, *sorted(found - {unit_id})

    def add_department(self, department: Department) -> None:
        """Enter a new department."""
        self._session.execute(insert(DepartmentRow).values(id=department.id, **_department_columns(department)))

    def department(self, department_id: DepartmentId) -> Department | None:
        """The department with that key, open or closed."""
        row = self._session.get(DepartmentRow, department_id, populate_existing=True)
        return department_of(row) if row else None

    def save_department(self, department: Department) -> None:
        """Write a department that was changed since it was read. Raises ConflictError, NotFoundError."""
        self._save_change(
            DepartmentRow,
            department.id,
            mine=department,
            values=_department_columns(department),
            load=lambda: self.department(department.id),
        )


def department_of(row: DepartmentRow) -> Department:
    """A department as it is kept."""
    return Department(row.id, row.name, row.contact_id, row.deputy_id, row.answer_days, row.closed_on, row.version)


def _unit(row: UnitRow) -> Unit:
    return Unit(row.id, row.name, row.parent_id, row.path)


def _department_columns(department: Department) -> dict[str, Any]:
    return {
        "name": department.name,
        "contact_id": department.contact_id,
        "deputy_id": department.deputy_id,
        "answer_days": department.answer_days,
        "closed_on": department.closed_on,
    }
