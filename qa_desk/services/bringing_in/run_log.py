"""What an import did, kept in the workspace as it goes, so that it can be told about later, even when it was killed."""

from collections.abc import Sequence

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.ids import ImportId
from qa_desk.domain.people import Actor
from qa_desk.services.bringing_in.import_report import ImportItem, ImportOutcome, ImportReport
from qa_desk.services.clock import Clock
from qa_desk.store.repositories.imports import ImportItem as KeptItem
from qa_desk.store.repositories.imports import ImportRun
from qa_desk.store.store import Store
from qa_desk.store.tables.imports import ImportState, ItemOutcome

_KEPT_TOGETHER = 25

Detail = str | int | float | bool | None


class ImportRunLog:
    """The items of one import, kept a few at a time; the files themselves are each kept at once."""

    def __init__(self, store: Store, actor: Actor, clock: Clock, run_id: ImportId) -> None:
        self._store = store
        self._actor = actor
        self._clock = clock
        self._run_id = run_id
        self._n_kept = 0
        self.items: list[ImportItem] = []

    @classmethod
    def begin(cls, store: Store, actor: Actor, clock: Clock, source: str) -> "ImportRunLog":
        """A new import of that source, or the one of it that was left unfinished."""
        with store.unit_of_work(actor, clock) as uow:
            run = uow.imports.begin(source, clock.now(), actor.person_id)
            uow.audit("import.begun", "import", run.id)
            uow.commit()
        return cls(store, actor, clock, run.id)

    def note(self, items: Sequence[ImportItem]) -> None:
        """What became of a file or of rows."""
        self.items += items
        if len(self.items) - self._n_kept >= _KEPT_TOGETHER:
            self._keep(None)

    def end(self, *, cancelled: bool) -> None:
        """Finished, or cancelled and to be taken up again."""
        self._keep(ImportState.CANCELLED if cancelled else ImportState.FINISHED)

    def _keep(self, state: ImportState | None) -> None:
        with self._store.unit_of_work(self._actor, self._clock) as uow:
            uow.imports.note(self._run_id, [_kept(item) for item in self.items[self._n_kept :]])
            if state is not None:
                uow.imports.end(self._run_id, state, self._clock.now())
                uow.audit(f"import.{state.value}", "import", self._run_id, n_items=len(self.items))
            uow.commit()
        self._n_kept = len(self.items)


def report_of_run(run: ImportRun, kept: Sequence[KeptItem]) -> ImportReport:
    """What a kept import came to; one that was killed counts as cancelled."""
    return ImportReport(tuple(map(_item, kept)), cancelled=run.state is not ImportState.FINISHED)


def _kept(item: ImportItem) -> KeptItem:
    params = item.error.params if item.error else {}
    return KeptItem(
        item.name,
        ItemOutcome(item.outcome.value),
        item.row,
        item.call_key,
        error_code=item.error.code.value if item.error else "",
        error_params={name: _detail(value) for name, value in params.items()},
    )


def _item(kept: KeptItem) -> ImportItem:
    error = QADeskError(ErrorCode(kept.error_code), **kept.error_params) if kept.error_code else None
    return ImportItem(kept.name, ImportOutcome(kept.outcome.value), kept.row_number, error, kept.call_key)


def _detail(value: object) -> Detail:
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)
