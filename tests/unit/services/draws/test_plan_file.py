"""Plans as files: read back the same, every fault with its line and what was expected."""

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.sampling import Selection
from qa_desk.domain.sampling_plan import (
    Exemption,
    ExemptionOf,
    InspectorRule,
    Narrowing,
    PlanDefinition,
    PlanPeriod,
    PlanProblem,
    PlanProblemCode,
    Quota,
    QuotaKind,
    Risk,
    WhenShort,
)
from qa_desk.paths import resources_dir
from qa_desk.services.draws.plan_file import parse_plan, to_yaml
from qa_desk.services.draws.plan_words import expectation
from qa_desk.wording import explain

FULL = """\
name: 每周抽样
scorecard: service
period: {from: 2026-11-01, to: 2026-11-30}
population:
  direction: inbound
  business_type: [billing, faults]
  complaint: true
  csat: {to: 3}
  duration_s: {from: 30, to: 900}
  shift: night
strata: [unit, business_type]
quota: {percent: 2.5, minimum: 30}
selection: risk_weighted
weights: {complaint: 3, low_csat: 1.5}
when_short: spread
exemptions:
  - {grade: A, of: calls, proportion: 0.8, until: 2026-12-31, safety_rate: 0.05}
new_hire_multiplier: 2
new_hire_days: 60
exclude_evaluated: false
min_duration_s: 20
inspectors: {shares: {qi-1: 2, qi-2: 1}, cap_per_day: 15, cross_unit: true,
  never_same_team: true, hide_agent: true, due_days: 5}
overlap: 0.1
repeats: {share: 0.05, after_days: 45}
seed: 20261122
"""
SHORT = "name: weekly\nscorecard: service\nquota: {total: 200}\n"


def refused(text: str) -> str:
    with pytest.raises(QADeskError) as caught:
        parse_plan(text, "plan.yaml")
    assert caught.value.code is ErrorCode.PLAN_INVALID
    return explain(caught.value)


def test_a_plan_with_everything_is_read() -> None:
    assert parse_plan(FULL, "plan.yaml") == PlanDefinition(
        name="每周抽样",
        scorecard="service",
        quota=Quota(QuotaKind.PERCENT, 2.5, 30),
        period=PlanPeriod.GIVEN,
        first=date(2026, 11, 1),
        last=date(2026, 11, 30),
        population=(
            Narrowing("direction", ("inbound",)),
            Narrowing("business_type", ("billing", "faults")),
            Narrowing("complaint", (True,)),
            Narrowing("csat", most=3.0),
            Narrowing("duration_s", least=30.0, most=900.0),
            Narrowing("shift", ("night",), is_custom=True),
        ),
        strata=("unit", "business_type"),
        selection=Selection.RISK_WEIGHTED,
        weights=((Risk.COMPLAINT, 3.0), (Risk.LOW_CSAT, 1.5)),
        when_short=WhenShort.SPREAD,
        exemptions=(Exemption("A", ExemptionOf.CALLS, 0.8, date(2026, 12, 31), 0.05),),
        new_hire_multiplier=2.0,
        new_hire_days=60,
        exclude_evaluated=False,
        min_duration_s=20.0,
        inspectors=InspectorRule(
            (("qi-1", 2.0), ("qi-2", 1.0)), 15, cross_unit=True, never_same_team=True, hide_agent=True, due_days=5
        ),
        overlap=0.1,
        repeats=0.05,
        repeat_days=45,
        seed=20261122,
    )


@pytest.mark.parametrize("text", [FULL, SHORT])
def test_a_plan_written_is_read_back_the_same(text: str) -> None:
    plan = parse_plan(text, "plan.yaml")
    assert parse_plan(to_yaml(plan), "again.yaml") == plan


@given(
    total=st.integers(1, 10**6),
    selection=st.sampled_from(Selection),
    share=st.floats(0, 1, allow_subnormal=False),
    seed=st.none() | st.integers(-(10**14), 10**14),
)
def test_any_plan_written_is_read_back_the_same(
    total: int, selection: Selection, share: float, seed: int | None
) -> None:
    share = round(share, 6)
    plan = replace(
        parse_plan(SHORT, "plan.yaml"),
        quota=Quota(QuotaKind.PER_STRATUM, float(total)),
        selection=selection,
        overlap=share,
        seed=seed,
    )
    assert parse_plan(to_yaml(plan), "again.yaml") == plan


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("quota: {percent: 2.5, minimum: 30}", "quota: {total: -5}", 12, "more than 0"),
        ("quota: {percent: 2.5, minimum: 30}", "quota: {percent: 120}", 12, "at most 100 percent"),
        ("quota: {percent: 2.5, minimum: 30}", "quota: {total: 5, minimum: 3}", 12, "a minimum goes with percent"),
        ("quota: {percent: 2.5, minimum: 30}", "quota: {per_agent: 2.5}", 12, "whole number"),
        ("  duration_s: {from: 30, to: 900}", "  duration_s: {from: 900, to: 30}", 9, "leaves no call"),
        ("  duration_s: {from: 30, to: 900}", "  duration_s: {to: 10}", 9, "leaves no call"),
        ("  complaint: true", "  complaint: maybe", 7, "true or false"),
        ("  direction: inbound", "  direction: {from: 1}", 5, "no number"),
        ("strata: [unit, business_type]", "strata: [unit, csat]", 11, "makes no strata"),
        ("strata: [unit, business_type]", "strata: [unit, unit]", 11, "each attribute once"),
        ("selection: risk_weighted", "selection: random", 13, "one of"),
        ("weights: {complaint: 3, low_csat: 1.5}", "weights: {complaint: 0}", 14, "above 0"),
        ("weights: {complaint: 3, low_csat: 1.5}", "weights: {mood: 2}", 14, "not known"),
        ("overlap: 0.1", "overlap: 1.1", 24, "from 0 to 1"),
        ("repeats: {share: 0.05, after_days: 45}", "repeats: {share: 0.05, after_days: 2}", 25, "7 days or more"),
        ("until: 2026-12-31", "until: tomorrow", 17, "2026-11-23"),
        ("until: 2026-12-31", "until: 2026-13-31", 17, "2026-11-23"),
        ("to: 2026-11-30", "to: 2026-10-30", 3, "not before the beginning"),
        ("safety_rate: 0.05", "safety_rate: 0", 17, "more than 0"),
        ("cap_per_day: 15", "cap_per_day: 0", 22, "1 call a day"),
        ("qi-2: 1", "qi-2: -1", 22, "above 0"),
        ("seed: 20261122", "seed: 1.5", 26, "whole number"),
        ("name: 每周抽样", "nmae: x", 1, "name"),
    ],
)
def test_a_fault_is_told_with_its_line_and_what_was_expected(old: str, new: str, line: int, said: str) -> None:
    assert old in FULL
    told = refused(FULL.replace(old, new))
    assert told.startswith(f"plan.yaml, line {line}, ")
    assert said in told


def test_own_quotas_need_strata() -> None:
    assert "needs strata" in refused("name: a\nscorecard: service\nquota: {own: {Hall 1: 5}}\n")


def test_every_problem_has_its_sentence() -> None:
    for code in PlanProblemCode:
        assert expectation(PlanProblem(code, (), 1.5))


def test_the_schema_describes_every_key() -> None:
    schema = json.loads((resources_dir() / "sampling" / "plan.schema.json").read_text(encoding="utf-8"))
    without = [name for name, one in schema["properties"].items() if not one.get("description")]
    assert without == []
