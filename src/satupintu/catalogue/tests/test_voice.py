"""What a call is made of, and the sounds that a pack brings for it."""

import pytest

from satupintu.catalogue import spoken, voice
from satupintu.catalogue.faults import errors
from satupintu.catalogue.models import Sound
from satupintu.catalogue.schema_mall import Speech

MP3 = b"\xff\xf3" + b"\0" * 100
TENS = {str(n): str(n) for n in (*range(20), *range(20, 100, 10), 100)}
LETTERS = {letter: letter for letter in "ABCK"}


def speech(digits="single", **more: str) -> Speech:
    return Speech(
        language="id",
        phrase=["number", "{number}", "go-to", "{counter}"],
        digits=digits,
        clips={"number": "Nomor", "go-to": "ke loket", **TENS, **LETTERS, **more},
    )


@pytest.mark.parametrize(
    ("digits", "number", "counter", "said"),
    [
        ("single", "A-001", "12", "A 0 0 1 / 12"),
        ("single", "K-120", "3", "K 1 2 0 / 3"),
        ("single", "AB-010", "21", "A B 0 1 0 / 20 1"),
        ("number", "A-001", "7", "A 1 / 7"),
        ("number", "A-010", "10", "A 10 / 10"),
        ("number", "A-011", "19", "A 11 / 19"),
        ("number", "A-021", "20", "A 20 1 / 20"),
        ("number", "A-100", "30", "A 100 / 30"),
        ("number", "A-101", "3B", "A 100 1 / 3 B"),
        ("number", "A-128", "250", "A 100 20 8 / 2 5 0"),
    ],
)
def test_a_call_is_put_together_from_clips(digits, number, counter, said):
    number_said, counter_said = (part.split() for part in said.split(" / "))

    clips = spoken.clips_of(speech(digits), number=number, counter=counter)

    assert clips == ["number", *number_said, "go-to", *counter_said]


def test_a_language_that_puts_units_first_brings_clips_of_its_own():
    german = speech("number", **{"21": "einundzwanzig"})

    assert spoken.number_clips(german, "A-121") == ["A", "100", "21"]


@pytest.fixture
def pack(folder, monkeypatch):
    """A pack that speaks one language with three clips."""
    from satupintu.catalogue.loader import load

    found = load(folder).pack
    monkeypatch.setattr(voice, "_clips", lambda _: {"km": {"1", "2", "go-to"}})
    home = folder / "voice" / "km"
    home.mkdir(parents=True)
    (home / "1.mp3").write_bytes(MP3)
    (home / "go-to.wav").write_bytes(b"RIFF....WAVE")
    return found


def test_says_which_clips_have_no_sound_and_lets_the_pack_pass(folder, pack):
    found = list(voice.check_voice(folder, pack))

    assert errors(found) == []
    assert "1 clips have no sound: 2." in str(found[0])


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"\xff\xf3" * 300_000])
def test_refuses_a_file_that_is_no_sound(folder, pack, content):
    (folder / "voice" / "km" / "2.mp3").write_bytes(content)

    assert "voice/km/2.mp3" in str(errors(voice.check_voice(folder, pack))[0])


def test_publishes_sounds_with_the_pack_and_takes_old_ones_out(tenant, folder, pack):
    voice.keep_voice(folder, pack)
    first = voice.versions()
    (folder / "voice" / "km" / "1.mp3").write_bytes(MP3 + b"new")
    (folder / "voice" / "km" / "go-to.wav").unlink()
    voice.keep_voice(folder, pack)

    assert sorted(first) == [("km", "1"), ("km", "go-to")]
    assert [*voice.versions()] == [("km", "1")]
    assert voice.versions()[("km", "1")] != first[("km", "1")]
    sound = voice.sound("km", "1")
    assert sound is not None
    assert sound.content == MP3 + b"new"
    assert sound.media_type == "audio/mpeg"
    assert voice.sound("km", "go-to") is None
    assert Sound.objects.count() == 1
