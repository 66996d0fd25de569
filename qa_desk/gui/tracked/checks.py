"""Reads what is below an item's facts, plays its evidence in turn, and brings in what is said of its cause."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from qa_desk.domain.changes import Changes
from qa_desk.domain.ids import DepartmentId, TrackedItemId, UnitId
from qa_desk.domain.issue import EvidenceRecord
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.tracked.detail import Detail
from qa_desk.gui.widgets.sound.playlist import Playlist
from qa_desk.gui.widgets.sound.row_sound import RowPassage, RowSound
from qa_desk.i18n import _
from qa_desk.services.tracked.effects import ItemEffect


class Checks(QObject):
    """Of the item that the pane shows."""

    def __init__(self, context: PageContext, detail: Detail) -> None:
        super().__init__(detail)
        self._context = context
        self._detail = detail
        self._sound = RowSound(context, self)
        self._playlist = Playlist(self._sound, self)
        self._places: list[int] = []
        detail.cause_answered.connect(self._answer)
        detail.cause_named.connect(self._name)
        detail.evidence_requested.connect(self._open)
        detail.play_requested.connect(self._play)
        self._sound.changed.connect(self._show_playing)

    @property
    def playlist(self) -> Playlist:
        """The passages of the item's evidence."""
        return self._playlist

    @property
    def commands(self) -> dict[str, Callable[[], object]]:
        """What the keys of sound do on this page."""
        return {
            "sound.play_pause": self._playlist.toggle,
            "sound.next_mark": self._playlist.next,
            "sound.previous_mark": self._playlist.previous,
        }

    @property
    def enabled(self) -> dict[str, Callable[[], bool]]:
        """When they do it."""
        return dict.fromkeys(self.commands, lambda: bool(self._playlist.passages))

    def pause(self) -> None:
        """Be silent: the page goes off the screen."""
        self._sound.pause()

    def read(self, item_id: TrackedItemId) -> None:
        """Check the effect of an item, and find its evidence."""
        services, actor, checking = self._context.services, self._context.actor, self._detail.checking

        def show(found: tuple[ItemEffect, tuple[EvidenceRecord, ...]]) -> None:
            # the pane may have been built anew meanwhile, and then asks again
            if checking is not None and checking is self._detail.checking and not checking.is_filled:
                checking.show_effect(found[0])
                checking.show_evidence(found[1])
                self._take_passages(found[1])

        self._context.jobs.run(
            self,
            _("Checking the effect"),
            lambda _progress: (services.following.effect(actor, item_id), services.tracking.evidence(actor, item_id)),
            show,
            lambda error: self._context.notices.error(error, key="effect"),
            is_quiet=True,
        )

    def _take_passages(self, records: tuple[EvidenceRecord, ...]) -> None:
        passages: list[RowPassage] = []
        self._places = []
        for place, record in enumerate(records):
            if record.start_s is not None:
                title = _("Evidence: call {key}").format(key=record.call_key)
                passages.append(RowPassage(record.call_id, title, record.start_s, record.end_s, record.note))
                self._places.append(place)
        self._playlist.set_passages(passages)
        self._show_playing()

    def _play(self, place: int) -> None:
        at = self._places.index(place)
        if at == self._playlist.place:
            self._playlist.toggle()
        else:
            self._playlist.play_from(at)

    def _show_playing(self) -> None:
        if self._detail.checking is not None:
            heard = self._places[self._playlist.place] if self._playlist.is_playing else None
            self._detail.checking.show_playing(heard)

    def _open(self, record: EvidenceRecord) -> None:
        place = Place.to("calls", call=str(record.call_id), evaluation=str(record.evaluation_id))
        self._context.navigation.go(place)

    def _answer(self, accepts: bool, reason: str) -> None:
        tracking, actor = self._context.services.tracking, self._context.actor
        if accepts:
            self._say(_("Saving the answer"), lambda item_id: tracking.accept_cause(actor, item_id))
        else:
            self._say(_("Saving the answer"), lambda item_id: tracking.reject_cause(actor, item_id, reason))

    def _name(self, owner: DepartmentId | UnitId) -> None:
        tracking, actor = self._context.services.tracking, self._context.actor
        self._say(_("Naming the cause owner"), lambda item_id: tracking.put_cause(actor, item_id, owner))

    def _say(self, title: str, change: Callable[[TrackedItemId], Changes]) -> None:
        view = self._detail.view
        assert view is not None
        item_id = view.item.id
        self._context.jobs.run(
            self, title, lambda _progress: change(item_id), self._context.hub.announce, self._on_failed
        )

    def _on_failed(self, error: Exception) -> None:
        if self._detail.checking is not None and self._detail.checking.has_form:
            self._detail.show_error(error)
        else:
            self._context.notices.error(error, key="tracked step")
