"""Pass rules: so many judgements with so many errors allowed, and how often such a rule is wrong about somebody.

A rule is a single-sampling plan by attributes. Judgements count as independent; where a person's errors keep together
in calls, both error rates are a little higher than told. Used while a qualification is planned, and by its verdicts.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

from qa_desk.agreement.intervals import normal_quantile

MOST_JUDGEMENTS = 5_000
"""No rule asks for more: nobody could sit it."""


@dataclass(frozen=True, slots=True)
class PassRule:
    """Whoever makes at most `n_allowed` errors in `n_judgements` passes."""

    n_judgements: int
    n_allowed: int


@dataclass(frozen=True, slots=True)
class Ability:
    """Whom a rule is to tell apart, by true error rates (0…1), and how often it may be wrong about either.

    `acceptable`: whoever errs so seldom should pass. `unacceptable`: whoever errs so often should fail.
    """

    acceptable: float = 0.02
    unacceptable: float = 0.10
    most_failed: float = 0.20
    most_passed: float = 0.20

    @property
    def is_possible(self) -> bool:
        """Whether any rule could keep it."""
        rates = 0 <= self.acceptable < self.unacceptable <= 1
        return rates and 0 < self.most_failed < 1 and 0 < self.most_passed < 1


@dataclass(frozen=True, slots=True)
class ErrorRates:
    """How often a rule fails whoever errs acceptably seldom, and passes whoever errs unacceptably often; 0…1."""

    able_failed: float
    unable_passed: float


class Fault(StrEnum):
    """What makes a rule useless."""

    NO_JUDGEMENTS = "no_judgements"
    ERRORS_BELOW_ZERO = "errors_below_zero"
    EVERYBODY_PASSES = "everybody_passes"
    FAILS_THE_ABLE = "fails_the_able"
    PASSES_THE_UNABLE = "passes_the_unable"
    WRONG_BOTH_WAYS = "wrong_both_ways"
    ABILITY_IMPOSSIBLE = "ability_impossible"


def pass_probability(rule: PassRule, error_rate: float) -> float:
    """How often somebody with that true error rate (0…1) passes: P(X ≤ c), X binomial with n and the rate."""
    if rule.n_allowed < 0:
        return 0.0
    if rule.n_allowed >= rule.n_judgements or error_rate <= 0:
        return 1.0
    if error_rate >= 1:
        return 0.0
    n, log_p, log_q = rule.n_judgements, math.log(error_rate), math.log1p(-error_rate)
    terms = (
        math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1) + k * log_p + (n - k) * log_q
        for k in range(rule.n_allowed + 1)
    )
    return min(1.0, math.fsum(math.exp(term) for term in terms))


def error_rates(rule: PassRule, ability: Ability) -> ErrorRates:
    """How often the rule is wrong about the able and about the unable.

    Source:
        Montgomery (2013), Introduction to Statistical Quality Control, 7th ed., § 15.2: the operating characteristic
        of a single-sampling plan; producer's risk at the acceptable, consumer's risk at the unacceptable quality.
    """
    return ErrorRates(
        able_failed=1.0 - pass_probability(rule, ability.acceptable),
        unable_passed=pass_probability(rule, ability.unacceptable),
    )


def fault_of(rule: PassRule, ability: Ability) -> Fault | None:
    """What makes the rule useless, the plainest fault first; None for one that can be used."""
    if not ability.is_possible:
        return Fault.ABILITY_IMPOSSIBLE
    if rule.n_judgements <= 0:
        return Fault.NO_JUDGEMENTS
    if rule.n_allowed < 0:
        return Fault.ERRORS_BELOW_ZERO
    if rule.n_allowed >= rule.n_judgements:
        return Fault.EVERYBODY_PASSES
    rates = error_rates(rule, ability)
    fails, passes = rates.able_failed > ability.most_failed, rates.unable_passed > ability.most_passed
    if fails and passes:
        return Fault.WRONG_BOTH_WAYS
    if fails:
        return Fault.FAILS_THE_ABLE
    return Fault.PASSES_THE_UNABLE if passes else None


def smallest_rule(ability: Ability) -> PassRule | None:
    """The rule with the fewest judgements that keeps both error rates; None where `MOST_JUDGEMENTS` are not enough.

    For each c the smallest n that fails enough of the unable is sought; it serves when it still passes enough of the
    able, for whom every judgement more is a chance more to fail.
    """
    if not ability.is_possible:
        return None
    n, allowed = 1, 0
    while n <= MOST_JUDGEMENTS:
        rule = PassRule(n, allowed)
        if allowed >= n or pass_probability(rule, ability.unacceptable) > ability.most_passed:
            n += 1
        elif 1.0 - pass_probability(rule, ability.acceptable) <= ability.most_failed:
            return rule
        else:
            allowed += 1
    return None


def errors_that_would_do(n_judgements: int, ability: Ability) -> int | None:
    """How many errors to allow among so many judgements to keep both error rates, the strictest; None for no number."""
    for allowed in range(max(0, n_judgements)):
        rule = PassRule(n_judgements, allowed)
        fault = fault_of(rule, ability)
        if fault is None:
            return allowed
        if fault is Fault.PASSES_THE_UNABLE:
            return None  # allowing more only passes more of them
    return None


def judgements_for(share: float, *, confidence: float = 0.95) -> int:
    """How many judgements without an error put the lower Wilson limit at `share` (0…1, below 1).

    Without an error the limit is n / (n + z²), hence n = z²·share / (1 − share).

    Source:
        Wilson (1927), JASA 22, 209–212.
    """
    z = normal_quantile((1 + confidence) / 2)
    return math.ceil(z * z * share / (1 - share) - 1e-9)
