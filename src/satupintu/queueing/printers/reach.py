"""Where a printer may stand: in the network, but never where other programs listen.

A manager types the address, and the server connects to it. So that nobody can let
the server knock at its own database, or at the door where a cloud keeps the
server's keys, only ports of printers are called, and no address that means the
server itself. A name is judged by what it leads to, at each connection: it may
lead elsewhere tomorrow. In a demonstration the printer may be a program here.
"""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final

from django.conf import settings

# Raw printing: 9100 and, for boxes with several printers, the ports after it.
PORTS: Final = range(9100, 9110)


class OutOfReach(OSError):
    """The address is none at which a printer may be called."""


def may_call(host: str, port: int) -> bool:
    """Whether an address that is written in digits may be called; names may."""
    try:
        there = ip_address(host)
    except ValueError:
        return _is_own(port) or port in PORTS
    return _may_call(there, port)


def connect(host: str, port: int, timeout: float) -> socket.socket:
    """A connection to the first allowed address of a host.

    Raises `OSError`: nobody answers, the name is unknown, or `OutOfReach`.
    """
    error: OSError = OutOfReach(host)
    for *_kind, there in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        address = str(there[0])
        if not _may_call(ip_address(address), port):
            continue
        try:
            return socket.create_connection((address, port), timeout=timeout)
        except OSError as failed:
            error = failed
    raise error


def _may_call(there: IPv4Address | IPv6Address, port: int) -> bool:
    there = getattr(there, "ipv4_mapped", None) or there
    if there.is_loopback:
        return _is_own(port)
    is_nobody = there.is_link_local or there.is_multicast or there.is_unspecified
    return port in PORTS and not (is_nobody or there.is_reserved)


def _is_own(port: int) -> bool:
    return bool(settings.SATUPINTU_DEMO) and 1023 < port < 65536
