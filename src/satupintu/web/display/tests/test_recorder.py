"""The recorder page: staff of the mall give calls their own voice."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from satupintu.queueing import clips
from satupintu.queueing.tests.hall import MALL
from satupintu.queueing.tests.test_clips import recording

PAGE = f"/en/voice/{MALL}/"
CLIP = f"{PAGE}id/A/"


@pytest.fixture
def rini(mall, at_now):
    return mall.client("rini")


def send(client, content=None, **more):
    sound = SimpleUploadedFile("a.wav", recording() if content is None else content)
    return client.post(CLIP, {"sound": sound}, **more)


def test_lists_every_clip_and_may_ask_for_the_microphone(rini):
    answer = rini.get(PAGE)

    assert "silakan menuju loket" in answer.content.decode()
    assert answer["Permissions-Policy"] == "microphone=(self)"
    assert rini.get("/en/voice/")["Location"] == PAGE


def test_keeps_a_recording_and_goes_back_to_the_placeholder(rini):
    kept = send(rini, headers={"accept": "application/json"}).json()
    sound = rini.get(kept["address"])
    dropped = rini.post(CLIP, {"drop": "1"})

    assert (kept["state"], kept["by"]) == ("own", "Rini")
    assert sound.content == recording()
    assert dropped["Location"] == f"{PAGE}#id-A"
    assert not any(clip.is_recorded for clip in clips.clips_of(mall=MALL))


def test_refuses_what_is_no_recording_with_a_sentence(rini):
    by_script = send(rini, b"RIFF", headers={"accept": "application/json"})
    by_form = send(rini, b"", follow=True)

    assert by_script.status_code == 422
    assert "Record it again" in by_script.json()["error"]
    assert "Record it again" in by_form.content.decode()


def test_is_for_staff(mall, at_now):
    assert mall.client("melati").get(PAGE).status_code == 403
    assert send(mall.client("melati")).status_code == 403
    assert Client().get(PAGE).status_code == 302
