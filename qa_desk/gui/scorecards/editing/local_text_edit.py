"""A text in every language of the form, one field below the other; a switch elsewhere may leave one of them."""

from collections.abc import Collection, Mapping

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QPlainTextEdit, QWidget

from qa_desk.domain.text import LocalText
from qa_desk.gui.shell.theme import Theme
from qa_desk.i18n import _, language_words

_TEXT_HEIGHT = 112
_TAG_WIDTH = 28
_TAGS = {"en": "EN", "zh_CN": "中"}


class LocalTextEdit(QWidget):
    """One field a language.

    Signals:
        text_changed: the `LocalText` as the person has it now.
        finished: the person left a field.
    """

    text_changed = Signal(object)
    finished = Signal()

    def __init__(
        self,
        languages: Collection[str],
        *,
        theme: Theme,
        name: str,
        title: str,
        long: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._text = LocalText()
        self._fields: dict[str, _Line | _Lines] = {}
        self._tags: dict[str, QLabel] = {}
        self.setObjectName(name)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.size("xs"))
        grid.setVerticalSpacing(theme.size("xs"))
        grid.setColumnMinimumWidth(0, theme.px(_TAG_WIDTH))
        grid.setColumnStretch(1, 1)
        for at, language in enumerate(languages):
            tag = QLabel(_TAGS.get(language, language))
            tag.setProperty("tone", "muted")
            tag.setProperty("type", "caption")
            tag.setToolTip(language_words(language))
            field = _Lines(theme) if long else _Line()
            self._dress(field, language, title)
            align = Qt.AlignmentFlag.AlignTop if long else Qt.AlignmentFlag.AlignVCenter
            grid.addWidget(tag, at, 0, align)
            grid.addWidget(field, at, 1)
            self._fields[language], self._tags[language] = field, tag

    @property
    def fields(self) -> Mapping[str, QWidget]:
        """The field of each language."""
        return self._fields

    def show_text(self, text: LocalText) -> None:
        """Show a text; nothing is emitted, and a field that says it already keeps its cursor."""
        self._text = text
        said = text.as_mapping()
        for language, field in self._fields.items():
            field.show_words(said.get(language, ""))

    def show_languages(self, languages: Collection[str]) -> None:
        """Leave only the fields of these languages."""
        for language, field in self._fields.items():
            field.setVisible(language in languages)
            self._tags[language].setVisible(language in languages and len(languages) > 1)

    def set_read_only(self, read_only: bool) -> None:
        """Let it be read and copied, not written in."""
        for field in self._fields.values():
            field.setReadOnly(read_only)

    def take_keyboard(self) -> None:
        """Write here: in the first field shown, with all of it selected."""
        field = next((one for one in self._fields.values() if not one.isHidden()), None)
        if field is not None:
            field.setFocus(Qt.FocusReason.OtherFocusReason)
            field.selectAll()

    def _dress(self, field: "_Line | _Lines", language: str, title: str) -> None:
        named = _("{title}, {language}").format(title=title, language=language_words(language))
        field.setObjectName(f"{self.objectName()}_{language}")
        field.setAccessibleName(named)
        field.setToolTip(named)
        field.setPlaceholderText(_("not written in {language} yet").format(language=language_words(language)))
        field.typed.connect(lambda: self._on_typed(language))
        field.left.connect(self.finished)

    def _on_typed(self, language: str) -> None:
        # The order of the languages says which one the text was written in first, so it stays.
        said = self._text.as_mapping() | {language: self._fields[language].words()}
        self._text = LocalText.of(said)
        self.text_changed.emit(self._text)


class _Line(QLineEdit):
    """A field of one line that says when it was typed in, and when it was left."""

    typed = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.textEdited.connect(lambda _text: self.typed.emit())
        self.editingFinished.connect(self.left)

    def words(self) -> str:
        return self.text()

    def show_words(self, words: str) -> None:
        if words != self.text():
            self.setText(words)
            self.setCursorPosition(0)


class _Lines(QPlainTextEdit):
    """The same for a field of several lines; Tab leaves it."""

    typed = Signal()
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.setFixedHeight(theme.px(_TEXT_HEIGHT))
        self.textChanged.connect(self.typed)

    def words(self) -> str:
        return self.toPlainText()

    def show_words(self, words: str) -> None:
        if words != self.toPlainText():
            with QSignalBlocker(self):
                self.setPlainText(words)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()
