"""Choosing the ports to serve on."""

import os
import socket

from satupintu.kernel.errors import Misconfigured

NEAR = "127.0.0.1"
DEFAULT = 8000
_TRIES = 50


def choose(name: str = "SATUPINTU_PORT", first: int = DEFAULT) -> int:
    """The port in the variable `name` if it is set, else the first free one.

    Raises `Misconfigured` when the wished port is in use or no number.
    """
    wished = os.environ.get(name, "").strip()
    if not wished:
        return _first_free(name, first)
    if not wished.isdecimal() or not 1 <= int(wished) <= 65535:
        raise Misconfigured(f"{name} is “{wished}”. Give 1 to 65535.")
    if not is_free(int(wished)):
        raise Misconfigured(
            f"Port {wished} is in use by another program. Give another one in"
            f" {name}, or none, and the first free one from {first} is taken."
        )
    return int(wished)


def bind_address() -> str:
    """SATUPINTU_BIND: the network address to listen on; by default only near."""
    return os.environ.get("SATUPINTU_BIND", "").strip() or NEAR


def near_address() -> str:
    """An address at which this machine reaches its own server."""
    return NEAR if bind_address() == "0.0.0.0" else bind_address()  # noqa: S104


def is_free(port: int) -> bool:
    """Whether a server could listen on the port, also just after another one."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind_address(), port))
            probe.listen()
        except OSError:
            return False
    return True


def _first_free(name: str, first: int) -> int:
    for port in range(first, first + _TRIES):
        if is_free(port):
            return port
    raise Misconfigured(
        f"No port from {first} to {first + _TRIES - 1} is free. Give one in {name}."
    )
