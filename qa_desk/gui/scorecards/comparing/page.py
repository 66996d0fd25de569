"""Two versions of a scorecard side by side (`scorecard_difference?before=…&after=…`)."""

from dataclasses import dataclass

from PySide6.QtWidgets import QVBoxLayout

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.ids import VersionId
from qa_desk.domain.permissions import Action
from qa_desk.domain.scorecard import ScorecardDefinition, ScorecardVersion, VersionState
from qa_desk.domain.scorecard_difference import FormDifference
from qa_desk.gui.scorecards.comparing.difference_rows import difference_parts
from qa_desk.gui.scorecards.comparing.difference_view import DifferenceView
from qa_desk.gui.scorecards.editing.quiet_fields import ChoiceBox
from qa_desk.gui.shell.navigation import Crumb, Place
from qa_desk.gui.shell.page import Page, PageContext, PageGroup, PageSpec
from qa_desk.gui.shell.page_state import EmptyState, PageAction
from qa_desk.gui.shell.words import in_words, version_state_title
from qa_desk.i18n import N_, _, ngettext
from qa_desk.services.forms.authoring_views import ScorecardSummary, VersionSummary

_KEY = "scorecard_difference"
_LIST = "scorecards"
_BOX_WIDTH = 176


@dataclass(frozen=True, slots=True)
class _Read:
    """What the store lane brings."""

    scorecard: ScorecardSummary
    before: ScorecardVersion
    after: ScorecardVersion
    found: FormDifference


class DifferencePage(Page):
    """What changed from one version to another."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("Differences"))
        self._before: VersionId | None = None
        self._after: VersionId | None = None
        self._build()

    @property
    def view(self) -> DifferenceView:
        """The two sides."""
        return self._view

    def crumbs(self) -> tuple[Crumb, ...]:
        return (Crumb(_("Scorecards"), Place.to(_LIST)), Crumb(self.title()))

    def shown(self, place: Place) -> None:
        self._before, self._after = place.get_id("before", VersionId), place.get_id("after", VersionId)
        if self._before is None or self._after is None:
            self._show_nothing()
            return
        self.show_busy()
        self._read()

    def refresh(self, changes: Changes | None) -> None:
        if self._after is not None and (changes is None or changes.touches(ObjectKind.SCORECARD)):
            self._read()

    def _build(self) -> None:
        theme = self.context.theme
        self._boxes = tuple(
            ChoiceBox(name=name, title=title)
            for name, title in (("before_version", _("Version before")), ("after_version", _("Version after")))
        )
        for box in self._boxes:
            box.setFixedWidth(theme.px(_BOX_WIDTH))
            self.head.add_widget(box)
        self._view = DifferenceView(theme=theme)
        body = QVBoxLayout(self.body)
        body.setContentsMargins(0, theme.size("sm"), 0, 0)
        body.addWidget(self._view)
        before, after = self._boxes
        before.choice_made.connect(lambda chosen: self._go(chosen, self._after))
        after.choice_made.connect(lambda chosen: self._go(self._before, chosen))

    def _go(self, before: object, after: object) -> None:
        self.context.navigation.go(Place.to(_KEY, before=str(before), after=str(after)))

    def _read(self) -> None:
        authoring, actor, before_id, after_id = (
            self.context.services.authoring,
            self.context.actor,
            self._before,
            self._after,
        )
        assert before_id is not None
        assert after_id is not None

        def work(_progress: object) -> _Read:
            before, after = authoring.version(actor, before_id), authoring.version(actor, after_id)
            found = authoring.difference(actor, before_id, after_id)
            listed = authoring.scorecards(actor)
            own = next(one for one in listed if one.key == after.scorecard_key)
            return _Read(own, before, after, found)

        self.context.jobs.run(
            self,
            _("Comparing the versions"),
            work,
            self._on_read,
            lambda error: self.show_error(error, self._read),
            is_quiet=True,
        )

    def _on_read(self, read: _Read) -> None:
        for box, version in zip(self._boxes, (read.before, read.after), strict=True):
            choices = [(one.version_id, _named(one)) for one in read.scorecard.versions]
            box.show_choices(choices, version.id)
        numbers = {"before": read.before.number, "after": read.after.number}
        title = _("{title}: version {before} and {after}").format(title=in_words(read.scorecard.title), **numbers)
        self.head.set_title(title)
        before, after = (ScorecardDefinition.of_version(version) for version in (read.before, read.after))
        parts = tuple(difference_parts(read.found, before, after))
        n = len(parts)
        told = ngettext("{n} part differs", "{n} parts differ", n).format(n=n) if n else _("nothing differs")
        self.head.set_summary(told)
        titles = (_named(read.before), _named(read.after))
        self._view.show_parts(parts, titles)
        self._show_actions(read)
        self.show_body()
        self._view.setFocus()
        self.crumbs_changed.emit()

    def _show_actions(self, read: _Read) -> None:
        """What the change comes to on standard cases, once both versions were published."""
        self.head.clear_actions()
        if any(one.state is VersionState.DRAFT for one in (read.before, read.after)):
            return
        numbers = {"old": str(read.before.number), "new": str(read.after.number)}
        place = Place.to("case_bridge", scorecard=read.after.scorecard_key, **numbers)
        self.head.add_action(_("On standard cases"), lambda: self.context.navigation.go(place), name="show_bridge")

    def _show_nothing(self) -> None:
        action = PageAction(_("Show the scorecards"), lambda: self.context.navigation.go(Place.to(_LIST)), "arrow-left")
        self.show_empty(
            EmptyState(
                "reports",
                _("No versions to compare"),
                _("Choose a version on the page Scorecards and compare it with the one before."),
                (action,),
            )
        )


def _named(version: VersionSummary | ScorecardVersion) -> str:
    return _("Version {number}, {state}").format(number=version.number, state=version_state_title(version.state))


PAGE = PageSpec(
    key=_KEY,
    title=N_("Differences"),
    icon="compare",
    group=PageGroup.NONE,
    build=DifferencePage,
    action=Action.VIEW_SCORECARDS,
    is_led_to=True,
)
