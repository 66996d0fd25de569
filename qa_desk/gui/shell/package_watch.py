"""Sees to it that a new package in the folder that centres share is noticed, whatever one is doing."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from qa_desk.domain.permissions import Action
from qa_desk.gui.shell.jobs import Jobs
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.page import PageContext
from qa_desk.i18n import _, ngettext
from qa_desk.services.packages.shared_folder import SharedPackage

NEW_PACKAGES = "new packages"
"""The key of the notice, which the page of shared cases closes."""

_LOOKS_EVERY_MS = 300_000


class PackageWatch(QObject):
    """Looks at once, and then every five minutes; a folder that can't be reached now is looked at again later.

    Args:
        packages: what lies in the folder now; runs off the GUI thread and not on the lane that answers the pages.
        seen: the marks of what was seen before, as `with_seen` made them.
        found: hears how many there are that nobody here has seen.
    """

    def __init__(
        self,
        packages: Callable[[], Sequence[SharedPackage]],
        seen: Callable[[], str],
        jobs: Jobs,
        found: Callable[[int], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._packages = packages
        self._seen = seen
        self._jobs = jobs
        self._found = found
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOKS_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        self.look()

    def look(self) -> None:
        """Say how many are new."""
        title = _("Looking into the shared folder")
        work = self._packages
        self._jobs.run(self, title, lambda _progress: work(), self._on_listed, lambda _error: None, lane="audio",
                       is_quiet=True)  # fmt: skip

    def _on_listed(self, packages: Sequence[SharedPackage]) -> None:
        seen = set(self._seen().split("\n"))
        n_new = sum(one.mark not in seen for one in packages)
        if n_new:
            self._found(n_new)


def with_seen(packages: Sequence[SharedPackage]) -> str:
    """The marks of these packages as a setting keeps them."""
    return "\n".join(one.mark for one in packages)


def watch_packages(context: PageContext, parent: QObject) -> PackageWatch | None:
    """Announce new packages to whoever may take them in, for as long as `parent` is there; None for anybody else."""
    if not context.may(Action.SHARE_CASES):
        return None
    sharing, actor, settings = context.services.sharing, context.actor, context.settings

    def packages() -> tuple[SharedPackage, ...]:
        folder = settings.current.shared_folder
        return sharing.folder(actor, Path(folder)).packages if folder else ()

    def tell(n: int) -> None:
        told = ngettext("{n} new package of standard cases", "{n} new packages of standard cases", n).format(n=n)
        context.notices.info(
            told,
            action_title=_("Look"),
            action=lambda: context.navigation.go(Place.to("shared_cases")),
            key=NEW_PACKAGES,
        )

    return PackageWatch(packages, lambda: settings.current.seen_packages, context.jobs, tell, parent)
