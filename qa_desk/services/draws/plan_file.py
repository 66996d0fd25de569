"""Sampling plans as files: YAML in, every error with its line, key and what was expected; YAML out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, cast

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.evaluation import Purpose
from qa_desk.domain.sampling import Selection
from qa_desk.domain.sampling_plan import (
    DEFAULT_WEIGHTS,
    NUMBER_FIELDS,
    TRUTH_FIELDS,
    Exemption,
    ExemptionOf,
    Field,
    InspectorRule,
    Narrowing,
    PlanDefinition,
    PlanPeriod,
    Quota,
    QuotaKind,
    Risk,
    WhenShort,
    plan_problems,
)
from qa_desk.i18n import _, listed
from qa_desk.services.draws.plan_words import expectation

if TYPE_CHECKING:
    from qa_desk.services.forms.yaml_document import KeyPath, YamlDocument

_SCHEMA = "sampling/plan.schema.json"
_SAFETY_RATE = 0.1
_REPEAT_DAYS = 30

Fields = Mapping[str, object]


def read_plan(path: Path) -> PlanDefinition:
    """The plan in a YAML file.

    Raises:
        QADeskError: what `read_yaml` raises, and PLAN_INVALID with line, key and what was expected.
    """
    # Here and below, not above: reading YAML is needed by whoever reads a plan, not by whoever opens a workspace.
    from qa_desk.services.forms.yaml_document import read_yaml

    return _plan_of(_BroughtPlan(read_yaml(path)))


def parse_plan(text: str, file: str) -> PlanDefinition:
    """The plan in this text; `file` is what errors call it."""
    # As above.
    from qa_desk.services.forms.yaml_document import parse_yaml

    return _plan_of(_BroughtPlan(parse_yaml(text.encode(), file)))


def to_yaml(plan: PlanDefinition) -> str:
    """The file of this plan, without what is left at its default; `parse_plan` reads it back the same."""
    # As above.
    import yaml

    text: str = yaml.safe_dump(_mapping(plan), allow_unicode=True, sort_keys=False, width=110)
    return text


@dataclass(frozen=True, slots=True)
class _BroughtPlan:
    """A document whose faults are told by line."""

    document: "YamlDocument"

    @property
    def value(self) -> object:
        """What stands in it."""
        return self.document.value

    def order_of(self, path: "KeyPath") -> int:
        """Faults are told from the top."""
        return self.document.line_of(path)

    def fault(self, path: "KeyPath", key: str, expected: str) -> QADeskError:
        """PLAN_INVALID with the line."""
        line = self.document.line_of(path)
        return QADeskError(ErrorCode.PLAN_INVALID, file=self.document.file, line=line, key=key, expected=expected)


def _plan_of(brought: _BroughtPlan) -> PlanDefinition:
    # As above.
    from qa_desk.services.forms.scorecard_schema import require_shape

    require_shape(brought, _SCHEMA)
    top = cast(Fields, brought.value)
    period, first, last = _period(brought, top.get("period", "week"))
    repeats = cast(Fields, top.get("repeats", {}))
    plan = PlanDefinition(
        name=str(top["name"]),
        scorecard=str(top["scorecard"]),
        quota=_quota(brought, cast(Fields, top["quota"])),
        period=period,
        first=first,
        last=last,
        purpose=Purpose(str(top.get("purpose", "routine"))),
        population=tuple(_narrowing(brought, name, said) for name, said in _fields(top, "population").items()),
        strata=tuple(str(name) for name in cast(Sequence[object], top.get("strata", ()))),
        selection=Selection(str(top.get("selection", "simple"))),
        weights=_weights(_fields(top, "weights")),
        when_short=WhenShort(str(top.get("when_short", "say"))),
        exemptions=tuple(
            _exemption(brought, one, ("exemptions", at))
            for at, one in enumerate(cast(Sequence[Fields], top.get("exemptions", ())))
        ),
        new_hire_multiplier=_number(top.get("new_hire_multiplier", 1)),
        new_hire_days=_whole(brought, top.get("new_hire_days", 90), ("new_hire_days",)),
        exclude_evaluated=bool(top.get("exclude_evaluated", True)),
        min_duration_s=_number(top.get("min_duration_s", 0)),
        inspectors=_inspectors(brought, _fields(top, "inspectors")),
        overlap=_number(top.get("overlap", 0)),
        repeats=_number(repeats.get("share", 0)),
        repeat_days=_whole(brought, repeats.get("after_days", _REPEAT_DAYS), ("repeats", "after_days")),
        seed=_whole(brought, top["seed"], ("seed",)) if "seed" in top else None,
    )
    problems = plan_problems(plan)
    if problems:
        first_problem = min(problems, key=lambda one: brought.order_of(one.path))
        key = next((str(step) for step in reversed(first_problem.path) if isinstance(step, str)), "")
        raise brought.fault(first_problem.path, key, expectation(first_problem))
    return plan


def _period(brought: _BroughtPlan, said: object) -> tuple[PlanPeriod, date | None, date | None]:
    if not isinstance(said, Mapping):
        return PlanPeriod(str(said)), None, None
    days = cast(Fields, said)
    first = _day(brought, days["from"], ("period", "from"))
    return PlanPeriod.GIVEN, first, _day(brought, days["to"], ("period", "to"))


def _day(brought: _BroughtPlan, said: object, path: "KeyPath") -> date:
    try:
        return date.fromisoformat(str(said))
    except ValueError:
        raise brought.fault(
            path, str(path[-1]), _("expected a day such as {example}").format(example="2026-11-23")
        ) from None


def _quota(brought: _BroughtPlan, fields: Fields) -> Quota:
    kinds = [kind for kind in QuotaKind if kind.value in fields]
    has_minimum = "minimum" in fields
    if len(kinds) != 1 or (has_minimum and kinds != [QuotaKind.PERCENT]):
        choices = listed(kind.value for kind in QuotaKind)
        expected = _("expected one of {choices}; a minimum goes with percent").format(choices=choices)
        raise brought.fault(("quota",), "quota", expected)
    (kind,) = kinds
    if kind is QuotaKind.OWN:
        own = cast(Fields, fields["own"])
        numbers = tuple((name, _whole(brought, said, ("quota", "own", name))) for name, said in own.items())
        return Quota(kind, own=numbers)
    minimum = _whole(brought, fields.get("minimum", 0), ("quota", "minimum"))
    return Quota(kind, _number(fields[kind.value]), minimum)


def _narrowing(brought: _BroughtPlan, name: str, said: object) -> Narrowing:
    known = {one.value for one in Field}
    path = ("population", name)
    if isinstance(said, Mapping):
        ends = cast(Fields, said)
        if name in known and Field(name) not in NUMBER_FIELDS:
            raise brought.fault(path, name, _("expected a value or a list of values: it is no number"))
        least, most = (None if ends.get(end) is None else _number(ends[end]) for end in ("from", "to"))
        return Narrowing(name, least=least, most=most, is_custom=name not in known)
    values = cast(Sequence[object], said) if isinstance(said, list) else (said,)
    if name in known and Field(name) in NUMBER_FIELDS:
        if len(values) != 1 or isinstance(values[0], bool) or not isinstance(values[0], int | float):
            raise brought.fault(path, name, _("expected a number, or from and to"))
        return Narrowing(name, least=float(values[0]), most=float(values[0]))
    if name in known and Field(name) in TRUTH_FIELDS:
        if not all(isinstance(value, bool) for value in values):
            raise brought.fault(path, name, _("expected true or false"))
        return Narrowing(name, tuple(bool(value) for value in values))
    return Narrowing(name, tuple(str(value) for value in values), is_custom=name not in known)


def _weights(fields: Fields) -> tuple[tuple[Risk, float], ...]:
    """The weights said; the ones not said weigh nothing extra, and none said at all means the proposed ones."""
    if not fields:
        return tuple(DEFAULT_WEIGHTS.items())
    return tuple((Risk(name), _number(said)) for name, said in fields.items())


def _exemption(brought: _BroughtPlan, fields: Fields, path: "KeyPath") -> Exemption:
    return Exemption(
        grade=str(fields["grade"]),
        of=ExemptionOf(str(fields.get("of", "agents"))),
        proportion=_number(fields.get("proportion", 1)),
        until=_day(brought, fields["until"], (*path, "until")),
        safety_rate=_number(fields.get("safety_rate", _SAFETY_RATE)),
    )


def _inspectors(brought: _BroughtPlan, fields: Fields) -> InspectorRule:
    cap = fields.get("cap_per_day")
    return InspectorRule(
        shares=tuple((name, _number(share)) for name, share in _fields(fields, "shares").items()),
        cap_per_day=None if cap is None else _whole(brought, cap, ("inspectors", "cap_per_day")),
        cross_unit=bool(fields.get("cross_unit", False)),
        never_same_team=bool(fields.get("never_same_team", False)),
        hide_agent=bool(fields.get("hide_agent", False)),
        due_days=_whole(brought, fields.get("due_days", 7), ("inspectors", "due_days")),
    )


def _fields(fields: Fields, key: str) -> Fields:
    return cast(Fields, fields.get(key, {}))


def _number(said: object) -> float:
    return float(cast(float, said))


def _whole(brought: _BroughtPlan, said: object, path: "KeyPath") -> int:
    if isinstance(said, bool) or float(cast(float, said)) != int(cast(float, said)):
        raise brought.fault(path, str(path[-1]), _("expected a whole number"))
    return int(cast(float, said))


def _mapping(plan: PlanDefinition) -> dict[str, object]:
    found: dict[str, object] = {"name": plan.name, "scorecard": plan.scorecard, "period": _period_mapping(plan)}
    found["purpose"] = plan.purpose.value
    if plan.population:
        found["population"] = {one.field: _narrowing_value(one) for one in plan.population}
    if plan.strata:
        found["strata"] = list(plan.strata)
    found["quota"] = _quota_mapping(plan.quota)
    found["selection"] = plan.selection.value
    if plan.selection is Selection.RISK_WEIGHTED:
        found["weights"] = {risk.value: _plain(weight) for risk, weight in plan.weights}
    if plan.when_short is not WhenShort.SAY:
        found["when_short"] = plan.when_short.value
    if plan.exemptions:
        found["exemptions"] = [
            {
                "grade": one.grade,
                "of": one.of.value,
                "proportion": _plain(one.proportion),
                "until": one.until.isoformat(),
                "safety_rate": _plain(one.safety_rate),
            }
            for one in plan.exemptions
        ]
    if plan.new_hire_multiplier != 1:
        found["new_hire_multiplier"] = _plain(plan.new_hire_multiplier)
        found["new_hire_days"] = plan.new_hire_days
    found["exclude_evaluated"] = plan.exclude_evaluated
    if plan.min_duration_s:
        found["min_duration_s"] = _plain(plan.min_duration_s)
    found["inspectors"] = _inspectors_mapping(plan.inspectors)
    if plan.overlap:
        found["overlap"] = _plain(plan.overlap)
    if plan.repeats:
        found["repeats"] = {"share": _plain(plan.repeats), "after_days": plan.repeat_days}
    if plan.seed is not None:
        found["seed"] = plan.seed
    return found


def _period_mapping(plan: PlanDefinition) -> object:
    if plan.period is not PlanPeriod.GIVEN:
        return plan.period.value
    assert plan.first is not None, "days given have a first one"
    assert plan.last is not None, "and a last one"
    return {"from": plan.first.isoformat(), "to": plan.last.isoformat()}


def _narrowing_value(one: Narrowing) -> object:
    if one.values:
        return one.values[0] if len(one.values) == 1 else list(one.values)
    ends = {"from": one.least, "to": one.most}
    return {name: _plain(end) for name, end in ends.items() if end is not None}


def _quota_mapping(quota: Quota) -> dict[str, object]:
    if quota.kind is QuotaKind.OWN:
        return {"own": dict(quota.own)}
    found: dict[str, object] = {quota.kind.value: _plain(quota.number)}
    if quota.minimum:
        found["minimum"] = quota.minimum
    return found


def _inspectors_mapping(rule: InspectorRule) -> dict[str, object]:
    found: dict[str, object] = {}
    if rule.shares:
        found["shares"] = {name: _plain(share) for name, share in rule.shares}
    if rule.cap_per_day is not None:
        found["cap_per_day"] = rule.cap_per_day
    found["cross_unit"] = rule.cross_unit
    found["never_same_team"] = rule.never_same_team
    found["hide_agent"] = rule.hide_agent
    found["due_days"] = rule.due_days
    return found


def _plain(number: float) -> float | int:
    return int(number) if number == int(number) else number
