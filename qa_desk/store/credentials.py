"""How one signs in to a PostgreSQL server: with a login and a password, and safely where it is another computer.

Without credentials the driver's own sources serve: the account of the operating system, a client certificate, PGUSER
and PGPASSFILE. A password never stands in a URL, a file of ours or a log.
"""

import ipaddress
import os
from dataclasses import dataclass, field

from sqlalchemy import URL, make_url

from qa_desk.domain.errors import ErrorCode, QADeskError

_SAFE = "verify-full"
_HERE = frozenset({"", "localhost"})


@dataclass(frozen=True, slots=True)
class Credentials:
    """The login of a person on the server, and its password."""

    login: str
    password: str = field(repr=False)


def url_to_connect(database_url: str, credentials: Credentials | None = None) -> URL:
    """The URL to connect with. Another computer has to prove who it is: `sslmode` is verify-full there.

    Raises CONNECTION_UNSAFE when the URL asks for less than that.
    """
    url = make_url(database_url)
    if credentials is not None:
        url = url.set(username=credentials.login, password=credentials.password)
    if url.get_backend_name() != "postgresql":
        return url
    elsewhere = [host for host in _hosts(url) if not _is_here(host)]
    if not elsewhere:
        return url
    # said in the URL it counts more than what stands in PGSSLMODE
    mode = url.query.get("sslmode", _SAFE)
    if mode != _SAFE:
        raise QADeskError(ErrorCode.CONNECTION_UNSAFE, host=elsewhere[0], found=mode)
    return url.update_query_dict({"sslmode": _SAFE})


def _hosts(url: URL) -> list[str]:
    """Every computer that the driver may try: those of the URL, else those it would find for itself."""
    named = [url.host or "", *_values(url, "host"), *_values(url, "hostaddr")]
    found = [host.strip() for name in named for host in name.split(",") if host.strip()]
    service = [*_values(url, "service"), os.environ.get("PGSERVICE", "")]
    # where a service leads stands in a file that others write: taken for another computer
    found += [f"service {name}" for name in service if name]
    if found:
        return found
    names = (os.environ.get("PGHOST", ""), os.environ.get("PGHOSTADDR", ""))
    return [host.strip() for name in names for host in name.split(",")]


def _values(url: URL, key: str) -> tuple[str, ...]:
    value = url.query.get(key, ())
    return (value,) if isinstance(value, str) else value


def _is_here(host: str) -> bool:
    """Whether that is this computer: a socket in a folder, or an address that never leaves it."""
    # `host:port` only occurs in the query of a URL, and there never for an address of IPv6 without brackets
    name = host.rpartition(":")[0] if host.count(":") == 1 else host.strip("[]")
    if name in _HERE or name.startswith(("/", "@")):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
