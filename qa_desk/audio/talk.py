"""Figures of how a call was talked, from what `activity` takes for speech and silence."""

from collections.abc import Iterable

from qa_desk.audio.activity import Activity
from qa_desk.audio.passage import Passage
from qa_desk.domain.talk import TalkFigures

METHOD = "energy 1"
"""Changes with whatever makes the figures of the same sound come out differently."""


def talk_figures(activity: Activity) -> TalkFigures | None:
    """The figures of the recordings whose voices lie on two channels; None when there is no such recording."""
    recorded_s = _total_s(activity.apart)
    if recorded_s <= 0:
        return None
    silences = tuple(passage for passage in activity.silences if _lies_in(passage, activity.apart))
    return TalkFigures(
        recorded_s=recorded_s,
        agent_share=_total_s(activity.agent) / recorded_s,
        customer_share=_total_s(activity.customer) / recorded_s,
        silence_share=_total_s(silences) / recorded_s,
        overtalk_share=_total_s(activity.overtalk) / recorded_s,
        longest_silence_s=_longest_s(silences),
        longest_overtalk_s=_longest_s(activity.overtalk),
        n_silences=len(silences),
        n_overtalks=len(activity.overtalk),
    )


def _lies_in(passage: Passage, recordings: Iterable[Passage]) -> bool:
    middle_s = (passage.start_s + passage.end_s) / 2
    return any(recording.start_s <= middle_s < recording.end_s for recording in recordings)


def _total_s(passages: Iterable[Passage]) -> float:
    return sum(passage.duration_s for passage in passages)


def _longest_s(passages: Iterable[Passage]) -> float:
    return max((passage.duration_s for passage in passages), default=0.0)
