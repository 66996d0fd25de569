"""The page of one scorecard version (`scorecard?version=…`): a draft is written here, a published one read."""

from datetime import timedelta
from functools import partial

from PySide6.QtWidgets import QLabel, QVBoxLayout

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.errors import ConflictError
from qa_desk.domain.ids import VersionId
from qa_desk.domain.permissions import Action
from qa_desk.domain.scorecard import ScorecardDefinition, ScorecardVersion, VersionState
from qa_desk.domain.scorecard_problems import PastKey, kept_from_publishing
from qa_desk.gui.scorecards.editing.draft_saving import DraftSaver
from qa_desk.gui.scorecards.editing.edited_form import EditedForm
from qa_desk.gui.scorecards.editing.editor import Editor
from qa_desk.gui.scorecards.editing.item_words import needs_work
from qa_desk.gui.scorecards.editing.sample_call import SampleCall
from qa_desk.gui.scorecards.editing.statistics_pane import FIRST_STRETCH, StatisticsPane
from qa_desk.gui.scorecards.publishing import DraftToPublish, Publishing
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.dates import local_day, time_to_second
from qa_desk.gui.shell.navigation import Crumb, Place
from qa_desk.gui.shell.notices import Notice, NoticeKind, sentence
from qa_desk.gui.shell.page import Page, PageContext, PageGroup, PageSpec
from qa_desk.gui.shell.page_state import EmptyState, PageAction
from qa_desk.gui.shell.words import in_words, version_state_title
from qa_desk.gui.widgets.notice_bar import NoticeBar
from qa_desk.i18n import N_, _
from qa_desk.services.forms.item_figures import FormStatistics

_KEY = "scorecard"
_LIST = "scorecards"


class ScorecardPage(Page):
    """One version, open."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("Scorecard"))
        self._form: EditedForm | None = None
        self._saver: DraftSaver | None = None
        self._editor: Editor | None = None
        self._statistics: StatisticsPane | None = None
        self._sample: SampleCall | None = None
        self._wanted: VersionId | None = None
        self._time_zone = "UTC"
        self._bar: NoticeBar | None = None
        self._build()

    @property
    def form(self) -> EditedForm | None:
        """What is being written or read."""
        return self._form

    @property
    def saver(self) -> DraftSaver | None:
        """Keeps the draft."""
        return self._saver

    @property
    def editor(self) -> Editor | None:
        """The editor, once the version was read."""
        return self._editor

    def crumbs(self) -> tuple[Crumb, ...]:
        return (Crumb(_("Scorecards"), Place.to(_LIST)), Crumb(self.title()))

    def shown(self, place: Place) -> None:
        wanted = place.get_id("version", VersionId)
        if wanted is None:
            self._show_nothing()
        elif self._form is None or self._form.version.id != wanted:
            self._wanted = wanted
            self.show_busy()
            self._read()
        elif self._editor is not None:
            self._editor.take_keyboard()

    def refresh(self, changes: Changes | None) -> None:
        if self._form is None:
            return
        if changes is None or (changes.touches(ObjectKind.SCORECARD) and self._form.version.id in changes.ids):
            self._look_again(self._form.version.id)

    def leave(self) -> None:
        if self._sample is not None:
            self._sample.be_silent()
        if self._saver is not None and self._form is not None:
            self._saver.save_now()
            self._form.let_go()

    def _build(self) -> None:
        self._saved_words = QLabel()
        self._saved_words.setObjectName("saved_state")
        self._saved_words.setProperty("tone", "muted")
        self.head.add_widget(self._saved_words)
        self._try = self.head.add_action(_("Try on what was scored"), self._try_out, name="try_out")
        self.head.add_action(_("Done"), self._go_back, name="editor_done")
        self._publish = self.head.add_action(_("Publish"), self._ask_publish, kind="primary", name="publish_draft")
        self._publishing = Publishing(self.context, self)
        self._publishing.published.connect(lambda: self._publish.set_busy(None))
        self._publishing.failed.connect(self._on_publish_failed)
        self._bar_place = QVBoxLayout()
        edge = self.context.theme.size("xl")
        self._bar_place.setContentsMargins(edge, 0, edge, 0)
        self._place = QVBoxLayout()
        body = QVBoxLayout(self.body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(self.context.theme.size("sm"))
        body.addLayout(self._bar_place)
        body.addLayout(self._place, 1)

    def _read(self) -> None:
        services, actor, wanted = self.context.services, self.context.actor, self._wanted
        assert wanted is not None

        def work(_progress: object) -> tuple[ScorecardVersion, tuple[PastKey, ...], str]:
            version = services.authoring.version(actor, wanted)
            past = services.authoring.past_keys(actor, version.scorecard_key)
            return version, past, services.administering.centre().time_zone

        self.context.jobs.run(
            self,
            _("Reading the scorecard"),
            work,
            lambda read: self._on_read(*read),
            lambda error: self.show_error(error, self._read),
            is_quiet=True,
        )

    def _on_read(self, version: ScorecardVersion, past: tuple[PastKey, ...], time_zone: str) -> None:
        if version.id != self._wanted:
            return
        self._time_zone = time_zone
        chosen = self._form.chosen if self._form is not None and self._form.version.id == version.id else None
        self._clear()
        context = self.context
        form = EditedForm(
            version, past, undo=context.undo, may_change=context.may(Action.MANAGE_SCORECARDS), parent=self
        )
        self._form = form
        self._statistics = StatisticsPane(form, theme=context.theme, opens_calls=context.may(Action.VIEW_CALLS))
        self._sample = SampleCall(context)
        self._editor = Editor(
            form,
            theme=context.theme,
            commands=context.commands,
            settings=context.settings,
            sample=self._sample,
            beside=self._statistics,
        )
        self._place.addWidget(self._editor)
        self._begin_saving(form)
        form.changed.connect(self._judge)
        self._judge()
        self._read_statistics(FIRST_STRETCH)
        self._statistics.wanted.connect(self._read_statistics)
        self._statistics.calls_requested.connect(lambda these: context.navigation.go(these.place()))
        self._say_what_it_is(version)
        self.show_body()
        if chosen is not None:
            form.choose(chosen)
        elif version.criteria:
            form.choose_criterion(version.criteria[0].key)
        self._editor.take_keyboard()
        self.crumbs_changed.emit()

    def _read_statistics(self, n_days: int) -> None:
        services, actor, pane, form = self.context.services, self.context.actor, self._statistics, self._form
        if pane is None or form is None:
            return
        if not self.context.may(Action.VIEW_REPORTS):
            pane.show_denied()
            return
        version_id, today = form.version.id, local_day(services.now(), self._time_zone)
        first = today - timedelta(days=n_days - 1)
        self.context.jobs.run(
            pane,
            _("Reading how the criteria work in practice"),
            lambda _progress: services.authoring.item_statistics(actor, version_id, first, today),
            partial(self._on_statistics, pane),
            pane.show_error,
            is_quiet=True,
        )

    def _on_statistics(self, pane: StatisticsPane, statistics: FormStatistics) -> None:
        pane.show_statistics(statistics)
        if self._editor is not None:
            self._editor.show_troubled(needs_work(statistics))

    def _look_again(self, version_id: VersionId) -> None:
        """Somebody changed the version: this editor, most often, or another window."""
        authoring, actor = self.context.services.authoring, self.context.actor
        self.context.jobs.run(
            self,
            _("Reading the scorecard"),
            lambda _progress: authoring.version(actor, version_id),
            self._on_looked,
            lambda error: self._say(NoticeKind.ERROR, sentence(error)),
            is_quiet=True,
        )

    def _on_looked(self, version: ScorecardVersion) -> None:
        form, saver = self._form, self._saver
        if form is None or saver is None or form.version.id != version.id:
            return
        if version.state is not form.version.state:
            self._wanted = version.id
            self._read()
        elif saver.is_saved and version.n_saves > saver.n_saves:
            saver.take_over(version)

    def _begin_saving(self, form: EditedForm) -> None:
        authoring, actor, version_id = self.context.services.authoring, self.context.actor, form.version.id

        def save(definition: ScorecardDefinition, n_saves: int) -> tuple[ScorecardVersion, Changes]:
            return authoring.save_draft(actor, version_id, definition, n_saves)

        saver = DraftSaver(form, save, jobs=self.context.jobs, now=self.context.services.now, parent=self)
        saver.saved.connect(self._on_saved)
        saver.held_back.connect(lambda: self._saved_words.setText(_("not saved: mend the problems marked ✕ first")))
        saver.failed.connect(lambda error: self._say(NoticeKind.ERROR, sentence(error), _("Try again"), saver.save_now))
        saver.conflicted.connect(self._on_conflict)
        self._saver = saver

    def _say_what_it_is(self, version: ScorecardVersion) -> None:
        named = _("{title}, version {number}").format(title=in_words(version.title), number=version.number)
        self.head.set_title(named)
        self.head.set_summary(version_state_title(version.state))
        self._saved_words.setText("")
        may_try = self.context.may(Action.MANAGE_SCORECARDS) and version.state is VersionState.DRAFT
        self._try.setVisible(may_try)
        self._publish.setVisible(may_try)
        if version.state is VersionState.DRAFT:
            return
        words = _(
            "Version {number} is published: calls were given out and scored on it, so it never changes. "
            "A change makes a new version; what was scored on this one stays as it is."
        )
        may_change = self.context.may(Action.MANAGE_SCORECARDS)
        self._say(
            NoticeKind.INFO,
            words.format(number=version.number),
            _("Write a new version") if may_change else "",
            partial(self._begin_draft, version.scorecard_key),
        )

    def _begin_draft(self, key: str) -> None:
        authoring, actor = self.context.services.authoring, self.context.actor
        self.context.jobs.run(
            self,
            _("Beginning a draft"),
            lambda _progress: authoring.begin_draft(actor, key),
            lambda begun: self._on_begun(*begun),
            lambda error: self._say(NoticeKind.ERROR, sentence(error)),
            must_finish=True,
        )

    def _on_begun(self, version_id: VersionId, changes: Changes) -> None:
        self.context.hub.announce(changes)
        self.context.navigation.go(Place.to(_KEY, version=str(version_id)))

    def _on_saved(self, moment: object, changes: Changes) -> None:
        self._show_bar(None)
        self._saved_words.setText(_("saved {time}").format(time=time_to_second(moment, self._time_zone)))  # type: ignore[arg-type]
        self.context.hub.announce(changes)

    def _on_conflict(self, error: ConflictError) -> None:
        saver, theirs = self._saver, error.params.get("theirs")
        if saver is None or not isinstance(theirs, ScorecardVersion):
            return
        self._saved_words.setText(_("not saved"))
        self._say(NoticeKind.WARNING, sentence(error), _("Keep mine"), lambda: saver.overwrite(theirs))
        assert self._bar is not None
        take = Button(_("Take theirs"), theme=self.context.theme, small=True, name="take_theirs", ground="background")
        take.clicked.connect(lambda: self._take_theirs(theirs))
        self._bar.add_button(take)

    def _take_theirs(self, theirs: ScorecardVersion) -> None:
        self._show_bar(None)
        if self._saver is not None:
            self._saver.take_over(theirs)

    def _judge(self) -> None:
        """Neither published nor tried is a form on which nothing can be scored."""
        if self._form is not None:
            is_unfinished = bool(kept_from_publishing(self._form.problems))
            for button in (self._try, self._publish):
                button.set_disabled_reason(_("Mend the problems of the form first") if is_unfinished else "")

    def _try_out(self) -> None:
        """See what the draft would have done, once all of it is kept."""
        form, saver = self._form, self._saver
        if form is not None and saver is not None:
            place = Place.to("scorecard_effect", version=str(form.version.id))
            saver.when_saved(lambda: self.context.navigation.go(place))

    def _ask_publish(self) -> None:
        """Ask before what can't be taken back, once all of the draft is kept."""
        if self._saver is not None:
            self._saver.when_saved(self._show_question)

    def _show_question(self) -> None:
        form, saver = self._form, self._saver
        if form is None or saver is None:
            return
        version = form.version
        draft = DraftToPublish(version.scorecard_key, form.definition.title, version.number, saver.n_saves)
        publish = partial(self._publish_draft, draft)
        self._show_bar(Notice(NoticeKind.WARNING, draft.question, _("Publish"), publish), closable=True)

    def _publish_draft(self, draft: DraftToPublish) -> None:
        self._show_bar(None)
        self._publish.set_busy(_("Publishing …"))
        self._publishing.publish(draft)

    def _on_publish_failed(self, error: Exception) -> None:
        self._publish.set_busy(None)
        self._say(NoticeKind.ERROR, sentence(error))
        if self._form is not None:
            self._look_again(self._form.version.id)

    def _go_back(self) -> None:
        version = self._form.version.id if self._form is not None else None
        place = Place.to(_LIST) if version is None else Place.to(_LIST, version=str(version))
        self.context.navigation.go(place)

    def _say(self, kind: NoticeKind, words: str, title: str = "", action: object = None) -> None:
        done = action if callable(action) and title else None
        self._show_bar(Notice(kind, words, title, done))

    def _show_bar(self, notice: Notice | None, *, closable: bool = False) -> None:
        if self._bar is not None:
            self._bar_place.removeWidget(self._bar)
            self._bar.hide()
            self._bar.deleteLater()
            self._bar = None
        if notice is not None:
            self._bar = NoticeBar(notice, theme=self.context.theme, closable=closable)
            self._bar.closed.connect(lambda: self._show_bar(None))
            self._bar_place.addWidget(self._bar)

    def _clear(self) -> None:
        self._show_bar(None)
        if self._sample is not None:
            self._sample.be_silent()
        if self._form is not None:
            self._form.let_go()
            self._form.deleteLater()
        if self._saver is not None:
            self._saver.deleteLater()
        if self._editor is not None:
            self._place.removeWidget(self._editor)
            self._editor.hide()
            self._editor.deleteLater()
        self._form, self._saver, self._editor, self._statistics, self._sample = None, None, None, None, None

    def _show_nothing(self) -> None:
        action = PageAction(_("Show the scorecards"), lambda: self.context.navigation.go(Place.to(_LIST)), "arrow-left")
        self.show_empty(
            EmptyState(
                "reports",
                _("No scorecard is open"),
                _("Choose a version on the page Scorecards to write or to read it."),
                (action,),
            )
        )


PAGE = PageSpec(
    key=_KEY,
    title=N_("Scorecard"),
    icon="checklist",
    group=PageGroup.NONE,
    build=ScorecardPage,
    action=Action.VIEW_SCORECARDS,
    has_sound=True,
    is_led_to=True,
)
