"""A device is known by its token, watched by its heartbeat, and can be retired."""

from datetime import timedelta

import pytest

from satupintu.queueing import devices
from satupintu.queueing.devices import BadDevice, NameTaken, NoSuchDevice
from satupintu.queueing.models import Device
from satupintu.queueing.printers import PrinterUnavailable, printer_at
from satupintu.queueing.rights import NotManager
from satupintu.queueing.tests.hall import MALL


def register(mall, now, **more):
    given = {"kind": "tv", "name": "Layar 1", "zone": "izin", "actor": mall.putri}
    return devices.register_device(mall=MALL, now=now, **{**given, **more})


def test_a_device_is_known_by_its_token_which_is_not_kept(mall, now):
    view, token = register(mall, now)

    assert devices.device(token=token, now=now) == view
    assert (view.kind, view.zone, view.silent) == ("tv", "izin", True)
    assert token not in str(Device.objects.values())


@pytest.mark.parametrize("token", ["", "x", "0" * 5000])
def test_refuses_an_unknown_token(mall, now, token):
    register(mall, now)

    with pytest.raises(NoSuchDevice):
        devices.device(token=token, now=now)


def test_a_heartbeat_is_kept_short_and_silence_is_seen(mall, now):
    view, token = register(mall, now)
    said = {"sound": "on", "long": "x" * 5000, **{f"k{n}": n for n in range(100)}}
    devices.heartbeat(device_id=view.id, state=said, now=now, address="10.0.0.7")

    found = devices.device(token=token, now=now + timedelta(seconds=80))
    later = devices.device(token=token, now=now + timedelta(seconds=100))

    assert (found.silent, later.silent) == (False, True)
    assert found.state["sound"] == "on"
    assert len(str(found.state)) < 1000
    assert found.address == "10.0.0.7"


def test_a_retired_device_is_out_and_its_name_is_free(mall, now):
    view, token = register(mall, now)
    for _ in range(2):
        devices.retire_device(device_id=view.id, actor=mall.putri, now=now)

    with pytest.raises(NoSuchDevice):
        devices.device(token=token, now=now)
    with pytest.raises(NoSuchDevice):
        devices.heartbeat(device_id=view.id, state={}, now=now)
    assert devices.devices(mall=MALL, now=now) == []
    again, _ = register(mall, now)
    assert [d.id for d in devices.devices(mall=MALL, now=now)] == [again.id]


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"kind": "phone"}, BadDevice),
        ({"name": "  "}, BadDevice),
        ({"zone": ""}, BadDevice),
        ({"zone": "nowhere"}, BadDevice),
        ({"name": "Layar 0"}, NameTaken),
    ],
)
def test_refuses_what_cannot_be_a_device(mall, now, wrong, error):
    register(mall, now, name="Layar 0")

    with pytest.raises(error):
        register(mall, now, **wrong)
    assert len(devices.devices(mall=MALL, now=now)) == 1


@pytest.mark.parametrize(
    ("address", "is_good"),
    [
        ("192.168.1.20", True),
        ("192.168.1.20:9100", True),
        ("printer-2.mall.example:9101", True),
        ("[fd00::20]:9100", True),
        ("none", True),
        ("192.168.1.20:5432", False),
        ("127.0.0.1:9100", False),
        ("127.0.0.1:8000", False),
        ("[::1]:9100", False),
        ("[::ffff:127.0.0.1]:9100", False),
        ("0.0.0.0:9100", False),
        ("169.254.169.254", False),
        ("224.0.0.1:9100", False),
        ("localhost:5432", False),
        ("fd00::20", False),
        ("http://192.168.1.20", False),
        ("a b:9100", False),
        ("printer:99999", False),
    ],
)
def test_a_printer_is_never_the_server_or_another_program(
    mall, now, settings, address, is_good
):
    settings.SATUPINTU_DEMO = False
    given = {"kind": "printer", "zone": "", "address": address}
    if is_good:
        assert register(mall, now, **given)[0].address == address
        return
    with pytest.raises(BadDevice):
        register(mall, now, **given)


def test_a_name_that_leads_to_the_server_is_not_called(settings):
    settings.SATUPINTU_DEMO = False
    with pytest.raises(PrinterUnavailable):
        printer_at("localhost:9100").supply()


def test_only_a_manager_pairs_and_retires(mall, now):
    view, _ = register(mall, now)

    with pytest.raises(NotManager):
        register(mall, now, actor=mall.rini, name="other")
    with pytest.raises(NotManager):
        devices.retire_device(device_id=view.id, actor=mall.rini, now=now)
