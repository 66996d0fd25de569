"""What the workspace knows of the names in a scores file: calls, people, scorecards, cause owners."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from qa_desk.domain.calls import Call
from qa_desk.domain.evaluation import CauseOwner, CauseOwnerKind
from qa_desk.domain.people import Person
from qa_desk.domain.scorecard import ScorecardVersion, VersionState
from qa_desk.services.exchange.words import folded
from qa_desk.store.unit_of_work import UnitOfWork

_AGENT_WORDS = frozenset({"agent", "坐席"})
_KEYS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class KnownHere:
    """Names and what they stand for; a name that two share stands for nobody."""

    calls: Mapping[str, Call]
    people: Mapping[str, Person]
    scorecards: Mapping[str, Sequence[ScorecardVersion]]
    owners: Mapping[str, CauseOwner]
    zone: ZoneInfo
    now: datetime

    def scorecard_named(self, name: str) -> Sequence[ScorecardVersion]:
        """The versions of the scorecard with that key or title, lowest number first; the only one for no name."""
        if not name and len(self.scorecards) == 1:
            return next(iter(self.scorecards.values()))
        exact = self.scorecards.get(name.strip())
        if exact is not None:
            return exact
        word = folded(name)
        titled = [versions for versions in self.scorecards.values() if word and word in _titles(versions)]
        return titled[0] if len(titled) == 1 else ()

    def version_at(self, versions: Sequence[ScorecardVersion], moment: datetime) -> ScorecardVersion | None:
        """The version in force at that moment; the first there was for what is older than all of them."""
        begun = [version for version in versions if (start := self._start_of(version)) and start <= moment]
        if begun:
            return max(begun, key=lambda version: (self._start_of(version) or moment, version.number))
        return versions[0] if versions else None

    def _start_of(self, version: ScorecardVersion) -> datetime | None:
        if version.in_force_from is not None:
            return datetime.combine(version.in_force_from, time(), self.zone)
        return version.published_at


def know(uow: UnitOfWork, call_keys: Iterable[str], versions: Iterable[ScorecardVersion], now: datetime) -> KnownHere:
    """Look up the names; calls a few hundred at a time."""
    keys = list(dict.fromkeys(call_keys))
    calls: dict[str, Call] = {}
    for at in range(0, len(keys), _KEYS_AT_ONCE):
        calls |= uow.calls.by_key(keys[at : at + _KEYS_AT_ONCE])
    by_scorecard: defaultdict[str, list[ScorecardVersion]] = defaultdict(list)
    for version in versions:
        by_scorecard[version.scorecard_key].append(version)
    return KnownHere(
        calls, _people(uow.people.all()), dict(by_scorecard), _owners(uow), ZoneInfo(uow.settings.time_zone()), now
    )


def usable_versions(uow: UnitOfWork) -> tuple[ScorecardVersion, ...]:
    """Every version that was ever published, by scorecard and number."""
    return tuple(version for version in uow.scorecards.all() if version.state is not VersionState.DRAFT)


def owner_cells(uow: UnitOfWork) -> Mapping[CauseOwner, str]:
    """How a file names each cause owner; `KnownHere.owners` knows these names."""
    cells = {CauseOwner(CauseOwnerKind.AGENT): CauseOwnerKind.AGENT.value}
    for department in uow.people.departments():
        cells[CauseOwner(CauseOwnerKind.DEPARTMENT, department.id)] = f"department:{department.name}"
    for unit in uow.people.units():
        cells[CauseOwner(CauseOwnerKind.UNIT, unit.id)] = f"unit:{unit.path}"
    return cells


def _people(everybody: Iterable[Person]) -> dict[str, Person]:
    named: defaultdict[str, list[Person]] = defaultdict(list)
    people = list(everybody)
    for person in people:
        named[person.name].append(person)
    by_name = {name: found[0] for name, found in named.items() if len(found) == 1}
    return by_name | {person.external_id: person for person in people}


def _owners(uow: UnitOfWork) -> dict[str, CauseOwner]:
    """By the whole name that we write and by the bare one, where only one has it."""
    whole = {folded(cell): owner for owner, cell in owner_cells(uow).items()}
    bare: defaultdict[str, set[CauseOwner]] = defaultdict(set)
    for cell, owner in whole.items():
        bare[cell.partition(":")[2].strip()].add(owner)
    agent = CauseOwner(CauseOwnerKind.AGENT)
    single = {name: next(iter(owners)) for name, owners in bare.items() if name and len(owners) == 1}
    return single | dict.fromkeys(_AGENT_WORDS, agent) | whole


def _titles(versions: Sequence[ScorecardVersion]) -> set[str]:
    return {folded(words) for version in versions for _language, words in version.title.by_language}
