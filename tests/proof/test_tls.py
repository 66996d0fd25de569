"""A desk talks to a server on another computer only when a certificate proves that it is the right one."""

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text

from qa_desk.bootstrap import Workspace, actor_for, init_workspace, open_workspace
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.people import Role
from qa_desk.services.centre.administering import PersonDraft
from qa_desk.store.server.logins import used_password
from qa_desk.wording import explain
from tests.store import postgresql_server
from tests.store.certificates import Authority
from tests.store.postgresql_server import PostgresqlServer

HOST = "db.example"


@dataclass(frozen=True, slots=True)
class Secured:
    """A server with TLS, and who signed its certificate; `folder` holds what desks are given."""

    server: PostgresqlServer
    ours: Authority
    folder: Path

    def url(self, host: str = HOST, root: str = "ours", **more: str) -> str:
        """The address as a desk's workspace.toml says it; the name leads to this computer."""
        wanted = {"hostaddr": "127.0.0.1", "sslrootcert": str(self.folder / f"{root}.crt"), **more}
        query = "&".join(f"{name}={value}" for name, value in wanted.items())
        return f"postgresql+psycopg://{host}:{self.server.port}/postgres?{query}"


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secured]:
    """A server that talks in TLS only, whose certificate is for one name."""
    binaries = postgresql_server.find_binaries()
    if binaries is None:
        pytest.skip("POSTGRESQL IS NOT INSTALLED: TLS was not proved")
    folder = tmp_path_factory.mktemp("certificates")
    ours, others = Authority("ours"), Authority("others")
    (folder / "ours.crt").write_bytes(ours.root)
    (folder / "others.crt").write_bytes(others.root)
    certificate, key = ours.issue(HOST)
    server = postgresql_server.start(
        binaries,
        *("ssl=on", "ssl_cert_file=server.crt", "ssl_key_file=server.key", "ssl_ca_file=root.crt"),
        files={"server.crt": certificate, "server.key": key, "root.crt": ours.root},
        hba="hostssl all night.report 127.0.0.1/32 cert\nhostnossl all all 0.0.0.0/0 reject",
    )
    yield Secured(server, ours, folder)
    server.stop()


@pytest.fixture(autouse=True)
def keeper(secured: Secured, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever keeps the server sits at the desk."""
    monkeypatch.setenv("PGUSER", "qa_desk")
    monkeypatch.setenv("PGPASSWORD", secured.server.password)


@pytest.fixture(scope="module")
def folder(secured: Secured, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of that server, reached by its right name."""
    made = tmp_path_factory.mktemp("workspace") / "qa"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PGUSER", "qa_desk")
        patch.setenv("PGPASSWORD", secured.server.password)
        init_workspace(made, database_url=secured.url())
        with open_workspace(made) as workspace:
            workspace.services.administering.add_first_person("Chief", "chief")
    return made


def described(folder: Path, url: str) -> Path:
    """The folder of a desk that is to open that address."""
    folder.mkdir(exist_ok=True)
    (folder / "workspace.toml").write_text(f'database_url = "{url}"\nrecordings = "recordings"\n', encoding="utf-8")
    return folder


def refused(folder: Path, url: str) -> QADeskError:
    """What opening that address says."""
    with pytest.raises(QADeskError) as caught:
        open_workspace(described(folder, url)).close()
    return caught.value


def is_encrypted(workspace: Workspace) -> bool:
    """Whether the server sees a connection in TLS."""
    asked = text("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
    with workspace.store.reading() as uow:
        return bool(uow._session.scalar(asked))


def test_by_the_right_name_and_authority_it_is_opened_and_encrypted(
    secured: Secured, folder: Path, tmp_path: Path
) -> None:
    for url in (secured.url(), secured.url(sslmode="verify-full")):
        with open_workspace(described(tmp_path / "desk", url)) as workspace:
            assert is_encrypted(workspace)
            assert [person.name for person in workspace.services.administering.people_to_sign_in()] == ["Chief"]


@pytest.mark.parametrize(
    ("host", "root", "said"),
    [("other.example", "ours", "does not match host name"), (HOST, "others", "certificate verify failed")],
    ids=["another name", "another authority"],
)
def test_a_server_that_proves_to_be_another_is_not_talked_to(
    secured: Secured, folder: Path, tmp_path: Path, host: str, root: str, said: str
) -> None:
    error = refused(tmp_path / "desk", secured.url(host, root))
    assert error.code is ErrorCode.DATABASE_UNREACHABLE
    assert said in str(error.params["detail"])
    assert secured.server.password not in str(error.params)


def test_an_authority_that_is_not_there_is_told(secured: Secured, tmp_path: Path) -> None:
    error = refused(tmp_path / "desk", secured.url(root="nowhere"))
    assert "nowhere.crt" in str(error.params["detail"])


@pytest.mark.parametrize("mode", ["disable", "allow", "prefer", "require", "verify-ca"])
def test_less_than_proof_is_refused_before_a_word_is_said(tmp_path: Path, mode: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as ear:
        port = ear.getsockname()[1]
        url = f"postgresql+psycopg://{HOST}:{port}/postgres?hostaddr=127.0.0.1&sslmode={mode}"
        error = refused(tmp_path / "desk", url)
        ear.settimeout(0)
        with pytest.raises(BlockingIOError):
            ear.accept()
    assert error.code is ErrorCode.CONNECTION_UNSAFE
    told = explain(error)
    assert HOST in told
    assert f"sslmode={mode}" in told
    assert "write sslmode=verify-full" in told


def test_a_server_that_offers_no_tls_is_told_no_password(secured: Secured, tmp_path: Path) -> None:
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as ear:
        thread = threading.Thread(target=_refuse_tls, args=(ear, heard))
        thread.start()
        port = ear.getsockname()[1]
        url = secured.url().replace(f":{secured.server.port}/", f":{port}/")
        error = refused(tmp_path / "desk", url)
        thread.join()
    assert error.code is ErrorCode.DATABASE_UNREACHABLE
    assert b"".join(heard) == b""


def test_a_login_with_a_certificate_needs_no_password_and_is_asked_for_none(
    secured: Secured, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_workspace(folder) as workspace:
        services = workspace.services
        chief = services.administering.actor_named("Chief")
        services.administering.save_person(chief, PersonDraft("night", "Night report", frozenset({Role.LEAD})))
        night = services.administering.actor_named("Night report")
        services.admitting.make_login(chief, night.person_id, "night.report")
        assert services.admitting.sign_in_of(chief, night.person_id).must_change
    certificate, key = secured.ours.issue("night.report")
    (tmp_path / "night.crt").write_bytes(certificate)
    (tmp_path / "night.key").write_bytes(key)
    (tmp_path / "night.key").chmod(0o600)
    monkeypatch.delenv("PGPASSWORD")
    for name, value in (("PGUSER", "night.report"), ("PGSSLCERT", "night.crt"), ("PGSSLKEY", "night.key")):
        monkeypatch.setenv(name, value if name == "PGUSER" else str(tmp_path / value))
    with open_workspace(folder) as workspace:
        assert actor_for(workspace, None) == night
        with workspace.store.reading() as uow:
            assert not used_password(uow._session.connection())


def _refuse_tls(ear: socket.socket, heard: list[bytes]) -> None:
    """Answer that there is no TLS, and note what is said after that."""
    line, _address = ear.accept()
    with line:
        line.recv(8)
        line.sendall(b"N")
        line.settimeout(5)
        while said := line.recv(4096):
            heard.append(said)
