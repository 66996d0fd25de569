"""Whom a failure is put down to: found by typing, with whom to ask there."""

from uuid import uuid4

from PySide6.QtCore import Qt

from qa_desk.domain.evaluation import CauseOwnerKind
from qa_desk.domain.ids import AssignmentId, DepartmentId
from qa_desk.domain.people import Department
from tests.small_centre import SmallCentre
from tests.widget.seat import Seat

K = Qt.Key


def furnish(centre: SmallCentre, *names: str) -> None:
    """Departments with Ben to ask in each, and Anna when he is away."""
    with centre.workspace.store.unit_of_work(centre.lead, centre.clock) as uow:
        for name in names:
            uow.units.add_department(
                Department(DepartmentId(uuid4()), name, centre.ben.person_id, centre.anna.person_id)
            )
        uow.commit()


def kept_owner(seat: Seat, assignment: AssignmentId) -> tuple[CauseOwnerKind, str] | None:
    """The kind and the name of the owner that the store has."""
    (answer,) = seat.kept(assignment).answers
    owner = answer.cause_owner
    if owner is None:
        return None
    return owner.kind, next(one.name for one in seat.scoring.view.cause_owners if one.owner == owner)


def test_a_department_is_found_by_typing_and_taken_by_enter(seat: Seat, centre: SmallCentre) -> None:
    furnish(centre, *(f"Department {n}" for n in range(12)), "Billing systems")
    (given,) = centre.assign(centre.anna, "1043")
    seat.open(given)
    seat.press(K.Key_2, K.Key_O)
    chooser = seat.desk.panel.cause_owner.chooser
    assert chooser.isVisible()
    seat.qtbot.keyClicks(chooser.field, "bill sys")
    assert chooser.view.model().rowCount() == 1
    seat.qtbot.keyClick(chooser.field, K.Key_Return)
    assert kept_owner(seat, given) == (CauseOwnerKind.DEPARTMENT, "Billing systems")
    assert seat.focus() is seat.desk.form


def test_a_short_list_is_chosen_from_by_digit(seat: Seat, assignment: AssignmentId) -> None:
    seat.press(K.Key_2, K.Key_O)
    chooser = seat.desk.panel.cause_owner.chooser
    rows = [chooser.view.model().index(row, 0).data() for row in range(chooser.view.model().rowCount())]
    assert rows[0] == "agent – Li Na"
    seat.qtbot.keyClick(chooser.view, Qt.Key(K.Key_1 + rows.index("Customer Care")))
    assert kept_owner(seat, assignment) == (CauseOwnerKind.DEPARTMENT, "Customer Care")


def test_contact_and_deputy_are_told_where_the_department_has_them(seat: Seat, centre: SmallCentre) -> None:
    furnish(centre, "Billing systems")
    (given,) = centre.assign(centre.anna, "1043")
    seat.open(given)
    seat.press(K.Key_2, K.Key_O)
    box = seat.desk.panel.cause_owner
    model = box.chooser.view.model()
    place = next(row for row in range(model.rowCount()) if model.index(row, 0).data() == "Billing systems")
    told = "Contact: Ben Ode · Deputy: Anna Berg"
    assert model.index(place, 0).data(Qt.ItemDataRole.ToolTipRole) == told
    seat.qtbot.keyClick(box.chooser.view, Qt.Key(K.Key_1 + place))
    assert box.toolTip() == told


def test_what_is_typed_into_the_search_rates_nothing(seat: Seat, centre: SmallCentre) -> None:
    furnish(centre, *(f"Department {n}" for n in range(12)))
    (given,) = centre.assign(centre.anna, "1043")
    seat.open(given)
    seat.press(K.Key_2, K.Key_O)
    chooser = seat.desk.panel.cause_owner.chooser
    seat.qtbot.keyClicks(chooser.field, "x1")
    seat.qtbot.keyClick(chooser.field, K.Key_Escape)
    assert [answer.rating for answer in seat.kept(given).answers] == [False]
    assert kept_owner(seat, given) is None
