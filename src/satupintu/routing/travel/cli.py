"""`satupintu roads`: the road network that riding times are taken from."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from satupintu.routing.travel import configured
from satupintu.routing.travel.roads.building import build as build_roads
from satupintu.routing.travel.roads.network import About, Network


@click.group()
def roads() -> None:
    """The roads that riding times are taken from."""


@roads.command()
@click.argument("extract", type=click.Path(dir_okay=False, path_type=Path))
def build(extract: Path) -> None:
    """Build the roads from EXTRACT (.osm.pbf), an extract of OpenStreetMap.

    A country's extract is cut to the place first, with a margin of some kilometres:
    osmium extract --bbox 106.3,-6.8,107.3,-5.9 country.osm.pbf -o city.osm.pbf
    """
    click.echo(f"Reading {extract}. A large city takes a few minutes.")
    folder = configured.roads_folder()
    folder.parent.mkdir(parents=True, exist_ok=True)
    now = datetime.now().astimezone()
    _say(build_roads(extract, folder, configured.profile(), now=now))


@roads.command()
def show() -> None:
    """Say which roads are in use."""
    folder = configured.roads_folder()
    if not (folder / "about.json").exists():
        click.echo("No roads have been built: rides are straight lines, made longer.")
        return
    _say(Network.load(folder).about)


def _say(about: About) -> None:
    click.echo(
        f"{about.source}, built {about.built}: {about.ways} ways, {about.nodes} nodes,"
        f" {about.arcs} arcs. {about.left_out} nodes lead nowhere and are left out."
    )
    click.echo(about.credit)
