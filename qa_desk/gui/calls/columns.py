"""The columns of the list of calls. The service sorts, since the list comes in parts; the table shows the order."""

import re
from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from qa_desk.domain.calls import CallSummary
from qa_desk.gui.shell.dates import day_and_time, length_text
from qa_desk.gui.shell.icons import paint_icon
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.sound.row_sound import RowPassage, RowSound, paint_play_sign
from qa_desk.gui.widgets.table.columns import Column, Run
from qa_desk.i18n import _

SOUND_COLUMN = 0
FOUND_COLUMN = "found"


def passage_of(call: CallSummary) -> RowPassage:
    """The whole call, as the transport calls it."""
    return RowPassage(call.id, call_title(call.key, call.agent_name))


def call_title(key: str, agent_name: str) -> str:
    """The call by its key and agent: "1043 · Li Na"."""
    return " · ".join(part for part in (key, agent_name) if part)


def call_columns(
    sound: RowSound, time_zone: Callable[[], str], found: Callable[[CallSummary], tuple[str, str]]
) -> tuple[Column[CallSummary], ...]:
    """The columns in the order shown; keys are those the service sorts by.

    Args:
        found: where the words stand that are sought, and the words.
    """

    def column(key: str, title: str, value: Callable[[CallSummary], object], **more: object) -> Column[CallSummary]:
        # Equal keys keep the order given, which is the service's own.
        return Column(key, title, value, sort_key=lambda _call: 0, **more)  # type: ignore[arg-type]

    def started(value: object) -> str:
        assert isinstance(value, datetime)
        return day_and_time(value, time_zone())

    return (
        column(
            "sound",
            "",
            lambda call: _("can be played") if call.has_recording else _("recording missing"),
            draw=lambda painter, rect, call, theme: _draw_sound(painter, rect, call, theme, sound),
            width=32,
            description=_("sound"),
            is_fixed=True,
            can_sort=False,
        ),
        column("key", _("call"), lambda call: call.key, width=136, weight="medium", is_fixed=True),
        column("agent_name", _("agent"), lambda call: call.agent_name or None, width=96, stretch=2),
        column(
            "unit_path",
            _("unit"),
            lambda call: _last_name(call.unit_path),
            width=72,
            stretch=2,
            token="muted",
            tip=lambda call: call.unit_path,
        ),
        column(
            "complaint",
            "",
            lambda call: _("complaint") if call.complaint else "",
            runs=lambda call: (),
            icon=lambda call: ("flag", "warning") if call.complaint else None,
            width=28,
            tip=lambda call: _("complaint") if call.complaint else "",
            description=_("complaint"),
        ),
        column("business_type", _("about"), lambda call: call.business_type or None, width=104, stretch=3),
        column(
            FOUND_COLUMN,
            _("where it stands"),
            lambda call: found(call)[0] or None,
            runs=lambda call: marked_runs(*found(call)),
            tip=lambda call: found(call)[0],
            width=200,
            stretch=6,
            can_sort=False,
        ),
        column("queue", _("queue"), lambda call: call.queue or None, width=88, stretch=1, is_shown=False),
        column("campaign", _("campaign"), lambda call: call.campaign or None, width=88, stretch=1, is_shown=False),
        column(
            "customer_segment",
            _("customers"),
            lambda call: call.customer_segment or None,
            width=88,
            stretch=1,
            is_shown=False,
        ),
        column("started_at", _("started"), lambda call: call.started_at, format=started, width=120, stretch=1),
        column("duration_s", _("length"), lambda call: call.duration_s, format=_length, align="right", width=64),
        column(
            "csat", _("satisfaction"), lambda call: call.csat, format=_short, align="right", width=88, is_shown=False
        ),
        column("score", _("score"), lambda call: call.score, format=_one_decimal, align="right", width=64),
        column(
            "passed",
            _("outcome"),
            outcome_words,
            icon=outcome_sign,
            width=96,
            tip=lambda call: _outcome_tip(call),
        ),
        column(
            "n_evaluations",
            _("evaluations"),
            lambda call: call.n_evaluations or None,
            align="right",
            width=88,
            is_shown=False,
        ),
    )


def marked_runs(text: str, sought: str) -> tuple[Run, ...]:
    """The text with the words that are sought in a stronger look."""
    words = sorted((re.escape(word) for word in sought.split()), key=len, reverse=True)
    if not text or not words:
        return (Run(text, token="muted"),)
    # a word that only begins so is marked as a whole, as pieces stand apart
    pieces = re.split(f"([A-Za-z0-9]*(?:{'|'.join(words)})[A-Za-z0-9]*)", text, flags=re.IGNORECASE)
    looks = (
        Run(piece, token="text", weight="medium") if n % 2 else Run(piece, "muted") for n, piece in enumerate(pieces)
    )
    return tuple(run for run in looks if run.text.strip())


def outcome_words(call: CallSummary) -> str | None:
    """Whether the call passed its critical criteria, in a word; None where the reader sees no score of record."""
    if call.passed is None:
        return None
    return _("passed") if call.passed else _("failed")


def outcome_sign(call: CallSummary) -> tuple[str, str] | None:
    """The sign beside the word."""
    if call.passed is None:
        return None
    return ("check", "pass") if call.passed else ("cross", "fail")


def _outcome_tip(call: CallSummary) -> str:
    if call.passed is None:
        return _("No score that you may see")
    return _("No critical criterion failed") if call.passed else _("A critical criterion failed")


def _last_name(path: str) -> str | None:
    return path.rsplit(" / ", 1)[-1] or None


def _length(value: object) -> str:
    assert isinstance(value, int | float)
    return length_text(value)


def _short(value: object) -> str:
    return f"{value:g}"


def _one_decimal(value: object) -> str:
    return f"{value:.1f}"


def _draw_sound(painter: QPainter, rect: QRectF, call: CallSummary, theme: Theme, sound: RowSound) -> None:
    side = theme.size("icon")
    place = QRectF(rect.x(), rect.y(), side, rect.height())
    if call.has_recording:
        paint_play_sign(painter, place, sound, passage_of(call), theme)
    else:
        paint_icon(painter, place, "volume-off", theme, "muted")
