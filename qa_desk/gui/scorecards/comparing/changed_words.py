"""Which words of two texts differ: words where there are spaces, characters in Chinese. No Qt."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

_TOKEN = re.compile(r"\s+|[\u3400-\u9fff\u3000-\u303f\uff00-\uffef]|[^\s\u3400-\u9fff\u3000-\u303f\uff00-\uffef]+")
_LEAST_ALIKE = 0.25


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text; `is_changed` where the other text says something else."""

    text: str
    is_changed: bool = False


def changed_pieces(before: str, after: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both texts in pieces; texts that share next to nothing are changed as wholes, which reads better."""
    tokens = _TOKEN.findall(before), _TOKEN.findall(after)
    matcher = SequenceMatcher(None, *tokens, autojunk=False)
    if before and after and matcher.ratio() < _LEAST_ALIKE:
        return (Piece(before, True),), (Piece(after, True),)
    left: list[Piece] = []
    right: list[Piece] = []
    for kind, start, end, other_start, other_end in matcher.get_opcodes():
        is_changed = kind != "equal"
        for pieces, words in ((left, tokens[0][start:end]), (right, tokens[1][other_start:other_end])):
            if words:
                pieces.append(Piece("".join(words), is_changed))
    return tuple(left), tuple(right)
