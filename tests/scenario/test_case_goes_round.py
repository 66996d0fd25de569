"""A settled call becomes a case by one key, certifies a newcomer, and teaches another centre; all at the window."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QTableView, QWidget

from qa_desk.domain.people import Role
from qa_desk.services.centre.administering import PersonDraft
from tests.calibration_panel import call_together
from tests.scenario import calibration_steps as calibration
from tests.scenario import scoring_steps as scoring
from tests.scenario.conftest import Open
from tests.scenario.user import CTRL, SHIFT, User
from tests.small_centre import open_copy

K = Qt.Key
LEAD, SECOND_LEAD, NEWCOMER = "Wang Fang", "Lena Roth", "Nils Holm"
SESSION = "March session"
TITLE = "Two details before the balance"


def test_a_settled_call_certifies_a_newcomer_and_teaches_another_centre(
    made_centre: Path, open_window: Open, tmp_path: Path
) -> None:
    _panel_settled_a_call(made_centre, tmp_path / "workspace")
    open_copy(made_centre, tmp_path / "elsewhere").workspace.close()
    user = open_window(tmp_path / "workspace")
    _lead_closes_and_keeps_the_call(user)
    _second_person_approves(user)
    _plan_is_refused_until_it_tells_able_from_unable(user)
    _newcomer_earns_a_certificate(user, tmp_path / "certificate.html")
    user.sign_in(LEAD)
    _library(user)
    user.click(QAbstractButton, "share_cases")
    user.click(QAbstractButton, "hand_cases_out")
    table = user.the(QTableView, "cases_to_hand_out")
    user.row_with(table, TITLE)
    user.wait_until(lambda: table.hasFocus() and table.currentIndex().isValid(), "no case is chosen from")
    user.press(K.Key_Space)
    user.click(QAbstractButton, "write_package")
    user.name_file(tmp_path / "out.qacase")
    user.wait_until((tmp_path / "out.qacase").exists, "no package was written")
    _other_centre_takes_it_in(open_window(tmp_path / "elsewhere"), tmp_path / "out.qacase")


def _panel_settled_a_call(made: Path, folder: Path) -> None:
    """All agree on everything; a second lead and a newcomer were not in the session."""
    panel = call_together(open_copy(made, folder))
    lead, administering = panel.centre.lead, panel.centre.services.administering
    session_id = panel.open_session("1009", title=SESSION)
    for member in panel.members:
        panel.hand_in(member, session_id)
    panel.calibrating.reveal(lead, session_id)
    panel.settle_all(session_id)
    panel.second_lead()
    administering.save_person(lead, PersonDraft("i-9", NEWCOMER, frozenset({Role.INSPECTOR})))
    panel.centre.workspace.close()


def _lead_closes_and_keeps_the_call(user: User) -> None:
    user.sign_in(LEAD)
    calibration.enter_session(user, SESSION)
    calibration.close_session(user)
    user.press(K.Key_S, SHIFT)
    user.wait_until(user.the(QLineEdit, "case_title").hasFocus, "the key keeps nothing")
    user.write(TITLE)
    user.press(K.Key_Return, CTRL)
    table = user.the(QTableView, "case_table")
    user.row_with(table, TITLE)
    user.wait_until(table.hasFocus, "the keyboard is lost")


def _second_person_approves(user: User) -> None:
    user.sign_in(SECOND_LEAD)
    _library(user)
    assert user.waiting("library") == 1
    user.click(QAbstractButton, "waiting_cases")
    user.press(K.Key_Return)
    user.click(QAbstractButton, "approve_case")
    user.wait_until(lambda: user.words_on(QLabel, "page_summary") == "version 1, valid", "it is not approved")


def _plan_is_refused_until_it_tells_able_from_unable(user: User) -> None:
    _qualify(user)
    user.click(QAbstractButton, "plan_qualification")
    user.wait_until(user.the(QLineEdit, "blueprint_title").hasFocus, "nothing can be planned")
    _put(user, "blueprint_n_cases", "1")
    _put(user, "blueprint_minutes", "30")
    for family in ("customer", "business", "compliance"):
        _put(user, f"rule_{family}_all_n", "1")
        _put(user, f"rule_{family}_all_allowed", "1")
    user.wait_until(lambda: "everybody would pass" in user.words_on(QLabel, "problem_customer_all"), "all may pass")
    for family in ("customer", "business", "compliance"):
        _put(user, f"rule_{family}_all_allowed", "0")
        _put(user, f"rule_{family}_all_unacceptable", "90")
    user.wait_until(lambda: not user.sees(QLabel, "problem_compliance_all"), "it is refused still")
    assert user.words_on(QLabel, "failed_customer_all") == "2.0 %"
    assert user.words_on(QLabel, "passed_customer_all") == "10.0 %"
    user.press(K.Key_Return, CTRL)
    user.wait_until(lambda: not user.sees(QLineEdit, "blueprint_title"), "it can't be sat")


def _newcomer_earns_a_certificate(user: User, path: Path) -> None:
    user.sign_in(NEWCOMER)
    _qualify(user)
    user.click(QAbstractButton, "begin_sitting_0")
    user.click(QAbstractButton, "confirm_yes")
    user.click(QAbstractButton, "next_call")
    assert scoring.call_on_desk(user) == "1009"
    scoring.answer_all(user, {})
    user.press(K.Key_Return, CTRL)
    user.wait_until(lambda: user.words_on(QLabel, "sitting_words").startswith("Passed."), "it was not passed")
    user.click(QAbstractButton, "hand_out_certificate")
    user.name_file(path)
    user.wait_until(path.exists, "no certificate was written")
    assert NEWCOMER in path.read_text(encoding="utf-8")


def _other_centre_takes_it_in(user: User, package: Path) -> None:
    user.sign_in(LEAD)
    _library(user)
    steps = [one for one in user.page.findChildren(QAbstractButton) if one.text() == "Take a package in"]
    user.click_on(steps[0])
    user.click(QAbstractButton, "take_package_in")
    user.name_file(package)
    assert user.words_on(QLabel, "package_summary") == "1 is new here"
    assert not user.the(QAbstractButton, "take_in").isEnabled(), "its centre is not known here"
    user.tick("They are the same: take its packages in from now on")
    user.click(QAbstractButton, "take_in")
    user.wait_until(lambda: not user.sees(QAbstractButton, "take_in"), "it did not come in")
    _library(user)
    user.row_with(user.the(QTableView, "case_table"), TITLE)


def _library(user: User) -> None:
    user.go_to("library")
    user.wait_until_idle()


def _qualify(user: User) -> None:
    user.go_to("practice")
    views = user.the(QWidget, "practice_views").findChildren(QAbstractButton)
    user.click_on(next(one for one in views if one.text() == "Qualify"))
    user.wait_until_idle()


def _put(user: User, field: str, text: str) -> None:
    user.click(QLineEdit, field)
    user.press(K.Key_A, CTRL)
    user.write(text)
