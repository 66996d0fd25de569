"""Standard wordings are dated and owned, what held on a day stays, overlaps are told; departments are a list."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from qa_desk.bootstrap import Workspace
from qa_desk.domain.errors import ConflictError, ErrorCode, NotAllowedError, QADeskError
from qa_desk.domain.people import Actor, Role
from qa_desk.domain.text import LocalText
from qa_desk.services.centre.administering import DepartmentDraft
from qa_desk.services.forms.phrasing_views import WordingDraft, WordingState
from tests.unit.workspace_fixtures import NOW, add_person

TODAY = NOW.date()
DRAFT = WordingDraft(
    LocalText.of({"en": "Refunds", "zh_CN": "退费"}),
    LocalText.of({"en": "Within ten days.", "zh_CN": "十天内。"}),
    TODAY - timedelta(days=10),
    business_type="billing",
)


def day(offset: int) -> date:
    """So many days from today."""
    return TODAY + timedelta(days=offset)


def states(workspace: Workspace, actor: Actor) -> list[tuple[date, date | None, WordingState]]:
    """The wordings, those that began last first."""
    found = workspace.services.phrasing.wordings(actor)
    return [(one.wording.valid_from, one.wording.valid_until, one.state) for one in found]


def test_a_wording_is_kept_with_its_owner_and_found_by_its_kind_of_call(workspace: Workspace, chief: Actor) -> None:
    phrasing = workspace.services.phrasing
    changes = workspace.services.administering.save_department(chief, DepartmentDraft("Billing"))
    (department,) = workspace.services.administering.departments(chief)
    assert department.id in changes.ids
    saved = phrasing.save_wording(chief, replace(DRAFT, department_id=department.id))
    (view,) = phrasing.wordings(chief, business_type="billing")
    assert (view.wording.id, view.department_name, view.state) == (saved.wording_id, "Billing", WordingState.IN_FORCE)
    assert phrasing.wordings(chief, business_type="network") == ()
    assert phrasing.wordings(chief, day=day(-11))[0].state is WordingState.COMING


def test_two_wordings_of_one_matter_at_once_are_told(workspace: Workspace, chief: Actor) -> None:
    phrasing = workspace.services.phrasing
    phrasing.save_wording(chief, replace(DRAFT, valid_until=day(5)))
    phrasing.save_wording(chief, replace(DRAFT, title=LocalText.of("Late fees")))
    after = replace(DRAFT, valid_from=day(6))
    assert [one.is_on_same_matter for one in phrasing.overlaps(chief, after)] == [False]
    during = replace(DRAFT, valid_from=day(5))
    assert [one.is_on_same_matter for one in phrasing.save_wording(chief, during).overlaps] == [True, False]
    elsewhere = replace(DRAFT, business_type="network")
    assert phrasing.overlaps(chief, elsewhere) == ()


def test_what_past_calls_were_shown_is_never_rewritten(workspace: Workspace, chief: Actor) -> None:
    phrasing = workspace.services.phrasing
    kept = replace(DRAFT, id=phrasing.save_wording(chief, DRAFT).wording_id)
    for changed in (
        replace(kept, text=LocalText.of("Other")),
        replace(kept, valid_from=day(-20)),
        replace(kept, business_type="network"),
        replace(kept, valid_until=day(-3)),
    ):
        with pytest.raises(QADeskError) as raised:
            phrasing.save_wording(chief, changed)
        assert raised.value.code is ErrorCode.WRONG_STATE
    phrasing.save_wording(chief, replace(kept, valid_until=day(3)))
    assert states(workspace, chief) == [(day(-10), day(3), WordingState.IN_FORCE)]


def test_a_new_wording_takes_the_place_of_the_old_one(workspace: Workspace, chief: Actor) -> None:
    phrasing = workspace.services.phrasing
    old_id = phrasing.save_wording(chief, DRAFT).wording_id
    next_one = replace(DRAFT, text=LocalText.of("Within five days."), valid_from=day(2))
    saved = phrasing.succeed_wording(chief, old_id, next_one)
    assert {old_id, saved.wording_id} <= saved.changes.ids
    assert saved.overlaps == ()
    assert states(workspace, chief) == [(day(2), None, WordingState.COMING), (day(-10), day(1), WordingState.IN_FORCE)]
    with pytest.raises(QADeskError):
        phrasing.succeed_wording(chief, old_id, replace(next_one, valid_from=day(-1)))


def test_withdrawing_ends_what_was_in_force_and_takes_away_what_was_not(workspace: Workspace, chief: Actor) -> None:
    phrasing = workspace.services.phrasing
    begun = phrasing.save_wording(chief, DRAFT).wording_id
    coming = phrasing.save_wording(chief, replace(DRAFT, valid_from=day(4))).wording_id
    phrasing.withdraw_wording(chief, begun, 1)
    phrasing.withdraw_wording(chief, coming, 1)
    assert states(workspace, chief) == [(day(-10), day(-1), WordingState.OVER)]
    with pytest.raises(QADeskError) as raised:
        phrasing.withdraw_wording(chief, begun, 2)
    assert raised.value.code is ErrorCode.WRONG_STATE


def test_two_who_change_one_wording_are_told(workspace: Workspace, chief: Actor) -> None:
    phrasing = workspace.services.phrasing
    kept = replace(DRAFT, id=phrasing.save_wording(chief, DRAFT).wording_id)
    phrasing.save_wording(chief, replace(kept, valid_until=day(3)))
    with pytest.raises(ConflictError):
        phrasing.save_wording(chief, replace(kept, valid_until=day(4)))
    with pytest.raises(ConflictError):
        phrasing.withdraw_wording(chief, kept.id or pytest.fail("it was kept"), 1)


@pytest.mark.parametrize(
    "wrong",
    [
        replace(DRAFT, title=LocalText.of(" ")),
        replace(DRAFT, text=LocalText()),
        replace(DRAFT, business_type=" "),
        replace(DRAFT, valid_until=DRAFT.valid_from - timedelta(days=1)),
    ],
)
def test_a_wording_that_can_not_be_is_refused(workspace: Workspace, chief: Actor, wrong: WordingDraft) -> None:
    with pytest.raises(QADeskError) as raised:
        workspace.services.phrasing.save_wording(chief, wrong)
    assert raised.value.code is ErrorCode.VALUE_INVALID


def test_wordings_are_read_by_all_and_changed_by_few(workspace: Workspace, chief: Actor) -> None:
    agent = add_person(workspace, chief, "Li", Role.AGENT)
    assert workspace.services.phrasing.wordings(agent) == ()
    with pytest.raises(NotAllowedError):
        workspace.services.phrasing.save_wording(agent, DRAFT)
    with pytest.raises(NotAllowedError):
        workspace.services.administering.save_department(agent, DepartmentDraft("Billing"))


def test_a_department_has_contact_deputy_and_days_to_answer_and_may_close(workspace: Workspace, chief: Actor) -> None:
    administering = workspace.services.administering
    deputy = add_person(workspace, chief, "Mo", Role.OWNER).person_id
    administering.save_department(chief, DepartmentDraft(" Net  work ", chief.person_id, deputy, 3))
    (kept,) = administering.departments(chief)
    assert (kept.name, kept.contact_id, kept.deputy_id, kept.answer_days) == ("Net work", chief.person_id, deputy, 3)
    closing = DepartmentDraft(kept.name, kept.contact_id, kept.deputy_id, 3, day(1), kept.id, kept.version)
    administering.save_department(chief, closing)
    (closed,) = administering.departments(chief)
    assert (closed.is_open(TODAY), closed.is_open(day(1)), closed.version) == (True, False, 2)
    with pytest.raises(ConflictError):
        administering.save_department(chief, closing)


@pytest.mark.parametrize(
    "wrong", [DepartmentDraft(" "), DepartmentDraft("IT", answer_days=0), DepartmentDraft("Billing")]
)
def test_a_department_that_can_not_be_is_refused(workspace: Workspace, chief: Actor, wrong: DepartmentDraft) -> None:
    administering = workspace.services.administering
    administering.save_department(chief, DepartmentDraft("Billing"))
    with pytest.raises(QADeskError) as raised:
        administering.save_department(chief, wrong)
    assert raised.value.code is ErrorCode.VALUE_INVALID
