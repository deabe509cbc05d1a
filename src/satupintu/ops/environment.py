"""Typed readers for settings in the environment; a wrong one stops the start.

Every reader names the variable and says what to give. A value that is a secret
may also lie in a file, as orchestrators mount them: `NAME_FILE` holds its path.
"""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from satupintu.kernel.errors import Misconfigured

_YES = {"1", "true", "yes", "on"}
_NO = {"0", "false", "no", "off", ""}
_SCHEMES = {"postgres", "postgresql"}
# Passed on to libpq as they are; others in an address are refused, so that a
# misspelt one does not silently weaken the connection.
_OPTIONS = {
    "application_name",
    "channel_binding",
    "connect_timeout",
    "options",
    "sslcert",
    "sslkey",
    "sslmode",
    "sslrootcert",
    "target_session_attrs",
}
_SOCKET_FOLDER = "host"


def text(name: str, default: str | None = None) -> str:
    """The value of `name`. Raises `Misconfigured` if absent without a default."""
    value = os.environ.get(name, "").strip() or default
    if value is None:
        raise Misconfigured(f"{name} is missing. Set it in the environment.")
    return value


def flag(name: str, *, default: bool) -> bool:
    """A switch: 1/0, yes/no, true/false, on/off."""
    value = os.environ.get(name)
    if value is None:
        return default
    if value.strip().lower() in _YES:
        return True
    if value.strip().lower() in _NO:
        return False
    raise Misconfigured(f"{name} is “{value}”. Give 1 (on) or 0 (off).")


def number(name: str, default: int, *, least: int = 0, most: int = 2**31) -> int:
    """A whole number between `least` and `most`, both included."""
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    if not value.isdecimal() or not least <= int(value) <= most:
        raise Misconfigured(
            f"{name} is “{value}”. Give a whole number from {least} to {most}."
        )
    return int(value)


def choice(name: str, default: str, known: list[str]) -> str:
    """One of a few words."""
    value = text(name, default).lower()
    if value not in known:
        raise Misconfigured(
            f"{name} is “{value}”. Give one of: {', '.join(filter(None, known))}."
        )
    return value


def server(name: str, *, needed: bool) -> str:
    """The address of a server of ours, without a slash at its end; "" for none.

    It may have a path, and a host without https: it stands in the same network.
    """
    value = text(name, "").rstrip("/")
    if not value and not needed:
        return ""
    parts = urlsplit(value)
    is_plain = not (parts.query or parts.fragment or parts.username)
    if parts.scheme not in {"http", "https"} or not parts.hostname or not is_plain:
        raise Misconfigured(
            f"{name} is “{value}”. Give an address like http://roads.internal:5000."
        )
    return value


def words(name: str, default: list[str]) -> list[str]:
    """A list, separated by commas."""
    value = os.environ.get(name, "")
    return [word.strip() for word in value.split(",") if word.strip()] or default


def pairs(name: str, default: dict[str, str]) -> dict[str, str]:
    """A table, written as `name=value,name=value`."""
    table = dict(default)
    for word in words(name, []):
        key, found, value = word.partition("=")
        if not found or not key.strip() or not value.strip():
            raise Misconfigured(f"{name} has “{word}”. Give name=value,name=value.")
        table[key.strip()] = value.strip()
    return table


def secret(name: str) -> str | None:
    """A secret from `name` or from the file that `name`_FILE points to."""
    value = os.environ.get(name, "").strip()
    path = os.environ.get(f"{name}_FILE", "").strip()
    if value and path:
        raise Misconfigured(f"{name} and {name}_FILE are both set. Keep one.")
    if not path:
        return value or None
    try:
        value = Path(path).read_text().strip()
    except OSError as error:
        raise Misconfigured(
            f"{name}_FILE names {path}, which cannot be read: {error.strerror}."
        ) from None
    if not value:
        raise Misconfigured(f"{name}_FILE names {path}, which is empty.")
    return value


def kept_secret(path: Path) -> str:
    """The secret in `path`; made at first, readable by this user only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    if not path.exists():
        descriptor = os.open(fresh, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(64))
        # Of two processes at once the first one's secret is kept by both.
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text().strip()


def address(name: str, default: str | None = None) -> SplitResult:
    """An address such as https://mpp.example: scheme and host, no path."""
    value = text(name, default)
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise Misconfigured(f"{name} is “{value}”. Give one like https://mpp.example.")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise Misconfigured(f"{name} is “{value}”. Leave out what follows the host.")
    return parts._replace(path="")


def database(home: Path) -> dict[str, Any]:
    """Django's settings of the database.

    The first of: DATABASE_URL; PGHOST and its sisters, as psql reads them; the
    embedded server that `satupintu run` has started under `home`.
    """
    url = secret("DATABASE_URL")
    if url:
        return parse_database(url, name="DATABASE_URL")
    if os.environ.get("PGHOST"):
        return _from_libpq(os.environ)
    running = home / "database-url"
    if running.exists():
        return parse_database(running.read_text().strip(), name=str(running))
    # Nothing is connected to before a query: checks and builds need no server.
    return _from_libpq({})


def parse_database(url: str, *, name: str) -> dict[str, Any]:
    """Settings from postgresql://user:password@host:port/database?sslmode=require.

    A Unix socket is given as ?host=/folder or as a percent-encoded host. `name`
    says in the error where the address came from; the address itself, which may
    hold a password, is never shown. Raises `Misconfigured`.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
        query = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
    except ValueError:
        raise Misconfigured(
            f"{name} is not an address. Check its port, its options, and that special"
            " characters of the password are percent-encoded."
        ) from None
    database_name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in _SCHEMES or not database_name:
        raise Misconfigured(
            f"{name} must look like postgresql://user:password@host:5432/database."
        )
    host = query.pop(_SOCKET_FOLDER, "") or unquote(parts.hostname or "")
    if unknown := sorted(set(query) - _OPTIONS):
        raise Misconfigured(f"{name} has an unknown option: {', '.join(unknown)}.")
    return {
        "ENGINE": "satupintu.ops.postgres",
        "NAME": database_name,
        "HOST": _cased_host(parts, host),
        "PORT": str(port or ""),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "OPTIONS": query,
    }


def _cased_host(parts: SplitResult, host: str) -> str:
    """`urlsplit` lowers the host, which would spoil the name of a folder."""
    if not host.startswith("/"):
        return host
    given = unquote(parts.netloc.rpartition("@")[2].rpartition(":")[0])
    given = given or unquote(parts.netloc.rpartition("@")[2])
    return given if given.lower() == host.lower() else host


def _from_libpq(environ: Mapping[str, str]) -> dict[str, Any]:
    return {
        "ENGINE": "satupintu.ops.postgres",
        "NAME": environ.get("PGDATABASE", "satupintu"),
        "HOST": environ.get("PGHOST", ""),
        "PORT": environ.get("PGPORT", ""),
        "USER": environ.get("PGUSER", ""),
        "PASSWORD": environ.get("PGPASSWORD", ""),
        "OPTIONS": {},
    }


def mail_server(url: str | None) -> dict[str, Any]:
    """Django's EMAIL_* settings from smtp://user:password@host:587 (or smtps)."""
    if not url:
        return {"EMAIL_HOST": ""}
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise Misconfigured(
            "SATUPINTU_MAIL_URL must look like smtp://user:password@host:587, or"
            " smtps://… where the connection is encrypted from its start."
        )
    is_implicit = parts.scheme == "smtps"
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if is_implicit else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": is_implicit,
        "EMAIL_USE_TLS": not is_implicit and parts.port != 25,
        "EMAIL_TIMEOUT": 10,
    }
