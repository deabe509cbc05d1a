"""Storing, reading, quarantine, the vault and what is left behind."""

import socket
import struct
import threading
import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from satupintu.documents import service as documents
from satupintu.documents.models import File
from satupintu.documents.storage import private
from satupintu.documents.tests.samples import pdf, png
from satupintu.kernel.actor import Actor, ActorKind
from satupintu.kernel.errors import Misconfigured

MELATI = Actor(kind=ActorKind.CITIZEN, id=uuid.uuid4(), name="Melati")
BUDI = Actor(kind=ActorKind.CITIZEN, id=uuid.uuid4(), name="Budi")
# The test file that every virus scanner reports; written in two halves so that
# the scanner of a developer's machine does not take this file away.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"


class FakeClamd:
    """Speaks INSTREAM on a loopback port, as clamd does."""

    def __init__(self):
        self._server = socket.create_server(("127.0.0.1", 0))
        self.address = f"tcp://127.0.0.1:{self._server.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self):
        while True:
            try:
                connection, _address = self._server.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as stream:
                assert stream.read(10) == b"zINSTREAM\0"
                data = b""
                while size := struct.unpack("!L", stream.read(4))[0]:
                    data += stream.read(size)
                found = b"Eicar-Test-Signature FOUND" if EICAR in data else b"OK"
                connection.sendall(b"stream: " + found + b"\0")

    def stop(self):
        # A blocked accept() ends only when the socket is shut down, not closed.
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._thread.join(5)


@pytest.fixture
def clamd(settings):
    fake = FakeClamd()
    settings.SATUPINTU_CLAMD = fake.address
    yield fake
    fake.stop()


def _store(now, data=None, owner=MELATI):
    return documents.store(
        owner_id=owner.id,
        name="Surat Melati",
        data=data or pdf(),
        types=("pdf", "png"),
        max_mb=5,
        now=now,
    )


def test_gives_back_what_was_stored(tenant, now):
    stored = _store(now)
    assert documents.read(stored.id) == pdf()
    assert documents.describe(stored.id) == stored
    assert documents.describe_all([stored.id, uuid.uuid4()]) == {stored.id: stored}
    assert stored.media_type == "application/pdf"
    assert stored.readable


def test_the_name_on_the_disk_says_nothing(tenant, now):
    stored = _store(now)
    key = File.objects.get(pk=stored.id).key
    assert "Melati" not in key
    assert str(MELATI.id) not in key
    assert private().path(key).endswith(key)


def test_a_neighbours_file_does_not_exist(tenant, now):
    stored = _store(now)
    assert documents.read_own(MELATI, stored.id)[1] == pdf()
    with pytest.raises(documents.NoSuchFile):
        documents.read_own(BUDI, stored.id)
    with pytest.raises(documents.NoSuchFile):
        documents.read(uuid.uuid4())


def test_a_file_without_an_owner_is_nobodys(tenant, now):
    stored = documents.store(
        owner_id=None, name="a.pdf", data=pdf(), types=("pdf",), max_mb=5, now=now
    )
    with pytest.raises(documents.NoSuchFile):
        documents.read_own(Actor(kind=ActorKind.SYSTEM), stored.id)


def test_damage_is_found_on_reading(tenant, now):
    stored = _store(now)
    path = private().path(File.objects.get(pk=stored.id).key)
    with open(path, "r+b") as handle:
        handle.write(b"%PDF-9")
    with pytest.raises(documents.NotReadable, match="damaged"):
        documents.read(stored.id)


def test_a_clean_file_passes_the_scanner(tenant, now, clamd):
    stored = _store(now, data=png())
    assert File.objects.get(pk=stored.id).scan == "passed"
    assert documents.read(stored.id) == png()


def test_a_virus_is_refused_and_not_kept(tenant, now, clamd):
    with pytest.raises(documents.Unfit, match="virus"):
        _store(now, data=png() + EICAR)
    assert not File.objects.exists()


def test_a_big_file_is_scanned_in_chunks(tenant, now, clamd):
    data = png() + bytes(200_000) + EICAR
    with pytest.raises(documents.Unfit, match="virus"):
        _store(now, data=data)


def test_without_an_answer_nobody_reads_the_file(tenant, now, clamd, settings):
    settings.SATUPINTU_CLAMD = "unix:///nonexistent/clamd.ctl"
    stored = _store(now)
    assert not stored.readable
    with pytest.raises(documents.NotReadable, match="being checked"):
        documents.read(stored.id)
    documents.keep(owner_id=MELATI.account_id, paper="str", file_id=stored.id, now=now)
    assert documents.offered(MELATI.account_id, ["str"], now) == {}
    assert documents.rescan() == 0
    settings.SATUPINTU_CLAMD = clamd.address
    assert documents.rescan() == 1
    assert documents.read(stored.id) == pdf()


def test_a_wrong_scanner_setting_is_named(tenant, now, settings):
    settings.SATUPINTU_CLAMD = "localhost:3310"
    with pytest.raises(Misconfigured, match="SATUPINTU_CLAMD"):
        _store(now)


def test_a_rolled_back_upload_leaves_nothing_readable(tenant):
    now = datetime.now(UTC)
    kept = _store(now)
    with transaction.atomic():
        lost = _store(now)
        transaction.set_rollback(True)
    with pytest.raises(documents.NoSuchFile):
        documents.read(lost.id)
    assert documents.sweep_orphans(now=now) == 0  # its transaction may still run
    assert documents.sweep_orphans(now=now + timedelta(days=2)) >= 1
    assert documents.sweep_orphans(now=now + timedelta(days=2)) == 0
    assert documents.read(kept.id) == pdf()


def test_offers_the_newest_valid_paper(tenant, now):
    old, new = _store(now), _store(now)
    for stored, days in ((old, 0), (new, 1)):
        documents.keep(
            owner_id=MELATI.account_id,
            paper="str",
            file_id=stored.id,
            valid_until=date(2026, 12, 1) if stored is new else None,
            now=now + timedelta(days=days),
        )
    offer = documents.offered(MELATI.account_id, ["str", "ktp"], now)
    assert {paper: item.file.id for paper, item in offer.items()} == {"str": new.id}
    later = now + timedelta(days=30)
    assert documents.offered(MELATI.account_id, ["str"], later)["str"].file.id == old.id
    assert documents.offered(BUDI.account_id, ["str"], now) == {}
    assert [item.expired for item in documents.vault_of(MELATI, later)] == [True, False]


def test_keeping_twice_is_once(tenant, now):
    stored = _store(now)
    for _n in range(2):
        documents.keep_given(
            owner_id=MELATI.account_id,
            paper="str",
            file_id=stored.id,
            valid="5 y",
            now=now,
        )
    [item] = documents.vault_of(MELATI, now)
    assert item.valid_until == date(2031, 11, 24)
