"""Choosing a scores file: dropped or picked; afterwards the line that says what it is, with what can be done to it."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from qa_desk.gui.calls.import_sources_view import DropZone
from qa_desk.gui.calls.scores.targets import layout_words
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.theme import Theme
from qa_desk.i18n import _, listed, ngettext
from qa_desk.services.exchange.plan import MappingPlan

_ICON_ROOM = 28
_LONGEST_GUESS = 60


class FileLine(QWidget):
    """The drop zone while no file is chosen, a line of words and quiet buttons afterwards.

    Signals:
        file_chosen: a `Path` to scores.
        mapping_chosen: a `Path` to a mapping that was saved.
        mapping_wanted: a `Path` to save the mapping to.
        guesses_wanted: take every guess there is.
    """

    file_chosen = Signal(object)
    mapping_chosen = Signal(object)
    mapping_wanted = Signal(object)
    guesses_wanted = Signal()

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._file = ""
        self.setObjectName("scores_file")
        self._build()

    @property
    def choose_button(self) -> Button:
        """The button that picks a file."""
        return self._choose

    def show_file(self, path: Path) -> None:
        """Another file is being read."""
        self._file = path.name
        self._zone.hide()
        self._line.show()
        self._words.setText(self._file)
        self._guesses.hide()

    def show_plan(self, plan: MappingPlan, guesses: Sequence[str], *, is_remembered: bool) -> None:
        """Say what the file was taken for, and what of it is guessed at, a line each."""
        rows = ngettext("{n} row", "{n} rows", plan.n_rows).format(n=plan.n_rows)
        parts = [self._file, layout_words(plan), rows]
        if is_remembered:
            parts.append(_("settled as the last time"))
        if plan.unread_sheets:
            parts.append(_("sheets not read: {names}").format(names=listed(plan.unread_sheets)))
        self._words.setText(" · ".join(parts))
        words = _("Take the guess: {guess}").format(guess=guesses[0]) if len(guesses) == 1 else ""
        if not words or len(words) > _LONGEST_GUESS:
            words = ngettext("Take the guess", "Take the {n} guesses", len(guesses)).format(n=len(guesses))
        told = _("Take what each column and word most likely means; look it through")
        self._guesses.set_text(words, tip="\n".join((told, *guesses)))
        self._guesses.setVisible(bool(guesses))

    def _build(self) -> None:
        theme = self._theme
        self._zone = DropZone(theme=theme, title=_("Drop a table of scores here"))
        words = QLabel(_("Drop a table of scores here (CSV or XLSX), or choose it"))
        words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._choose = Button(_("Choose a table"), theme=theme, icon="folder", name="choose_scores")
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self._choose)
        buttons.addStretch(1)
        inner = QVBoxLayout(self._zone)
        edge = theme.size("md")
        inner.setContentsMargins(edge, theme.px(_ICON_ROOM) + theme.size("lg"), edge, edge)
        inner.addWidget(words)
        inner.addLayout(buttons)
        self._line = self._build_line()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._zone)
        column.addWidget(self._line)
        self._line.hide()
        self._zone.dropped.connect(lambda paths: self.file_chosen.emit(paths[0]))
        self._choose.clicked.connect(self.choose_file)
        self._guesses.clicked.connect(self.guesses_wanted)

    def _build_line(self) -> QWidget:
        theme = self._theme
        line = QWidget()
        self._words = QLabel()
        self._words.setObjectName("scores_said")
        self._words.setWordWrap(True)
        self._guesses = Button("", theme=theme, icon="check", name="take_guesses")
        use = Button(_("Use a mapping …"), theme=theme, kind="quiet", name="use_mapping")
        save = Button(_("Save the mapping …"), theme=theme, kind="quiet", name="save_mapping")
        other = Button(_("Another table …"), theme=theme, kind="quiet", icon="folder", name="other_scores")
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.size("sm"))
        row.addWidget(self._words, 1)
        for button in (self._guesses, use, save, other):
            row.addWidget(button)
        use.clicked.connect(self._choose_mapping)
        save.clicked.connect(self._choose_where)
        other.clicked.connect(self.choose_file)
        return line

    def choose_file(self) -> None:
        """Ask for a table."""
        dialog = self._dialog(_("Choose a table of scores"), _("Tables (*.csv *.tsv *.txt *.xlsx *.xlsm)"))
        dialog.fileSelected.connect(lambda name: self.file_chosen.emit(Path(name)))
        dialog.open()

    def _choose_mapping(self) -> None:
        dialog = self._dialog(_("Choose a mapping"), _("Mappings (*.yaml *.yml)"))
        dialog.fileSelected.connect(lambda name: self.mapping_chosen.emit(Path(name)))
        dialog.open()

    def _choose_where(self) -> None:
        dialog = self._dialog(_("Save the mapping"), _("Mappings (*.yaml *.yml)"))
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("yaml")
        dialog.selectFile(f"{Path(self._file).stem}-mapping.yaml")
        dialog.fileSelected.connect(lambda name: self.mapping_wanted.emit(Path(name)))
        dialog.open()

    def _dialog(self, title: str, kinds: str) -> QFileDialog:
        dialog = QFileDialog(self, title)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([kinds, _("All files (*)")])
        return dialog
