"""Every text a person reads can be translated: it passes through `_()`, whole, and before its places are filled."""

import ast
import re

from tests.architecture.source import Module, called_name, modules, modules_in

_SHOWS_TEXT = {
    "setText", "setToolTip", "setWindowTitle", "setPlaceholderText", "setAccessibleName", "setAccessibleDescription",
    "setStatusTip", "setWhatsThis", "setTitle", "setLabelText", "setInformativeText", "setDetailedText", "setHtml",
    "setPlainText", "setMarkdown", "setPrefix", "setSuffix", "setSpecialValueText", "setHeaderLabels", "addTab",
    "addAction", "addMenu", "addItem", "addItems", "addRow", "insertItem", "showMessage", "setHorizontalHeaderLabels",
    "QLabel", "QPushButton", "QToolButton", "QCheckBox", "QRadioButton", "QGroupBox", "QAction", "QMenu", "QLineEdit",
    "QPlainTextEdit", "QTextEdit", "QTableWidgetItem", "QStandardItem", "QListWidgetItem", "drawText", "echo", "tell",
}  # fmt: skip
_TRANSLATES = {"_": 1, "N_": 1, "ngettext": 2, "pgettext": 2}
"""How many of the first arguments are texts."""
_SAME_IN_EVERY_LANGUAGE = {"QA Desk"}
_LETTERS = re.compile(r"[^\W\d_]")


def test_a_shown_text_is_translated() -> None:
    bare = [
        f"{one.place(argument)} {ast.unparse(argument)}"
        for one in (*modules_in("qa_desk.gui"), *modules_in("qa_desk.cli"))
        for call in _calls(one)
        if called_name(call) in _SHOWS_TEXT
        for argument in [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg in ("text", "title"))]
        if _is_bare_text(argument)
    ]
    assert not bare, "\n".join(bare)


def test_a_text_is_translated_whole_and_filled_afterwards() -> None:
    wrong = [
        f"{one.place(call)} {ast.unparse(call)}"
        for one in modules()
        for call in _calls(one)
        if isinstance(call.func, ast.Name) and call.func.id in _TRANSLATES
        for argument in call.args[: _TRANSLATES[call.func.id]]
        if _is_put_together(argument)
    ]
    assert not wrong, "\n".join(wrong)


def _calls(one: Module) -> list[ast.Call]:
    return [node for node in ast.walk(one.tree) if isinstance(node, ast.Call)]


def _is_put_together(argument: ast.expr) -> bool:
    """A text that no catalogue can hold, because it is made while the program runs."""
    filled = isinstance(argument, ast.Call) and called_name(argument) in ("format", "format_map", "join")
    return filled or isinstance(argument, ast.JoinedStr | ast.BinOp)


def _is_bare_text(argument: ast.expr) -> bool:
    """A literal with letters in it, that no call stands around."""
    if isinstance(argument, ast.Constant):
        text = argument.value
        return isinstance(text, str) and text not in _SAME_IN_EVERY_LANGUAGE and bool(_LETTERS.search(text))
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


def test_the_check_tells_texts_put_together_from_whole_ones() -> None:
    assert _is_put_together(ast.parse("f'{n} calls'", mode="eval").body)
    assert _is_put_together(ast.parse("'{n} calls'.format(n=n)", mode="eval").body)
    assert not _is_put_together(ast.parse("'{n} calls'", mode="eval").body)
