"""What one does with a version from the list: write the next one, compare, retire, throw a draft away."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from qa_desk.domain.changes import Changes
from qa_desk.domain.ids import VersionId
from qa_desk.domain.scorecard import ScorecardDefinition
from qa_desk.gui.scorecards.version_pane import VersionRow, version_before
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.undo import UndoStep
from qa_desk.gui.shell.words import in_words
from qa_desk.i18n import _
from qa_desk.services.forms.authoring_views import NewScorecard

_KEY = "scorecards"


class VersionActions(QObject):
    """The use-cases behind the buttons; `show_error` says in the page what went wrong."""

    def __init__(self, context: PageContext, owner: QObject, show_error: Callable[[Exception | None], None]) -> None:
        super().__init__(owner)
        self._context = context
        self._show_error = show_error

    def begin_draft(self, row: VersionRow) -> None:
        """Write the next version, and go there."""
        authoring, actor, key = self._context.services.authoring, self._context.actor, row.scorecard.key
        self._context.jobs.run(
            self,
            _("Beginning a draft"),
            lambda _progress: authoring.begin_draft(actor, key),
            lambda begun: self._on_begun(*begun),
            self._show_error,
            must_finish=True,
        )

    def compare(self, row: VersionRow) -> None:
        """Show the version beside the one that it followed."""
        before = version_before(row)
        if before is not None:
            both = {"before": str(before.version_id), "after": str(row.version.version_id)}
            self._context.navigation.go(Place.to("scorecard_difference", **both))

    def retire(self, row: VersionRow) -> None:
        """Give out no further call on it."""
        authoring, actor, version_id = self._context.services.authoring, self._context.actor, row.version.version_id
        words = _("No further call is given out on {title}, version {number}; what was given out is scored on it.")
        named = words.format(title=in_words(row.scorecard.title), number=row.version.number)
        self._context.jobs.run(
            self,
            _("Retiring the version"),
            lambda _progress: authoring.retire(actor, version_id),
            lambda changes: self._on_retired(named, changes),
            self._show_error,
            must_finish=True,
        )

    def withdraw(self, row: VersionRow) -> None:
        """Throw the draft away; Ctrl+Z brings it back."""
        authoring, actor, key = self._context.services.authoring, self._context.actor, row.scorecard.key
        version_id = row.version.version_id

        def work() -> tuple[ScorecardDefinition, Changes]:
            lost = authoring.version(actor, version_id)
            changes = authoring.withdraw_draft(actor, key, n_saves=lost.n_saves)
            return ScorecardDefinition.of_version(lost), changes

        self._context.jobs.run(
            self,
            _("Throwing the draft away"),
            lambda _progress: work(),
            lambda done: self._on_withdrawn(row, *done),
            self._show_error,
            must_finish=True,
        )

    def _on_withdrawn(self, row: VersionRow, lost: ScorecardDefinition, changes: Changes) -> None:
        title, number = in_words(row.scorecard.title), row.version.number
        has_others = len(row.scorecard.versions) > 1
        step = UndoStep(_("throwing a draft away"), lambda: self._bring_back(lost, has_others=has_others))
        undo, notices = self._context.undo, self._context.notices

        def take_back() -> None:
            undo.drop(step)
            step.undo()

        undo.push(step)
        words = _("The draft of {title}, version {number}, was thrown away.").format(title=title, number=number)
        notices.done(words, action_title=_("Undo"), action=take_back, key=_KEY)
        self._show_error(None)
        self._context.hub.announce(changes)

    def _bring_back(self, lost: ScorecardDefinition, *, has_others: bool) -> None:
        authoring, actor = self._context.services.authoring, self._context.actor

        def work() -> Changes:
            if has_others:
                version_id, changes = authoring.begin_draft(actor, lost.key)
            else:
                version_id, changes = authoring.begin_scorecard(actor, NewScorecard(lost.title, key=lost.key))
            begun = authoring.version(actor, version_id)
            _saved, more = authoring.save_draft(actor, version_id, lost, begun.n_saves)
            return changes | more

        self._context.jobs.run(
            self, _("Bringing the draft back"), lambda _progress: work(), self._on_back, self._show_error
        )

    def _on_back(self, changes: Changes) -> None:
        self._context.notices.close_key(_KEY)
        self._context.hub.announce(changes)

    def _on_retired(self, words: str, changes: Changes) -> None:
        self._show_error(None)
        self._context.notices.done(words, key=_KEY)
        self._context.hub.announce(changes)

    def _on_begun(self, version_id: VersionId, changes: Changes) -> None:
        self._context.hub.announce(changes)
        self._context.navigation.go(Place.to("scorecard", version=str(version_id)))
