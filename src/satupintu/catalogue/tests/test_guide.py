"""docs/packs.md, followed to the letter, gives a pack that checks and passes."""

import re
from pathlib import Path

import pytest

from satupintu.catalogue import checks, trial
from satupintu.catalogue.faults import errors
from satupintu.catalogue.loader import load
from satupintu.catalogue.tests.conftest import ROOT

GUIDE = (ROOT / "docs" / "packs.md").read_text()
BLOCKS = re.findall(r"```yaml\n(.*?)```", GUIDE, flags=re.DOTALL)
ROWS = re.findall(r"^    (code,parent,.*\n)    (.*\n)", GUIDE, flags=re.MULTILINE)


def parts(block: str) -> dict[str, str]:
    """The top-level keys of a block, each with its lines."""
    found = re.finditer(r"^([a-z_]+):.*?(?=^[a-z_]+:|\Z)", block, re.S | re.M)
    return {match[1]: match[0] for match in found}


def with_parts(text: str, block: str, *, instead_of: str = "") -> str:
    """The file with these keys written in place of its own."""
    for key, lines in parts(block).items():
        old = parts(text)[instead_of or key]
        text = text.replace(old, lines + "\n")
    return text


@pytest.fixture
def followed(folder: Path) -> Path:
    agencies, head, form, papers, register, table, fees, merchant = BLOCKS[:8]
    rest, examples, mall, areas = BLOCKS[8:]
    service = (folder / "services" / "library-card.yaml").read_text()
    for block in (head, form, papers):
        service = with_parts(service, block)
    service = with_parts(service, fees, instead_of="free")
    for block in (rest, examples):
        service = with_parts(service, block)
    (folder / "services" / "market-stall.yaml").write_text(service)
    file = folder / "agencies.yaml"
    file.write_text(with_parts(file.read_text(), agencies))
    with (folder / "papers.yaml").open("a") as register_file:
        register_file.write(register)
    with (folder / "pack.yaml").open("a") as pack_file:
        pack_file.write(merchant)
    (folder / "tables").mkdir()
    (folder / "tables" / "stall-rates.yaml").write_text(table)
    (folder / "malls.yaml").write_text(mall)
    (folder / "areas.yaml").write_text(areas)
    (folder / "areas").mkdir()
    for level, rows in zip(("district", "village"), ROWS, strict=True):
        (folder / "areas" / f"{level}.csv").write_text("".join(rows))
    return folder


def test_the_guide_leads_to_a_service_that_checks(followed: Path) -> None:
    pack = load(followed)
    assert [str(fault) for fault in errors(checks.check(pack))] == []
    stall = next(i for i in pack.services if i.service.code == "market-stall")
    outcomes = trial.run_examples(trial.as_published(pack, stall.service))
    assert [outcome.failures for outcome in outcomes] == [[], []]
    assert [mall.code for mall in pack.pack.malls] == ["town-hall"]


def test_every_message_in_the_guide_is_one_that_can_come() -> None:
    sources = "".join(
        path.read_text()
        for folder in ("catalogue", "kernel")
        for path in (ROOT / "src" / "satupintu" / folder).glob("*.py")
    )
    rows = re.findall(r"^\| “(.*?)” \|", GUIDE, flags=re.MULTILINE)
    assert len(rows) >= 8
    joined = re.sub(r'"\s*f?"', "", sources)
    for said in rows:
        words = re.split(r"…| id$| N$", said)[0].strip()
        assert words in joined, said


def test_the_guide_names_every_command() -> None:
    from satupintu.catalogue.cli import pack

    for name in pack.commands:
        assert re.search(rf"`{name}\b", GUIDE), name
