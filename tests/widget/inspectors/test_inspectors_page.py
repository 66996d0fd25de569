"""The pages that measure inspectors: what they say in words, what opens from a figure, and who sees whom."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu

from qa_desk.domain.calibration import SessionKind
from qa_desk.gui.calibration.period_page import PeriodPage
from qa_desk.gui.inspectors.page import InspectorsPage
from qa_desk.gui.shell.navigation import Place
from tests.calibration_panel import Panel
from tests.library_of_cases import author_of_cases, keep_case, practise
from tests.small_centre import SmallCentre
from tests.widget.rooms import Room, SitDown


@pytest.fixture
def room(centre: SmallCentre, sit: SitDown) -> Room:
    """The lead at the page."""
    return sit(centre.lead)


def inspectors(room: Room) -> InspectorsPage:
    page = room.page
    assert isinstance(page, InspectorsPage)
    return page


def test_the_lead_sees_everybody_with_the_kinds_of_their_mistakes(room: Room) -> None:
    page = inspectors(room)
    rows = {one.panellist.name: one for one in page.accuracy.table.rows}
    assert list(rows) == ["Anna Berg", "Ben Ode", "Cai Ito"]
    room.press(Qt.Key.Key_Down, Qt.Key.Key_Down)
    assert [row.kind for row in page.accuracy.mistakes.rows] == ["too strict", "too strict"]
    assert {row.call_key for row in page.accuracy.mistakes.rows} == {"1009"}
    assert "2 answers of Cai Ito were settled otherwise" in room.words()


def test_an_inspector_sees_nobody_but_themself(sit: SitDown, cai: Panel) -> None:
    room = sit(cai.cai)
    assert [one.panellist.name for one in inspectors(room).accuracy.table.rows] == ["Cai Ito"]
    assert "Ben Ode" not in room.words()


def test_figures_take_in_practice_by_a_chip_that_says_so_and_goes_away_again(centre: SmallCentre, sit: SitDown) -> None:
    practise(centre, centre.anna, keep_case(centre, author_of_cases(centre), ["tone"]), ["tone", "greeting"])
    room = sit(centre.lead)
    page = inspectors(room)

    def n_answers() -> dict[str, int]:
        return {one.panellist.name: one.effectiveness.n_ratings for one in page.accuracy.table.rows}

    def chips() -> list[str]:
        return [chip.text for chip in room.find("filter_chips").chips]

    before = n_answers()
    room.click("chip_add")
    menu = room.find("filter_menu")
    next(action for action in menu.actions() if action.text() == "with practice and qualification").trigger()
    menu.close()
    QApplication.processEvents()
    assert "with practice and qualification" in chips()
    assert "3 inspectors · with practice and qualification" in room.words()
    n_criteria = len(centre.version.criteria)
    assert n_answers() == before | {"Anna Berg": before["Anna Berg"] + n_criteria}
    room.window.navigation.go(Place.to("inspectors", view="study"))
    QApplication.processEvents()
    assert "with practice and qualification" not in chips()
    room.window.navigation.go(Place.to("inspectors"))
    QApplication.processEvents()
    room.find("filter_chips").removed.emit("cases")
    QApplication.processEvents()
    assert n_answers() == before
    assert "with practice and qualification" not in room.words()


def test_the_study_says_how_much_of_a_score_is_the_call(room: Room) -> None:
    room.window.navigation.go(Place.to("inspectors", view="study"))
    QApplication.processEvents()
    words = room.words()
    assert "What a total score is made of" in words
    assert "Nobody scored a call again yet" in words
    assert inspectors(room).study.table.rows[2].vs_standard.value != 1.0


def test_scores_given_again_tell_repetition_apart_in_the_bar_and_the_table(centre: SmallCentre, sit: SitDown) -> None:
    panel = Panel(centre, centre.services.administering.actor_named("i-3"))
    centre.clock.moment += timedelta(days=1)
    session_id = panel.open_session("1009", "1010", title="Again", kind=SessionKind.SAME_INSPECTOR, apart_days=0)
    for member in panel.members:
        panel.hand_in(member, session_id, {"1010": frozenset({"greeting", "tone"})} if member is panel.cai else {})
    panel.calibrating.reveal(centre.lead, session_id)
    room = sit(centre.lead)
    room.window.navigation.go(Place.to("inspectors", view="study"))
    QApplication.processEvents()
    spread = inspectors(room).study.spread
    assert [part.name for part in spread.bar.parts][-1] == "repetition: the same inspector again"
    assert sum(part.share for part in spread.bar.parts) == pytest.approx(1.0)
    assert len(spread.components.rows) == 7
    assert "of the study variation" in room.words()
    assert "study variation, %" in inspectors(room).study.data()


def test_opening_a_mistake_asks_for_its_call(room: Room) -> None:
    page = inspectors(room)
    room.press(Qt.Key.Key_Down, Qt.Key.Key_Down)
    asked: list[tuple[str, str, str]] = []
    page.accuracy.call_requested.disconnect()
    page.accuracy.call_requested.connect(lambda *keys: asked.append(keys))
    page.accuracy.mistakes.setFocus()
    page.accuracy.mistakes.select_first()
    row = page.accuracy.mistakes.rows[0]
    room.press(Qt.Key.Key_Return)
    assert asked == [(str(row.call_id), str(row.evaluation_id), row.criterion_key)]


def test_a_period_shows_findings_figures_and_the_rows_behind_a_criterion(room: Room) -> None:
    room.window.navigation.go(Place.to("agreement_over_time"))
    QApplication.processEvents()
    page = room.page
    assert isinstance(page, PeriodPage)
    assert page.title() == "Agreement with the settled answers"
    page.figures.criterion_opened.emit("greeting")
    QApplication.processEvents()
    rows = page.figures.rows.rows
    assert len(rows) == 9
    assert sum(row.is_same is False for row in rows) == 1
    assert {row.call_key for row in rows} == {"1009", "1010", "1043"}
    assert len(page.totals.table.rows) == 3


def test_from_a_judgement_behind_a_figure_one_goes_to_the_call_at_its_passage(room: Room) -> None:
    room.window.navigation.go(Place.to("agreement_over_time"))
    QApplication.processEvents()
    page = room.page
    assert isinstance(page, PeriodPage)
    page.figures.criterion_opened.emit("greeting")
    QApplication.processEvents()
    asked: list[Place] = []
    page.figures.judgement_opened.disconnect()
    page.figures.judgement_opened.connect(lambda row: asked.append(row.place))
    failed = next(row for row in page.figures.rows.rows if row.is_same is False)
    page.figures.rows.row_opened.emit(failed)
    assert asked == [
        Place.to("calls", call=str(failed.call_id), evaluation=str(failed.evaluation_id), criterion="greeting")
    ]


def test_whose_answers_stand_behind_a_figure_is_on_record(sit: SitDown, cai: Panel) -> None:
    reader, services = cai.second_lead(), cai.centre.services
    (session,) = services.calibrating.sessions(reader)

    def noted() -> set[str]:
        shown = services.convening.record(reader, session.id).disclosures
        return {one.author for one in shown if (one.reader, one.occasion) == (reader.name, "figures")}

    room = sit(reader)
    assert noted() == set(), "Anna, who is on top, made no mistake that could be read"
    room.press(Qt.Key.Key_Down, Qt.Key.Key_Down)
    room.words()
    assert noted() == {"Cai Ito"}
    room.window.navigation.go(Place.to("agreement_over_time"))
    page = room.page
    assert isinstance(page, PeriodPage)
    page.figures.criterion_opened.emit("greeting")
    room.words()
    assert noted() == {"Anna Berg", "Ben Ode", "Cai Ito"}


def test_an_administrator_sets_within_how_many_points_a_total_is_right(room: Room, centre: SmallCentre) -> None:
    room.window.navigation.go(Place.to("agreement_over_time"))
    QApplication.processEvents()
    page = room.page
    assert isinstance(page, PeriodPage)
    assert page.tolerance.value() == 5.0
    page.tolerance.setValue(3.0)
    QApplication.processEvents()
    assert centre.services.measuring.tolerance(centre.lead) == 3.0
    assert "within ±3" in room.words()


def test_who_sets_no_points_sees_no_field_for_them(sit: SitDown, cai: Panel) -> None:
    room = sit(cai.cai)
    room.window.navigation.go(Place.to("agreement_over_time"))
    QApplication.processEvents()
    assert isinstance(room.page, PeriodPage)
    assert not room.page.tolerance.isVisibleTo(room.page)


def test_what_was_practised_counts_where_it_is_asked_for_and_the_page_says_so(
    centre: SmallCentre, sit: SitDown, cai: Panel
) -> None:
    author = author_of_cases(centre)
    for _number in range(2):
        practise(centre, cai.cai, keep_case(centre, author, ["greeting"]))
    room = sit(centre.lead)
    page = inspectors(room)
    chips = page.filter._chips
    assert "with practice and qualification" not in room.words()
    chips.add_requested.emit()
    menu = page.filter.findChildren(QMenu, "filter_menu")[-1]
    next(one for one in menu.actions() if one.text() == "with practice and qualification").trigger()
    menu.close()
    n_cases = {one.panellist.name: one.n_cases for one in page.accuracy.table.rows}
    assert n_cases == {name: 2 if name == cai.cai.name else 0 for name in n_cases}
    assert "· with practice and qualification" in room.words()
    chips.removed.emit("cases")
    assert {one.n_cases for one in page.accuracy.table.rows} == {0}
