"""`qa-desk cases`: the standard-case library listed, handed out in signed packages, and taken in from them."""

import re
from collections.abc import Sequence
from pathlib import Path

import click

from qa_desk.bootstrap import Workspace
from qa_desk.cli.base import ExitStatus, json_option, person_option, print_json, tell, workspace_option
from qa_desk.cli.cases_told import case_as_json, exported_as_json, say_cases, say_view, view_as_json
from qa_desk.cli.progress import TerminalProgress
from qa_desk.cli.who_asks import actor_for, open_workspace
from qa_desk.domain.case_filter import CaseQuery, Facet, cases_with
from qa_desk.domain.case_package import in_groups
from qa_desk.domain.errors import ErrorCode, NotFoundError, QADeskError
from qa_desk.domain.ids import CaseId
from qa_desk.domain.people import Actor
from qa_desk.domain.standard_case import CaseState, CaseSummary
from qa_desk.i18n import _, ngettext
from qa_desk.services.packages.packing import Spans
from qa_desk.services.packages.sharing import PackageRequest, PackageView
from qa_desk.wording import explain

_FILE = click.Path(dir_okay=False, path_type=Path)
_STATES = tuple(state.value for state in CaseState)
_TONE = re.compile(r"(?P<code>[^=]+)=(?P<start>[0-9]+(\.[0-9]+)?)-(?P<end>[0-9]+(\.[0-9]+)?)")
_MANY = 100_000


@click.group("cases", help=_("List standard cases, hand them out in a package, and take a package in."))
def cases() -> None:
    """The group; its commands do the work."""


@cases.command("list", help=_("List the standard cases."))
@click.option("--state", type=click.Choice(_STATES), multiple=True, help=_("Only these (else all but the retired)."))
@click.option("--tag", multiple=True, metavar="TAG", help=_("Only those with one of these tags."))
@click.option("--find", default="", metavar="WORDS", help=_("Only those in which these words stand."))
@workspace_option
@person_option
@json_option
def list_(
    state: tuple[str, ...], tag: tuple[str, ...], find: str, workspace: Path, person: str | None, *, as_json: bool
) -> int:
    """One line a case."""
    query = CaseQuery(find, limit=_MANY)
    for facet, values in ((Facet.STATE, state), (Facet.TAG, tag)):
        query = query.choosing(facet, values) if values else query
    with open_workspace(workspace) as opened:
        found = opened.services.browsing_cases.page(actor_for(opened, person), query).cases
    if as_json:
        print_json([case_as_json(case) for case in found])
    else:
        say_cases(found)
    return ExitStatus.DONE


@cases.command("export", help=_("Write valid cases to a signed package, with their sound as FLAC."))
@click.argument("codes", nargs=-1, metavar="[CODE]…")
@click.option("--all", "takes_all", is_flag=True, help=_("Every valid case."))
@click.option("-o", "output", type=_FILE, required=True, metavar="FILE", help=_("Where to write: .qacase."))
@click.option(
    "--tone",
    "tones",
    multiple=True,
    metavar="CODE=FROM-TO",
    help=_("A further passage, in seconds of the call, that is a tone in the copy."),
)
@workspace_option
@person_option
@json_option
def export(
    codes: tuple[str, ...],
    output: Path,
    tones: tuple[str, ...],
    workspace: Path,
    person: str | None,
    *,
    takes_all: bool,
    as_json: bool,
) -> int:
    """Exit status 1 when some cases were refused, 2 when none could be written."""
    if bool(codes) == takes_all:
        raise _invalid(" ".join(codes), _("cases"), _("their codes, or --all"))
    with open_workspace(workspace) as opened, TerminalProgress() as progress:
        actor = actor_for(opened, person)
        by_code = _by_code(opened, actor)
        wanted = [code for code, case in by_code.items() if case.state is CaseState.VALID] if takes_all else codes
        spans = _spans(tones, by_code)
        request = PackageRequest(output, tuple(_named(by_code, code) for code in wanted), spans)
        exported = opened.services.sharing.export(actor, request, progress)
    for refused in exported.refused:
        tell(f"{refused.code}: {explain(refused.error)}".removeprefix(": "))
    if as_json:
        print_json(exported_as_json(exported))
    else:
        n = exported.n_cases
        told = ngettext("{n} case written to {file}.", "{n} cases written to {file}.", n)
        click.echo(told.format(n=n, file=output))
        click.echo(_("Signed by this centre: {fingerprint}").format(fingerprint=exported.centre.shown_fingerprint))
    return ExitStatus.PARTLY if exported.refused else ExitStatus.DONE


@cases.command("import", help=_("Take cases of a package in as proposals, after checking and comparing all of it."))
@click.argument("file", type=_FILE)
@click.option("--only", multiple=True, metavar="CODE", help=_("Only these cases (else all that are new or differ)."))
@click.option(
    "--accept",
    metavar="FINGERPRINT",
    help=_("Take packages of its centre in from now on, if this is its fingerprint: compare it with the sender's."),
)
@click.option("--dry-run", is_flag=True, help=_("Say what is in it and how it differs, and write nothing."))
@workspace_option
@person_option
@json_option
def import_(
    file: Path,
    only: tuple[str, ...],
    accept: str | None,
    workspace: Path,
    person: str | None,
    *,
    dry_run: bool,
    as_json: bool,
) -> int:
    """All of what is wanted comes in, or nothing. A package without anything new is not an error."""
    with open_workspace(workspace) as opened, TerminalProgress() as progress:
        actor, sharing = actor_for(opened, person), opened.services.sharing
        view = sharing.look(actor, file, progress)
        chosen = {one.case.id for one in view.cases if one.case.code in only} if only else view.suggested
        missing = set(only) - {one.case.code for one in view.cases}
        if missing:
            raise NotFoundError(what=_("The case {code}").format(code=min(missing)))
        if not as_json:
            say_view(view)
        taken: tuple[CaseId, ...] = ()
        n_forms = 0
        if not dry_run and any(one.may_be_taken and one.case.id in chosen for one in view.cases):
            accepts = _accepts(view, accept)
            done, _changes = sharing.take_in(actor, view, chosen, accepts_centre=accepts, progress=progress)
            taken, n_forms = done.case_ids, done.n_forms
    if as_json:
        print_json(view_as_json(view) | {"taken_in": [str(one) for one in taken], "scorecards": n_forms})
    elif not dry_run:
        n = len(taken)
        told = ngettext("{n} case came in as a proposal.", "{n} cases came in as proposals.", n)
        click.echo(told.format(n=n))
    return ExitStatus.DONE


@cases.command("key", help=_("Show this centre's fingerprint; save, bring or renew the key that it signs with."))
@click.option("--save", type=_FILE, metavar="FILE", help=_("Write the key to a file, for another desk of the centre."))
@click.option("--bring", type=_FILE, metavar="FILE", help=_("Keep the key of this file on this machine."))
@click.option("--renew", is_flag=True, help=_("Make a new key, where the old one is lost or was given away."))
@click.option(
    "--forget", metavar="FINGERPRINT", help=_("Ask again before the next package of this centre is taken in.")
)
@workspace_option
@person_option
@json_option
def key(
    save: Path | None,
    bring: Path | None,
    forget: str | None,
    workspace: Path,
    person: str | None,
    *,
    renew: bool,
    as_json: bool,
) -> int:
    """The key itself is never shown."""
    if sum((save is not None, bring is not None, renew, forget is not None)) > 1:
        raise _invalid("", _("option"), _("one of --save, --bring, --renew, --forget"))
    with open_workspace(workspace) as opened:
        actor, knowing = actor_for(opened, person), opened.services.knowing_centres
        if save is not None:
            knowing.save_key(actor, save)
        elif bring is not None:
            knowing.bring_key(actor, bring)
        elif renew:
            knowing.renew_key(actor)
        elif forget is not None:
            knowing.forget(actor, _fingerprint(forget))
        known = knowing.centres(actor)
    own = next((one.centre for one in known if one.is_own), None)
    others = [one for one in known if not one.is_own]
    if as_json:
        print_json(
            {
                "fingerprint": own.fingerprint if own else None,
                "known_centres": [{"name": one.centre.name, "fingerprint": one.centre.fingerprint} for one in others],
            }
        )
        return ExitStatus.DONE
    nothing = _("This centre has no key yet; it gets one with its first package.")
    click.echo(_("This centre: {fingerprint}").format(fingerprint=own.shown_fingerprint) if own else nothing)
    for one in others:
        click.echo(f"{one.centre.name or '–'}: {one.centre.shown_fingerprint}")
    return ExitStatus.DONE


def _by_code(opened: Workspace, actor: Actor) -> dict[str, CaseSummary]:
    query = cases_with()
    found: dict[str, CaseSummary] = {}
    page = opened.services.browsing_cases.page(actor, CaseQuery(chosen=query.chosen, limit=_MANY))
    for case in page.cases:
        found[case.code] = case
    return found


def _named(by_code: dict[str, CaseSummary], code: str) -> CaseId:
    if code not in by_code:
        raise NotFoundError(what=_("The case {code}").format(code=code))
    return by_code[code].id


def _spans(tones: Sequence[str], by_code: dict[str, CaseSummary]) -> dict[CaseId, Spans]:
    found: dict[CaseId, Spans] = {}
    for said in tones:
        match = _TONE.fullmatch(said)
        if match is None or float(match["start"]) >= float(match["end"]):
            raise _invalid(said, "--tone", "SC-001=12.5-14")
        case_id = _named(by_code, match["code"])
        found[case_id] = (*found.get(case_id, ()), (float(match["start"]), float(match["end"])))
    return found


def _accepts(view: PackageView, accept: str | None) -> bool:
    """Whether its centre is accepted by name of its fingerprint, however that is grouped."""
    said = _fingerprint(accept or "")
    if said and said != view.centre.fingerprint:
        raise _invalid(accept or "", "--accept", in_groups(view.centre.fingerprint))
    return bool(said)


def _fingerprint(said: str) -> str:
    """As it is kept, however somebody grouped it."""
    return "".join(said.split()).lower()


def _invalid(value: str, what: str, expected: str) -> QADeskError:
    return QADeskError(ErrorCode.VALUE_INVALID, value=value, what=what, expected=expected)
