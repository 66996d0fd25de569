"""What is asked of the list of calls and what comes of it: query, part of the list, words to choose from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from qa_desk.domain.call_filter import CallConditions, CallPlace
from qa_desk.domain.calls import CallSummary
from qa_desk.domain.ids import CallId
from qa_desk.store.call_order import CallSort


@dataclass(frozen=True, slots=True)
class CallQuery(CallConditions):
    """Which calls are wanted, in what order and which part of them; days are the centre's, both included.

    `text` is what the one search finds them by, `call_ids` narrows to just these calls. The part lies after `place`,
    or before it when read `backwards`, with the call there if `including`; without a place it is that of the beginning,
    or of the end.
    """

    text: str = ""
    first_day: date | None = None
    last_day: date | None = None
    call_ids: tuple[CallId, ...] | None = None
    sort: str = CallSort.STARTED_AT.value
    descending: bool = True
    limit: int = 200
    place: CallPlace | None = None
    backwards: bool = False
    including: bool = False


@dataclass(frozen=True, slots=True)
class CallPage:
    """A part of the list with the place of each call in it; `is_last` when no call follows in its direction.

    `found` says of calls that were sought by words where these stand; `is_cut` that more calls have them than are
    searched through.
    """

    calls: tuple[CallSummary, ...]
    places: tuple[CallPlace, ...] = ()
    is_last: bool = True
    found: Mapping[CallId, str] = field(default_factory=dict[CallId, str])
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class CallWords:
    """The words that calls can be chosen by: of each attribute, and of the centre's own columns by their name."""

    of_fields: Mapping[str, tuple[str, ...]]
    of_own: Mapping[str, tuple[str, ...]]
