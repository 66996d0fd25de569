"""Measuring who spoke how much of a call: once for the same sound, kept in the store where calls are drawn by it."""

from qa_desk.domain.calls import AgentChannel
from qa_desk.domain.ids import CallId
from qa_desk.domain.talk import TalkFigures
from qa_desk.paths import cache_dir
from qa_desk.services.clock import Clock
from qa_desk.services.keeping.call_sound import CallSound
from qa_desk.store.store import Store


def measured_talk(store: Store, clock: Clock, call_id: CallId, sound: CallSound) -> TalkFigures | None:
    """The figures of a call, as kept or measured now; None for one whose voices don't lie apart."""
    # Here and not above: reading sound loads soundfile and numpy, which the start of the window can't wait for.
    from qa_desk.audio.talk import METHOD

    content = f"{METHOD} {sound.agent_channel} {sound.track.key}"
    with store.reading() as uow:
        if uow.hearing.measured_content(call_id) == content:
            return uow.hearing.talk([call_id]).get(call_id)
    figures = None if sound.agent_channel is AgentChannel.MONO else _measured(sound)
    with store.unit_of_work(None, clock) as uow:
        uow.take_turn(call_id)
        uow.hearing.keep_talk(call_id, content, figures, clock.now())
        uow.commit()
    return figures


def _measured(sound: CallSound) -> TalkFigures | None:
    # As above: numpy comes with it.
    from qa_desk.audio.activity import find_activity
    from qa_desk.audio.peak_cache import PeakCache
    from qa_desk.audio.talk import talk_figures
    from qa_desk.audio.track_peaks import peaks_of_track

    return talk_figures(find_activity(peaks_of_track(sound.track, PeakCache(cache_dir() / "peaks"))))
