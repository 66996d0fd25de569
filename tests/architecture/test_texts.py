"""Every text a person reads can be translated: it passes through `_()`, whole, and before its places are filled."""

import ast
import re

import pytest

from tests.architecture.source import Module, called_name, modules, modules_in

_SHOWS_TEXT = {
    "setText", "setToolTip", "setWindowTitle", "setPlaceholderText", "setAccessibleName", "setAccessibleDescription",
    "setStatusTip", "setWhatsThis", "setTitle", "setLabelText", "setInformativeText", "setDetailedText", "setHtml",
    "setPlainText", "setMarkdown", "setPrefix", "setSuffix", "setSpecialValueText", "setHeaderLabels", "addTab",
    "addAction", "addMenu", "addItem", "addItems", "addRow", "insertItem", "showMessage", "setHorizontalHeaderLabels",
    "QLabel", "QPushButton", "QToolButton", "QCheckBox", "QRadioButton", "QGroupBox", "QAction", "QMenu", "QLineEdit",
    "QPlainTextEdit", "QTextEdit", "QTableWidgetItem", "QStandardItem", "QListWidgetItem", "drawText", "echo", "tell",
}  # fmt: skip
_TRANSLATES = {"_", "N_", "ngettext", "pgettext"}
_LETTERS = re.compile(r"[^\W\d_]")

each_module = pytest.mark.parametrize("module", modules(), ids=lambda module: module.name)
each_shown = pytest.mark.parametrize(
    "module", modules_in("qa_desk.gui") + modules_in("qa_desk.cli"), ids=lambda module: module.name
)


@each_shown
def test_a_shown_text_is_translated(module: Module) -> None:
    bare = [
        f"{module.place(argument)} {ast.unparse(argument)}"
        for call in ast.walk(module.tree)
        if isinstance(call, ast.Call) and called_name(call) in _SHOWS_TEXT
        for argument in [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg in ("text", "title"))]
        if _is_bare_text(argument)
    ]
    assert bare == []


@each_module
def test_a_text_is_translated_whole_and_filled_afterwards(module: Module) -> None:
    wrong = [
        f"{module.place(call)} {ast.unparse(call)}"
        for call in ast.walk(module.tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in _TRANSLATES
        for argument in call.args
        if (isinstance(argument, ast.JoinedStr | ast.BinOp) and call.func.id != "ngettext")
        or (isinstance(argument, ast.Call) and called_name(argument) in ("format", "join"))
    ]
    assert wrong == []


def _is_bare_text(argument: ast.expr) -> bool:
    """A literal with letters in it, that no call stands around."""
    if isinstance(argument, ast.Constant):
        return isinstance(argument.value, str) and bool(_LETTERS.search(argument.value))
    if isinstance(argument, ast.JoinedStr):
        return any(_is_bare_text(part) for part in argument.values if isinstance(part, ast.Constant))
    if isinstance(argument, ast.List | ast.Tuple):
        return any(_is_bare_text(part) for part in argument.elts)
    if isinstance(argument, ast.IfExp):
        return _is_bare_text(argument.body) or _is_bare_text(argument.orelse)
    return False


def test_the_check_tells_bare_texts_from_translated_ones() -> None:
    assert _is_bare_text(ast.parse("'Save'", mode="eval").body)
    assert _is_bare_text(ast.parse("f'{n} calls'", mode="eval").body)
    assert not _is_bare_text(ast.parse("_('Save')", mode="eval").body)
    assert not _is_bare_text(ast.parse("f'{n:.1f} / {m}'", mode="eval").body)
    assert not _is_bare_text(ast.parse("'–'", mode="eval").body)
