"""`qa-desk tour FOLDER`: the main job without a display, kept as a report and pictures of every page."""

from pathlib import Path

import click

from qa_desk.cli.base import ExitStatus, load, tell
from qa_desk.i18n import _


@click.command("tour", help=_("Walk through every page and keep pictures."))
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def tour(folder: Path) -> int:
    """Take the tour and say where everything lies."""
    # By name: the tour shows the window, and the import floors keep it above the command line.
    written = load("qa_desk.tour.story:take_tour")(folder, tell)
    tell(_("{count} files written to {folder}:").format(count=len(written), folder=folder.resolve()))
    for path in written[:1]:
        click.echo(str(path.resolve()))
    return ExitStatus.DONE
