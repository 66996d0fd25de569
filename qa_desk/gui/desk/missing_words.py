"""What still keeps an evaluation from being handed in, in words: counted for a section, each part for the list."""

from collections import Counter
from collections.abc import Iterable

from qa_desk.domain.completeness import MissingKind, MissingPart
from qa_desk.i18n import _, listed, ngettext


def counted(parts: Iterable[MissingPart]) -> str:
    """How much of each kind: "2 answers, 1 comment missing"; empty when nothing is."""
    counts = Counter(part.what for part in parts)
    words = [_counted(kind, counts[kind]) for kind in MissingKind if counts[kind]]
    return _("{things} missing").format(things=listed(words)) if words else ""


def wanted(kind: MissingKind) -> str:
    """What is to be given, in a word."""
    return {MissingKind.ANSWER: _("answer"), MissingKind.REASON: _("reason"), MissingKind.COMMENT: _("comment")}[kind]


def _counted(kind: MissingKind, n: int) -> str:
    words = {
        MissingKind.ANSWER: ngettext("{n} answer", "{n} answers", n),
        MissingKind.REASON: ngettext("{n} reason", "{n} reasons", n),
        MissingKind.COMMENT: ngettext("{n} comment", "{n} comments", n),
    }
    return words[kind].format(n=n)
