"""`qa-desk sample`: draw calls by a plan and give them to inspectors, or say what the draw would be."""

from pathlib import Path

import click

from qa_desk.cli.base import ExitStatus, json_option, person_option, print_json, tell, workspace_option
from qa_desk.cli.text_table import columns_text
from qa_desk.cli.who_asks import actor_for, open_workspace
from qa_desk.domain.sampling import Expected
from qa_desk.i18n import _, ngettext
from qa_desk.services.draws.plan_file import read_plan
from qa_desk.services.draws.plan_words import why_not_words
from qa_desk.services.draws.sampling_views import DrawView


@click.command("sample", help=_("Draw calls by a plan and give them to inspectors."))
@click.argument("plan", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--seed", type=int, help=_("Seed of the draw (else the plan's, else a new one, which is told)."))
@click.option("--dry-run", is_flag=True, help=_("Say what the draw would be, and keep nothing."))
@workspace_option
@person_option
@json_option
def sample(plan: Path, seed: int | None, workspace: Path, person: str | None, *, dry_run: bool, as_json: bool) -> int:
    """Exit status 1 when a stratum was short or a call found nobody, 2 when nothing was drawn."""
    definition = read_plan(plan)
    with open_workspace(workspace) as opened:
        actor, sampling = actor_for(opened, person), opened.services.sampling
        if dry_run:
            view = sampling.try_out(actor, definition, seed)
        else:
            plan_id, _changes = sampling.save_plan(actor, definition)
            view, _changes = sampling.draw(actor, plan_id, seed)
    if as_json:
        print_json(_as_json(view) | {"dry_run": dry_run})
    else:
        _say(view, dry_run=dry_run)
    is_short = any(stratum.is_short for stratum in view.strata)
    return ExitStatus.PARTLY if is_short or any(call.why_not for call in view.calls) else ExitStatus.DONE


def _say(view: DrawView, *, dry_run: bool) -> None:
    rows = [
        (stratum.name or _("all calls"), str(stratum.n_population), f"{stratum.n_wanted:g}", str(stratum.n_drawn))
        for stratum in view.strata
    ]
    head = (_("stratum"), _("calls"), _("wanted"), _("drawn"))
    click.echo("\n".join(columns_text([head, *rows], frozenset({1, 2, 3}))))
    for stratum in view.strata:
        if stratum.is_short:
            told = _("{stratum}: {wanted} calls were wanted, and it holds {n}. All of them are drawn.")
            name = stratum.name or _("all calls")
            tell(told.format(stratum=name, wanted=f"{stratum.n_wanted:g}", n=stratum.n_population))
    for call in view.calls:
        if call.why_not is not None:
            tell(_("{call} went to nobody: {reason}.").format(call=call.call_key, reason=why_not_words(call.why_not)))
    drawn = ngettext("{n} call", "{n} calls", len(view.calls)).format(n=len(view.calls))
    told = _("{drawn} of {population}, served from {first} to {last}; seed {seed}.")
    if dry_run:
        told = _("Would draw {drawn} of {population}, served from {first} to {last}; seed {seed}. Nothing was kept.")
    click.echo(
        told.format(
            drawn=drawn, population=view.n_population, first=view.days.first, last=view.days.last, seed=view.seed
        )
    )
    if view.centre is not None and view.centre.margin is not None:
        margin = f"{100 * view.centre.margin:.1f}"
        click.echo(
            _("A share of the whole will be known to ± {margin} points at 95 %, or better.").format(margin=margin)
        )


def _as_json(view: DrawView) -> dict[str, object]:
    return {
        "plan": view.plan_name,
        "plan_version": view.plan_number,
        "draw": str(view.draw_id) if view.draw_id else None,
        "seed": view.seed,
        "from": view.days.first.isoformat(),
        "to": view.days.last.isoformat(),
        "population": view.n_population,
        "strata": [
            {
                "stratum": stratum.name,
                "population": stratum.n_population,
                "wanted": stratum.n_wanted,
                "drawn": stratum.n_drawn,
                "short": stratum.is_short,
                "exempt": stratum.is_exempt,
            }
            for stratum in view.strata
        ],
        "calls": [
            {
                "call": call.call_key,
                "stratum": call.stratum,
                "inclusion_probability": call.inclusion_probability,
                "inspector": call.inspector_name or None,
                "second_inspector": call.second_name or None,
                "due": call.due_on.isoformat() if call.due_on else None,
                "not_given": call.why_not.value if call.why_not else None,
            }
            for call in view.calls
        ],
        "repeats": view.n_repeats,
        "expected": {
            "centre": _margin(view.centre),
            "units": {one.name: _margin(one) for one in view.units},
            "agents": {one.name: _margin(one) for one in view.agents},
        },
    }


def _margin(expected: Expected | None) -> dict[str, object] | None:
    if expected is None:
        return None
    return {
        "population": expected.n_population,
        "calls": expected.n_calls,
        "margin": expected.margin,
        "score_margin": expected.score_margin,
        "failing_margin": expected.failing_margin,
    }
