"""`qa-desk scorecard`: importing, exporting, listing and publishing scorecards."""

from pathlib import Path

import click

from qa_desk.bootstrap import actor_for, open_workspace
from qa_desk.cli.base import ExitStatus, json_option, person_option, print_json, workspace_option
from qa_desk.domain.scorecard import VersionState
from qa_desk.i18n import N_, _, current_language, ngettext
from qa_desk.services.authoring_views import ScorecardSummary, VersionSummary

_STATES: dict[VersionState, str] = {
    VersionState.DRAFT: N_("draft"),
    VersionState.PUBLISHED: N_("published"),
    VersionState.RETIRED: N_("retired"),
}


@click.group("scorecard", help=_("Import, export, list and publish scorecards."))
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
        click.echo(f"{summary.key}: {summary.title.in_language(current_language())}")
        for version in summary.versions:
            click.echo(f"  {_line(version)}")
    return ExitStatus.DONE


@scorecard.command("import", help=_("Import a scorecard from a YAML file, as a draft of its next version."))
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


@scorecard.command("export", help=_("Write a scorecard as YAML, to a file or to standard output."))
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
        text = opened.services.authoring.export(actor_for(opened, person), key, number)
    if output is None:
        click.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8")
    return ExitStatus.DONE


@scorecard.command("publish", help=_("Publish the draft of a scorecard: calls are scored on it, and it never changes."))
@click.argument("key")
@workspace_option
@person_option
@json_option
def publish(key: str, workspace: Path, person: str | None, *, as_json: bool) -> int:
    """Earlier evaluations stay on the version they were scored on."""
    with open_workspace(workspace) as opened:
        authoring, actor = opened.services.authoring, actor_for(opened, person)
        authoring.publish(actor, key)
        version = authoring.latest_published(actor, key)
    if as_json:
        print_json({"key": key, "version": version.number, "state": version.state})
    else:
        click.echo(_("Published: {key}, version {n}.").format(key=key, n=version.number))
    return ExitStatus.DONE


def _line(version: VersionSummary) -> str:
    criteria = ngettext("{n} criterion", "{n} criteria", version.n_criteria).format(n=version.n_criteria)
    return _("version {n}: {state}, {criteria}, {critical} critical").format(
        n=version.number, state=_(_STATES[version.state]), criteria=criteria, critical=version.n_critical
    )


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
                "evaluations": version.n_evaluations,
            }
            for version in summary.versions
        ],
    }
