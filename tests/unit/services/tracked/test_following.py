"""Items followed up: the effect against quiet units, what confounds it, what comes back, and the weekly meeting."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from qa_desk.domain.changes import ObjectKind
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.ids import PersonId, TrackedItemId
from qa_desk.domain.issue import RaisedCut, TrackedState
from qa_desk.domain.people import Actor, Role
from qa_desk.measurement.agent_clusters import BeforeAfter, Clusters
from qa_desk.measurement.effect import Verdict, effect_of
from qa_desk.measurement.means import mean_of_calls
from qa_desk.reports.base import ReportParams
from qa_desk.reports.making import document_of
from qa_desk.reports.render import renderer_for
from qa_desk.reports.tracked_items import TrackedItemsReport
from qa_desk.services.centre.administering import PersonDraft
from qa_desk.services.issues.explaining_views import SeverityShift
from qa_desk.services.periods import Days
from qa_desk.services.tracked.effects import Confounder, Counted, ItemEffect, judged
from qa_desk.services.tracked.following import Goals
from qa_desk.services.tracked.tracking_views import TrackedDraft
from qa_desk.store.effect_queries import EffectCount
from tests.scored_calls import Day, score_day
from tests.small_centre import NOW, SmallCentre, later

TODAY = NOW.date()
RAISED = Days(TODAY - timedelta(days=14), TODAY - timedelta(days=1))
HERE, QUIET = ("Hall A",), ("Hall B",)


@pytest.fixture
def owner(centre: SmallCentre) -> Actor:
    """Whoever is to mend it."""
    centre.services.administering.save_person(centre.lead, PersonDraft("o-1", "He Jun", frozenset({Role.OWNER})))
    return centre.services.administering.actor_named("He Jun")


def scored(centre: SmallCentre, day: date, n_failed: int, n: int, unit: tuple[str, ...], by: Actor) -> None:
    score_day(centre, by, Day(day, n, {"tone": n_failed}, unit=unit))


def opened(centre: SmallCentre, owner: Actor, unit: tuple[str, ...] | None = HERE) -> TrackedItemId:
    units = {path: key for key, path in centre.services.tracking.choices(centre.lead).units}
    draft = TrackedDraft(
        "Tone",
        "tone",
        owner.person_id,
        TODAY + timedelta(days=5),
        unit_id=units[unit[0]] if unit else None,
        raised=RAISED,
    )
    return centre.services.tracking.open_item(centre.lead, draft)[0]


def before_and_after(centre: SmallCentre, owner: Actor, *, after_by: Actor, quiet_after: int = 15) -> TrackedItemId:
    """Hall A falls from 15 of 30 to 1 of 30; the weeks that raised it were far worse."""
    quiet_day = RAISED.first - timedelta(days=5)
    scored(centre, quiet_day, 15, 30, HERE, centre.anna)
    scored(centre, quiet_day, 15, 30, QUIET, centre.anna)
    scored(centre, RAISED.first, 8, 8, HERE, centre.anna)
    item_id = opened(centre, owner)
    centre.services.tracking.mark_done(owner, item_id)
    later(centre, days=10)
    day = TODAY + timedelta(days=4)
    scored(centre, day, 1, 30, HERE, after_by)
    scored(centre, day, quiet_after, 30, QUIET, after_by)
    return item_id


def test_the_effect_leaves_out_what_raised_the_item_and_compares_with_quiet_units(
    centre: SmallCentre, owner: Actor
) -> None:
    item_id = before_and_after(centre, owner, after_by=centre.anna)
    found = centre.services.following.effect(centre.lead, item_id)
    assert (found.effect.before.value, found.effect.after.value) == (pytest.approx(0.5), pytest.approx(1 / 30))
    assert found.effect.net is not None
    assert found.effect.net.value == pytest.approx(-14 / 30)
    assert (found.effect.verdict, found.n_units, found.before.last) == (
        Verdict.SHOWN,
        1,
        RAISED.first - timedelta(days=1),
    )


def test_what_fell_everywhere_is_no_effect(centre: SmallCentre, owner: Actor) -> None:
    item_id = before_and_after(centre, owner, after_by=centre.anna, quiet_after=1)
    assert centre.services.following.effect(centre.lead, item_id).effect.verdict is Verdict.NOT_SHOWN


def test_other_inspectors_confound_it_and_nothing_is_subtracted(centre: SmallCentre, owner: Actor) -> None:
    item_id = before_and_after(centre, owner, after_by=centre.ben)
    found = centre.services.following.effect(centre.lead, item_id)
    assert (found.confounders, found.effect.verdict) == ((Confounder.INSPECTORS,), Verdict.CONFOUNDED)
    assert found.effect.net is None


def of_agents(centre: SmallCentre, names: tuple[str, ...]) -> list[PersonId]:
    """These agents."""
    administering = centre.services.administering
    for name in names:
        administering.save_person(centre.lead, PersonDraft(name, name, frozenset({Role.AGENT})))
    return [administering.actor_named(name).person_id for name in names]


def by_agents(centre: SmallCentre, day: date, counts: dict[PersonId, tuple[int, int]]) -> None:
    """So many of each agent's calls failed, in Hall A."""
    for agent, (n_failed, n) in counts.items():
        score_day(centre, centre.anna, Day(day, n, {"tone": n_failed}, unit=HERE, agent=agent))


def done_with_agents(
    centre: SmallCentre,
    owner: Actor,
    before: dict[PersonId, tuple[int, int]],
    after: dict[PersonId, tuple[int, int]],
) -> ItemEffect:
    by_agents(centre, RAISED.first - timedelta(days=5), before)
    item_id = opened(centre, owner)
    centre.services.tracking.mark_done(owner, item_id)
    later(centre, days=10)
    by_agents(centre, TODAY + timedelta(days=4), after)
    return centre.services.following.effect(centre.lead, item_id)


def test_one_agent_who_mended_is_no_effect_of_all(centre: SmallCentre, owner: Actor) -> None:
    """11 of 32 fell to 1 of 32, which would be shown if calls were independent; all of it is one agent's."""
    first, *others = of_agents(centre, ("a-1", "a-2", "a-3", "a-4"))
    before = {first: (8, 8)} | dict.fromkeys(others, (1, 8))
    after = {first: (0, 8)} | dict.fromkeys(others, (0, 8)) | {others[0]: (1, 8)}
    found = done_with_agents(centre, owner, before, after)
    assert (found.n_agents, found.confounders) == (4, ())
    assert found.effect.change is not None
    assert found.effect.change.value == pytest.approx(-10 / 32)
    assert found.effect.verdict is Verdict.NOT_SHOWN
    assert effect_of(Clusters((), BeforeAfter(11, 32, 1, 32)), None).verdict is Verdict.SHOWN


def test_other_agents_confound_it(centre: SmallCentre, owner: Actor) -> None:
    gone, stays, new = of_agents(centre, ("a-1", "a-2", "a-3"))
    found = done_with_agents(centre, owner, {gone: (12, 20), stays: (2, 10)}, {stays: (2, 10), new: (0, 20)})
    assert (found.confounders, found.effect.verdict) == ((Confounder.AGENTS,), Verdict.CONFOUNDED)


def test_other_units_confound_an_item_of_the_whole_centre(centre: SmallCentre, owner: Actor) -> None:
    day = RAISED.first - timedelta(days=5)
    scored(centre, day, 15, 30, HERE, centre.anna)
    item_id = opened(centre, owner, None)
    centre.services.tracking.mark_done(owner, item_id)
    later(centre, days=10)
    scored(centre, TODAY + timedelta(days=4), 1, 30, QUIET, centre.anna)
    found = centre.services.following.effect(centre.lead, item_id)
    assert (found.confounders, found.effect.verdict) == ((Confounder.UNITS,), Verdict.CONFOUNDED)


def test_milder_inspectors_confound_it(centre: SmallCentre, owner: Actor) -> None:
    counts = (EffectCount(None, None, centre.anna.person_id, "service", 1, 30, 15),)
    later_counts = (EffectCount(None, None, centre.anna.person_id, "service", 1, 30, 1),)
    item_id = opened(centre, owner, None)
    item = next(view.item for view in centre.services.tracking.items(centre.lead) if view.item.id == item_id)
    found = Counted(item, RAISED, RAISED, counts, later_counts, (), ())
    strict, mild = mean_of_calls([-0.5, -0.4, -0.5, -0.4, -0.5]), mean_of_calls([0.1, 0.0, 0.1, 0.0, 0.1])
    assert judged(found, None).effect.verdict is Verdict.SHOWN
    assert judged(found, SeverityShift(mild, strict, is_real=False)).effect.verdict is Verdict.SHOWN
    confounded = judged(found, SeverityShift(mild, strict, is_real=True))
    assert (confounded.confounders, confounded.effect.verdict) == ((Confounder.SEVERITY,), Verdict.CONFOUNDED)
    assert confounded.effect.change is None


def test_the_effect_is_that_on_such_calls_as_raised_the_item(centre: SmallCentre, owner: Actor) -> None:
    """Roaming fell from 15 of 30 to 1 of 30, while billing rose: the item was raised by roaming alone."""
    first = RAISED.first - timedelta(days=5)
    for kind, n_failed in (("roaming", 15), ("billing", 2)):
        score_day(centre, centre.anna, Day(first, 30, {"tone": n_failed}, unit=HERE, business_type=kind))
    cut = RaisedCut(business_type="roaming")
    draft = TrackedDraft("Tone", "tone", owner.person_id, TODAY, raised=RAISED, raised_cut=cut)
    item_id, _changes = centre.services.tracking.open_item(centre.lead, draft)
    centre.services.tracking.mark_done(owner, item_id)
    later(centre, days=10)
    for kind, n_failed in (("roaming", 1), ("billing", 28)):
        day = Day(TODAY + timedelta(days=4), 30, {"tone": n_failed}, unit=HERE, business_type=kind)
        score_day(centre, centre.anna, day)
    found = centre.services.following.effect(centre.lead, item_id)
    assert found.item.raised_cut == cut
    assert (found.effect.before.n_items, found.effect.after.n_items) == (30, 30)
    assert found.effect.verdict is Verdict.SHOWN


def test_an_item_that_is_not_done_has_nothing_to_compare(centre: SmallCentre, owner: Actor) -> None:
    item_id = opened(centre, owner, None)
    found = centre.services.following.effect(centre.lead, item_id)
    assert (found.after, found.effect.verdict) == (None, Verdict.TOO_FEW)
    assert centre.services.following.effects(centre.lead) == ()


def test_what_comes_back_re_opens_by_itself_and_says_so(centre: SmallCentre, owner: Actor) -> None:
    item_id = before_and_after(centre, owner, after_by=centre.anna)
    services = centre.services
    services.tracking.sign_effect(centre.lead, item_id, shown=True, note="50 % to 3 %")
    later(centre, days=10)
    assert services.following.watch_effects(centre.lead)[0] == ()
    scored(centre, TODAY + timedelta(days=15), 12, 25, HERE, centre.anna)
    assert services.following.watch_effects(owner)[0] == ()
    (returned,), changes = services.following.watch_effects(centre.lead)
    assert (returned.item.id, returned.n_failed, returned.n_calls) == (item_id, 12, 25)
    assert changes.touches(ObjectKind.TRACKED_ITEM)
    last = services.tracking.history(centre.lead, item_id)[-1]
    assert last.state is TrackedState.REOPENED
    assert "12" in last.note
    assert services.following.watch_effects(centre.lead)[0] == ()


def test_the_report_says_what_came_back_and_changes_nothing(centre: SmallCentre, owner: Actor) -> None:
    item_id = before_and_after(centre, owner, after_by=centre.anna)
    services = centre.services
    services.tracking.sign_effect(centre.lead, item_id, shown=True, note="50 % to 3 %")
    later(centre, days=10)
    scored(centre, TODAY + timedelta(days=15), 12, 25, HERE, centre.anna)
    params = ReportParams(TODAY, services.tracking.choices(centre.lead).today)
    sources = replace(services, now=lambda: NOW)

    def made(name: str) -> bytes:
        return renderer_for(name)(document_of(TrackedItemsReport(), sources, centre.lead, params))

    kinds = ("t.html", "t.pdf", "t.xlsx", "t.csv", "t.json")
    first = [made(name) for name in kinds]
    steps = services.tracking.history(centre.lead, item_id)
    assert [made(name) for name in kinds] == first
    assert b"12 of 25 calls failed" in first[0]
    assert services.tracking.history(centre.lead, item_id) == steps
    assert [one.item.id for one in services.following.watch_effects(centre.lead)[0]] == [item_id]
    assert b"12 of 25 calls failed" not in made("t.html")


def test_the_week_counts_what_was_solved_and_the_month_what_was_due(centre: SmallCentre, owner: Actor) -> None:
    services = centre.services
    item_id, left = opened(centre, owner, None), opened(centre, owner, None)
    services.tracking.mark_done(owner, item_id)
    services.tracking.sign_effect(centre.lead, item_id, shown=True, note="moved")
    week = services.following.week(centre.lead)
    assert [item.id for item in week.solved] == [item_id]
    assert (week.n_due, week.n_resolved, week.resolve_rate) == (2, 1, 0.5)
    assert (week.goals, week.overdue) == (Goals(2, 0.7), ())
    later(centre, days=7)
    week = services.following.week(centre.lead)
    assert ([item.id for item in week.overdue], week.solved) == ([left], ())


def test_goals_hold_from_their_day_on(centre: SmallCentre) -> None:
    following = centre.services.following
    following.set_goals(centre.lead, Goals(3, 0.8), TODAY + timedelta(days=7))
    assert following.week(centre.lead).goals == Goals(2, 0.7)
    assert following.week(centre.lead, TODAY + timedelta(days=7)).goals == Goals(3, 0.8)
    for goals in (Goals(0, 0.7), Goals(2, 1.5)):
        with pytest.raises(QADeskError) as caught:
            following.set_goals(centre.lead, goals)
        assert caught.value.code is ErrorCode.VALUE_INVALID
