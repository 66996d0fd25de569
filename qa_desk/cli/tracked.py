"""`qa-desk tracked`: re-opens tracked items whose rate has returned, and says how the week and the month stand."""

from pathlib import Path

import click

from qa_desk.cli.base import ExitStatus, json_option, person_option, print_json, workspace_option
from qa_desk.cli.who_asks import actor_for, open_workspace
from qa_desk.i18n import _
from qa_desk.reports.effect_words import week_words


@click.command("tracked", help=_("Re-open tracked items whose rate has returned, and say how the week stands."))
@workspace_option
@person_option
@json_option
def tracked(*, workspace: Path, person: str | None, as_json: bool) -> int:
    """Only a lead or trainer re-opens; for others it says how the week stands."""
    with open_workspace(workspace) as opened:
        actor, following = actor_for(opened, person), opened.services.following
        returned, _changes = following.watch_effects(actor)
        week = following.week(actor)
    if as_json:
        print_json(
            {
                "reopened": [
                    {"item": one.item.title, "n_failed": one.n_failed, "n_calls": one.n_calls} for one in returned
                ],
                "week_first": week.week.first.isoformat(),
                "n_solved": len(week.solved),
                "n_overdue": len(week.overdue),
                "resolve_rate": week.resolve_rate,
                "goal_per_week": week.goals.per_week,
                "goal_resolve_rate": week.goals.resolve_rate,
            }
        )
        return ExitStatus.DONE
    for one in returned:
        words = _("Re-opened: {title}; {failed} of {calls} calls failed since its effect was signed.")
        click.echo(words.format(title=one.item.title, failed=one.n_failed, calls=one.n_calls))
    click.echo(week_words(week))
    return ExitStatus.DONE
