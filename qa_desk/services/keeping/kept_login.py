"""The password of one's login on a team's server, where its owner asked this computer's keyring to keep it."""

from qa_desk.store.credentials import Credentials
from qa_desk.store.system_ring import SystemRing


class KeptLogins:
    """Passwords by server and account; without a keyring nothing is kept, and nothing is ever in a file."""

    def __init__(self, ring: SystemRing | None = None) -> None:
        self._ring = ring or SystemRing()

    @property
    def can_keep(self) -> bool:
        """Whether this computer has a keyring."""
        return self._ring.is_there

    def find(self, server: str, account: str) -> Credentials | None:
        """What was kept for this account; None when nothing was."""
        password = self._ring.get(_name(server, account)) if account else None
        return None if password is None else Credentials(account, password)

    def keep(self, server: str, credentials: Credentials) -> bool:
        """Keep the password; whether it is kept."""
        return self._ring.set(_name(server, credentials.login), credentials.password)

    def replace(self, server: str, credentials: Credentials) -> None:
        """The login has another password: keep that one, where the one before was kept."""
        if self.find(server, credentials.login) is not None:
            self.keep(server, credentials)

    def forget(self, server: str, account: str) -> None:
        """Keep the password no longer."""
        self._ring.forget(_name(server, account))


def _name(server: str, account: str) -> str:
    return f"{account} @ {server}"
