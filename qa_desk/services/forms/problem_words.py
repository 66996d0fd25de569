"""The sentence for each problem of a form, for the editor's list and for errors of files."""

from qa_desk.domain.scorecard_problems import KEY_LENGTH, Part, Problem, ProblemCode
from qa_desk.domain.text import LocalText
from qa_desk.i18n import N_, _, current_language, language_words
from qa_desk.wording import in_language

_SENTENCES: dict[ProblemCode, str] = {
    ProblemCode.KEY_INVALID: N_("expected lower-case letters, digits and underscores, a letter first, at most {most}"),
    ProblemCode.KEY_TWICE: N_("stands here twice; each needs a key of its own"),
    ProblemCode.SCALE_INVALID: N_("expected {expected}"),
    ProblemCode.WEIGHT_NEGATIVE: N_("expected {least} or more"),
    ProblemCode.CAP_MISSING: N_("expected zero_total, report_separately or cap:N with N from 0 to 100"),
    ProblemCode.CAP_OUT_OF_RANGE: N_("expected zero_total, report_separately or cap:N with N from 0 to 100"),
    ProblemCode.TITLE_EMPTY: N_("expected some text"),
    ProblemCode.NO_SECTION: N_("expected a list of at least {one}"),
    ProblemCode.NO_CRITERION: N_("expected a list of at least {one}"),
    ProblemCode.NO_WEIGHT: N_("expected a weight above 0 somewhere: nothing here counts towards the score"),
    ProblemCode.CRITICAL_WITH_WEIGHT: N_("is not expected here: a critical criterion carries no weight"),
    ProblemCode.CRITICAL_NOT_PASS_FAIL: N_("expected pass_fail: a critical criterion is passed or failed"),
    ProblemCode.CRITICAL_BONUS: N_("is not expected here: a critical criterion is no bonus"),
    ProblemCode.REASONS_MISSING: N_("expected at least one reason: a deduction is made of reasons"),
    ProblemCode.REASON_WITHOUT_POINTS: N_("expected points above 0: on a deduction scale each reason takes some off"),
    ProblemCode.REASON_WITH_POINTS: N_("is not expected here; only reasons of a deduction scale carry points"),
    ProblemCode.CONDITION_UNKNOWN: N_("expected the key of an earlier criterion; “{other}” is none"),
    ProblemCode.CONDITION_CYCLE: N_("goes in a circle: “{other}” hangs on this criterion itself"),
    ProblemCode.CONDITION_LATER: N_("expected the key of an earlier criterion; “{other}” comes later"),
    ProblemCode.CONDITION_NO_OPTIONS: N_("expected a criterion of the scale pass_fail or levels; “{other}” is neither"),
    ProblemCode.CONDITION_VALUE: N_("expected an answer that “{other}” can have; “{value}” is none"),
    ProblemCode.LANGUAGE_MISSING: N_("is not written in {language} yet"),
    ProblemCode.KEY_RETURNS: N_(
        "was the key of “{title}” until version {n}; trends go on from there; another thing needs another key"
    ),
    ProblemCode.WEIGHS_NOTHING: N_("weighs nothing: its answer never changes the score"),
}

_PARTS: dict[Part, str] = {
    Part.KEY: N_("Key"),
    Part.TITLE: N_("Title"),
    Part.POLICY: N_("After a critical failure"),
    Part.SECTIONS: N_("Sections"),
    Part.CRITERIA: N_("Criteria"),
    Part.CRITICAL: N_("Critical family"),
    Part.WEIGHT: N_("Weight"),
    Part.BONUS: N_("Bonus"),
    Part.SCALE: N_("Scale"),
    Part.LEVELS: N_("Levels"),
    Part.GUIDANCE: N_("Guidance"),
    Part.REASONS: N_("Reasons"),
    Part.CONDITION: N_("Asked when"),
}


def expectation(problem: Problem) -> str:
    """What was expected at its place, as the end of a sentence that begins with the place."""
    given = {name: _in_words(name, value) for name, value in problem.params.items()}
    return _(_SENTENCES[problem.code]).format(**{"most": KEY_LENGTH, "least": 0, "one": 1} | given)


def part_words(part: Part) -> str:
    """What a field of the form is called on the screen."""
    return _(_PARTS[part])


def explain_problem(problem: Problem) -> str:
    """The problem with the field and the key it is about, as one sentence."""
    part, said = part_words(problem.place.part), expectation(problem)
    if not problem.key:
        return _("{part}: {problem}.").format(part=part, problem=said)
    return _("{part} of “{key}”: {problem}.").format(part=part, key=problem.key, problem=said)


def _in_words(name: str, value: object) -> object:
    if name == "language":
        return language_words(str(value))
    if isinstance(value, LocalText):
        return value.in_language(current_language())
    if isinstance(value, bool):
        return "pass" if value else "fail"
    return f"{value:g}" if isinstance(value, float) else in_language(value)
