"""The command line's entrance; without a command it opens the window. Here errors become sentences and exit status."""

import errno
import logging
import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path

import click

from qa_desk.cli.base import ExitStatus, LazyCommand, LazyGroup, load, open_window, tell
from qa_desk.crash import write_crash_report
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.i18n import N_, _, lend_catalogue, system_language, use_language
from qa_desk.wording import explain

COMMANDS = {
    "init": LazyCommand("qa_desk.cli.workspace:init", N_("Make a workspace, with the bundled scorecards.")),
    "demo": LazyCommand("qa_desk.cli.demo:demo", N_("Make the demo workspace, in a folder of its own.")),
    "import": LazyCommand("qa_desk.cli.importing:import_", N_("Import recordings, call attributes and people.")),
    "scorecard": LazyCommand("qa_desk.cli.scorecard:scorecard", N_("Import, export, publish and compare scorecards.")),
    "sample": LazyCommand("qa_desk.cli.sample:sample", N_("Draw calls by a plan and give them to inspectors.")),
    "calibration": LazyCommand(
        "qa_desk.cli.calibration:calibration", N_("Show calibration sessions, their figures, and what is due.")
    ),
    "scores": LazyCommand("qa_desk.cli.scores:scores", N_("Bring evaluations in from tables, and hand them out.")),
    "cases": LazyCommand(
        "qa_desk.cli.cases:cases", N_("List standard cases, hand them out in a package, and take a package in.")
    ),
    "report": LazyCommand("qa_desk.cli.report:report", N_("Write a report of a period to a file.")),
    "tracked": LazyCommand(
        "qa_desk.cli.tracked:tracked", N_("Re-open tracked items whose rate has returned, and say how the week stands.")
    ),
    "recognition": LazyCommand(
        "qa_desk.cli.recognition:recognition", N_("Say or set the rules by which agents and units are recognised.")
    ),
    "agreement": LazyCommand("qa_desk.cli.agreement:agreement", N_("Say how far raters agree, from ratings files.")),
    "retention": LazyCommand("qa_desk.cli.removing:retention", N_("Remove what had its time, or say what would go.")),
    "erase-customer": LazyCommand("qa_desk.cli.removing:erase_customer", N_("Forget one customer for good.")),
    "audit": LazyCommand("qa_desk.cli.audit:audit", N_("Keep the end of the audit chain outside, and read the chain.")),
    "check": LazyCommand("qa_desk.cli.workspace:check", N_("Check that a workspace is whole.")),
    "backup": LazyCommand("qa_desk.cli.backup:backup", N_("Write the whole workspace to one verified file.")),
    "restore": LazyCommand("qa_desk.cli.backup:restore", N_("Make a workspace from a backup.")),
    "recordings": LazyCommand(
        "qa_desk.cli.recordings:recordings", N_("Say where recordings lie, encrypt them, move them elsewhere.")
    ),
    "migrate": LazyCommand("qa_desk.cli.moving:migrate", N_("Bring the database up to this program, after a copy.")),
    "move-to": LazyCommand("qa_desk.cli.moving:move_to_", N_("Move a workspace of one's own to a server.")),
    "tour": LazyCommand("qa_desk.cli.tour:tour", N_("Walk through every page and keep pictures."), is_hidden=True),
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave the process with its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A terminal that knows no Chinese shows "?" instead of stopping the command.
            stream.reconfigure(errors="replace")
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status; whatever goes wrong is said on standard error."""
    use_language(os.environ.get("QA_DESK_LANGUAGE") or system_language())
    lend_catalogue()
    # What went wrong is told in sentences; the log's lines don't belong between them.
    logging.getLogger("qa_desk").addHandler(logging.NullHandler())
    try:
        outcome = command_line().main(args=arguments, prog_name="qa-desk", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return ExitStatus.NOTHING
    except click.Abort:
        tell(explain(QADeskError(ErrorCode.CANCELLED)))
        return ExitStatus.PARTLY
    except QADeskError as error:
        tell(explain(error))
        return ExitStatus.PARTLY if error.code is ErrorCode.CANCELLED else ExitStatus.NOTHING
    except Exception as error:  # noqa: BLE001  # the last stop of the command line: nobody is shown a traceback
        return _tell_unexpected(error)
    return outcome if isinstance(outcome, int) else ExitStatus.DONE


def command_line() -> click.Group:
    """The group of all commands, its texts in the language in use."""
    return LazyGroup(
        lazy_commands=COMMANDS,
        name="qa-desk",
        help=_("Score sampled calls blind, and know how far the scores can be trusted. Opens the window."),
        invoke_without_command=True,
        callback=_without_command,
        params=[
            click.Option(
                ["--workspace"],
                type=click.Path(file_okay=False, path_type=Path),
                envvar="QA_DESK_WORKSPACE",
                metavar="DIR",
                help=_("Folder of the workspace to open (else the last one)."),
            ),
            click.Option(["--as", "person"], metavar="PERSON", help=_("Who signs in, without being asked.")),
            click.Option(["--version", "shows_version"], is_flag=True, help=_("Show the versions in use, and stop.")),
            click.Option(
                ["--licences", "shows_licences"],
                is_flag=True,
                help=_("Show the notices of the packages that QA Desk stands on, and stop."),
            ),
            click.Option(["--json", "as_json"], is_flag=True, help=_("Show the versions as one JSON document.")),
        ],
    )


def _without_command(
    workspace: Path | None, person: str | None, shows_version: bool, shows_licences: bool, as_json: bool
) -> int | None:
    """Versions and notices when asked for; the window when nothing else is."""
    context = click.get_current_context()
    if shows_version or shows_licences:
        # Loaded here: reading package metadata costs more than all of `--help`.
        load("qa_desk.cli.version:show")(with_licences=shows_licences, as_json=as_json)
        context.exit(ExitStatus.DONE)
    return open_window(workspace, person) if context.invoked_subcommand is None else None


def _tell_unexpected(error: Exception) -> int:
    """Say what the machine refused in a sentence; keep a report of anything else, which is a bug of ours."""
    known = _from_environment(error)
    if known:
        tell(explain(known))
        return ExitStatus.NOTHING
    report = write_crash_report(type(error), error.__traceback__)
    tell(_("QA Desk made a mistake and stopped. What was saved before is safe."))
    if report:
        tell(_("A report without names or ratings lies in {file}.").format(file=report))
    return ExitStatus.NOTHING


def _from_environment(error: Exception) -> QADeskError | None:
    """The disk's and the file system's refusals, told apart from bugs."""
    if not isinstance(error, OSError):
        return None
    if error.errno == errno.ENOSPC:
        return QADeskError(ErrorCode.DISK_FULL)
    if not error.filename:
        return None
    if isinstance(error, FileNotFoundError):
        return QADeskError(ErrorCode.FILE_MISSING, file=error.filename)
    return QADeskError(ErrorCode.FILE_UNREADABLE, file=error.filename, detail=error.strerror)
