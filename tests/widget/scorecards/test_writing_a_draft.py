"""The editor: a draft is written by mouse and keys, kept by itself, and taken back step by step."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QCheckBox
from pytestqt.modeltest import ModelTester

from qa_desk.domain.criteria.deduction import Deduction
from qa_desk.domain.criteria.levels import Levels
from qa_desk.domain.criteria.points import Points
from qa_desk.domain.scorecard import (
    Condition,
    CriticalFamily,
    CriticalPolicy,
    PolicyKind,
    ScorecardDefinition,
    VersionState,
)
from qa_desk.domain.text import LocalText
from qa_desk.gui.desk.form import Form
from qa_desk.gui.scorecards.editing.edited_form import Chosen
from tests.small_centre import SmallCentre
from tests.widget.rooms import CTRL, Room, SitDown
from tests.widget.scorecards.draft_desk import DraftDesk

ALT = Qt.KeyboardModifier.AltModifier


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


def test_criteria_and_sections_are_moved_by_keys_and_from_section_to_section(desk: DraftDesk) -> None:
    desk.choose("tone")
    desk.room.press(Qt.Key.Key_Up, modifier=ALT)
    assert desk.keys()[1] == ["tone", "greeting"]
    desk.room.press(Qt.Key.Key_Up, modifier=ALT)
    assert desk.keys()[0][-1] == "tone"
    assert desk.form.chosen.criterion_key == "tone"
    desk.choose_section("smile")
    desk.room.press(Qt.Key.Key_Down, modifier=ALT)
    assert [section.key for section in desk.kept().sections][1:3] == ["excellence", "smile"]
    desk.undo()
    assert desk.form.definition.sections[1].key == "smile"


def test_a_criterion_dragged_elsewhere_goes_there_once(desk: DraftDesk) -> None:
    model = desk.model
    tone, excellence = (model.index_of(Chosen(*part)) for part in (("smile", "tone"), ("excellence",)))
    data = model.mimeData([tone])
    assert not model.dropMimeData(data, Qt.DropAction.MoveAction, 1, 0, excellence)
    desk.room.qtbot.waitUntil(lambda: "tone" in desk.keys()[2])
    assert desk.keys()[2][:2] == ["understanding", "tone"]
    assert desk.keys()[1] == ["greeting"]
    smile = model.index_of(Chosen("smile"))
    model.dropMimeData(model.mimeData([smile]), Qt.DropAction.MoveAction, 4, 0, QModelIndex())
    desk.room.qtbot.waitUntil(lambda: desk.form.definition.sections[2].key == "smile")


def test_the_outline_is_a_sound_model(desk: DraftDesk, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(desk.model, force_py=True)


def test_a_new_criterion_is_written_at_once_and_gets_its_key_from_its_title(desk: DraftDesk) -> None:
    desk.choose("greeting")
    desk.room.press(Qt.Key.Key_N, modifier=CTRL)
    desk.room.type("Name given")
    desk.room.press(Qt.Key.Key_Tab)
    assert desk.keys()[1] == ["greeting", "name_given", "tone"]
    desk.room.click("reason_add")
    desk.room.type("no name")
    desk.room.press(Qt.Key.Key_Tab)
    made = desk.kept().criterion("name_given")
    assert made.title.as_mapping() == {"en": "Name given"}
    assert [(reason.key, reason.title.in_language("en")) for reason in made.reasons] == [("no_name", "no name")]


def test_a_key_that_trends_hang_on_stays(desk: DraftDesk) -> None:
    desk.choose("greeting")
    assert desk.room.find("criterion_key").isReadOnly()
    desk.room.click("part_copy")
    assert desk.keys()[1] == ["greeting", "greeting_2", "tone"]
    assert not desk.room.find("criterion_key").isReadOnly()
    desk.write("criterion_key", "first_words")
    assert desk.keys()[1] == ["greeting", "first_words", "tone"]


def test_what_is_removed_comes_back_with_its_conditions(desk: DraftDesk) -> None:
    before = desk.form.definition
    desk.choose_section("rule")
    desk.room.press(Qt.Key.Key_Delete)
    assert desk.form.definition.sections[0].key == "smile"
    desk.undo()
    assert desk.form.definition == before


def test_delete_in_a_title_deletes_a_letter_and_no_criterion(desk: DraftDesk) -> None:
    desk.choose("greeting")
    desk.write("title_en", "Greetings")
    desk.room.find("title_en").setFocus()
    desk.room.press(Qt.Key.Key_Home, Qt.Key.Key_Delete)
    assert desk.criterion.title.in_language("en") == "reetings"
    assert desk.keys()[1] == ["greeting", "tone"]


def test_a_critical_family_takes_the_weight_and_giving_it_up_brings_one_back(desk: DraftDesk) -> None:
    desk.choose("tone")
    desk.pick("family", "customer-critical")
    critical = desk.kept().criterion("tone")
    assert (critical.critical, critical.weight, critical.scale.key) == (CriticalFamily.CUSTOMER, 0.0, "pass_fail")
    assert not desk.shown("weight")
    desk.pick("family", "not critical")
    assert desk.kept().criterion("tone").weight == 5


def test_rules_tags_guidance_and_policy_are_kept(desk: DraftDesk) -> None:
    desk.choose("greeting")
    for name in ("na_allowed", "comment_required", "bonus", "chip_delight"):
        desk.room.click(name)
    desk.write("own_tags", "opening, tone")
    desk.write("guidance_en", "Within five seconds.")
    desk.choose_form()
    desk.pick("policy", "leaves at most this score")
    desk.write("cap", "40")
    kept = desk.kept()
    greeting = kept.criterion("greeting")
    assert greeting.na_allowed
    assert greeting.comment_required_on_failure
    assert greeting.bonus
    assert greeting.tags == ("basic", "delight", "opening", "tone")
    assert greeting.guidance.in_language("en") == "Within five seconds."
    assert kept.policy == CriticalPolicy(PolicyKind.CAP, 40)


def test_a_condition_that_goes_in_a_circle_is_refused_with_a_sentence(desk: DraftDesk) -> None:
    desk.choose("tone")
    desk.pick("shown_when_criterion", "only after “Greeting”")
    desk.pick("shown_when_answer", "when it is “incomplete”")
    assert desk.kept().criterion("tone").shown_when == Condition("greeting", 3.0)
    desk.choose("greeting")
    desk.pick_once("shown_when_criterion", "only after “Tone”")
    assert desk.texts("condition_refusal") == "Goes in a circle: “Tone” hangs on this criterion itself."
    assert desk.criterion.shown_when is None
    assert desk.room.find("shown_when_criterion").currentText() == "always"


def test_a_problem_is_said_at_its_field_and_f8_goes_to_it(desk: DraftDesk) -> None:
    assert not desk.shown("problems")
    desk.choose("tone")
    desk.write("title_zh_CN", "x")
    desk.room.find("title_zh_CN").clear()
    desk.write("title_zh_CN", " ")
    desk.choose("no_disclosure")
    desk.room.press(Qt.Key.Key_F8)
    assert desk.criterion.key == "tone"
    assert desk.texts("problem_title") == "Is not written in Chinese yet."
    assert desk.room.find("problems").accessibleName() == "1 problem: go to the next"


def test_what_cannot_be_kept_is_held_back_until_it_is_mended(desk: DraftDesk) -> None:
    desk.choose("tone")
    desk.pick("scale", "points in steps")
    desk.write("scale_max", "7")
    desk.write("scale_step", "2")
    assert desk.texts("problem_scale") == "Expected a step that divides max."
    desk.room.qtbot.waitUntil(lambda: desk.texts("saved_state").startswith("not saved"))
    desk.write("scale_step", "1")
    assert desk.kept().criterion("tone").scale == Points(7, 1)


def test_leaving_the_page_keeps_what_was_typed_last(desk: DraftDesk) -> None:
    desk.choose("greeting")
    desk.room.find("title_en").setFocus()
    desk.room.type("!")
    desk.room.click("editor_done")
    centre = desk.room.centre
    kept = centre.services.authoring.version(centre.lead, desk.version_id)
    assert kept.criterion("greeting").title.in_language("en").startswith("!")
    row = desk.room.page.table.current_row()
    assert row.version.version_id == desk.version_id
    assert desk.room.window.undo.undo_title == ""


@pytest.mark.parametrize("takes_theirs", [True, False])
def test_when_somebody_saved_in_between_the_person_chooses(desk: DraftDesk, takes_theirs: bool) -> None:
    centre = desk.room.centre
    authoring = centre.services.authoring
    theirs = authoring.version(centre.lead, desk.version_id)
    changed = replace(ScorecardDefinition.of_version(theirs), title=LocalText.of("Theirs"))
    authoring.save_draft(centre.lead, desk.version_id, changed, theirs.n_saves)
    desk.choose("greeting")
    desk.write("title_en", "Mine")
    desk.room.qtbot.waitUntil(lambda: desk.shown("take_theirs"))
    assert "saved this in the meantime" in desk.room.words()
    desk.room.click("take_theirs" if takes_theirs else "notice_action")
    kept = desk.kept()
    assert (kept.title.in_language("en") == "Theirs") is takes_theirs
    assert (kept.criterion("greeting").title.in_language("en") == "Mine") is not takes_theirs


def test_the_preview_scores_as_the_desk_would(desk: DraftDesk) -> None:
    preview = desk.room.page.editor.preview
    desk.choose("greeting")
    desk.room.qtbot.waitUntil(lambda: bool(desk.room.visible("rating_greeting")))
    rating = desk.room.find("rating_greeting")
    rating.choose_nth(1)
    assert preview.result.score == 0
    assert [box.objectName() for box in desk.room.find("reasons_list").findChildren(QCheckBox)]
    desk.room.qtbot.waitUntil(lambda: bool(desk.room.visible("rating_tone")))
    desk.room.find("rating_tone").choose_nth(3)
    assert preview.result.score == pytest.approx(50)
    desk.choose("greeting")
    desk.write("weight", "15")
    desk.room.qtbot.waitUntil(lambda: preview.result.score == pytest.approx(25))
    desk.room.click("preview_clear")
    assert preview.result.score is None


def test_one_language_can_be_shown_alone(desk: DraftDesk) -> None:
    desk.choose("greeting")
    desk.room.find("languages").choose_nth(3)
    assert not desk.shown("title_en")
    assert desk.shown("title_zh_CN")
    assert desk.shown("reason_0_text_zh_CN")


def test_what_is_written_is_published_from_the_editor_once_it_is_kept(desk: DraftDesk, centre: SmallCentre) -> None:
    desk.choose("greeting")
    desk.write("title_en", "Opening")
    desk.room.click("publish_draft")
    desk.room.qtbot.waitUntil(lambda: bool(desk.room.visible("notice_action")))
    assert desk.room.page.form.version.state is VersionState.DRAFT, "it asks first"
    desk.room.click("notice_action")
    desk.room.qtbot.waitUntil(lambda: desk.room.page.form.version.state is VersionState.PUBLISHED)
    published = centre.services.authoring.latest_published(centre.lead, "service")
    assert published.id == desk.version_id
    assert published.criterion("greeting").title.in_language("en") == "Opening"
    assert not desk.room.visible("publish_draft")


def test_a_published_version_is_read_only_and_says_why(room: Room, centre: SmallCentre) -> None:
    room.go("scorecard", version=str(centre.version.id))
    desk = DraftDesk(room, centre.version.id)
    assert "Version 1 is published" in room.words()
    desk.choose("greeting")
    assert room.find("title_en").isReadOnly()
    assert not room.find("weight").isEnabled()
    assert not room.window.commands.can_run("editor.move_up")
    assert not desk.shown("add_criterion")
    room.click("notice_action")
    assert room.page.form.version.number == 2
    assert not room.page.form.is_read_only


def test_an_inspector_reads_the_form_and_no_figures(sit: SitDown, centre: SmallCentre) -> None:
    room = sit(centre.anna)
    room.go("scorecard", version=str(centre.version.id))
    assert room.page.form.is_read_only
    assert not room.visible("notice_action")
    assert "Your role does not see how criteria work in practice." in room.words()


def test_without_a_version_the_page_leads_to_the_list(room: Room) -> None:
    room.go("scorecard")
    assert "No scorecard is open" in room.words()


def test_the_preview_makes_anew_only_the_row_of_what_changed(desk: DraftDesk) -> None:
    preview = desk.room.page.editor.preview
    form = preview.findChild(Form)
    assert form is not None
    before = dict(form.rows)
    desk.choose("greeting")
    desk.write("title_en", "Says hello")
    preview.show_now()
    assert [key for key, row in form.rows.items() if row is not before[key]] == ["greeting"]
    assert not before["greeting"].isVisible()
    assert form.rows["greeting"].accessibleName().startswith("Says hello")
    desk.view.setFocus()
    desk.room.press(Qt.Key.Key_Down, modifier=ALT)
    preview.show_now()
    rows = sorted((row for row in form.rows.values() if row.isVisible()), key=lambda row: row.y())
    sections = desk.keys()
    in_order = [key for section in sections for key in section]
    assert [row.criterion.key for row in rows] == [key for key in in_order if form.rows[key].isVisible()]
    assert len(rows) >= len(in_order) - 1
