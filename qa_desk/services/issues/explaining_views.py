"""What is said of one common issue: where it happens, and whether agents changed, or the inspectors, or the form."""

from dataclasses import dataclass
from enum import StrEnum

from qa_desk.agreement.estimate import Estimate
from qa_desk.domain.text import LocalText
from qa_desk.measurement.shares import Difference
from qa_desk.measurement.standardised import StandardisedChange


class CutBy(StrEnum):
    """What the calls of an issue can be cut by."""

    UNIT = "unit"
    BUSINESS_TYPE = "business_type"
    CAMPAIGN = "campaign"
    CUSTOMER_SEGMENT = "customer_segment"
    SERVICE_STAGE = "service_stage"
    CAUSE_OWNER = "cause_owner"


@dataclass(frozen=True, slots=True)
class CutPart:
    """The calls of one value; `value` is what a query filters by, empty where the calls say nothing or lie here itself.

    `against_rest` is its share minus that of all others, `is_apart` after control of false discoveries over the cut;
    None where a side has too few calls. Of cause owners every call is a call: they are not compared.
    """

    value: str
    n_failed: int
    n_calls: int
    share: Estimate
    is_small: bool
    against_rest: Difference | None = None
    is_apart: bool = False
    has_below: bool = False


@dataclass(frozen=True, slots=True)
class IssueCut:
    """One criterion by one attribute, the most failures first; `of_unit` is the unit whose parts are shown."""

    criterion_key: str
    title: LocalText
    by: CutBy
    of_unit: str
    parts: tuple[CutPart, ...]


class Mover(StrEnum):
    """What changed, as far as the figures tell."""

    FORM = "form"
    INSPECTORS = "inspectors"
    AGENTS = "agents"
    MIX = "mix"
    NOBODY = "nobody"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class SeverityShift:
    """Mean signed deviation (−1…1, negative: too strict) from settled answers in the sessions of both periods."""

    now: Estimate
    before: Estimate
    is_real: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a share moved: versions of the criterion, the change at the inspectors of before, and their severity.

    `old_version` and `new_version` are those between which the criterion was worded, weighted or scaled anew; None
    where it was not. `severity` is None for who may not see sessions, or where too little is settled.
    """

    criterion_key: str
    title: LocalText
    mover: Mover
    change: Difference | None
    standardised: StandardisedChange | None
    severity: SeverityShift | None
    old_version: int | None = None
    new_version: int | None = None
