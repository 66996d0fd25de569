"""Versions of a scorecard: published from a day on, retired, thrown away and brought back, set side by side."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from qa_desk.domain.ids import VersionId
from qa_desk.domain.scorecard import ScorecardDefinition, VersionState
from qa_desk.domain.scorecard_edit import move_criterion, remove_criterion, with_criterion
from qa_desk.domain.text import LocalText
from qa_desk.gui.scorecards.comparing.changed_words import Piece, changed_pieces
from tests.small_centre import NOW, SmallCentre
from tests.widget.rooms import CTRL, Room, SitDown

TODAY = NOW.date()


def service(centre: SmallCentre) -> dict[int, tuple[VersionState, date | None]]:
    """The versions of the Service scorecard with state and first day."""
    found = next(one for one in centre.services.authoring.scorecards(centre.lead) if one.key == "service")
    return {version.number: (version.state, version.in_force_from) for version in found.versions}


def show(room: Room, number: int) -> None:
    """Go down the list to a version of the Service scorecard."""
    row = next(row for row in room.page.table.rows if (row.scorecard.key, row.version.number) == ("service", number))
    room.page.table.setFocus()
    room.press(Qt.Key.Key_Home)
    while room.page.table.current_row() != row:
        room.press(Qt.Key.Key_Down)


@pytest.fixture
def draft(room: Room, centre: SmallCentre) -> VersionId:
    """A second version in which much is changed, and the list that shows it."""
    authoring = centre.services.authoring
    version_id, changes = authoring.begin_draft(centre.lead, "service")
    form = ScorecardDefinition.of_version(authoring.version(centre.lead, version_id))
    greeting = form.criterion("greeting")
    guidance = greeting.guidance.as_mapping()
    changed = replace(
        greeting,
        weight=8,
        guidance=LocalText.of(guidance | {"en": guidance["en"].replace("five seconds", "ten seconds")}),
    )
    form = remove_criterion(move_criterion(with_criterion(form, changed), "tone", "excellence", 0), "closing")
    authoring.save_draft(centre.lead, version_id, form, 1)
    room.window.hub.announce(changes)
    room.qtbot.waitUntil(lambda: len(room.page.table.rows) == 3)
    return version_id


def test_a_draft_is_published_from_a_later_day_on(room: Room, centre: SmallCentre, draft: VersionId) -> None:
    show(room, 2)
    later = TODAY + timedelta(days=10)
    field = room.find("in_force_from")
    assert field.minimumDate().toPython() == TODAY
    field.setFocus()
    field.selectAll()
    room.type(later.isoformat())
    room.press(Qt.Key.Key_Tab)
    room.click("publish")
    assert "from 28 Nov 2026 on, and from now it can never be changed" in room.find("notice_text").text()
    assert service(centre)[2] == (VersionState.DRAFT, None)
    room.click("notice_action")
    assert service(centre)[2] == (VersionState.PUBLISHED, later)
    assert centre.services.authoring.latest_published(centre.lead, "service").number == 1
    assert "from 28 Nov 2026 on" in room.notices()[-1]
    assert "in force from 28 Nov 2026" in room.find("version_said").text()


def test_publishing_asks_first_and_another_day_asks_anew(room: Room, centre: SmallCentre, draft: VersionId) -> None:
    show(room, 2)
    room.click("publish")
    assert room.find("notice_text").text().startswith("Publish version 2? New calls are given out on it from today on")
    room.click("notice_close")
    assert service(centre)[2][0] is VersionState.DRAFT
    room.click("publish")
    room.find("in_force_from").stepUp()
    assert not room.visible("notice_action")
    room.click("publish")
    show(room, 1)
    assert not room.visible("notice_action")
    assert service(centre)[2][0] is VersionState.DRAFT


def test_what_somebody_else_wrote_meanwhile_is_read_before_it_is_published(
    room: Room, centre: SmallCentre, draft: VersionId
) -> None:
    authoring = centre.services.authoring
    show(room, 2)
    shown = authoring.version(centre.lead, draft)
    form = remove_criterion(ScorecardDefinition.of_version(shown), "tone")
    authoring.save_draft(centre.lead, draft, form, shown.n_saves)
    room.click("publish")
    room.click("notice_action")
    assert "another one than was shown" in room.find("notice_text").text()
    assert service(centre)[2][0] is VersionState.DRAFT
    assert room.page.table.current_row().version.n_criteria == len(form.criteria)
    room.click("publish")
    room.click("notice_action")
    assert service(centre)[2][0] is VersionState.PUBLISHED


def test_a_version_is_retired_and_what_was_given_out_stays_on_it(room: Room, centre: SmallCentre) -> None:
    centre.assign(centre.anna, "1009", "1010")
    room.press(Qt.Key.Key_F5)
    show(room, 1)
    said = room.find("version_said").text()
    assert "in force: calls are given out on it" in said
    assert "2 assignments still to be scored on it" in said
    room.click("retire_version")
    assert service(centre)[1][0] is VersionState.PUBLISHED
    room.page.table.setFocus()
    room.press(Qt.Key.Key_Home)
    assert not room.visible("notice_action")
    show(room, 1)
    room.click("retire_version")
    room.click("notice_action")
    assert service(centre)[1][0] is VersionState.RETIRED
    assert "retired 18 Nov 2026" in room.find("version_said").text()
    assert "2 assignments still to be scored on it" in room.find("version_said").text()


def test_a_draft_thrown_away_comes_back_as_it_was(room: Room, centre: SmallCentre, draft: VersionId) -> None:
    authoring = centre.services.authoring
    before = ScorecardDefinition.of_version(authoring.version(centre.lead, draft))
    show(room, 2)
    room.click("withdraw_draft")
    assert set(service(centre)) == {1}
    room.page.table.setFocus()
    room.press(Qt.Key.Key_Z, modifier=CTRL)
    room.qtbot.waitUntil(lambda: set(service(centre)) == {1, 2})
    found = next(one for one in authoring.scorecards(centre.lead) if one.key == "service")
    assert found.draft is not None
    assert ScorecardDefinition.of_version(authoring.version(centre.lead, found.draft.version_id)) == before


def test_the_next_version_is_begun_and_written_from_the_list(room: Room, centre: SmallCentre) -> None:
    show(room, 1)
    room.click("new_version")
    assert room.page.form.version.number == 2
    assert service(centre)[2][0] is VersionState.DRAFT


def test_enter_opens_the_version_chosen(room: Room) -> None:
    show(room, 1)
    room.press(Qt.Key.Key_Return)
    assert room.page.form.version.number == 1


def test_an_inspector_compares_and_changes_nothing(sit: SitDown, centre: SmallCentre) -> None:
    room = sit(centre.anna)
    show(room, 1)
    assert "assignments" not in room.find("version_said").text()
    for name in ("publish", "retire_version", "new_version", "withdraw_draft", "in_force_from"):
        assert not room.visible(name), name


def test_two_versions_stand_side_by_side_with_the_changed_words_emphasised(room: Room, draft: VersionId) -> None:
    show(room, 2)
    room.click("compare_version")
    greeting, tone = room.find("difference_greeting"), room.find("difference_tone")
    sides = [label.text() for label in greeting.findChildren(QLabel) if "<span" in label.text()]
    assert any("line-through" in text and ">five</span>" in text for text in sides)
    assert any("underline" in text and ">ten</span>" in text for text in sides)
    said = " ".join(label.text() for label in tone.findChildren(QLabel))
    assert "moved" in said
    assert "Smile" in said
    assert room.visible("difference_closing")
    assert room.visible("difference_points_of_100")
    assert not room.visible("difference_understanding")


def test_other_versions_are_chosen_to_compare(room: Room, draft: VersionId) -> None:
    show(room, 2)
    room.click("compare_version")
    box = room.find("after_version")
    box.setFocus()
    room.press(Qt.Key.Key_Up)
    assert "Both say the same." in room.words()
    assert room.window.navigation.can_go_back


@pytest.mark.parametrize(
    ("before", "after", "left", "right"),
    [
        (
            "in five seconds",
            "in ten seconds",
            (Piece("in "), Piece("five", True), Piece(" seconds")),
            (Piece("in "), Piece("ten", True), Piece(" seconds")),
        ),
        ("五秒内问好", "十秒内问好", (Piece("五", True), Piece("秒内问好")), (Piece("十", True), Piece("秒内问好"))),
        ("", "new", (), (Piece("new", True),)),
        ("yes", "no", (Piece("yes", True),), (Piece("no", True),)),
        ("same", "same", (Piece("same"),), (Piece("same"),)),
    ],
)
def test_what_changed_is_found_by_words_and_by_characters_in_chinese(
    before: str, after: str, left: tuple[Piece, ...], right: tuple[Piece, ...]
) -> None:
    assert changed_pieces(before, after) == (left, right)
