"""Handing out a passage of a call as a sound file: where to, the work with its progress, and the way to the folder."""

import re
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from qa_desk.domain.ids import CallId
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.sound import SoundShown
from qa_desk.gui.widgets.waveform.painting import clock
from qa_desk.i18n import _

_NOTICE = "export passage"
_SUFFIXES = (".wav", ".flac")


class PassageExport(QObject):
    """Asks for a file and writes the passage selected on the page, or the one that loops."""

    def __init__(self, context: PageContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._window = parent

    def ask(self, loop_s: tuple[float, float] | None) -> None:
        """Ask where to, and write it."""
        shown = self._context.sound.shown
        passage = shown.passage or loop_s
        if shown.call_id is None or passage is None:
            told = _("Select a passage or a mark first: drag on the waveform, or press {start} and {end}.")
            keys = self._context.commands.hint
            words = told.format(start=keys("sound.mark_start"), end=keys("sound.mark_end"))
            self._context.notices.info(words, key=_NOTICE)
            return
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        proposed = str(Path(folder) / file_name(shown, passage))
        filters = ";;".join((_("WAV sound (*.wav)"), _("FLAC sound, smaller (*.flac)")))
        name, chosen = QFileDialog.getSaveFileName(self._window.window(), _("Export the passage"), proposed, filters)
        if name:
            path = Path(name)
            if path.suffix.lower() not in _SUFFIXES:
                path = path.with_name(path.name + (".flac" if "flac" in chosen else ".wav"))
            self._write(shown.call_id, passage, path, shown.note if shown.passage else "")

    def _write(self, call_id: CallId, passage: tuple[float, float], path: Path, note: str) -> None:
        context, (start_s, end_s) = self._context, passage
        listening, actor = context.services.listening, context.actor
        context.jobs.run(
            self,
            _("Exporting the passage"),
            lambda _progress: listening.export_passage(actor, call_id, start_s, end_s, path, note=note),
            lambda _nothing: self._on_written(path),
            partial(context.notices.error, key=_NOTICE),
            lane="audio",
        )

    def _on_written(self, path: Path) -> None:
        self._context.notices.done(
            _("The passage was written to {file}.").format(file=path.name),
            action_title=_("Show in its folder"),
            action=lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent))),
            key=_NOTICE,
        )


def file_name(shown: SoundShown, passage: tuple[float, float]) -> str:
    """A name that tells the call and the place: "1043 Li Na 02.38-02.51.wav"."""
    start, end = (clock(place_s).replace(":", ".") for place_s in passage)
    title = " ".join(re.sub(r"[^\w .()-]+", " ", shown.title).split())
    return f"{title} {start}-{end}.wav".strip()
