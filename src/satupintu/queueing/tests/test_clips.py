"""The office's own voice takes the place of the pack's, clip by clip."""

import io
import wave
from datetime import timedelta

import pytest

from satupintu.catalogue.models import Sound
from satupintu.kernel.actor import Actor, ActorKind
from satupintu.queueing import clips
from satupintu.queueing.rights import NotOfMall
from satupintu.queueing.tests.hall import MALL


def recording(seconds=1.0, *, rate=22050, channels=1, width=2) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(bytes(int(seconds * rate) * channels * width))
    return out.getvalue()


@pytest.fixture
def pack_voice(mall):
    for language in ("id", "en"):
        Sound.objects.create(
            language=language,
            name="A",
            media_type="audio/mpeg",
            digest="0123456789abcdef",
            content=b"pack",
        )


def record(mall, now, sound=None, **more):
    given = {"mall": MALL, "language": "id", "name": "A", "actor": mall.rini}
    return clips.record_clip(**{**given, **more}, sound=sound or recording(), now=now)


def versions(language="id", name="A"):
    found = clips.clips_of(mall=MALL)
    return next(c for c in found if (c.language, c.name) == (language, name))


def test_a_recording_wins_until_it_is_dropped(mall, now, pack_voice):
    before = versions()
    record(mall, now)
    own = versions()
    clips.drop_clip(mall=MALL, language="id", name="A", actor=mall.rini)

    assert (before.version, before.is_recorded) == ("0123456789ab", False)
    assert (own.by, own.at) == ("Rini", now)
    assert own.version not in ("", before.version)
    assert versions() == before
    assert versions("en").by == ""


def test_the_sound_is_the_recording_then_a_newer_one(mall, now, pack_voice):
    sound = clips.sound_of(mall=MALL, language="id", name="A")
    record(mall, now)
    first = clips.sound_of(mall=MALL, language="id", name="A")
    record(mall, now + timedelta(seconds=1), recording(2))
    second = clips.sound_of(mall=MALL, language="id", name="A")

    assert (sound.content, sound.media_type) == (b"pack", "audio/mpeg")
    assert (first.content, first.media_type) == (recording(), "audio/wav")
    assert second.content == recording(2)
    assert len({sound.version, first.version, second.version}) == 3


def test_a_call_is_spoken_in_the_malls_languages_in_their_order(mall, pack_voice):
    first, second = clips.spoken_call(mall=MALL, number="A-001", counter="12")

    assert (first.language, second.language) == ("id", "en")
    assert first.text == ("Nomor antrean a nol nol satu silakan menuju loket dua belas")
    assert [bool(clip.version) for clip in first.clips][:3] == [False, True, False]


@pytest.mark.parametrize(
    "sound",
    [
        b"",
        b"\xff\xf3mp3",
        b"RIFF\0\0\0\0WAVE",
        recording()[:200],
        recording(5.1),
        recording(0),
        recording(0.5, channels=2),
        recording(0.5, width=1),
        recording(0.1, rate=96_000),
        recording(4.5, rate=48_000),
    ],
    ids=lambda sound: f"{len(sound)} bytes",
)
def test_refuses_what_is_no_short_recording(mall, now, sound):
    with pytest.raises(clips.BadRecording):
        record(mall, now, sound or b"-")


def test_refuses_a_clip_that_no_call_is_made_of(mall, now):
    for wrong in ({"name": "nobody"}, {"language": "fr"}):
        with pytest.raises(clips.NoSuchClip):
            record(mall, now, **wrong)
    with pytest.raises(clips.NoSuchClip):
        clips.sound_of(mall=MALL, language="id", name="A")


def test_refuses_who_does_not_work_in_the_mall(mall, now):
    stranger = Actor(
        kind=ActorKind.STAFF, name="X", posts=frozenset({("elsewhere", "manager")})
    )
    for actor in (mall.budi, stranger):
        with pytest.raises(NotOfMall):
            record(mall, now, actor=actor)
        with pytest.raises(NotOfMall):
            clips.drop_clip(mall=MALL, language="id", name="A", actor=actor)
