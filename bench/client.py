"""A keep-alive HTTP client that costs next to no processor time."""

import json
import socket
from collections.abc import Mapping
from typing import Any


class Link:
    """One connection; opened when needed. Raises OSError when it breaks.

    `location` is where the last answer pointed to, "" if nowhere.
    """

    def __init__(self, port: int, *, timeout: float = 30.0) -> None:
        self._port = port
        self._timeout = timeout
        self._socket: socket.socket | None = None
        self.location = ""

    def request(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes = b""
    ) -> tuple[int, bytes]:
        """Send a request and read the whole answer: status and body."""
        head = [f"{method} {path} HTTP/1.1", "Host: localhost"]
        head += [f"{name}: {value}" for name, value in headers.items()]
        head += [f"Content-Length: {len(body)}", "", ""]
        try:
            link = self._open()
            link.sendall("\r\n".join(head).encode() + body)
            return self._read(link)
        except OSError:
            self.close()
            raise

    def json(
        self, method: str, path: str, headers: Mapping[str, str], value: object
    ) -> tuple[int, Any]:
        """The same with JSON both ways; None for a body that is not JSON."""
        given = {"Content-Type": "application/json", **headers}
        status, body = self.request(method, path, given, json.dumps(value).encode())
        try:
            return status, json.loads(body)
        except ValueError:
            return status, None

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _open(self) -> socket.socket:
        if self._socket is None:
            address = ("127.0.0.1", self._port)
            self._socket = socket.create_connection(address, timeout=self._timeout)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._socket

    def _read(self, link: socket.socket) -> tuple[int, bytes]:
        data = b""
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += self._more(link)
        head, body = data[:end].decode("latin-1"), data[end + 4 :]
        status, length = int(head[9:12]), int(_field(head, "content-length") or -1)
        if length < 0:
            raise ConnectionAbortedError("an answer without a length")
        self.location = _field(head, "location")
        while len(body) < length:
            body += self._more(link)
        return status, body

    def _more(self, link: socket.socket) -> bytes:
        part = link.recv(65536)
        if not part:
            raise ConnectionResetError("the server closed the connection")
        return part


def _field(head: str, wanted: str) -> str:
    for line in head.split("\r\n")[1:]:
        name, _colon, value = line.partition(":")
        if name.lower() == wanted:
            return value.strip()
    return ""
