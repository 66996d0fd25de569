"""Builds the demo centre through the services: people and calls come in by import, scores through seeded inspectors.

The bundled conversations are repeated on further days by the same agents until two months are filled, and everything is
moved by whole weeks so that the last call was taken within the last seven days.
"""

import csv
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from qa_desk.domain.calls import Call, CallAttributes, Recording, RecordingState, StandardWording
from qa_desk.domain.ids import CallId, DepartmentId, PersonId, RecordingId, WordingId
from qa_desk.domain.people import Actor, Department, Person, Role
from qa_desk.domain.text import LocalText
from qa_desk.services.bringing_in.import_report import ImportRequest
from qa_desk.services.bringing_in.importing import Importing
from qa_desk.services.centre.furnishing import BEGINNING, NAME
from qa_desk.services.clock import FixedClock
from qa_desk.services.demonstrating import content, following
from qa_desk.services.demonstrating.cast import Cast
from qa_desk.services.demonstrating.coaching_notes import give_notes
from qa_desk.services.demonstrating.followed_issues import add_tracked_items
from qa_desk.services.demonstrating.mending import DAYS_MENDED, mended_from
from qa_desk.services.demonstrating.qualifying_cases import plan_qualification
from qa_desk.services.demonstrating.results_for_agents import answer_results
from qa_desk.services.demonstrating.transcripts import say_again, write_transcripts
from qa_desk.services.demonstrating.weekly_samples import mondays_between, score_samples
from qa_desk.services.progress import NoProgress, Progress
from qa_desk.store.store import Store

TIME_ZONE = "Asia/Shanghai"
LAST_DAY_OF_CONTENT = date(2026, 11, 20)
N_ROUNDS = 8
"""How often each conversation happens in the two months; the first time is the bundled one."""

_DAYS_BETWEEN_ROUNDS = 7
_DAYS_NOT_SCORED = 5


class DemoBuilder:
    """Fills an empty workspace, furnished with the bundled scorecards, with the demo centre."""

    def __init__(self, store: Store, now: datetime) -> None:
        self._store = store
        self._now = now
        zone = ZoneInfo(TIME_ZONE)
        today = now.astimezone(zone).date()
        self._shift = timedelta(days=7 * ((today - timedelta(days=1) - LAST_DAY_OF_CONTENT).days // 7))
        first_unscored = LAST_DAY_OF_CONTENT + self._shift - timedelta(days=_DAYS_NOT_SCORED - 1)
        self._not_scored_from = datetime.combine(first_unscored, time(0), zone).astimezone(UTC)
        self._mended_at = self._not_scored_from - DAYS_MENDED
        first_day = LAST_DAY_OF_CONTENT + self._shift - timedelta(days=_DAYS_BETWEEN_ROUNDS * N_ROUNDS)
        self._mondays = mondays_between(first_day, first_unscored, zone)

    def build(self, progress: Progress | None = None) -> None:
        """Bring in people and calls, then two months of scores, sessions, cases and tracked items."""
        progress = progress or NoProgress()
        administrator = self._administrator()
        self._import(administrator, progress)
        cast = self._cast(administrator)
        self._add_wordings(administrator, cast)
        self._repeat_calls(administrator, cast)
        scored = score_samples(self._store, cast, self._mondays, progress)
        answer_results(self._store, cast, scored, self._now)
        give_notes(self._store, cast, scored, self._now)
        following.add_sessions(self._store, cast, self._now, progress)
        add_tracked_items(self._store, cast, self._now, self._not_scored_from)
        following.fill_queues(self._store, cast, self._now, self._not_scored_from)
        plan_qualification(self._store, cast, self._now)

    def _administrator(self) -> Actor:
        """Whoever brings in all the others has to be there before them."""
        name = content.in_language({"name": "Qin Mei"})["name"]
        person = Person(PersonId(uuid4()), "admin-1", name, frozenset({Role.ADMINISTRATOR}))
        with self._store.unit_of_work(None, FixedClock(self._now - timedelta(days=71))) as uow:
            uow.people.add(person)
            uow.commit()
        return Actor.from_person(person)

    def _import(self, administrator: Actor, progress: Progress) -> None:
        clock = FixedClock(self._now - timedelta(days=70))
        source = content.demo_dir()
        with tempfile.TemporaryDirectory() as folder:
            calls_csv, people_csv = Path(folder) / "calls.csv", Path(folder) / "people.csv"
            _write(calls_csv, [self._moved(content.in_language(row)) for row in _rows(source / "calls.csv")])
            _write(people_csv, [content.in_language(row) for row in _rows(source / "people.csv")])
            transcripts = Path(folder) / "transcripts"
            transcripts.mkdir()
            write_transcripts(transcripts)
            request = ImportRequest(tuple(sorted(source.glob("*.opus"))), calls_csv, people_csv, transcripts)
            Importing(self._store, clock).import_files(administrator, request, progress)

    def _moved(self, row: dict[str, str]) -> dict[str, str]:
        moment = datetime.fromisoformat(row["started_at"]) + self._shift
        return row | {"started_at": moment.isoformat()}

    def _cast(self, administrator: Actor) -> Cast:
        with self._store.unit_of_work(administrator, FixedClock(self._now)) as uow:
            people = {person.external_id: person for person in uow.people.all()}
            # the centre is called like the unit that all others are part of
            name = min((unit.path for unit in uow.units.all()), key=len)
            uow.settings.set(NAME, name, BEGINNING, administrator.person_id, self._now)
            departments: dict[str, UUID] = {}
            for entry in content.departments():
                contact = people.get(entry.contact)
                made = Department(
                    DepartmentId(uuid4()), entry.name, contact.id if contact else None, None, entry.answer_days
                )
                uow.units.add_department(made)
                departments[entry.key] = made.id
            version = uow.scorecards.in_force("service", self._now.date())
            uow.commit()
        assert version is not None, "the bundled scorecards are installed before the demo is built"
        conversations = {conversation.call_key: conversation for conversation in content.conversations()}
        return Cast(people, departments, conversations, version)

    def _add_wordings(self, administrator: Actor, cast: Cast) -> None:
        with self._store.unit_of_work(administrator, FixedClock(self._now)) as uow:
            for entry in content.wordings():
                department = cast.departments.get(entry.department)
                uow.wordings.add(
                    StandardWording(
                        WordingId(uuid4()),
                        LocalText.of(entry.title),
                        LocalText.of(entry.text),
                        content.in_language({"business_type": entry.business_type})["business_type"],
                        "",
                        date.fromisoformat(entry.valid_from) + self._shift,
                        date.fromisoformat(entry.valid_until) + self._shift,
                        DepartmentId(department) if department else None,
                    )
                )
            uow.commit()

    def _repeat_calls(self, administrator: Actor, cast: Cast) -> None:
        """The same conversations on other days: another call and customer, the same agent and sound."""
        imported_at = self._now - timedelta(days=70)
        with self._store.unit_of_work(administrator, FixedClock(imported_at)) as uow:
            first = uow.calls.by_key(cast.conversations)
            recordings = uow.recordings.of_calls([call.id for call in first.values()])
            copies = mended_from(
                self._mended_at, cast.conversations, [copy for call in first.values() for copy in self._copies(call)]
            )
            said = {one.id: uow.recordings.transcript(one.id) for own in recordings.values() for one in own}
            uow.calls.add([copy for copy, _original in copies], imported_at)
            for copy, original in copies:
                for recording in recordings[original.id]:
                    again = _recorded_again(recording, original, copy)
                    uow.recordings.add(again, imported_at)
                    say_again(uow, said[recording.id], again, copy.key, imported_at)
            uow.commit()

    def _copies(self, call: Call) -> Iterator[tuple[Call, Call]]:
        assert call.started_at is not None, "every bundled call has a time"
        first_day = (LAST_DAY_OF_CONTENT + self._shift) - timedelta(days=_DAYS_BETWEEN_ROUNDS * N_ROUNDS + 3)
        for number in range(1, N_ROUNDS):
            moved = call.started_at - timedelta(days=_DAYS_BETWEEN_ROUNDS * number)
            if moved.date() < first_day:
                moved += timedelta(days=_DAYS_BETWEEN_ROUNDS * N_ROUNDS)
            moved += timedelta(minutes=37 * number % 180)
            key = f"{number + 1}{call.key[1:]}"
            attributes: CallAttributes = replace(
                call.attributes, customer_id=f"{call.attributes.customer_id}-{number + 1}"
            )
            yield replace(call, id=CallId(uuid4()), key=key, started_at=moved, attributes=attributes), call


def _recorded_again(recording: Recording, original: Call, copy: Call) -> Recording:
    """The same sound in another call, as long after its beginning as before."""
    assert recording.state is RecordingState.PRESENT, "the bundled sound came in"
    assert recording.started_at is not None
    assert original.started_at is not None
    assert copy.started_at is not None
    started_at = copy.started_at + (recording.started_at - original.started_at)
    return replace(recording, id=RecordingId(uuid4()), call_id=copy.id, started_at=started_at)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
