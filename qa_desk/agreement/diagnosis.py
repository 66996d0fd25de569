"""Why percent agreement and the chance-corrected figures part ways, as one reason that a sentence can be made of."""

from dataclasses import dataclass
from enum import StrEnum

from qa_desk.agreement.chance.conger import conger_kappa
from qa_desk.agreement.chance.fleiss import fleiss_kappa
from qa_desk.agreement.chance.gwet import gwet_ac
from qa_desk.agreement.chance.percent import percent_agreement
from qa_desk.agreement.table import RatingTable

PARTED = 0.15
ONE_SIDED = 0.75
DIFFERENT = 0.03


class Divergence(StrEnum):
    """What lies behind the difference between the figures."""

    NO_PAIRS = "no_pairs"
    """Nobody rated what somebody else rated."""

    ONE_CALL = "one_call"
    """All ratings are of one call: what they say of it says nothing about the next."""

    ONE_CATEGORY = "one_category"
    """Everybody always said the same: perfect agreement, but kappa and alpha have nothing to measure it against."""

    RARE_CATEGORIES = "rare_categories"
    """Nearly all ratings are one category: much agreement is expected anyway, so kappa and alpha judge each difference
    hard, while AC1 does not. Look at the agreement on the rare category."""

    DIFFERENT_LEANINGS = "different_leanings"
    """Raters use the categories in different proportions (one is stricter): it is leaning, not noise."""

    MOSTLY_CHANCE = "mostly_chance"
    """Every chance-corrected figure is far below percent agreement: much of the agreement is what guessing gives."""

    UNEVEN_USE = "uneven_use"
    """Some categories are used more than others, none nearly always: kappa expects more agreement than AC1 does."""

    TOGETHER = "together"
    """The figures tell the same."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The reason, with the most used category and its share where that is the reason."""

    divergence: Divergence
    category: str | None = None
    share: float | None = None


def diagnose(table: RatingTable) -> Diagnosis:
    """Why percent agreement, AC1 and kappa differ on these ratings.

    Args:
        table: the ratings.

    Returns:
        RARE_CATEGORIES when AC1 exceeds Fleiss' kappa by 0.15 and one category has three quarters of the ratings;
        DIFFERENT_LEANINGS when Conger's kappa (own shares) exceeds Fleiss' (common shares) by 0.03, and by more than
        shares of so few calls differ by chance: 2(1 - kappa)²/n, for two raters and categories McNemar's test at 5 %;
        MOSTLY_CHANCE when AC1 too is 0.15 below percent agreement; UNEVEN_USE when only kappa is that far below AC1;
        else TOGETHER. With one call ONE_CALL. The thresholds are conventions of this program.

    Source:
        Feinstein & Cicchetti (1990), J. Clin. Epidemiol. 43: the two paradoxes of kappa; McNemar (1947),
        Psychometrika 12.
    """
    agreement = percent_agreement(table)
    percent, n_calls = agreement.value, agreement.n_calls
    if percent is None:
        return Diagnosis(Divergence.NO_PAIRS)
    shares = table.tally.mean_shares
    top = int(shares.argmax())
    category, share = table.categories[top], float(shares[top])
    ac1, fleiss, conger = gwet_ac(table).value, fleiss_kappa(table).value, conger_kappa(table).value
    if fleiss is None or conger is None or ac1 is None:
        return Diagnosis(Divergence.ONE_CATEGORY, category, share)
    if n_calls < 2:
        return Diagnosis(Divergence.ONE_CALL)
    if ac1 - fleiss > PARTED and share >= ONE_SIDED:
        return Diagnosis(Divergence.RARE_CATEGORIES, category, share)
    if conger - fleiss > max(DIFFERENT, 2.0 * (1.0 - fleiss) ** 2 / n_calls):
        return Diagnosis(Divergence.DIFFERENT_LEANINGS)
    if percent - ac1 > PARTED:
        return Diagnosis(Divergence.MOSTLY_CHANCE)
    if ac1 - fleiss > PARTED:
        return Diagnosis(Divergence.UNEVEN_USE, category, share)
    return Diagnosis(Divergence.TOGETHER)
