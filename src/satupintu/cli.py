"""The command `satupintu`: for operators and for those who write packs.

Exit codes: 0 done; 1 refused or failed, with a sentence; 2 wrong usage; 78 an
operator must change a setting (EX_CONFIG).
"""

import importlib
import importlib.util
import os
import sys
from pathlib import Path
from typing import Any, ClassVar

import click

from satupintu.kernel.errors import Misconfigured, SatupintuError
from satupintu.ops.home import Home

FAILED = 1
CONFIG = 78


class Commands(click.Group):
    """Commands of other modules are loaded when they are asked for."""

    elsewhere: ClassVar[dict[str, str]] = {
        "pack": "satupintu.catalogue.cli:pack",
        "api": "satupintu.api.cli:api",
        "people": "satupintu.people.cli:people",
        "roads": "satupintu.routing.travel.cli:roads",
    }

    def list_commands(self, ctx: click.Context) -> list[str]:
        found = [n for n, path in self.elsewhere.items() if _exists(path)]
        return sorted([*super().list_commands(ctx), *found])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        path = self.elsewhere.get(cmd_name)
        if path is None or not _exists(path):
            return super().get_command(ctx, cmd_name)
        _django()
        module, _, name = path.partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def satupintu() -> None:
    """One door to public service. Start with: satupintu run"""


@satupintu.command()
def run() -> None:
    """Start database, web server and worker here; Ctrl-C stops them."""
    from satupintu.ops import supervisor

    supervisor.run(Home.from_environment())


@satupintu.command(hidden=True)
def prepare() -> None:
    """Migrations, static files and demonstration (a step of `run`)."""
    _django()
    from satupintu.ops import prepare as steps
    from satupintu.ops.supervisor import say

    steps.prepare(Home.from_environment(), say)


@satupintu.command()
def worker() -> None:
    """Work through the background jobs until a signal asks to stop."""
    _django()
    from satupintu.ops.worker import run_worker

    run_worker()


@satupintu.command()
def forecasts() -> None:
    """Keep the forecasts of waiting fresh until a signal asks to stop."""
    _django()
    from satupintu.ops.forecaster import run_forecasts

    run_forecasts()


@satupintu.command()
def planner() -> None:
    """Improve the plans of home visits until a signal asks to stop."""
    _django()
    from satupintu.ops.planner import run_planner

    run_planner()


@satupintu.command(hidden=True)
def hall() -> None:
    """Play the living day of a demonstration's malls (a part of `run`)."""
    _django()
    demo: Any = importlib.import_module("satupintu.demo.hall.driver")
    demo.run()


@satupintu.command(hidden=True)
def road() -> None:
    """Play the living day of a demonstration's home visits (a part of `run`)."""
    _django()
    demo: Any = importlib.import_module("satupintu.demo.road.driver")
    demo.run()


@satupintu.command()
def migrate() -> None:
    """Bring the database to this release."""
    from satupintu.ops.serving import database

    with database(Home.from_environment()):
        _django()
        from satupintu.ops import prepare as steps

        steps.migrate(click.echo)
    click.echo("The database is up to date.")


@satupintu.command()
@click.option("--deploy", is_flag=True, help="Also what matters on the internet.")
def check(deploy: bool) -> None:
    """Check settings and modules without starting anything."""
    _django()
    from django.core.management import CommandError, call_command

    try:
        call_command("check", deploy=deploy, fail_level="WARNING")
    except CommandError as error:
        click.echo(str(error), err=True)
        sys.exit(FAILED)


@satupintu.command()
def seed() -> None:
    """Fill the demonstration (needs SATUPINTU_DEMO=1)."""
    from satupintu.ops.serving import database

    home = Home.from_environment()
    with database(home):
        _django()
        from django.conf import settings

        from satupintu.ops import prepare as steps

        if not settings.SATUPINTU_DEMO:
            raise Misconfigured(
                "This is no demonstration, and invented people do not belong into a"
                " real register. Set SATUPINTU_DEMO=1 if that is what you want."
            )
        steps.migrate(click.echo)
        steps.seed(home, click.echo)


@satupintu.group()
def audit() -> None:
    """The hash-chained journal."""


@audit.command("verify")
def audit_verify() -> None:
    """Read all chains; exit code 1 if one does not hold."""
    from satupintu.ops.serving import database

    with database(Home.from_environment()):
        _django()
        from satupintu.ops.audit import verify_all

        read = broken = 0
        for reading in verify_all():
            read += 1
            if reading.broken:
                broken += 1
                where = f"{reading.tenant} {reading.stream}"
                click.echo(f"{where} entry {reading.broken.seq}: {reading.broken.why}")
    click.echo(f"{read} chains read, {broken} broken.")
    sys.exit(FAILED if broken else 0)


@satupintu.command()
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path))
def backup(path: Path) -> None:
    """Write database, files, keys and secret to PATH (a tar archive)."""
    from satupintu.ops.serving import database

    home = Home.from_environment()
    with database(home):
        _django()
        from django.conf import settings

        from satupintu.ops.backup import back_up

        back_up(path, home, settings.DATABASES["default"])
    click.echo(f"Written: {path}. Keep it safe: it holds everything.")


@satupintu.command()
@click.argument("path", type=click.Path(dir_okay=False, exists=True, path_type=Path))
@click.confirmation_option(prompt="Replace the whole database with this backup?")
def restore(path: Path) -> None:
    """Put back what `backup` wrote, into a new SATUPINTU_HOME."""
    from satupintu.ops.serving import database

    home = Home.from_environment()
    with database(home):
        # The secret comes with the backup; making one now would be in its way.
        os.environ.setdefault("SATUPINTU_SECRET_KEY", "restore-" * 8)
        _django()
        from django.conf import settings

        from satupintu.ops.backup import restore as put_back

        put_back(path, home, settings.DATABASES["default"])
    click.echo("Restored. Start with `satupintu run`.")


def main() -> None:
    """The entry point: an error is a sentence and an exit code, never a trace."""
    if os.environ.get("SATUPINTU_DEBUG") == "1":
        satupintu()
    try:
        # A command that ends with an exit code of its own gives it back here.
        code = satupintu(standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("Given up.", err=True)
        sys.exit(FAILED)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except Exception as error:
        click.echo(_sentence(error), err=True)
        sys.exit(CONFIG if isinstance(error, Misconfigured) else FAILED)
    sys.exit(code if isinstance(code, int) else 0)


def _sentence(error: Exception) -> str:
    if isinstance(error, SatupintuError):
        return error.sentence
    where = "Set SATUPINTU_DEBUG=1 to see where."
    if type(error).__name__ == "OperationalError":
        return (
            "The database does not answer. Start everything with `make run`, or give"
            f" a server's address in DATABASE_URL. {where}"
        )
    return f"Something unexpected: {type(error).__name__}: {error}. {where}"


def _django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "satupintu.settings")
    django: Any = importlib.import_module("django")
    django.setup()
    # Operators read one language, whatever the mall's.
    importlib.import_module("django.utils.translation").activate("en")


def _exists(path: str) -> bool:
    module = path.partition(":")[0]
    parent = module.rpartition(".")[0]
    return bool(importlib.util.find_spec(parent) and importlib.util.find_spec(module))


if __name__ == "__main__":
    main()
