"""What a version would have done to the evaluations of a past time (`scorecard_effect?version=…`)."""

from PySide6.QtWidgets import QVBoxLayout

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.ids import VersionId
from qa_desk.domain.permissions import Action
from qa_desk.domain.scorecard import ScorecardDefinition, ScorecardVersion
from qa_desk.gui.scorecards.effect.view import EffectView
from qa_desk.gui.scorecards.effect.words import counts_words
from qa_desk.gui.shell.dates import local_day
from qa_desk.gui.shell.navigation import Crumb, Place
from qa_desk.gui.shell.page import Page, PageContext, PageGroup, PageSpec
from qa_desk.gui.shell.page_state import EmptyState, PageAction
from qa_desk.gui.shell.words import in_words
from qa_desk.gui.widgets.period_filter import period_title
from qa_desk.gui.widgets.segments import Segment, SegmentedChoice
from qa_desk.i18n import N_, _
from qa_desk.services.forms.what_if import WhatIf
from qa_desk.services.periods import NamedPeriod, days_of

_KEY = "scorecard_effect"
_OFFERED = (NamedPeriod.LAST_FOUR_WEEKS, NamedPeriod.LAST_MONTH, NamedPeriod.LAST_THREE_MONTHS)


class EffectPage(Page):
    """A change tried on what was really scored, before anybody is scored on it."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("Effect of the change"))
        self._version_id: VersionId | None = None
        segments = [Segment(named, period_title(named)) for named in _OFFERED]
        self._period = SegmentedChoice(segments, theme=context.theme, name="effect_period", subject=_("Evaluations of"))
        self._period.set_value(NamedPeriod.LAST_MONTH)
        self.head.add_widget(self._period)
        self._view = EffectView(theme=context.theme)
        body = QVBoxLayout(self.body)
        body.setContentsMargins(0, 0, 0, 0)
        body.addWidget(self._view)
        self._period.chosen.connect(lambda _named: self._read())
        self._view.call_opened.connect(lambda call: context.navigation.go(Place.to("calls", call=str(call.call_id))))
        self._view.calls_requested.connect(lambda these: context.navigation.go(these.place()))

    @property
    def view(self) -> EffectView:
        """The effect."""
        return self._view

    def crumbs(self) -> tuple[Crumb, ...]:
        written = Place.to("scorecard", version=str(self._version_id)) if self._version_id else None
        return (Crumb(_("Scorecards"), Place.to("scorecards")), Crumb(_("Draft"), written), Crumb(self.title()))

    def shown(self, place: Place) -> None:
        self._version_id = place.get_id("version", VersionId)
        if self._version_id is None:
            self._show_nothing()
            return
        self.show_busy(_("Scoring once more …"))
        self._read()

    def refresh(self, changes: Changes | None) -> None:
        if self._version_id is not None and (
            changes is None or changes.touches(ObjectKind.SCORECARD, ObjectKind.EVALUATION)
        ):
            self._read()

    def _read(self) -> None:
        services, actor, version_id = self.context.services, self.context.actor, self._version_id
        named = self._period.value
        assert version_id is not None
        assert isinstance(named, NamedPeriod)

        def work(_progress: object) -> tuple[ScorecardVersion, WhatIf]:
            centre = services.administering.centre()
            days = days_of(named, local_day(services.now(), centre.time_zone), centre.first_weekday)
            version = services.authoring.version(actor, version_id)
            definition = ScorecardDefinition.of_version(version)
            return version, services.authoring.what_if(actor, definition, days.first, days.last)

        self.context.jobs.run(
            self,
            _("Scoring real evaluations on the changed form"),
            work,
            lambda read: self._on_read(*read),
            lambda error: self.show_error(error, self._read),
        )

    def _on_read(self, version: ScorecardVersion, effect: WhatIf) -> None:
        named = {"title": in_words(version.title), "number": version.number}
        self.head.set_title(_("Effect of {title}, version {number}").format(**named))
        self.head.set_summary(counts_words(effect))
        self._view.show_effect(effect, version)
        self.show_body()
        self._view.table.setFocus()
        self.crumbs_changed.emit()

    def _show_nothing(self) -> None:
        navigation = self.context.navigation
        action = PageAction(_("Show the scorecards"), lambda: navigation.go(Place.to("scorecards")), "arrow-left")
        self.show_empty(
            EmptyState(
                "reports",
                _("No change to try"),
                _("Open a draft on the page Scorecards and try it on what was scored."),
                (action,),
            )
        )


PAGE = PageSpec(
    key=_KEY,
    title=N_("Effect of the change"),
    icon="trend-up",
    group=PageGroup.NONE,
    build=EffectPage,
    action=Action.MANAGE_SCORECARDS,
    is_led_to=True,
)
