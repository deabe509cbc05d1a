"""ClamAV over its socket: the INSTREAM command (clamd(8), COMMANDS).

The content goes in chunks, each with its length as four bytes in network order;
a length of zero ends it. clamd answers `stream: OK` or `stream: NAME FOUND`.
"""

import socket
import struct
from dataclasses import dataclass
from urllib.parse import urlsplit

from satupintu.documents.scanners.base import Finding, Scanner, Verdict
from satupintu.kernel.errors import Misconfigured

_CHUNK = 64 * 1024
_MAX_ANSWER = 4096


@dataclass(frozen=True, slots=True)
class Clamd(Scanner):
    """`address` is `tcp://host:3310` or `unix:///run/clamav/clamd.ctl`."""

    address: str
    timeout: float = 20.0  # seconds for each step of the conversation

    def __post_init__(self) -> None:
        if urlsplit(self.address).scheme not in ("tcp", "unix"):
            raise Misconfigured(
                "SATUPINTU_CLAMD must be tcp://host:port or unix:///path, not "
                f"{self.address!r}"
            )

    def scan(self, data: bytes) -> Verdict:
        try:
            with self._connect() as connection:
                connection.sendall(b"zINSTREAM\0")
                for start in range(0, len(data), _CHUNK):
                    chunk = data[start : start + _CHUNK]
                    connection.sendall(struct.pack("!L", len(chunk)) + chunk)
                connection.sendall(struct.pack("!L", 0))
                answer = _read(connection)
        except OSError as error:
            return Verdict(Finding.UNKNOWN, str(error))
        return _understand(answer)

    def _connect(self) -> socket.socket:
        url = urlsplit(self.address)
        if url.scheme == "tcp":
            host = url.hostname or "localhost"
            return socket.create_connection((host, url.port or 3310), self.timeout)
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(self.timeout)
        try:
            connection.connect(url.path)
        except OSError:
            connection.close()
            raise
        return connection


def _read(connection: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < _MAX_ANSWER:
        part = connection.recv(_MAX_ANSWER)
        if not part:
            break
        answer += part
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")


def _understand(answer: str) -> Verdict:
    result = answer.removeprefix("stream: ")
    if result == "OK":
        return Verdict(Finding.CLEAN)
    if result.endswith(" FOUND"):
        return Verdict(Finding.INFECTED, result.removesuffix(" FOUND"))
    return Verdict(Finding.UNKNOWN, answer or "no answer")
