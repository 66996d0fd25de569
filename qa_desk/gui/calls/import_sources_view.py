"""Choosing what to import: drop files or folders, see what was found in them, name the tables that lie elsewhere."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.icons import paint_icon
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.painting import draw_box
from qa_desk.i18n import _, ngettext
from qa_desk.services.bringing_in.import_report import ImportRequest
from qa_desk.services.bringing_in.sources import ImportSources

_ZONE_HEIGHT = 132
_ICON = 28
_LABEL_WIDTH = 112
_NOTHING = ImportRequest(())


class DropZone(QWidget):
    """A dashed field that takes files and folders.

    Signals:
        dropped: the paths, a tuple of `Path`.
    """

    dropped = Signal(object)

    def __init__(self, *, theme: Theme, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._is_over = False
        self.setObjectName("drop_zone")
        self.setAccessibleName(title)
        self.setAcceptDrops(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(480), self._theme.px(_ZONE_HEIGHT))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            self._is_over = True
            self.update()
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._is_over = False
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:
        self._is_over = False
        self.update()
        paths = tuple(Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile())
        if paths:
            event.acceptProposedAction()
            self.dropped.emit(paths)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = theme.color("accent" if self._is_over else "outline")
        fill = theme.color("selection") if self._is_over else None
        draw_box(painter, QRectF(self.rect()), radius=theme.size("radius"), fill=fill, edge=edge, dashed=True)
        side = theme.px(_ICON)
        place = QRectF((self.width() - side) / 2, theme.size("md"), side, side)
        paint_icon(painter, place, "download", theme, "accent" if self._is_over else "muted")


class ImportSourcesView(QWidget):
    """The zone, and below it what was found.

    Signals:
        request_changed: other files are to be looked through (`ImportRequest`).
    """

    request_changed = Signal(object)

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._request = _NOTHING
        self._values: dict[str, QLabel] = {}
        self.setObjectName("import_sources")
        self._build()

    @property
    def request(self) -> ImportRequest:
        """What is chosen."""
        return self._request

    def set_request(self, request: ImportRequest) -> None:
        """Choose from code; nothing is emitted."""
        self._request = request
        self._found.setVisible(bool(request.paths))

    def show_found(self, sources: ImportSources) -> None:
        """Say what lies in the files and folders chosen."""
        n_recordings, n_transcripts = len(sources.recordings), len(sources.transcripts)
        recordings = ngettext("{n} file", "{n} files", n_recordings).format(n=n_recordings)
        self._values["from"].setText("\n".join(str(path) for path in self._request.paths))
        self._values["recordings"].setText(recordings)
        self._values["calls"].setText(_table_words(sources.calls_csv, _("none: the calls come in unattributed")))
        self._values["people"].setText(_table_words(sources.people_csv, _("none: people stay as they are")))
        transcripts = ngettext("{n} file", "{n} files", n_transcripts).format(n=n_transcripts)
        self._values["transcripts"].setText(transcripts if n_transcripts else _("none"))
        self._found.show()

    def _build(self) -> None:
        theme = self._theme
        self._zone = DropZone(theme=theme, title=_("Drop recordings or a folder here"))
        words = QLabel(_("Drop a folder of recordings here, or choose it"))
        words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        folder = Button(_("Choose folder"), theme=theme, icon="folder", name="choose_folder")
        files = Button(_("Choose files"), theme=theme, kind="quiet", name="choose_files")
        self.folder_button = folder
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(folder)
        buttons.addWidget(files)
        buttons.addStretch(1)
        inner = QVBoxLayout(self._zone)
        inner.setContentsMargins(
            theme.size("md"), theme.px(_ICON) + theme.size("lg"), theme.size("md"), theme.size("md")
        )
        inner.addWidget(words)
        inner.addLayout(buttons)
        self._found = self._build_found()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size("lg"))
        column.addWidget(self._zone)
        column.addWidget(self._found)
        self._found.hide()
        self._zone.dropped.connect(self._take)
        folder.clicked.connect(self._choose_folder)
        files.clicked.connect(self._choose_files)

    def _build_found(self) -> QWidget:
        theme = self._theme
        found = QWidget()
        found.setObjectName("import_found")
        grid = QGridLayout(found)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.size("lg"))
        grid.setVerticalSpacing(theme.size("sm"))
        grid.setColumnMinimumWidth(0, theme.px(_LABEL_WIDTH))
        grid.setColumnStretch(1, 1)
        rows = (
            ("from", _("From"), None),
            ("recordings", _("Recordings"), None),
            ("calls", _("Calls table"), self._choose_calls),
            ("people", _("People table"), self._choose_people),
            ("transcripts", _("Transcripts"), self._choose_transcripts),
        )
        for place, (key, title, choose) in enumerate(rows):
            label = QLabel(title)
            label.setProperty("tone", "muted")
            value = QLabel()
            value.setObjectName(f"found_{key}")
            value.setWordWrap(True)
            self._values[key] = value
            grid.addWidget(label, place, 0, Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(value, place, 1)
            if choose is not None:
                button = Button(_("Choose …"), theme=theme, kind="quiet", small=True, name=f"choose_{key}")
                button.setAccessibleName(_("Choose: {what}").format(what=title))
                button.clicked.connect(choose)
                grid.addWidget(button, place, 2)
        return found

    def _take(self, paths: tuple[Path, ...]) -> None:
        self._change(ImportRequest(paths))

    def _change(self, request: ImportRequest) -> None:
        self._request = request
        self.request_changed.emit(request)

    def _choose_folder(self) -> None:
        dialog = self._dialog(_("Choose the folder of recordings"), QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda name: self._take((Path(name),)))
        dialog.open()

    def _choose_files(self) -> None:
        dialog = self._dialog(_("Choose recordings"), QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda names: self._take(tuple(Path(name) for name in names)))
        dialog.open()

    def _choose_calls(self) -> None:
        self._choose_table(_("Choose the table of calls"), "calls_csv")

    def _choose_people(self) -> None:
        self._choose_table(_("Choose the table of people"), "people_csv")

    def _choose_table(self, title: str, part: str) -> None:
        dialog = self._dialog(title, QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(_("Tables (*.csv)"))
        dialog.fileSelected.connect(lambda name: self._change(replace(self._request, **{part: Path(name)})))
        dialog.open()

    def _choose_transcripts(self) -> None:
        dialog = self._dialog(_("Choose the folder of transcripts"), QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda name: self._change(replace(self._request, transcripts=Path(name))))
        dialog.open()

    def _dialog(self, title: str, mode: QFileDialog.FileMode) -> QFileDialog:
        dialog = QFileDialog(self, title)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(mode)
        return dialog


def _table_words(table: Path | None, none: str) -> str:
    return str(table) if table is not None else none
