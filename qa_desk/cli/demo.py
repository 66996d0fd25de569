"""`qa-desk demo`: makes the demo workspace in a folder of its own, and opens it when asked."""

from pathlib import Path

import click

from qa_desk.bootstrap import is_workspace
from qa_desk.cli.base import ExitStatus, json_option, open_window, print_json, tell
from qa_desk.demo_workspace import make_demo
from qa_desk.i18n import _
from qa_desk.paths import demo_workspace_dir


@click.command(
    "demo", help=_("Make the demo workspace: real sound, people, scores, a calibration session in each state.")
)
@click.option(
    "--workspace",
    type=click.Path(file_okay=False, path_type=Path),
    default=demo_workspace_dir,
    metavar="DIR",
    help=_("Where to make it (else the demo folder of your user data). Only a demo is ever made anew."),
)
@click.option("--open", "opens", is_flag=True, help=_("Open the window on it; one that is there already is kept."))
@json_option
def demo(workspace: Path, *, opens: bool, as_json: bool) -> int:
    """Make it (anew); with `--open` only where there is none yet."""
    if not (opens and is_workspace(workspace)):
        tell(_("Making the demo workspace in {folder} …").format(folder=workspace))
        make_demo(workspace)
        tell(_("Done."))
    if as_json:
        print_json({"workspace": str(workspace)})
    return open_window(workspace) if opens else ExitStatus.DONE
