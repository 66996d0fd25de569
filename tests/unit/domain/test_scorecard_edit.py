"""Editing a form gives the next form and leaves the one before, keys stay, and what is wrong is said where it is."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_desk.domain.criteria.base import Reason, Scale
from qa_desk.domain.criteria.deduction import Deduction
from qa_desk.domain.criteria.levels import Level, Levels
from qa_desk.domain.criteria.pass_fail import PassFail
from qa_desk.domain.criteria.points import Points
from qa_desk.domain.scorecard import (
    Condition,
    Criterion,
    CriticalFamily,
    CriticalPolicy,
    PolicyKind,
    ScorecardDefinition,
    Section,
)
from qa_desk.domain.scorecard_difference import ChangeKind, DifferentField, difference
from qa_desk.domain.scorecard_edit import (
    add_criterion,
    add_section,
    copied_criterion,
    move_criterion,
    move_section,
    new_criterion,
    points_of_100,
    possible_conditions,
    proposed_key,
    rekeyed,
    remove_criterion,
    remove_section,
    weights_as_points,
    with_criterion,
    with_family,
    with_named_reasons,
    with_reason,
    with_scale,
    with_section,
)
from qa_desk.domain.scorecard_problems import (
    Part,
    PastKey,
    Place,
    ProblemCode,
    Severity,
    kept_from_publishing,
    kept_from_saving,
    problems,
)
from qa_desk.domain.text import LocalText

T = LocalText.of
LEVELS = Levels((Level(T("none"), 0.0), Level(T("some"), 3.0), Level(T("all"), 5.0)))
FORM = ScorecardDefinition(
    "service",
    T("Service"),
    CriticalPolicy(PolicyKind.REPORT_SEPARATELY),
    (
        Section(
            "rule",
            T("Rule"),
            (
                Criterion("gate", T("Gate"), PassFail(), weight=0.0, critical=CriticalFamily.CUSTOMER),
                Criterion("sold", T("Sold"), PassFail(), weight=2.0),
                Criterion("consent", T("Consent"), PassFail(), weight=2.0, shown_when=Condition("sold", True)),
            ),
        ),
        Section("tone", T("Tone"), (Criterion("voice", T("Voice"), LEVELS, weight=4.0),)),
    ),
)


def codes(form: ScorecardDefinition, **options: object) -> list[ProblemCode]:
    """What is wrong with a form."""
    return [problem.code for problem in problems(form, **options)]  # pyright: ignore[reportArgumentType]


def changed(criterion_key: str, **fields: object) -> ScorecardDefinition:
    """The form with a criterion written otherwise."""
    return with_criterion(FORM, replace(FORM.criterion(criterion_key), **fields))  # pyright: ignore[reportArgumentType]


def test_a_sound_form_has_no_problems() -> None:
    assert problems(FORM) == ()


@pytest.mark.parametrize(
    ("title", "taken", "key"),
    [
        (T("Lets the customer finish!"), (), "lets_the_customer_finish"),
        (T({"zh_CN": "微笑"}), (), "criterion"),
        (T({"zh_CN": "微笑", "en": "Smile"}), (), "smile"),
        (T("Café"), (), "cafe"),
        (T("24 hours"), (), "hours"),
        (T("Gate"), ("gate", "gate_2"), "gate_3"),
    ],
)
def test_a_key_is_proposed_from_the_title_and_never_one_that_is_taken(
    title: LocalText, taken: tuple[str, ...], key: str
) -> None:
    assert proposed_key(title, taken) == key


@given(st.text(max_size=90), st.lists(st.sampled_from(["a", "criterion", "criterion_2"]), max_size=3))
def test_every_proposed_key_is_a_key(title: str, taken: list[str]) -> None:
    key = proposed_key(T(title), taken)
    assert key not in taken
    assert ProblemCode.KEY_INVALID not in codes(rekeyed(FORM, "voice", key))


def test_renaming_a_title_leaves_the_key() -> None:
    assert changed("voice", title=T("Sound")).criterion("voice").title == T("Sound")


def test_what_is_added_stands_where_it_was_put_with_the_usual_weight() -> None:
    form = add_section(FORM, T("Rule"))
    assert [section.key for section in form.sections] == ["rule", "tone", "rule_2"]
    fresh = new_criterion(form, T("Gate"), taken=("gate_2",))
    assert (fresh.key, fresh.weight) == ("gate_3", 2.0)
    form = add_criterion(form, "tone", fresh, at=0)
    assert [criterion.key for criterion in form.section("tone").criteria] == ["gate_3", "voice"]
    copied = copied_criterion(form, "voice")
    assert (copied.key, copied.scale) == ("voice_2", LEVELS)
    assert problems(add_criterion(form, "rule_2", copied)) == ()
    assert problems(FORM) == ()


def test_moving_keeps_everything_but_the_place() -> None:
    form = move_criterion(FORM, "voice", "rule", 1)
    assert [c.key for c in form.section("rule").criteria] == ["gate", "voice", "sold", "consent"]
    assert form.section("tone").criteria == ()
    assert move_criterion(form, "voice", "tone", 0) == FORM
    assert move_section(move_section(FORM, "tone", 0), "tone", 1) == FORM


def test_removing_takes_the_conditions_on_it_along() -> None:
    assert remove_criterion(FORM, "sold").criterion("consent").shown_when is None
    form = add_section(move_criterion(FORM, "consent", "tone", 0), T("Last"))
    assert remove_section(form, "rule").criterion("consent").shown_when is None


def test_a_key_changed_before_publishing_takes_conditions_along() -> None:
    assert rekeyed(FORM, "sold", "sale").criterion("consent").shown_when == Condition("sale", True)


def test_a_critical_criterion_is_passed_or_failed_without_weight() -> None:
    critical = with_family(replace(FORM.criterion("voice"), bonus=True), CriticalFamily.BUSINESS)
    assert (critical.weight, critical.bonus, critical.scale) == (0.0, False, PassFail())
    assert problems(with_criterion(FORM, critical)) == ()
    assert with_family(critical, None, weight=3.0).weight == 3.0


def test_reasons_carry_points_on_a_deduction_scale_only() -> None:
    noted = with_reason(FORM.criterion("voice"), T("Rushed"))
    deducting = with_scale(noted, Deduction(10.0))
    assert [reason.points for reason in deducting.reasons] == [1.0]
    assert with_reason(deducting, T("Rushed"), points=3.0).reasons[1] == Reason("rushed_2", T("Rushed"), 3.0)
    assert problems(with_criterion(FORM, deducting)) == ()
    assert with_scale(deducting, LEVELS).reasons == noted.reasons


def test_weights_read_as_points_of_100() -> None:
    assert points_of_100(FORM) == {"sold": 25.0, "consent": 25.0, "voice": 50.0}
    assert weights_as_points(FORM).criterion("voice").weight == 50.0


def test_conditions_offered_are_options_of_earlier_criteria() -> None:
    assert possible_conditions(FORM, "sold") == (Condition("gate", True), Condition("gate", False))
    assert Condition("voice", 3.0) not in possible_conditions(FORM, "voice")


@pytest.mark.parametrize(
    ("form", "code", "place", "severity"),
    [
        (rekeyed(FORM, "sold", "gate"), ProblemCode.KEY_TWICE, Place(Part.KEY, 0, 1), Severity.BREAKS),
        (changed("sold", title=T("")), ProblemCode.TITLE_EMPTY, Place(Part.TITLE, 0, 1), Severity.UNFINISHED),
        (changed("sold", weight=-1.0), ProblemCode.WEIGHT_NEGATIVE, Place(Part.WEIGHT, 0, 1), Severity.BREAKS),
        (changed("gate", weight=1.0), ProblemCode.CRITICAL_WITH_WEIGHT, Place(Part.WEIGHT, 0, 0), Severity.UNFINISHED),
        (changed("gate", scale=LEVELS), ProblemCode.CRITICAL_NOT_PASS_FAIL, Place(Part.SCALE, 0, 0), None),
        (
            changed("voice", scale=Points(10.0, 3.0)),
            ProblemCode.SCALE_INVALID,
            Place(Part.SCALE, 1, 0),
            Severity.BREAKS,
        ),
        (changed("voice", scale=Deduction(5.0)), ProblemCode.REASONS_MISSING, Place(Part.REASONS, 1, 0), None),
        (
            changed("voice", reasons=(Reason("r", T("R"), 2.0),)),
            ProblemCode.REASON_WITH_POINTS,
            Place(Part.REASONS, 1, 0, 0),
            None,
        ),
        (
            changed("sold", shown_when=Condition("voice", 5.0)),
            ProblemCode.CONDITION_LATER,
            Place(Part.CONDITION, 0, 1),
            None,
        ),
        (
            changed("sold", shown_when=Condition("consent", True)),
            ProblemCode.CONDITION_CYCLE,
            Place(Part.CONDITION, 0, 1),
            None,
        ),
        (
            changed("voice", shown_when=Condition("gone", True)),
            ProblemCode.CONDITION_UNKNOWN,
            Place(Part.CONDITION, 1, 0),
            None,
        ),
        (
            changed("voice", shown_when=Condition("sold", 1.0)),
            ProblemCode.CONDITION_VALUE,
            Place(Part.CONDITION, 1, 0),
            None,
        ),
        (
            replace(FORM, policy=CriticalPolicy(PolicyKind.CAP)),
            ProblemCode.CAP_MISSING,
            Place(Part.POLICY),
            Severity.BREAKS,
        ),
        (replace(FORM, sections=()), ProblemCode.NO_SECTION, Place(Part.SECTIONS), None),
        (with_section(FORM, Section("tone", T("T"), ())), ProblemCode.NO_CRITERION, Place(Part.CRITERIA, 1), None),
    ],
)
def test_each_problem_is_said_where_it_is(
    form: ScorecardDefinition, code: ProblemCode, place: Place, severity: Severity | None
) -> None:
    (found,) = [problem for problem in problems(form) if (problem.code, problem.place) == (code, place)]
    assert found.severity is (severity or Severity.UNFINISHED)
    assert bool(kept_from_saving([found])) is (severity is Severity.BREAKS)
    assert kept_from_publishing([found])


def test_a_form_that_weighs_nothing_is_not_finished() -> None:
    form = FORM
    for key in ("sold", "consent", "voice"):
        form = with_criterion(form, replace(form.criterion(key), weight=0.0))
    assert ProblemCode.NO_WEIGHT in codes(form)


def test_a_key_that_comes_back_and_a_language_that_lacks_are_warned_of() -> None:
    past = [PastKey("voice", T("Pitch"), 2, in_newest=False), PastKey("sold", T("Sold"), 3, in_newest=True)]
    found = problems(FORM, past=past, languages=("en", "zh_CN"))
    assert {problem.key for problem in found if problem.code is ProblemCode.KEY_RETURNS} == {"voice"}
    assert {problem.params["language"] for problem in found if problem.code is ProblemCode.LANGUAGE_MISSING} == {
        "zh_CN"
    }
    assert kept_from_publishing(found) == ()


SCALES: tuple[Scale, ...] = (PassFail(), PassFail(2.0), LEVELS, Points(10.0, 0.5), Deduction(4.0))


@given(st.sampled_from(SCALES), st.sampled_from(["gate", "sold", "consent", "voice"]), st.data())
def test_no_edit_makes_a_form_that_can_not_be_kept(scale: Scale, key: str, data: st.DataObject) -> None:
    form = with_criterion(FORM, with_scale(FORM.criterion(key), scale))
    edits = st.sampled_from(["copy", "move", "remove", "family", "section", "reason"])
    for edit in data.draw(st.lists(edits, max_size=6)):
        keys = [criterion.key for criterion in form.criteria]
        if not keys:
            break
        chosen = data.draw(st.sampled_from(keys))
        section = data.draw(st.sampled_from([one.key for one in form.sections]))
        match edit:
            case "copy":
                form = add_criterion(form, section, copied_criterion(form, chosen))
            case "move":
                form = move_criterion(form, chosen, section, data.draw(st.integers(0, 4)))
            case "remove":
                form = remove_criterion(form, chosen)
            case "family":
                form = with_criterion(form, with_family(form.criterion(chosen), CriticalFamily.BUSINESS))
            case "section":
                form = add_section(form, T("Tone"))
            case _:
                form = with_criterion(form, with_reason(form.criterion(chosen), T("Late")))
    assert kept_from_saving(problems(form)) == ()


def test_a_difference_names_what_was_added_removed_moved_and_changed() -> None:
    form = add_criterion(remove_criterion(FORM, "gate"), "tone", Criterion("pace", T("Pace"), PassFail()))
    form = move_criterion(form, "voice", "rule", 0)
    form = with_criterion(
        form, replace(form.criterion("sold"), title=T({"en": "Sale", "zh_CN": "销售"}), reasons=(Reason("r", T("R")),))
    )
    found = difference(FORM, form)
    kinds = {part.criterion_key: part.kinds for part in found.parts}
    assert kinds == {
        "pace": (ChangeKind.ADDED,),
        "gate": (ChangeKind.REMOVED,),
        "voice": (ChangeKind.MOVED, ChangeKind.CHANGED),
        "sold": (ChangeKind.CHANGED,),
        "consent": (ChangeKind.CHANGED,),
    }
    sold = next(part for part in found.parts if part.criterion_key == "sold")
    said = {(field.field, field.language, field.entry) for field in sold.fields}
    assert said == {
        (DifferentField.TITLE, "en", ""),
        (DifferentField.TITLE, "zh_CN", ""),
        (DifferentField.REASONS, "", "r"),
        (DifferentField.POINTS_OF_100, "", ""),
    }
    voice = next(part for part in found.parts if part.criterion_key == "voice")
    assert (voice.moved_from, voice.moved_to) == (("tone", 0), ("rule", 0))


def test_the_fewest_moves_are_told() -> None:
    form = move_criterion(FORM, "gate", "rule", 2)
    assert [part.criterion_key for part in difference(FORM, form).parts] == ["gate"]


def test_a_form_does_not_differ_from_itself() -> None:
    assert difference(FORM, FORM).is_empty


def test_a_reason_added_without_a_title_gets_its_key_from_the_one_it_is_given() -> None:
    criterion = with_reason(with_reason(FORM.criterion("gate"), LocalText.of("")), LocalText.of(""))
    added = [reason.key for reason in criterion.reasons[-2:]]
    titled = replace(
        criterion, reasons=tuple(replace(one, title=LocalText.of("Too late")) for one in criterion.reasons)
    )
    named = with_named_reasons(titled, fixed=added[:1])
    assert [reason.key for reason in named.reasons[-2:]] == [added[0], "too_late"]
