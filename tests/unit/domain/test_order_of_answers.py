"""The score belongs to the answers as they stand, not to the way there: order, undo, N/A and hiding leave no trace."""

from dataclasses import replace
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from qa_desk.domain.criteria.base import PromptKind
from qa_desk.domain.criteria.deduction import Deduction
from qa_desk.domain.criteria.levels import Level, Levels
from qa_desk.domain.criteria.pass_fail import PassFail
from qa_desk.domain.criteria.points import Points
from qa_desk.domain.evaluation import Answer
from qa_desk.domain.ids import AnswerId, EvaluationId, ScorecardId, VersionId
from qa_desk.domain.scorecard import (
    Condition,
    Criterion,
    CriticalFamily,
    CriticalPolicy,
    PolicyKind,
    ScorecardVersion,
    Section,
    VersionState,
)
from qa_desk.domain.scoring import AnswerState, score
from qa_desk.domain.text import LocalText

EVALUATION = EvaluationId(UUID(int=1))
LEVELS = Levels((Level(LocalText.of("none"), 0.0), Level(LocalText.of("half"), 3.0), Level(LocalText.of("full"), 5.0)))
FORM = ScorecardVersion(
    VersionId(uuid4()),
    ScorecardId(uuid4()),
    "made_up",
    1,
    LocalText.of("Made up"),
    VersionState.DRAFT,
    CriticalPolicy(PolicyKind.CAP, 59.0),
    (
        Section(
            "rule",
            LocalText.of("Rule"),
            (
                Criterion("critical", LocalText.of("a"), PassFail(), weight=0.0, critical=CriticalFamily.CUSTOMER,
                          na_allowed=True),
                Criterion("passed", LocalText.of("b"), PassFail(), weight=2.0, na_allowed=True),
            ),
        ),
        Section(
            "rest",
            LocalText.of("Rest"),
            (
                Criterion("levels", LocalText.of("c"), LEVELS, weight=3.0, na_allowed=True),
                Criterion("points", LocalText.of("d"), Points(10.0), shown_when=Condition("passed", False)),
                Criterion("deduction", LocalText.of("e"), Deduction(6.0), weight=1.5),
                Criterion("chained", LocalText.of("f"), PassFail(), shown_when=Condition("points", 4.0)),
                Criterion("extra", LocalText.of("g"), Points(5.0), bonus=True, na_allowed=True),
            ),
        ),
    ),
)  # fmt: skip
KEYS = tuple(criterion.key for criterion in FORM.criteria)

Step = tuple[str, Answer | None]


@st.composite
def answers_to(draw: st.DrawFn, key: str) -> Answer | None:
    """An answer to that criterion as the desk can give it, N/A and a bare comment included; None takes it away."""
    criterion = FORM.criterion(key)
    prompt = criterion.scale.prompt()
    blank = Answer(AnswerId(UUID(int=KEYS.index(key))), EVALUATION, key, None)
    if prompt.kind is PromptKind.OPTIONS:
        given_ = st.sampled_from([option.code for option in prompt.options])
    elif prompt.kind is PromptKind.NUMBER:
        given_ = st.integers(0, int(prompt.maximum)).map(float)
    else:
        given_ = st.just(True)
    choices = [given_.map(lambda rating: replace(blank, rating=rating)), st.none()]
    choices.append(st.just(replace(blank, comment="heard")))
    if criterion.na_allowed:
        choices.append(st.just(replace(blank, na=True)))
    return draw(st.one_of(choices))


steps = st.lists(st.sampled_from(KEYS).flatmap(lambda key: st.tuples(st.just(key), answers_to(key))), max_size=40)


def walked(taken: list[Step], undone: list[bool]) -> dict[str, Answer]:
    """The answers after taking the steps, some of them undone at once and some done again."""
    answers: dict[str, Answer] = {}
    for (key, after), is_undone in zip(taken, [*undone, *[False] * len(taken)], strict=False):
        before = answers.pop(key, None)
        kept = before if is_undone else after
        if kept is not None:
            answers[key] = kept
    return answers


@given(steps, st.lists(st.booleans(), max_size=40))
def test_the_way_to_the_answers_leaves_no_trace_in_the_score(taken: list[Step], undone: list[bool]) -> None:
    there = walked(taken, undone)
    in_order = [there[key] for key in KEYS if key in there]
    assert score(FORM, there.values()) == score(FORM, in_order)


@given(steps, st.permutations(KEYS))
def test_the_same_answers_in_any_order_score_the_same(taken: list[Step], order: list[str]) -> None:
    there = walked(taken, [])
    assert score(FORM, [there[key] for key in order if key in there]) == score(FORM, there.values())


@given(steps, st.sampled_from(KEYS).flatmap(lambda key: st.tuples(st.just(key), answers_to(key))))
def test_a_step_taken_and_undone_scores_as_if_it_was_never_taken(taken: list[Step], slip: Step) -> None:
    assert score(FORM, walked([*taken, slip], [*[False] * len(taken), True]).values()) == score(
        FORM, walked(taken, []).values()
    )


@given(steps)
def test_what_is_answered_where_nothing_is_asked_counts_for_nothing(taken: list[Step]) -> None:
    there = walked(taken, [])
    whole = score(FORM, there.values())
    hidden = {one.criterion.key for one in whole.criteria if one.state is AnswerState.HIDDEN}
    asked = [answer for key, answer in there.items() if key not in hidden]
    without = score(FORM, asked)
    assert (without.score, without.families, without.missing) == (whole.score, whole.families, whole.missing)


@given(steps)
def test_a_comment_alone_is_no_answer(taken: list[Step]) -> None:
    there = walked(taken, [])
    given_ = [answer for answer in there.values() if answer.is_given]
    assert score(FORM, given_).score == score(FORM, there.values()).score
