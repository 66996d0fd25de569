"""`qa-desk --version` and `--licences`: the versions in use, and the notices of the packages QA Desk stands on."""

from dataclasses import asdict

import click

from qa_desk.about import Notice, Versions, third_party_notices, versions
from qa_desk.cli.base import print_json
from qa_desk.i18n import _


def show(*, with_licences: bool, as_json: bool) -> None:
    """Print the versions, and with them the notices when asked for."""
    notices = third_party_notices() if with_licences else ()
    if as_json:
        document: dict[str, object] = {"versions": asdict(versions())}
        if with_licences:
            document["notices"] = [asdict(notice) for notice in notices]
        print_json(document)
        return
    click.echo(_versions_text(versions()))
    for notice in notices:
        click.echo("\n" + _notice_text(notice))


def _versions_text(found: Versions) -> str:
    missing = _("not installed")
    database = _("SQLite {sqlite}; PostgreSQL through psycopg {psycopg}")
    rows = (
        ("QA Desk", found.qa_desk),
        ("Python", found.python),
        ("Qt", found.qt or missing),
        (_("Database"), database.format(sqlite=found.sqlite, psycopg=found.psycopg or missing)),
    )
    return "\n".join(f"{name} {value}" for name, value in rows)


def _notice_text(notice: Notice) -> str:
    heading = f"{notice.name} {notice.version} – {notice.licence or _('licence not stated')}"
    parts = [heading, "=" * len(heading), notice.home, *notice.texts]
    return "\n".join(part for part in parts if part)
