"""Looking through the library at the window: the shelf, orders, passages by key, and pass and fail on one criterion."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from qa_desk.audio.listener import PlayerState
from qa_desk.domain.case_filter import cases_with
from qa_desk.domain.standard_case import CaseMark
from qa_desk.gui.library.case_pane import CasePane
from qa_desk.gui.library.criterion_pane import CriterionPane
from qa_desk.gui.library.page import LibraryPage
from qa_desk.gui.library.standard_export import StandardExport
from qa_desk.gui.shell.jobs import ImmediateJobs
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.theme import Theme
from tests.small_centre import SmallCentre
from tests.widget.library.test_library_page import codes, library, made_library, page_of
from tests.widget.room import Room, entered

__all__ = ["library", "made_library"]
K = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def room(
    library: SmallCentre,
    qtbot: QtBot,
    jobs: ImmediateJobs,
    settings: SettingsStore,
    theme: Theme,
) -> Iterator[Room]:
    """Both cases valid, the one that kept calm a benchmark with a passage of its own."""
    trainer = library.services.administering.actor_named("t-1")
    browsing, curating = library.services.browsing_cases, library.services.curating
    with library.workspace.store.unit_of_work(library.lead, library.clock) as uow:
        calm = next(one for one in browsing.page(library.lead, cases_with()).cases if one.title == "Kept calm")
        case = uow.cases.get(calm.id, library.lead.person_id)
        assert case is not None
        passage = CaseMark("no_disclosure", 10.0, 12.0, "asks first")
        uow.cases.add(replace(case, number=2, is_benchmark=True, marks=(passage,)))
        uow.commit()
    for case_id in [one.id for one in browsing.page(library.lead, cases_with()).cases]:
        curating.approve(trainer, case_id)
    with entered(library, trainer, qtbot, jobs, settings, theme, "library") as made:
        made.focus("case_table")
        yield made


def pair_of(room: Room) -> CriterionPane:
    pane = page_of(room).pane
    assert isinstance(pane, CriterionPane)
    return pane


def test_benchmarks_have_a_shelf_of_their_own_that_says_how_many_it_holds(room: Room) -> None:
    assert "Benchmarks, 1" in room.words()
    shelf = room.child("case_shelf")
    button = next(one for one in shelf.buttons if one.segment.code)  # type: ignore[attr-defined]
    button.click()
    assert codes(room) == ["SC-002"]
    page = page_of(room)
    page.cases.clear()
    assert codes(room) == ["SC-002"], "another filter leaves the shelf"


def test_the_list_is_put_in_order_where_it_is_read(room: Room) -> None:
    table = page_of(room).table
    assert codes(room) == ["SC-001", "SC-002"]
    place = next(at for at, column in enumerate(table.model().columns) if column.key == "case")  # type: ignore[attr-defined]
    table.horizontalHeader().sectionClicked.emit(place)
    assert codes(room) == ["SC-002", "SC-001"], "Kept calm, Told a relative"


def test_the_next_passage_of_the_case_plays_by_its_key(room: Room) -> None:
    player = room.bridge.player
    room.press(K.Key_N)
    assert (player.state, player.position_s) == (PlayerState.PLAYING, pytest.approx(2.0, abs=0.05))
    room.press(K.Key_N)
    assert player.position_s == pytest.approx(3.0, abs=0.05)
    room.press(K.Key_P)
    assert player.position_s == pytest.approx(2.0, abs=0.05)


def test_a_pass_and_a_fail_of_one_criterion_stand_side_by_side(room: Room) -> None:
    room.press(K.Key_C, modifier=SHIFT)
    pair = pair_of(room)
    assert [(one.title, one.start_s, one.end_s) for one in pair.passages] == [
        ("SC-002", 10.0, 15.0),
        ("SC-001", 3.0, 8.0),
    ]
    words = room.words()
    assert words.index("Kept calm") < words.index("identity not verified")
    room.click("close_pair")
    assert isinstance(page_of(room).pane, CasePane)


def test_both_passages_play_one_after_the_other_by_one_key(room: Room) -> None:
    room.press(K.Key_C, modifier=SHIFT)
    sound, player = page_of(room)._sound, room.bridge.player
    first, second = pair_of(room).passages
    room.press(K.Key_Space, modifier=SHIFT)
    assert sound.is_playing(first)
    player.seek(14.95)
    player.pause()
    room.qtbot.waitUntil(lambda: sound.is_playing(second))  # the first came to its end
    player.pause()
    assert not sound.is_playing(second), "who pauses in between is left in peace"


def test_a_criterion_that_nobody_failed_says_so(room: Room) -> None:
    room.press(K.Key_C, modifier=SHIFT)
    pair_of(room)._compare("tone")
    assert "No valid case failed this criterion yet." in room.words()


def test_going_by_with_the_arrow_keys_opens_no_case_on_the_way(room: Room) -> None:
    page = page_of(room)
    assert isinstance(page, LibraryPage)
    before = page.pane
    room.press(K.Key_Down)
    assert page.pane is before, "it opens once the keyboard rests"
    room.qtbot.waitUntil(lambda: isinstance(page.pane, CasePane) and page.pane.view.case.code == "SC-002")


def test_the_standard_is_handed_out_with_the_benchmark_to_hear(room: Room, tmp_path: Path) -> None:
    page = page_of(room)
    export = page.findChild(StandardExport)
    assert isinstance(export, StandardExport)
    path = tmp_path / "standard.html"
    export.save(room.centre.version.scorecard_key, path)
    written = path.read_text(encoding="utf-8")
    assert "No customer information disclosed" in written
    assert "asks first" in written
    assert "data:audio/ogg;base64," in written
    assert ">1010<" not in written, "no call is named"
    assert "The standard is in" in room.notices()
