"""`qa-desk retention` and `qa-desk erase-customer`: letting go of what had its time, and of one customer, for good."""

from pathlib import Path

import click

from qa_desk.cli.base import ExitStatus, json_option, person_option, print_json, tell, workspace_option
from qa_desk.cli.progress import TerminalProgress
from qa_desk.cli.who_asks import actor_for, open_workspace
from qa_desk.domain.retention import RetentionLine, RetentionPurpose
from qa_desk.i18n import _
from qa_desk.services.keeping.removal_words import kept_told, line_told, traces_told
from qa_desk.services.privacy.erasing import ErasurePreview


@click.command("retention", help=_("Say what had its time, and with --apply remove it for good."))
@click.option("--dry-run", "only_says", is_flag=True, help=_("Only say what would go (as without any option)."))
@click.option("--apply", "applies", is_flag=True, help=_("Remove it. A scheduler calls this once a day."))
@click.option(
    "--keep",
    "periods",
    type=(click.Choice([purpose.value for purpose in RetentionPurpose]), str),
    multiple=True,
    metavar="WHAT DAYS",
    help=_("Set a period from today on: --keep recordings 365, or “ever” for the days."),
)
@workspace_option
@person_option
@json_option
def retention(
    periods: tuple[tuple[str, str], ...],
    workspace: Path,
    person: str | None,
    *,
    only_says: bool,
    applies: bool,
    as_json: bool,
) -> int:
    """Nothing goes without --apply."""
    if only_says and applies:
        raise click.UsageError(_("--dry-run and --apply exclude each other."))
    with open_workspace(workspace) as opened, TerminalProgress() as progress:
        actor, retaining = actor_for(opened, person), opened.services.retaining
        if periods:
            retaining.set_periods(actor, {RetentionPurpose(what): _days(days) for what, days in periods})
        found = retaining.apply(actor, progress) if applies else retaining.preview(actor)
    if as_json:
        print_json({"day": str(found.day), "applied": applies, "lines": [_line_as_json(line) for line in found.lines]})
        return ExitStatus.DONE
    for line in found.lines:
        click.echo(line_told(line))
        for kept in kept_told(line):
            click.echo(f"  {kept}")
    if not applies and found.n_due:
        tell(_("Nothing was removed. With --apply it is."))
    return ExitStatus.DONE


@click.command("erase-customer", help=_("Forget one customer: sound, words and names go, ratings stay as figures."))
@click.argument("customer_id", metavar="ID")
@click.option("--dry-run", "only_says", is_flag=True, help=_("Only say what tells of the customer."))
@click.option("--yes", "is_sure", is_flag=True, help=_("Don't ask again."))
@workspace_option
@person_option
@json_option
def erase_customer(
    customer_id: str, workspace: Path, person: str | None, *, only_says: bool, is_sure: bool, as_json: bool
) -> int:
    """Says first what will go and what can't be reached; asks before anything goes."""
    with open_workspace(workspace) as opened:
        actor, erasing = actor_for(opened, person), opened.services.erasing
        found = erasing.preview(actor, customer_id)
        if not as_json:
            click.echo("\n".join(traces_told(found)))
        erases = not only_says and (is_sure or click.confirm(_("Forget this customer for good?"), err=True))
        if erases:
            erasing.erase(actor, customer_id)
    if as_json:
        print_json({"erased": erases, **_preview_as_json(found)})
    else:
        click.echo(_("The customer is forgotten.") if erases else _("Nothing was removed."))
    return ExitStatus.DONE if erases or only_says else ExitStatus.PARTLY


def _days(text: str) -> int | None:
    if text == "ever":
        return None
    try:
        return int(text)
    except ValueError:
        raise click.BadParameter(_("days are a number, or “ever”")) from None


def _line_as_json(line: RetentionLine) -> dict[str, object]:
    return {
        "purpose": line.purpose.value,
        "days": line.n_days,
        "before": str(line.before) if line.before else None,
        "due": line.n_due,
        "oldest": str(line.oldest) if line.oldest else None,
        "kept": [{"call": kept.call_key, "reason": kept.reason.value} for kept in line.kept],
    }


def _preview_as_json(found: ErasurePreview) -> dict[str, object]:
    traces = found.traces
    return {
        "calls": [{"key": call.key, "day": str(call.day) if call.day else None} for call in found.calls],
        "recordings": traces.n_recordings,
        "transcripts": traces.n_transcripts,
        "masks": traces.n_masks,
        "evaluations": traces.n_evaluations,
        "marks": traces.n_marks,
        "sessions": list(traces.session_titles),
        "cases": list(traces.case_codes),
        "handed_out": [
            {"kind": one.kind.value, "name": one.name, "by": one.person_name, "at": one.handed_out_at.isoformat()}
            for one in found.handed_out
        ],
        "elsewhere": [{"table": one.table, "column": one.column, "rows": one.n_rows} for one in found.elsewhere],
        "copies": list(found.copies),
    }
