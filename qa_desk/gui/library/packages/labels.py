"""Words of the panes: what came from elsewhere is shown as it is, never as markup."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel


def words_label(text: str, *, kind: str = "", tone: str = "", name: str = "") -> QLabel:
    """A label that wraps; `kind` and `tone` as the style sheets know them."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setObjectName(name)
    if kind:
        label.setProperty("type", kind)
    if tone:
        label.setProperty("tone", tone)
    return label
