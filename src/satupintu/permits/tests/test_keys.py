"""Key files: made once, private, and never half written."""

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from satupintu.permits import keys
from satupintu.permits.keys import BadKey


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> Path:
    settings.BASE = tmp_path
    return tmp_path / "keys"


def test_makes_a_signer_under_an_issuing_and_a_root_authority(now: datetime) -> None:
    made = keys.signer_key(tenant="jakarta", name="MPP Jakarta", now=now)
    assert len(made.chain) == 3
    for child, parent in zip(made.chain, made.chain[1:], strict=False):
        child.verify_directly_issued_by(parent)
    assert "MPP Jakarta" in made.certificate.subject.rfc4514_string()


def test_two_tenants_share_the_authority_but_not_the_key(now: datetime) -> None:
    here = keys.signer_key(tenant="jakarta", name="MPP Jakarta", now=now)
    there = keys.signer_key(tenant="depok", name="MPP Depok", now=now)
    assert here.root == there.root
    assert here.certificate != there.certificate


def test_key_files_are_for_their_owner_only(home: Path, now: datetime) -> None:
    keys.signer_key(tenant="jakarta", name="MPP Jakarta", now=now)
    keys.token_keys(tenant="jakarta")
    files = list(home.rglob("*.pem"))
    assert len(files) == 4
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_many_first_starts_at_once_make_one_key(home: Path, now: datetime) -> None:
    with ThreadPoolExecutor(8) as pool:
        signers = list(
            pool.map(
                lambda _: keys.signer_key(tenant="jakarta", name="J", now=now), range(8)
            )
        )
        rings = list(pool.map(lambda _: keys.token_keys(tenant="jakarta"), range(8)))
    assert len({signer.certificate for signer in signers}) == 1
    assert len({ring[-1].id for ring in rings}) == 1
    assert not list(home.rglob(".*.pem*"))


def test_a_replaced_signer_is_read_again(home: Path, now: datetime) -> None:
    first = keys.signer_key(tenant="jakarta", name="Old", now=now)
    (home / "jakarta" / "signer.pem").unlink()
    second = keys.signer_key(tenant="jakarta", name="New", now=now)
    assert first.certificate != second.certificate


@pytest.mark.parametrize("content", [b"", b"-----BEGIN PRIVATE KEY-----\nx\n"])
def test_says_which_key_file_is_damaged(
    home: Path, now: datetime, content: bytes
) -> None:
    keys.signer_key(tenant="jakarta", name="J", now=now)
    (home / "jakarta" / "signer.pem").write_bytes(content)
    with pytest.raises(BadKey, match=r"signer\.pem"):
        keys.signer_key(tenant="jakarta", name="J", now=now)


def test_a_token_key_under_a_wrong_name_is_refused(home: Path) -> None:
    keys.token_keys(tenant="jakarta")
    (file,) = (home / "jakarta").glob("token-*.pem")
    file.rename(file.with_name("token-0001-00000000.pem"))
    with pytest.raises(BadKey, match="not the one"):
        keys.token_keys(tenant="jakarta")


@pytest.mark.parametrize("slug", ["../x", "authority", "", "A"])
def test_no_tenant_reaches_another_folder(slug: str) -> None:
    with pytest.raises(BadKey):
        keys.token_keys(tenant=slug)
