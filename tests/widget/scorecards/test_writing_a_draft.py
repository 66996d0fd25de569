"""The editor: a draft is written by mouse and keys, kept by itself, and taken back step by step."""

import pytest
from PySide6.QtCore import Qt

from qa_desk.domain.criteria.deduction import Deduction
from qa_desk.domain.criteria.levels import Levels
from qa_desk.domain.criteria.points import Points
from tests.small_centre import SmallCentre
from tests.widget.rooms import Room
from tests.widget.scorecards.draft_desk import DraftDesk


@pytest.fixture
def desk(room: Room, centre: SmallCentre) -> DraftDesk:
    """The draft of a second version of the Service scorecard, open in the editor."""
    version_id, changes = centre.services.authoring.begin_draft(centre.lead, "service")
    room.window.hub.announce(changes)
    room.go("scorecard", version=str(version_id))
    return DraftDesk(room, version_id)


def test_a_title_typed_is_kept_by_itself_in_both_languages(desk: DraftDesk) -> None:
    desk.choose("greeting")
    desk.write("title_en", "Opening")
    desk.write("title_zh_CN", "开场")
    kept = desk.kept().criterion("greeting")
    assert kept.title.as_mapping() == {"en": "Opening", "zh_CN": "开场"}
    assert desk.texts("saved_state").startswith("saved ")


def test_a_weight_changes_the_points_of_all_and_the_total_stays_100(desk: DraftDesk) -> None:
    desk.choose("greeting")
    before = dict(desk.form.points)
    desk.write("weight", "15")
    assert desk.kept().criterion("greeting").weight == 15
    assert desk.form.points["greeting"] > before["greeting"]
    assert desk.form.points["tone"] < before["tone"]
    assert desk.texts("total").startswith("Total 100.0 of 100 points · weights add up to 65 · bonus +7.7")
    assert desk.texts("worth") == f"= {desk.form.points['greeting']:.1f} of 100 points"


def test_weights_are_made_to_read_as_points_and_no_score_changes(desk: DraftDesk) -> None:
    before = dict(desk.form.points)
    desk.room.click("even_weights")
    assert desk.form.points == pytest.approx(before)
    assert sum(one.weight for one in desk.kept().criteria if not one.bonus) == pytest.approx(100)
    assert not desk.shown("even_weights")


def test_every_scale_is_chosen_and_made_up(desk: DraftDesk) -> None:
    desk.choose("tone")
    desk.pick("scale", "points in steps")
    desk.write("scale_max", "12")
    desk.write("scale_step", "3")
    assert desk.kept().criterion("tone").scale == Points(12, 3)
    desk.pick("scale", "deduction by reasons")
    assert isinstance(desk.kept().criterion("tone").scale, Deduction)
    assert all(reason.points > 0 for reason in desk.criterion.reasons)
    desk.pick("scale", "levels")
    desk.room.click("level_add")
    desk.write("level_3_text_en", "outstanding")
    scale = desk.kept().criterion("tone").scale
    assert isinstance(scale, Levels)
    assert [(level.points, level.label.in_language("en")) for level in scale.levels][-1] == (6, "outstanding")
    desk.pick("scale", "passed or failed")
    assert desk.kept().criterion("tone").scale.key == "pass_fail"


def test_one_stretch_of_typing_is_one_step_back(desk: DraftDesk) -> None:
    desk.choose("greeting")
    before = desk.form.definition
    desk.write("title_en", "Opening")
    desk.undo()
    assert desk.form.definition == before
    desk.room.press(Qt.Key.Key_Y, modifier=Qt.KeyboardModifier.ControlModifier)
    assert desk.criterion.title.in_language("en") == "Opening"
    assert desk.kept().criterion("greeting").title.in_language("en") == "Opening"
