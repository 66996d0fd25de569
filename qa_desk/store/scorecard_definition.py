"""A version's sections as the JSON that is kept, and back; and the hash that tells two definitions apart."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from qa_desk.domain.criteria import scale_from_mapping
from qa_desk.domain.criteria.base import Reason
from qa_desk.domain.scorecard import Condition, Criterion, CriticalFamily, ScorecardVersion, Section
from qa_desk.store.audit import canonical_json
from qa_desk.store.repositories.base import text_from_json, text_to_json

Fields = Mapping[str, Any]


def sections_to_json(sections: Sequence[Section]) -> list[dict[str, Any]]:
    """What is kept of the sections; `sections_from_json` gives them back the same."""
    return [
        {
            "key": section.key,
            "title": text_to_json(section.title),
            "criteria": [_criterion_to_json(criterion) for criterion in section.criteria],
        }
        for section in sections
    ]


def sections_from_json(kept: Sequence[Fields]) -> tuple[Section, ...]:
    """The sections that were kept."""
    return tuple(
        Section(
            fields["key"],
            text_from_json(fields["title"]),
            tuple(_criterion_from_json(criterion) for criterion in fields["criteria"]),
        )
        for fields in kept
    )


def definition_hash(version: ScorecardVersion) -> str:
    """SHA-256 of all that decides a score and is read by inspectors: title, policy and sections."""
    content = {
        "title": text_to_json(version.title),
        "policy": str(version.policy),
        "sections": sections_to_json(version.sections),
    }
    return hashlib.sha256(canonical_json(content).encode()).hexdigest()


def _criterion_to_json(criterion: Criterion) -> dict[str, Any]:
    condition = criterion.shown_when
    return {
        "key": criterion.key,
        "title": text_to_json(criterion.title),
        "scale": criterion.scale.to_mapping(),
        "weight": criterion.weight,
        "critical": criterion.critical.value if criterion.critical else None,
        "bonus": criterion.bonus,
        "na_allowed": criterion.na_allowed,
        "guidance": text_to_json(criterion.guidance),
        "reasons": [
            {"key": reason.key, "title": text_to_json(reason.title), "points": reason.points}
            for reason in criterion.reasons
        ],
        "comment_required_on_failure": criterion.comment_required_on_failure,
        "tags": list(criterion.tags),
        "shown_when": {"criterion": condition.criterion_key, "value": condition.value} if condition else None,
    }


def _criterion_from_json(fields: Fields) -> Criterion:
    reasons = tuple(
        Reason(reason["key"], text_from_json(reason["title"]), float(reason["points"])) for reason in fields["reasons"]
    )
    condition = fields["shown_when"]
    return Criterion(
        key=fields["key"],
        title=text_from_json(fields["title"]),
        scale=scale_from_mapping(fields["scale"], reasons),
        weight=float(fields["weight"]),
        critical=CriticalFamily(fields["critical"]) if fields["critical"] else None,
        bonus=fields["bonus"],
        na_allowed=fields["na_allowed"],
        guidance=text_from_json(fields["guidance"]),
        reasons=reasons,
        comment_required_on_failure=fields["comment_required_on_failure"],
        tags=tuple(fields["tags"]),
        shown_when=Condition(condition["criterion"], condition["value"]) if condition else None,
    )
