"""Publishing is all or nothing, and never changes what was published."""

import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.db import IntegrityError, close_old_connections, connection, transaction
from django.test.utils import CaptureQueriesContext

from satupintu.catalogue import publish as publishing, service as catalogue
from satupintu.catalogue.faults import BadPack
from satupintu.catalogue.models import PackRelease, Service, ServiceVersion
from satupintu.kernel import journal, tenancy
from satupintu.kernel.actor import Actor, ActorKind
from satupintu.kernel.models import Tenant

SERVICE = "services/library-card.yaml"
Edit = Callable[[str, str, str], int]
Post = Callable[[str, str, str], None]


@pytest.fixture
def library(tenant: Any, folder: Path, now: datetime) -> catalogue.Publication:
    """The starter pack, published."""
    return catalogue.publish(folder, now, staffed=False)


def test_a_published_service_is_found_by_its_code(
    library: catalogue.Publication,
) -> None:
    published = catalogue.current("library-card")
    assert published.version == 1
    assert catalogue.pack().code == "daun-penh"
    assert [p.code for p in catalogue.services()] == ["library-card"]
    assert catalogue.version(published.version_id) is published


def test_nothing_is_there_before_the_first_publication(tenant: Any) -> None:
    with pytest.raises(catalogue.NoPack):
        catalogue.pack()


def test_an_unknown_service_is_told_so(library: catalogue.Publication) -> None:
    with pytest.raises(catalogue.NoSuchService, match="passport"):
        catalogue.current("passport")


def test_publishing_the_same_again_changes_nothing(
    library: catalogue.Publication, folder: Path, now: datetime
) -> None:
    again = catalogue.publish(folder, now + timedelta(hours=1), staffed=False)
    assert again.release_id == library.release_id
    assert again.unchanged == ["library-card"]
    assert ServiceVersion.objects.count() == PackRelease.objects.count() == 1
    assert len(journal.entries(publishing.stream())) == 1


def test_refuses_changed_content_under_the_same_number(
    library: catalogue.Publication, folder: Path, edit: Edit, now: datetime
) -> None:
    edit(SERVICE, "Borrow books", "Borrow films")
    with pytest.raises(BadPack) as raised:
        catalogue.publish(folder, now, staffed=False)
    (fault,) = raised.value.faults
    assert "Raise version to 2." in fault.todo
    assert "summary" in fault.sentence
    assert catalogue.current("library-card").definition.summary["en"].endswith("city.")


def test_a_changed_register_entry_needs_a_new_version_too(
    library: catalogue.Publication, folder: Path, edit: Edit, now: datetime
) -> None:
    edit("papers.yaml", "A photo of the front.", "A photo of both sides.")
    with pytest.raises(BadPack) as raised:
        catalogue.publish(folder, now, staffed=False)
    assert "the papers in the register" in raised.value.faults[0].sentence


def test_another_order_of_steps_is_a_change_too(
    library: catalogue.Publication, folder: Path, edit: Edit, now: datetime
) -> None:
    step = "  audit:\n    title: {en: A}\n    needs: [intake]\n    by: reviewer\n"
    step += "    within: 1 wd\n"
    edit(SERVICE, "version: 1 ", "version: 2 ")
    edit(SERVICE, "    needs: [intake]", "    needs: [intake, audit]")
    edit(SERVICE, "  approval:\n", step + "  approval:\n")
    text = (
        (folder / SERVICE)
        .read_text()
        .replace("steps: [intake,", "steps: [intake, audit,")
    )
    (folder / SERVICE).write_text(text)
    catalogue.publish(folder, now, staffed=False)
    assert [*catalogue.current("library-card").definition.procedure] == [
        "intake",
        "audit",
        "approval",
    ]
    moved = text.replace(step, "").replace("  intake:\n", step + "  intake:\n", 1)
    (folder / SERVICE).write_text(moved)
    with pytest.raises(BadPack) as raised:
        catalogue.publish(folder, now, staffed=False)
    assert "the order of its parts" in raised.value.faults[0].sentence


def test_a_new_version_is_for_new_applications_only(
    library: catalogue.Publication, folder: Path, edit: Edit, now: datetime
) -> None:
    old = catalogue.current("library-card")
    edit(SERVICE, "Borrow books", "Borrow films")
    edit(SERVICE, "version: 1 ", "version: 2 ")
    done = catalogue.publish(folder, now + timedelta(days=1), staffed=False)
    assert done.changed == ["library-card"]
    assert catalogue.current("library-card").version == 2
    kept = catalogue.version(old.version_id)
    assert kept.version == 1
    assert kept.definition.summary["en"].startswith("Borrow books")
    numbers = [n for n, _, _ in catalogue.published_versions("library-card")]
    assert numbers == [2, 1]


def test_refuses_an_older_version(
    library: catalogue.Publication, folder: Path, edit: Edit, now: datetime
) -> None:
    edit(SERVICE, "version: 1 ", "version: 3 ")
    catalogue.publish(folder, now, staffed=False)
    edit(SERVICE, "version: 3 ", "version: 2 ")
    with pytest.raises(BadPack) as raised:
        catalogue.publish(folder, now, staffed=False)
    assert "Raise version to 4." in raised.value.faults[0].todo


def test_a_pack_with_a_fault_never_replaces_one_that_checks(
    library: catalogue.Publication, folder: Path, edit: Edit, now: datetime
) -> None:
    edit(SERVICE, "version: 1 ", "version: 2 ")
    edit(SERVICE, "kind: approval", "kind: review")
    with pytest.raises(BadPack):
        catalogue.publish(folder, now, staffed=False)
    assert catalogue.current("library-card").version == 1
    assert ServiceVersion.objects.count() == 1


def test_a_service_taken_out_is_closed_but_its_versions_stay(
    jakarta: None, jakarta_copy: Path, now: datetime
) -> None:
    version_id = catalogue.current("reklame").version_id
    (jakarta_copy / "services" / "reklame.yaml").unlink()
    malls = jakarta_copy / "malls.yaml"
    malls.write_text(malls.read_text().replace("service: reklame\n", "\n"))
    (jakarta_copy / "home.yaml").unlink()
    done = catalogue.publish(jakarta_copy, now + timedelta(days=1), staffed=False)
    assert done.removed == ["reklame"]
    with pytest.raises(catalogue.NoSuchService):
        catalogue.current("reklame")
    assert catalogue.version(version_id).code == "reklame"


def test_refuses_a_step_that_nobody_can_do(
    tenant: Any, folder: Path, now: datetime, staff: Post
) -> None:
    catalogue.prepare(folder, now)
    with pytest.raises(BadPack) as raised:
        catalogue.publish(folder, now)
    said = [fault.sentence for fault in raised.value.faults]
    assert any("front_office at library" in sentence for sentence in said)
    staff("rini", "library", "front_office")
    with pytest.raises(BadPack) as raised:
        catalogue.publish(folder, now)
    (fault,) = raised.value.faults
    assert "head_of_unit at library" in fault.sentence
    assert fault.file == SERVICE
    staff("joko", "library", "head_of_unit")
    assert catalogue.publish(folder, now).added == ["library-card"]


def test_a_published_version_cannot_be_changed_in_the_database(
    library: catalogue.Publication,
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceVersion.objects.update(template="changed")


def test_the_journal_says_who_published_what(
    tenant: Any, folder: Path, now: datetime
) -> None:
    rini = Actor(kind=ActorKind.STAFF, name="Rini")
    catalogue.publish(folder, now, actor=rini, staffed=False)
    (entry,) = journal.entries(publishing.stream())
    assert (entry.actor_name, entry.action) == ("Rini", "pack.published")
    assert entry.data["added"] == ["library-card"]
    assert journal.verify(publishing.stream()) is None


def test_another_tenant_sees_neither_pack_nor_version(
    library: catalogue.Publication,
) -> None:
    version_id = catalogue.current("library-card").version_id
    other = Tenant.objects.create(slug="elsewhere", name="Elsewhere")
    with tenancy.scope(other):
        with pytest.raises(catalogue.NoPack):
            catalogue.pack()
        assert not Service.objects.exists()
        with pytest.raises(catalogue.NoPack):
            catalogue.version(version_id)


def test_another_tenant_with_a_pack_cannot_read_this_ones_version(
    library: catalogue.Publication, folder: Path, now: datetime
) -> None:
    version_id = catalogue.current("library-card").version_id
    other = Tenant.objects.create(slug="elsewhere", name="Elsewhere")
    with tenancy.scope(other):
        catalogue.publish(folder, now, staffed=False)
        with pytest.raises(catalogue.NoSuchService):
            catalogue.version(version_id)


@pytest.fixture
def request_cycle() -> Iterator[None]:
    """As during an HTTP request."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    request_started.send(sender=None)
    yield
    request_finished.send(sender=None)
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


def test_a_request_asks_once_what_is_current(
    library: catalogue.Publication, request_cycle: None
) -> None:
    catalogue.pack()
    catalogue.services()
    with CaptureQueriesContext(connection) as queries:
        catalogue.pack()
        catalogue.current("library-card")
        catalogue.services()
        catalogue.topics()
        catalogue.calendar()
    assert len(queries) == 0


def test_outside_a_request_a_new_publication_is_seen_at_once(
    library: catalogue.Publication, folder: Path, edit: Edit, now: datetime
) -> None:
    with CaptureQueriesContext(connection) as queries:
        catalogue.current("library-card")
    assert len(queries) <= 4
    edit(SERVICE, "version: 1 ", "version: 2 ")
    catalogue.publish(folder, now, staffed=False)
    assert catalogue.current("library-card").version == 2


@pytest.mark.django_db(transaction=True)
def test_two_publications_at_once_make_one_release(folder: Path, now: datetime) -> None:
    tenant, _ = Tenant.objects.get_or_create(slug="both", defaults={"name": "Both"})
    done: list[catalogue.Publication] = []
    failed: list[BaseException] = []
    barrier = threading.Barrier(4)

    def run() -> None:
        try:
            with tenancy.scope(tenant):
                barrier.wait(timeout=20)
                done.append(catalogue.publish(folder, now, staffed=False))
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len({publication.release_id for publication in done}) == 1
    assert sum("library-card" in publication.added for publication in done) == 1
    with tenancy.scope(tenant):
        assert ServiceVersion.objects.count() == Service.objects.count() == 1
        assert len(journal.entries(publishing.stream())) == 1
