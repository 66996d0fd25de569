"""The views of the page by name, and what it says where one of them is empty, in its head and in the reminder."""

from collections.abc import Callable, Sequence

from qa_desk.gui.shell.page_state import EmptyState, PageAction
from qa_desk.i18n import _, in_a_row, ngettext
from qa_desk.reports.render.numbers import number_text
from qa_desk.services.feedback.feedback_views import MOST_LINES, FeedbackLine, Outcome

DISPUTES, RELEASE, RESULTS, COACHING = "disputes", "release", "results", "coaching"


def nothing(view: str, n_waiting: int, go: Callable[[str], None]) -> EmptyState:
    """What a view is for, and the first step to something in it."""
    to_release = PageAction(_("See what waits to be released"), lambda: go(RELEASE))
    steps = (to_release,) if n_waiting else ()
    if view == DISPUTES:
        about = _(
            "An agent may dispute a result once, answer by answer and with reasons. Somebody who did not score the "
            "call decides here, with both sides and their passages."
        )
        return EmptyState("people", _("No result is disputed"), about, steps)
    if view == RELEASE:
        about = _(
            "Results of record come here once they are handed in, and go to their agents when you release them, or by "
            "themselves after the days that the centre has settled."
        )
        return EmptyState("cases", _("Nothing waits to be released"), about)
    if view == RESULTS:
        about = _("Once a result is released, its agent acknowledges or disputes it; what becomes of it is shown here.")
        return EmptyState("cases", _("No agent has a result yet"), about, steps)
    about = _(
        "A coaching note says what an agent is to work on and who looks again on which day. Open a result and give "
        "one; it waits here until somebody says what came of it."
    )
    return EmptyState(
        "people", _("Nobody is being coached"), about, (PageAction(_("See the results"), lambda: go(RESULTS)),)
    )


def summary(disputes: Sequence[FeedbackLine], n_shown: int) -> str:
    """How many disputes are open, and where a list ends before all is in it."""
    n = sum(line.feedback.decided_at is None for line in disputes)
    told = ngettext("{n} dispute is open", "{n} disputes are open", n).format(n=n) if n else ""
    ends = _("{n} are shown, there may be more").format(n=f"{n_shown:,}") if n_shown >= MOST_LINES else ""
    return " · ".join(part for part in (told, ends) if part)


def waits_words(n: int) -> str:
    """What waits for this very person."""
    return ngettext(
        "{n} dispute to decide or coaching note to look at again",
        "{n} disputes to decide or coaching notes to look at again",
        n,
    ).format(n=n)


def outcome_words(outcome: Outcome, total: int) -> str:
    """What a decision comes to, before it is final."""
    n = outcome.n_overturned
    if n == 0:
        return _("The result stands as scored.")
    counted = ngettext("{n} of {total} answers is overturned.", "{n} of {total} answers are overturned.", n)
    moved = _("Call quality goes from {before} to {after}.").format(
        before=score_words(outcome.score_before), after=score_words(outcome.score_after)
    )
    passing = ""
    if outcome.passed_after is not None and outcome.passed_before != outcome.passed_after:
        passing = _("The call passes now.") if outcome.passed_after else _("The call fails now.")
    return in_a_row((counted.format(n=n, total=total), moved, passing))


def score_words(score: float | None) -> str:
    """Call quality with one decimal, or that there is none."""
    return _("not scored") if score is None else number_text(score, 1)
