"""A database for a command that is run beside, or instead of, the server."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from satupintu.ops.embedded import EmbeddedPostgres
from satupintu.ops.home import Home, locked
from satupintu.ops.supervisor import DATABASE, has_own_database, postgres_settings


@contextmanager
def database(home: Home) -> Iterator[None]:
    """Inside the block the settings find a server that answers.

    That is the one the environment names, the embedded one if it runs, or else
    the embedded one, started for as long as the block takes.
    """
    if has_own_database() or os.environ.get("PGHOST") or home.database_url.exists():
        yield
        return
    with locked(home):
        postgres = EmbeddedPostgres(home.database, settings=postgres_settings())
        try:
            postgres.start()
            postgres.ensure_database(DATABASE)
            os.environ["DATABASE_URL"] = postgres.url(DATABASE)
            yield
        finally:
            os.environ.pop("DATABASE_URL", None)
            postgres.stop()
