"""Passwords go to a keyring that the platform protects, or nowhere."""

from collections.abc import Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from keyring.errors import KeyringLocked, PasswordDeleteError

from qa_desk.services.keeping.kept_login import KeptLogins
from qa_desk.store.credentials import Credentials

SERVER = "qa.example.org/centre"


class _Held(KeyringBackend):
    """A keyring in memory, as good as the platform says."""

    priority = 5.0  # type: ignore[assignment]  # what the base computes by a class property

    def __init__(self) -> None:
        super().__init__()
        self.held: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.held[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.held.pop((service, username), None) is None:
            raise PasswordDeleteError


class _PlainFile(_Held):
    """What a file of plain text says of itself."""

    priority = 0.5  # type: ignore[assignment]


class _Locked(_Held):
    """A keyring that its owner does not unlock."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked


@pytest.fixture(autouse=True)
def restored_keyring() -> Iterator[None]:
    """Afterwards the keyring is the one of before."""
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


def test_a_password_is_kept_by_server_and_account_and_forgotten() -> None:
    keyring.set_keyring(_Held())
    logins = KeptLogins()
    assert logins.can_keep
    assert logins.keep(SERVER, Credentials("anna", "secret"))
    assert logins.find(SERVER, "anna") == Credentials("anna", "secret")
    assert logins.find(SERVER, "ben") is None
    assert logins.find("other/centre", "anna") is None
    logins.forget(SERVER, "anna")
    logins.forget(SERVER, "anna")
    assert logins.find(SERVER, "anna") is None


@pytest.mark.parametrize("backend", [NoKeyring, _PlainFile])
def test_without_a_protected_keyring_nothing_is_kept(backend: type[KeyringBackend]) -> None:
    ring = backend()
    keyring.set_keyring(ring)
    logins = KeptLogins()
    assert not logins.can_keep
    assert not logins.keep(SERVER, Credentials("anna", "secret"))
    assert logins.find(SERVER, "anna") is None
    assert not getattr(ring, "held", {})


def test_a_keyring_that_stays_locked_is_as_none() -> None:
    keyring.set_keyring(_Locked())
    assert KeptLogins().find(SERVER, "anna") is None
