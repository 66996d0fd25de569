"""Which parts of a recording were listened to; drawn in the overview and stated as "listened 64 %"."""

from qa_desk.audio.passage import Passage

_BRIDGED_S = 0.1  # the player reports every 25 ms, so a pause leaves a gap that nobody missed


class Heard:
    """Passages without overlap in order of time, grown by what the player reports.

    Args:
        passages: what was heard before, as kept from an earlier sitting.
    """

    def __init__(self, passages: tuple[Passage, ...] = ()) -> None:
        self._passages: list[Passage] = []
        for passage in passages:
            self.add(passage.start_s, passage.end_s)

    @property
    def passages(self) -> tuple[Passage, ...]:
        """What was heard so far."""
        return tuple(self._passages)

    def add(self, start_s: float, end_s: float) -> None:
        """This part was heard, perhaps again."""
        if end_s <= start_s:
            return
        apart = [p for p in self._passages if p.end_s + _BRIDGED_S < start_s or p.start_s > end_s + _BRIDGED_S]
        touching = [p for p in self._passages if p not in apart]
        whole = Passage(
            min([start_s, *(passage.start_s for passage in touching)]),
            max([end_s, *(passage.end_s for passage in touching)]),
        )
        self._passages = sorted([*apart, whole], key=lambda passage: passage.start_s)

    def share(self, duration_s: float) -> float:
        """The part of the whole that was heard, 0…1; what is less than a bridged gap short of all of it is all."""
        if duration_s <= 0:
            return 0.0
        heard_s = sum(min(passage.end_s, duration_s) - passage.start_s for passage in self._passages)
        return 1.0 if duration_s - heard_s <= _BRIDGED_S else heard_s / duration_s
