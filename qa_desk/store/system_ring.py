"""The platform's keyring, where whoever is logged in to this computer lets secrets be kept. Never a file of ours.

Headless servers and containers have none; `is_there` says so, and nothing is kept then.
"""

import importlib
from typing import Any

_SERVICE = "QA Desk"
_LEAST_PRIORITY = 1
"""What keyring gives a place that the platform protects; a file of plain text has less."""


class SystemRing:
    """Secrets by name. Asking may wait for the person to unlock the keyring, so never on the GUI thread."""

    def __init__(self, service: str = _SERVICE) -> None:
        self._service = service

    @property
    def is_there(self) -> bool:
        """Whether this computer has a keyring that protects what it holds."""
        try:
            return float(_keyring().get_keyring().priority) >= _LEAST_PRIORITY
        except (_keyring().errors.KeyringError, RuntimeError):
            # a backend without its parts raises when it is asked how good it is
            return False

    def get(self, name: str) -> str | None:
        """The secret of that name; None when there is none, or no keyring."""
        try:
            return _keyring().get_password(self._service, name) if self.is_there else None
        except _keyring().errors.KeyringError:
            return None

    def set(self, name: str, secret: str) -> bool:
        """Keep a secret; whether it is kept."""
        try:
            if self.is_there:
                _keyring().set_password(self._service, name, secret)
        except _keyring().errors.KeyringError:
            return False
        return self.get(name) == secret

    def forget(self, name: str) -> None:
        """Keep it no longer."""
        try:
            if self.get(name) is not None:
                _keyring().delete_password(self._service, name)
        except _keyring().errors.KeyringError:
            return


def _keyring() -> Any:
    """The package; looking for the platform's keyring takes a tenth of a second, which only those pay who ask."""
    importlib.import_module("keyring.errors")
    return importlib.import_module("keyring")
