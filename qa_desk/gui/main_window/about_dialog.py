"""About QA Desk: its version and those of what it stands on, with the notices that their licences ask to pass on."""

import html

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QTextBrowser, QVBoxLayout, QWidget

from qa_desk.about import Notice, Versions, third_party_notices, versions
from qa_desk.gui.shell.icons import pixmap
from qa_desk.gui.shell.jobs import Jobs
from qa_desk.gui.shell.theme import Theme
from qa_desk.i18n import _


class AboutDialog(QDialog):
    """Version at the top, notices below; the notices are read off the GUI thread."""

    def __init__(self, parent: QWidget, *, theme: Theme, jobs: Jobs) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("about")
        self.setWindowTitle(_("About QA Desk"))
        self._build(versions())
        jobs.run(self, _("Notices"), lambda _progress: third_party_notices(), self._show_notices, is_quiet=True)

    def _build(self, known: Versions) -> None:
        theme = self._theme
        mark = QLabel()
        mark.setPixmap(pixmap("logo", theme, "accent", size=theme.px(40), ratio=self.devicePixelRatioF()))
        name = QLabel("QA Desk")
        name.setProperty("type", "page")
        version = QLabel(_("Version {version}").format(version=known.qa_desk))
        version.setObjectName("about_version")
        parts = _("Python {python} · Qt {qt} · SQLite {sqlite}")
        below = QLabel(parts.format(python=known.python, qt=known.qt, sqlite=known.sqlite))
        below.setProperty("tone", "muted")
        for label in (version, below):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words = QVBoxLayout()
        words.setSpacing(theme.size("xs"))
        for label in (name, version, below):
            words.addWidget(label)
        head = QHBoxLayout()
        head.setSpacing(theme.size("lg"))
        head.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        promise = QLabel(_("QA Desk runs on this machine. It sends nothing anywhere."))
        promise.setWordWrap(True)
        self._notices = QTextBrowser()
        self._notices.setObjectName("about_notices")
        self._notices.setAccessibleName(_("Third-party notices"))
        self._notices.setOpenLinks(False)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        edge = theme.size("xl")
        column.setContentsMargins(edge, edge, edge, theme.size("lg"))
        column.setSpacing(theme.size("lg"))
        column.addLayout(head)
        column.addWidget(promise)
        column.addWidget(self._notices, 1)
        column.addWidget(buttons)
        self.resize(theme.px(640), theme.px(560))

    def _show_notices(self, notices: tuple[Notice, ...]) -> None:
        intro = _("QA Desk stands on the work of others. Their licences follow.")
        if not notices:
            intro = _(
                "The notices are read from the installed packages; this copy was started without being installed."
            )
        blocks = [f"<p>{html.escape(intro)}</p>"]
        for notice in notices:
            blocks.append(f"<p><b>{html.escape(notice.name)}</b> {html.escape(notice.version)}")
            blocks.append(f" · {html.escape(notice.licence)}<br>{html.escape(notice.home)}</p>")
        for notice in (notice for notice in notices if notice.texts):
            texts = "\n\n".join(notice.texts)
            blocks.append(
                f"<h4>{html.escape(notice.name)}</h4><pre style='white-space: pre-wrap'>{html.escape(texts)}</pre>"
            )
        self._notices.setHtml("".join(blocks))
