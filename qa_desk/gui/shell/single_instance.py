"""One window per workspace: the second start asks the first to come to the front and ends.

A local socket named after the workspace's folder; a socket left by a crash answers nobody and is taken over.
"""

import getpass
import hashlib
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_WAIT_MS = 500


class SingleInstance(QObject):
    """Whether this process is the one that shows the workspace.

    Signals:
        raise_requested: somebody started the workspace again; come to the front.
    """

    raise_requested = Signal()

    def __init__(self, workspace: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        own = f"{workspace.resolve()}\0{getpass.getuser()}".encode()
        self._name = f"qa-desk-{hashlib.sha256(own).hexdigest()[:16]}"
        self._server: QLocalServer | None = None

    def claim(self) -> bool:
        """Become the one; false when another window shows the workspace, which was asked to come to the front."""
        if self._raise_other():
            return False
        QLocalServer.removeServer(self._name)
        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.newConnection.connect(self._on_connection)
        server.listen(self._name)
        self._server = server
        return True

    def release(self) -> None:
        """Let another window show the workspace."""
        if self._server is not None:
            self._server.close()
            self._server = None

    def _raise_other(self) -> bool:
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(_WAIT_MS):
            return False
        socket.write(b"raise")
        socket.waitForBytesWritten(_WAIT_MS)
        socket.disconnectFromServer()
        return True

    def _on_connection(self) -> None:
        assert self._server is not None
        socket = self._server.nextPendingConnection()
        if socket is not None:
            socket.disconnected.connect(socket.deleteLater)
            self.raise_requested.emit()
