"""What `qa-desk cases` says: the library in lines, a package beside it, as words and as JSON."""

from collections.abc import Sequence

import click

from qa_desk.cli.text_table import columns_text
from qa_desk.domain.sharing import OfferedCase
from qa_desk.domain.standard_case import CaseState, CaseSummary
from qa_desk.i18n import N_, _, ngettext
from qa_desk.services.packages.sharing import Exported, PackageView
from qa_desk.services.packages.words import difference_words, status_words
from qa_desk.wording import explain

_STATES: dict[CaseState, str] = {
    CaseState.PROPOSED: N_("proposed"),
    CaseState.VALID: N_("valid"),
    CaseState.RETIRED: N_("retired"),
}


def say_cases(cases: Sequence[CaseSummary]) -> None:
    """One line a case: code, state, score, title, tags."""
    if not cases:
        click.echo(_("No case matches."))
        return
    rows = [
        (case.code, _(_STATES[case.state]), "" if case.score is None else f"{case.score:.1f}", case.title,
         ", ".join(case.tags))
        for case in cases
    ]  # fmt: skip
    for line in columns_text(rows, frozenset({2})):
        click.echo(line)


def say_view(view: PackageView) -> None:
    """Who signed a package, and each of its cases beside what is here."""
    name = view.centre.name or _("a centre without a name")
    known = _("known here") if view.is_known else _("not known here")
    told = _("{file}: signed by {name}, {fingerprint} ({known})")
    click.echo(told.format(file=view.path.name, name=name, fingerprint=view.centre.shown_fingerprint, known=known))
    for one in view.cases:
        click.echo(f"  {one.case.code}  {status_words(one.status)}  {one.case.title}")
        for difference in one.differences:
            click.echo(f"    {difference_words(difference)}")
    n = view.n_new_forms
    if n:
        told = ngettext(
            "{n} scorecard version comes with them, as a retired one.",
            "{n} scorecard versions come with them, as retired ones.",
            n,
        )
        click.echo(told.format(n=n))


def case_as_json(case: CaseSummary) -> dict[str, object]:
    """A case of the library."""
    return {
        "code": case.code,
        "id": str(case.id),
        "version": case.number,
        "title": case.title,
        "state": case.state.value,
        "difficulty": case.difficulty.value,
        "language": case.language,
        "business_type": case.business_type,
        "tags": list(case.tags),
        "benchmark": case.is_benchmark,
        "score": case.score,
        "passed": case.passed,
        "duration_s": case.duration_s,
        "review_on": case.review_on.isoformat() if case.review_on else None,
    }


def exported_as_json(exported: Exported) -> dict[str, object]:
    """A package that was written."""
    return {
        "file": str(exported.path),
        "cases": exported.n_cases,
        "size": exported.size_bytes,
        "fingerprint": exported.centre.fingerprint,
        "refused": [{"code": one.code, "reason": explain(one.error)} for one in exported.refused],
    }


def view_as_json(view: PackageView) -> dict[str, object]:
    """A package beside the library."""
    return {
        "file": str(view.path),
        "centre": {"name": view.centre.name, "fingerprint": view.centre.fingerprint, "known": view.is_known},
        "new_scorecards": view.n_new_forms,
        "cases": [_offered_as_json(one) for one in view.cases],
    }


def _offered_as_json(one: OfferedCase) -> dict[str, object]:
    return {
        "id": str(one.case.id),
        "code": one.case.code,
        "version": one.case.number,
        "title": one.case.title,
        "status": one.status.value,
        "code_here": one.code_here or None,
        "differences": [
            {
                "field": difference.field.value,
                "criterion": difference.criterion_key or None,
                "here": difference.here,
                "offered": difference.offered,
            }
            for difference in one.differences
        ],
    }
