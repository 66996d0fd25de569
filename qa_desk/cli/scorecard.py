"""`qa-desk scorecard`: importing, exporting, listing, publishing, retiring and comparing scorecards."""

from datetime import datetime
from pathlib import Path

import click

from qa_desk.cli.base import ExitStatus, json_option, person_option, print_json, workspace_option
from qa_desk.cli.who_asks import actor_for, open_workspace
from qa_desk.domain.errors import NotFoundError
from qa_desk.domain.ids import VersionId
from qa_desk.domain.people import Actor
from qa_desk.domain.scorecard import VersionState
from qa_desk.i18n import N_, _, current_language, ngettext, with_label
from qa_desk.services.forms.authoring import Authoring
from qa_desk.services.forms.authoring_views import ScorecardSummary, VersionSummary
from qa_desk.services.forms.difference_words import difference_as_json, difference_lines

_STATES: dict[VersionState, str] = {
    VersionState.DRAFT: N_("draft"),
    VersionState.PUBLISHED: N_("published"),
    VersionState.RETIRED: N_("retired"),
}


@click.group("scorecard", help=_("Import, export, list, publish, retire and compare scorecards."))
def scorecard() -> None:
    """The group; its commands do the work."""


@scorecard.command("list", help=_("List the scorecards with their versions."))
@workspace_option
@person_option
@json_option
def list_(workspace: Path, person: str | None, *, as_json: bool) -> int:
    """One line a version."""
    with open_workspace(workspace) as opened:
        found = opened.services.authoring.scorecards(actor_for(opened, person))
    if as_json:
        print_json([_as_json(summary) for summary in found])
        return ExitStatus.DONE
    for summary in found:
        click.echo(with_label(summary.key, summary.title.in_language(current_language())))
        for version in summary.versions:
            click.echo(f"  {_line(version)}")
    return ExitStatus.DONE


@scorecard.command("import", help=_("Import a scorecard (YAML, CSV, XLSX) as a draft of its next version."))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@workspace_option
@person_option
@json_option
def import_(file: Path, workspace: Path, person: str | None, *, as_json: bool) -> int:
    """The same content again makes no version."""
    with open_workspace(workspace) as opened:
        authoring, actor = opened.services.authoring, actor_for(opened, person)
        version_id, changes = authoring.import_file(actor, file)
        version = authoring.version(actor, version_id)
    is_new = bool(changes.kinds)
    if as_json:
        print_json({"key": version.scorecard_key, "version": version.number, "state": version.state, "new": is_new})
    elif is_new:
        told = _("Kept as the draft of {key}, version {n}. Publish it with “qa-desk scorecard publish {key}”.")
        click.echo(told.format(key=version.scorecard_key, n=version.number))
    else:
        told = _("{key}, version {n} says the same already. Nothing was changed.")
        click.echo(told.format(key=version.scorecard_key, n=version.number))
    return ExitStatus.DONE


@scorecard.command(
    "export", help=_("Write a scorecard to a file (YAML, or by its ending CSV or XLSX), or as YAML to standard output.")
)
@click.argument("key")
@click.option("--version", "number", type=click.IntRange(min=1), help=_("Which version (else the newest)."))
@click.option(
    "-o", "output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help=_("Where to write.")
)
@workspace_option
@person_option
def export(key: str, number: int | None, output: Path | None, workspace: Path, person: str | None) -> int:
    """Reading it back gives the same scorecard."""
    with open_workspace(workspace) as opened:
        authoring, actor = opened.services.authoring, actor_for(opened, person)
        if output is None:
            click.echo(authoring.export(actor, key, number), nl=False)
        else:
            authoring.export_file(actor, key, output, number)
    return ExitStatus.DONE


@scorecard.command("publish", help=_("Publish the draft of a scorecard: calls are scored on it, and it never changes."))
@click.argument("key")
@click.option(
    "--from",
    "in_force_from",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DAY",
    help=_("First day that calls are given out on it (else at once)."),
)
@workspace_option
@person_option
@json_option
def publish(key: str, in_force_from: datetime | None, workspace: Path, person: str | None, *, as_json: bool) -> int:
    """Earlier evaluations stay on the version they were scored on."""
    with open_workspace(workspace) as opened:
        authoring, actor = opened.services.authoring, actor_for(opened, person)
        changes = authoring.publish(actor, key, in_force_from.date() if in_force_from else None)
        version = authoring.version(actor, VersionId(next(iter(changes.ids))))
    day = version.in_force_from.isoformat() if version.in_force_from else None
    if as_json:
        print_json({"key": key, "version": version.number, "state": version.state, "in_force_from": day})
    elif day:
        told = _("Published: {key}, version {n}, in force from {day}.")
        click.echo(told.format(key=key, n=version.number, day=day))
    else:
        click.echo(_("Published: {key}, version {n}.").format(key=key, n=version.number))
    return ExitStatus.DONE


@scorecard.command("retire", help=_("Give out no further call on a published version; what was scored on it stays."))
@click.argument("key")
@click.option("--version", "number", type=click.IntRange(min=1), help=_("Which version (else the one in force)."))
@workspace_option
@person_option
@json_option
def retire(key: str, number: int | None, workspace: Path, person: str | None, *, as_json: bool) -> int:
    """What was given out on it already is still scored on it."""
    with open_workspace(workspace) as opened:
        authoring, actor = opened.services.authoring, actor_for(opened, person)
        if number is None:
            version_id, number = (version := authoring.latest_published(actor, key)).id, version.number
        else:
            version_id = _numbered(authoring, actor, key, number)
        authoring.retire(actor, version_id)
    if as_json:
        print_json({"key": key, "version": number, "state": VersionState.RETIRED})
    else:
        click.echo(_("Retired: {key}, version {n}.").format(key=key, n=number))
    return ExitStatus.DONE


@scorecard.command("diff", help=_("Say what two versions of a scorecard say differently."))
@click.argument("key")
@click.argument("before", type=click.IntRange(min=1))
@click.argument("after", type=click.IntRange(min=1))
@workspace_option
@person_option
@json_option
def diff(key: str, before: int, after: int, workspace: Path, person: str | None, *, as_json: bool) -> int:
    """A line a difference."""
    with open_workspace(workspace) as opened:
        authoring, actor = opened.services.authoring, actor_for(opened, person)
        both = [_numbered(authoring, actor, key, number) for number in (before, after)]
        found = authoring.difference(actor, *both)
    if as_json:
        print_json({"key": key, "before": before, "after": after} | difference_as_json(found))
    elif found.is_empty:
        click.echo(_("Both say the same."))
    else:
        for line in difference_lines(found):
            click.echo(line)
    return ExitStatus.DONE


def _numbered(authoring: Authoring, actor: Actor, key: str, number: int) -> VersionId:
    summary = next((one for one in authoring.scorecards(actor) if one.key == key), None)
    found = [version.version_id for version in (summary.versions if summary else ()) if version.number == number]
    if not found:
        raise NotFoundError(what=_("The scorecard “{key}”, version {n}").format(key=key, n=number))
    return found[0]


def _line(version: VersionSummary) -> str:
    criteria = ngettext("{n} criterion", "{n} criteria", version.n_criteria).format(n=version.n_criteria)
    words = _("version {n}: {state}, {criteria}, {critical} critical").format(
        n=version.number, state=_(_STATES[version.state]), criteria=criteria, critical=version.n_critical
    )
    if version.in_force_from is None:
        return words
    return _("{version}, in force from {day}").format(version=words, day=version.in_force_from.isoformat())


def _as_json(summary: ScorecardSummary) -> dict[str, object]:
    return {
        "key": summary.key,
        "title": summary.title.as_mapping(),
        "versions": [
            {
                "version": version.number,
                "state": version.state.value,
                "criteria": version.n_criteria,
                "critical": version.n_critical,
                "published_at": version.published_at.isoformat() if version.published_at else None,
                "in_force_from": version.in_force_from.isoformat() if version.in_force_from else None,
                "in_force": version == summary.in_force,
                "evaluations": version.n_evaluations,
            }
            for version in summary.versions
        ],
    }
