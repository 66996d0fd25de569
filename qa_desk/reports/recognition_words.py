"""What recognition says in sentences: the award or why there is none, the long tail, the rules and the methods."""

from datetime import date

from qa_desk.domain.recognition import Award, Eligibility, RecognitionRules
from qa_desk.i18n import N_, _, listed, ngettext
from qa_desk.reports.render.numbers import number_text
from qa_desk.services.figures.ranking import SEED
from qa_desk.services.issues.issue_views import SMALL_NUMBER
from qa_desk.services.results.recognition_views import Board, Ranked, Recognition

_AWARDS: dict[Award, str] = {
    Award.AGENT_OF_MONTH: N_("Agent of the month"),
    Award.UNIT_OF_QUARTER: N_("Unit of the quarter"),
    Award.AWARD_OF_YEAR: N_("Award of the year"),
}
_FITS: dict[Eligibility, str] = {
    Eligibility.ELIGIBLE: N_("meets the rules"),
    Eligibility.TOO_FEW_CALLS: N_("too few calls"),
    Eligibility.CRITICAL_FAILURE: N_("critical failure"),
}


def verdict(found: Recognition) -> str:
    """The award and who has or shares it; or why nobody has."""
    board = found.awarded
    if board is None:
        if found.award is Award.GRADE_OF_HALF_YEAR:
            return _("Half-yearly grades: each agent’s stands in the table, with how probably the true score has it.")
        return _("No award: one takes a period of at least 28 days. This is how things stand.")
    award, winners = _(_AWARDS[found.award]), board.recognised
    if len(winners) == 1 and board.n_eligible == 1:
        return _("{award}: {name}, the only one who meets the rules.").format(award=award, name=winners[0].name)
    if len(winners) == 1:
        return _("{award}: {name}, the best of the {n} who meet the rules with a probability of {chance} %.").format(
            award=award, name=winners[0].name, n=board.n_eligible, chance=_percent(winners[0].chance_best)
        )
    if winners:
        names = listed(
            _("{name} ({chance} %)").format(name=one.name, chance=_percent(one.chance_best)) for one in winners
        )
        return _(
            "{award}: shared by {names}, who can’t be told apart. In brackets how probably each is the best."
        ).format(award=award, names=names)
    if not board.n_eligible:
        return _("{award}: nobody meets the rules.").format(award=award)
    return _(
        "{award}: nobody. The {n} who meet the rules can’t be told apart: none is the best with a probability of "
        "{bound} %. More calls of each would tell."
    ).format(award=award, n=board.n_eligible, bound=_percent(found.rules.tie_bound))


def tail_words(found: Recognition) -> str:
    """Whom to help first, the lowest first."""
    share = _percent(found.rules.tail_share)
    bound = _percent(found.rules.tail_bound)
    if not found.tail:
        return _("Nobody is among the lowest {share} % of agents with a probability of {bound} %.").format(
            share=share, bound=bound
        )
    names = listed(
        _("{name} ({chance} %)").format(name=one.name, chance=_percent(one.chance_of_tail)) for one in found.tail
    )
    return _("Among the lowest {share} % of agents with the probability in brackets: {names}.").format(
        share=share, names=names
    )


def fit_word(one: Ranked) -> str:
    """Whether the rules are met."""
    return _(_FITS[one.eligibility])


def grade_words(one: Ranked) -> str:
    """The grade, and how probable it is."""
    return _("{grade} ({chance} %)").format(grade=one.grade.value, chance=_percent(one.grade_chance))


def small_words(board: Board) -> str:
    """How many are not shown; "" for none."""
    if not board.n_small:
        return ""
    return ngettext(
        "{n} more with fewer than {small} calls is not shown.",
        "{n} more with fewer than {small} calls are not shown.",
        board.n_small,
    ).format(n=board.n_small, small=SMALL_NUMBER)


def facts(found: Recognition) -> tuple[str, ...]:
    """The small print."""
    query = found.query
    filters = [one for one in (query.unit, query.business_type) if one]
    others = ngettext(
        "{n} call scored by another form does not count.",
        "{n} calls scored by other forms do not count.",
        found.n_other_forms,
    ).format(n=found.n_other_forms)
    return (
        _("Filters: {filters}.").format(filters=listed(filters) or _("none")),
        _("Form: {form}.").format(form=found.scorecard or _("none")),
        *((others,) if found.n_other_forms else ()),
        *rules_words(found.rules, found.rules_since),
        _(
            "Only calls that were drawn at random enter, with their score of record, each weighted by its chance to "
            "be drawn."
        ),
        _(
            "The score is the agents’: what others caused is taken out, except of calls that the agent failed "
            "critically; it is the one before what a critical failure does to it. How strict inspectors are is not "
            "taken out."
        ),
        *_methods(found),
    )


def rules_words(rules: RecognitionRules, day: date | None) -> tuple[str, ...]:
    """The rules, a sentence each, and since which day they hold; None for those that come with the program."""
    since = (
        _("The rules hold since {day}.").format(day=day) if day else _("The rules are those that QA Desk comes with.")
    )
    critical = (
        _("A critical failure does not exclude.")
        if rules.forgives_critical
        else _("An agent who caused a critical failure in a counted call is not eligible.")
    )
    best, good, fair = (number_text(bound, 0) for bound in rules.grade_bounds)
    return (
        _(
            "By the length of the period: from 28 days the agent of the month, from 89 the unit of the quarter, from "
            "181 the half-yearly grade, from 365 the award of the year."
        ),
        since,
        _("Eligible are agents with at least {n} counted calls, and units with at least {n_unit}.").format(
            n=rules.fewest_calls, n_unit=rules.fewest_calls_of_unit
        ),
        critical,
        _(
            "Whoever is the best with a probability of at least {bound} % has the award; several share it; where "
            "nobody is, nobody has it."
        ).format(bound=_percent(rules.tie_bound)),
        _("Grades by the believed score: A from {best}, B from {good}, C from {fair}.").format(
            best=best, good=good, fair=fair
        ),
    )


def _methods(found: Recognition) -> tuple[str, ...]:
    spread = number_text(found.agents.sd, 1)
    return (
        _(
            "Believed scores: drawn towards what all have, the more the fewer the calls, by a normal model of known "
            "variances (Morris 1983), averaged over how much agents differ; 95 % limits. One standard deviation of "
            "single calls, {sd} points, pooled over agents. With fewer than four nothing is drawn together."
        ).format(sd=spread),
        _("Critical failures: a beta-binomial model over all, with 95 % limits (Gelman et al. 2013)."),
        _("Probabilities: 10,000 draws of what may be true, seed {seed}.").format(seed=SEED),
    )


def _percent(share: float) -> str:
    return number_text(100 * share, 0)
