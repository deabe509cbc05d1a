"""`satupintu pack ...`: for people who write packs and put them into service.

Exit codes: 0 done; 1 the pack has faults, with a line for each; 2 wrong usage.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from django.utils import timezone, translation

from satupintu.catalogue import (
    checks,
    differences,
    outline,
    publish as publishing,
    scaffold,
    trial,
    versions,
)
from satupintu.catalogue.faults import BadPack, Fault, errors
from satupintu.catalogue.loader import LoadedPack, load
from satupintu.catalogue.preview import preview_of
from satupintu.catalogue.published import Published
from satupintu.catalogue.trial import Outcome
from satupintu.kernel import tenancy
from satupintu.kernel.errors import SatupintuError
from satupintu.kernel.models import Tenant

FAULTS = 1
FOLDER = click.Path(path_type=Path)


@click.group()
@click.option("--language", default="en", show_default=True, help="of the output")
@click.pass_context
def pack(context: click.Context, language: str) -> None:
    """Check, look at, test and publish a pack (a folder of YAML)."""
    context.with_resource(translation.override(language))


@pack.command()
@click.argument("path", type=FOLDER)
@click.option("--quiet", is_flag=True, help="no warnings")
def check(path: Path, quiet: bool) -> None:
    """Say everything that is wrong with the pack in PATH."""
    with _sentences():
        loaded = load(path)
        found = checks.check(loaded, template=checks.template_checker())
        wrong = errors(found)
        for fault in wrong if quiet else found:
            _say(fault)
        count = len(loaded.services)
        if wrong:
            _fail(f"{_count(len(wrong), 'fault')}.")
        warnings = _count(len(found), "warning")
        click.echo(f"{loaded.pack.code}: {_count(count, 'service')}, {warnings}. Good.")


@pack.command()
@click.argument("path", type=FOLDER)
def test(path: Path) -> None:
    """Run the examples of every service as tests."""
    with _sentences():
        loaded = load(path)
        passed = failed = 0
        for item in loaded.services:
            published = trial.as_published(loaded, item.service)
            for outcome in trial.run_examples(published):
                _say_outcome(item.service.code, outcome)
                passed, failed = (
                    (passed + 1, failed) if outcome.passed else (passed, failed + 1)
                )
        click.echo(f"{passed} passed, {failed} failed.")
        if failed:
            raise click.exceptions.Exit(FAULTS)


def _say_outcome(code: str, outcome: Outcome) -> None:
    verdict = "passed" if outcome.passed else "FAILED"
    click.echo(f"{verdict}  {code}: {outcome.name}")
    for failure in outcome.failures:
        click.echo(f"        {failure}")


@pack.command()
@click.argument("path", type=FOLDER)
@click.option("--against", type=FOLDER, help="another pack; else what is published")
@click.option("--tenant", help="whose published pack; needed if there are several")
def diff(path: Path, against: Path | None, tenant: str | None) -> None:
    """Say what the pack in PATH changes for citizens and officers."""
    with _sentences():
        after = _drafts(load(path))
        before = _drafts(load(against)) if against else _published(tenant)
        found = differences.compare(before, after)
        for change in found:
            _say_change(change)
        if not found:
            click.echo("Nothing changes.")


def _drafts(loaded: LoadedPack) -> list[Published]:
    return [trial.as_published(loaded, item.service) for item in loaded.services]


def _published(slug: str | None) -> list[Published]:
    with tenancy.scope(_tenant(slug)):
        if versions.newest_id() is None:
            return []
        return versions.every()


def _say_change(change: differences.ServiceChange) -> None:
    old, new = change.versions
    numbers = f"version {old} -> {new}" if old and new else f"version {old or new}"
    click.echo(f"{change.code} ({change.title}), {numbers}")
    for audience in differences.For:
        said = [c.sentence for c in change.changes if c.audience is audience]
        if said:
            click.echo(f"  For {audience}:")
        for sentence in said:
            click.echo(f"    {sentence}")


@pack.command()
@click.argument("path", type=FOLDER)
@click.argument("code")
def preview(path: Path, code: str) -> None:
    """Print an outline of the draft of the service CODE."""
    with _sentences():
        draft = preview_of(load(path), code)
        for line in outline.lines(draft):
            click.echo(line)
        if errors(draft.faults):
            raise click.exceptions.Exit(FAULTS)


@pack.command()
@click.argument("path", type=FOLDER)
@click.option("--tenant", help="whose pack this becomes; needed if there are several")
@click.option(
    "--agencies-only", is_flag=True, help="store the agencies, so that staff can join"
)
@click.option(
    "--unstaffed", is_flag=True, help="also services whose steps nobody can do yet"
)
def publish(
    path: Path, tenant: str | None, agencies_only: bool, unstaffed: bool
) -> None:
    """Check the pack in PATH and make it the current one."""
    with _sentences(), tenancy.scope(_tenant(tenant)):
        now = timezone.now()
        if agencies_only:
            stored = publishing.prepare(path, now)
            click.echo(f"{_count(len(stored.agencies), 'agency', 'agencies')} stored.")
            return
        done = publishing.publish(
            path, now, staffed=not unstaffed, template=checks.template_checker()
        )
        for what in ("added", "changed", "removed"):
            for code in getattr(done, what):
                click.echo(f"{what:8} {code}")
        click.echo(f"Published; {len(done.unchanged)} unchanged.")


@pack.command()
@click.argument("code")
@click.argument("folder", type=FOLDER)
def new(code: str, folder: Path) -> None:
    """Start a new pack named CODE in FOLDER, with one tiny service."""
    with _sentences():
        files = scaffold.create(folder, code)
        for file in files:
            click.echo(f"{folder / file}")
        click.echo(f"Next: satupintu pack check {folder}")


@pack.command()
@click.argument("file", type=FOLDER, required=False)
def schema(file: Path | None) -> None:
    """Write the JSON Schema of packs, for editors, to FILE or to the screen."""
    text = scaffold.written()
    if file is None:
        click.echo(text, nl=False)
        return
    try:
        file.write_text(text, "utf-8")
    except OSError as error:
        _fail(f"{file} cannot be written ({error.strerror}).")
    click.echo(f"{file} written.")


@contextmanager
def _sentences() -> Iterator[None]:
    """Expected errors are lines and exit code 1, never a stack trace."""
    try:
        yield
    except BadPack as error:
        for fault in error.faults:
            _say(fault)
        _fail(f"{_count(len(error.faults), 'fault')}.")
    except SatupintuError as error:
        _fail(error.sentence)


def _tenant(slug: str | None) -> Tenant:
    found = list(Tenant.objects.filter(**({"slug": slug} if slug else {}))[:2])
    if len(found) == 1:
        return found[0]
    if slug:
        _fail(f"There is no tenant “{slug}”. Make one, or correct --tenant.")
    if not found:
        _fail("There is no tenant yet. Start the mall once: satupintu run")
    raise click.UsageError("There are several tenants: say which with --tenant SLUG.")


def _say(fault: Fault) -> None:
    click.echo(f"{fault} (warning)" if fault.warning else str(fault), err=True)


def _count(number: int, one: str, several: str = "") -> str:
    return f"{number} {one if number == 1 else several or one + 's'}"


def _fail(sentence: str) -> None:
    click.echo(sentence, err=True)
    raise click.exceptions.Exit(FAULTS)
