"""Two desks on one file: the first one listens, the second one asks it to come to the front and leaves."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket

RAISE_MS = 1500


class Listening(QObject):
    """Calls `asked` whenever a second desk on the file asks for this one. Only who holds the file may listen."""

    def __init__(self, path: Path, asked: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._asked = asked
        name = _name(path)
        QLocalServer.removeServer(name)  # the lock is ours, so what still lies there was left by a killed desk
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._hear)
        self._server.listen(name)

    def close(self) -> None:
        """Listen no longer; else the socket stays behind in the computer's folder for such things."""
        self._server.close()

    def _hear(self) -> None:
        connection = self._server.nextPendingConnection()
        if connection is not None:
            connection.disconnected.connect(connection.deleteLater)
        self._asked()


def raise_other(path: Path) -> bool:
    """Ask the desk that holds the file to come to the front; False when it does not answer."""
    name, socket = _name(path), QLocalSocket()
    until = time.monotonic() + RAISE_MS / 1000  # the first one may have started this very moment
    socket.connectToServer(name)
    while not socket.waitForConnected(RAISE_MS):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
        socket.connectToServer(name)
    socket.write(b"raise\n")
    socket.waitForBytesWritten(RAISE_MS)
    socket.disconnectFromServer()
    return True


def _name(path: Path) -> str:
    return "charting-" + hashlib.sha256(str(path).encode()).hexdigest()[:20]
