"""`qa-desk recognition`: by which rules agents and units are recognised, and other rules from a day on."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click

from qa_desk.cli.base import ExitStatus, json_option, person_option, print_json, workspace_option
from qa_desk.cli.who_asks import actor_for, open_workspace
from qa_desk.i18n import _
from qa_desk.reports.recognition_words import rules_words


@click.command("recognition", help=_("Say by which rules agents and units are recognised, or set them from a day on."))
@click.option("--from", "valid_from", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help=_("By default today."))
@click.option("--fewest-calls", type=int, help=_("Drawn and scored calls that an agent needs."))
@click.option("--fewest-calls-of-unit", type=int, help=_("Drawn and scored calls that a unit needs."))
@click.option("--forgives-critical/--excludes-critical", default=None, help=_("What a critical failure does."))
@click.option("--tie-bound", type=float, help=_("From which probability to be the best one has the award, 0 to 1."))
@click.option("--grade-bounds", type=(float, float, float), help=_("Scores from which there is an A, a B and a C."))
@click.option("--tail-share", type=float, help=_("Which part of the agents the long tail is, 0 to 1."))
@click.option("--tail-bound", type=float, help=_("How probably one is in it to be named, 0 to 1."))
@workspace_option
@person_option
@json_option
def recognition(
    *, valid_from: datetime | None, workspace: Path, person: str | None, as_json: bool, **changed: object
) -> int:
    """What is not named stays as it is."""
    day = valid_from.date() if valid_from else None
    with open_workspace(workspace) as opened:
        actor, awarding = actor_for(opened, person), opened.services.awarding
        named = {name: value for name, value in changed.items() if value is not None}
        found = awarding.rules(actor, day)
        if named:
            awarding.set_rules(actor, replace(found.rules, **named), day)  # pyright: ignore[reportArgumentType]  # by click's types
            found = awarding.rules(actor, day)
    if as_json:
        print_json({"since": found.since.isoformat() if found.since else None, **found.rules.as_kept()})
    else:
        for line in rules_words(found.rules, found.since):
            click.echo(line)
    return ExitStatus.DONE
