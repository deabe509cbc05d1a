"""`satupintu roads`: built, shown, and then in use."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from satupintu.routing.travel import configured
from satupintu.routing.travel.cli import roads
from satupintu.routing.travel.roads.reading import NoExtract
from satupintu.routing.travel.tests.test_cch import GRID


@pytest.fixture
def run(tmp_path: Path, settings: Any) -> Any:
    settings.BASE, settings.SATUPINTU_TRAVEL = tmp_path / "home", ""

    def command(*words: str) -> Any:
        return CliRunner().invoke(roads, words)

    return command


def test_roads_that_were_built_are_in_use_at_once(run, tmp_path: Path) -> None:
    extract = tmp_path / "block.osm"
    extract.write_text(GRID)
    assert "straight lines" in run("show").output
    assert configured.travel_times().name == "great_circle"

    assert run("build", str(extract)).exit_code == 0

    assert "3 ways" in run("show").output
    assert "OpenStreetMap contributors" in run("show").output
    assert configured.travel_times().name == "cch"


def test_a_wrong_file_is_refused_with_what_to_do(run, tmp_path: Path) -> None:
    failed = run("build", str(tmp_path / "gone.osm.pbf"))

    assert isinstance(failed.exception, NoExtract)
    assert "osmium extract" in failed.exception.sentence
