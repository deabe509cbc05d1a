"""`satupintu pack`: sentences and exit codes, never a stack trace."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from satupintu.catalogue.cli import pack
from satupintu.catalogue.tests.conftest import JAKARTA

SERVICE = "services/library-card.yaml"
Edit = Callable[[str, str, str], int]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(pack, [str(argument) for argument in arguments])


def test_a_new_pack_checks_and_passes_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "phnom-penh"
    made = run("new", "phnom-penh", folder)
    assert made.exit_code == 0
    assert "Next: satupintu pack check" in made.output
    checked = run("check", folder)
    assert checked.exit_code == 0
    assert "phnom-penh: 1 service" in checked.output
    tested = run("test", folder)
    assert tested.exit_code == 0
    assert "2 passed, 0 failed." in tested.output
    assert "Library card" in run("preview", folder, "library-card").output


@pytest.mark.parametrize("code", ["Phnom Penh", "1st", "../up", ""])
def test_new_refuses_what_is_no_code(tmp_path: Path, code: str) -> None:
    result = run("new", code, tmp_path / "x")
    assert result.exit_code == 1
    assert "is not a code" in result.output


def test_new_never_writes_over_a_folder_in_use(folder: Path) -> None:
    result = run("new", "other", folder)
    assert result.exit_code == 1
    assert "exists and is not empty" in result.output
    assert "code: daun-penh" in (folder / "pack.yaml").read_text()


def test_check_tells_file_line_and_what_to_do(folder: Path, edit: Edit) -> None:
    line = edit(SERVICE, "topic: culture", "topic: cultur")
    result = run("check", folder)
    assert result.exit_code == 1
    assert (
        f"{SERVICE}:{line}: There is no topic “cultur”. Did you mean “culture”?"
        in result.output
    )
    assert result.output.rstrip().endswith("1 fault.")


@pytest.mark.parametrize("command", ["check", "test", "diff", "publish"])
def test_a_missing_folder_is_a_sentence(tenant: Any, command: str) -> None:
    result = run(command, "/nowhere/at/all")
    assert result.exit_code == 1
    assert "There is no such folder." in result.output
    assert "Traceback" not in result.output


def test_wrong_usage_has_its_own_exit_code() -> None:
    assert run("check").exit_code == 2
    assert run("unknown").exit_code == 2


def test_a_failing_example_fails_the_test_command(folder: Path, edit: Edit) -> None:
    edit(SERVICE, "refused: [school]", "refused: []")
    result = run("test", folder)
    assert result.exit_code == 1
    assert "FAILED  library-card: A student forgot the school" in result.output
    assert "refused: expected nothing; got school" in result.output
    assert "1 passed, 1 failed." in result.output


def test_preview_names_the_services_there_are(folder: Path) -> None:
    result = run("preview", folder, "passport")
    assert result.exit_code == 1
    assert "There is no service “passport”" in result.output


def test_preview_shows_the_bill_of_an_example() -> None:
    output = run("preview", JAKARTA, "reklame").output
    assert "Advertising tax Rp4,500,000" in output
    assert "Inspection of the spot" in output
    assert "refused duration" in output


def test_diff_says_in_words_what_changes(folder: Path, tmp_path: Path) -> None:
    old = tmp_path / "old"
    run("new", "old", old)
    service = folder / SERVICE
    text = service.read_text()
    text = text.replace("version: 1 ", "version: 2 ").replace(
        "total: 2 wd", "total: 1 wd"
    )
    text = text.replace("by: head_of_unit", "by: reviewer")
    text = text.replace("  - paper: school_letter", "  - paper: id_card2")
    text = text.replace(
        "      - name: school\n",
        "      - name: phone\n        type: phone\n        label: {en: Phone}\n"
        "        required: false\n      - name: school\n",
    )
    service.write_text(text.replace("id_card2", "school_letter"))
    result = run("diff", folder, "--against", old)
    assert result.exit_code == 0
    assert "library-card (Library card), version 1 -> 2" in result.output
    assert "New question “Phone”, which may be answered." in result.output
    assert "The promise is 1 wd instead of 2 wd." in result.output
    assert "“Decision” is done by reviewer." in result.output


def test_diff_of_the_same_says_that_nothing_changes(folder: Path) -> None:
    assert "Nothing changes." in run("diff", folder, "--against", folder).output


def test_diff_against_what_is_published(tenant: Any, folder: Path) -> None:
    assert "This service is new." in run("diff", folder).output
    assert run("publish", folder, "--unstaffed").exit_code == 0
    assert "Nothing changes." in run("diff", folder).output


def test_publish_asks_for_staff_first(tenant: Any, folder: Path) -> None:
    assert "1 agency stored." in run("publish", folder, "--agencies-only").output
    result = run("publish", folder)
    assert result.exit_code == 1
    assert "Nobody is on the post front_office at library" in result.output
    done = run("publish", folder, "--unstaffed")
    assert done.exit_code == 0
    assert "added    library-card" in done.output
    assert "1 unchanged" in run("publish", folder, "--unstaffed").output


def test_publish_needs_a_known_tenant(db: None, folder: Path) -> None:
    result = run("publish", folder, "--tenant", "nobody")
    assert result.exit_code == 1
    assert "There is no tenant “nobody”" in result.output


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["check", "{folder}"], 0), (["check", "/nowhere"], 1), (["check"], 2)],
)
def test_the_installed_command_ends_with_these_codes(
    folder: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int
) -> None:
    from satupintu import cli

    filled = [argument.format(folder=folder) for argument in arguments]
    monkeypatch.setattr("sys.argv", ["satupintu", "pack", *filled])
    with pytest.raises(SystemExit) as raised:
        cli.main()
    assert (raised.value.code or 0) == code
