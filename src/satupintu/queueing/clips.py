"""How calls are spoken in a mall: the office's own recordings, else the pack's voice.

Texts and order of the clips are the pack's (`catalogue.spoken`); a recording takes
the place of the pack's sound of the same name, in its mall only.
"""

from __future__ import annotations

import io
import struct
import wave
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from satupintu.catalogue import service as catalogue, spoken, voice
from satupintu.catalogue.schema_mall import Mall, Speech
from satupintu.catalogue.voice import SoundFile
from satupintu.kernel.actor import Actor
from satupintu.kernel.errors import Invalid, NotFound
from satupintu.queueing.models import Clip
from satupintu.queueing.rights import refuse_strangers
from satupintu.queueing.telling import tell_zones

MAX_BYTES = 400_000
LONGEST = timedelta(seconds=5)
SHORTEST = timedelta(milliseconds=50)
MEDIA_TYPE = "audio/wav"
_LOWEST_RATE, _HIGHEST_RATE = 8_000, 48_000


class NoSuchClip(NotFound):
    """No call of this mall is made of such a clip."""

    code = "no_such_clip"


class BadRecording(Invalid):
    code = "bad_recording"


@dataclass(frozen=True, slots=True)
class ClipView:
    """A clip: what it says, and whose sound it has.

    `version` is '' where there is no sound at all; it changes with the sound.
    `by` and `at` say who recorded it, and are empty for the pack's.
    """

    language: str
    name: str
    text: str
    version: str = ""
    by: str = ""
    at: datetime | None = None

    @property
    def is_recorded(self) -> bool:
        return self.at is not None


@dataclass(frozen=True, slots=True)
class SpokenCall:
    """A call in one language: its clips in order, and the same as a text."""

    language: str
    clips: tuple[ClipView, ...]
    text: str


def clips_of(*, mall: str) -> list[ClipView]:
    """Every clip of the mall, by language, in the pack's order.

    Raises `catalogue.NoSuchMall`.
    """
    found = catalogue.mall(mall)
    versions = voice.versions()
    own = {(row.language, row.name): row for row in _rows(mall)}
    return [
        _view(speech.language, name, text, own, versions)
        for speech in found.speech
        for name, text in speech.clips.items()
    ]


def spoken_call(*, mall: str, number: str, counter: str) -> list[SpokenCall]:
    """How a number is called to a counter, in each language of the mall's calls."""
    found = catalogue.mall(mall)
    known = {(clip.language, clip.name): clip for clip in clips_of(mall=mall)}
    calls = []
    for speech in found.speech:
        names = spoken.clips_of(speech, number=number[:12], counter=counter[:12])
        clips = tuple(
            known.get((speech.language, name), ClipView(speech.language, name, name))
            for name in names
        )
        text = " ".join(clip.text for clip in clips)
        calls.append(SpokenCall(speech.language, clips, text))
    return calls


def sound_of(*, mall: str, language: str, name: str) -> SoundFile:
    """The sound of a clip: the office's, else the pack's. Raises `NoSuchClip`."""
    row = Clip.objects.filter(mall=mall, language=language, name=name).first()
    if row is not None:
        return SoundFile(_version(row.at), row.media_type, bytes(row.sound))
    found = voice.sound(language, name)
    if found is None:
        raise NoSuchClip(_("There is no sound for this clip."))
    return found


def record_clip(
    *, mall: str, language: str, name: str, sound: bytes, actor: Actor, now: datetime
) -> ClipView:
    """Keep a recording in place of the pack's sound, or of an earlier recording.

    `sound` is a WAVE file: one channel, 16 bits, at most five seconds. Raises
    `BadRecording`, `NoSuchClip`, `rights.NotOfMall`.
    """
    found = catalogue.mall(mall)
    refuse_strangers(actor, found)
    text = _speech(found, language).clips.get(name)
    if text is None:
        raise NoSuchClip(_("No call is made of this clip. Load the list again."))
    _refuse_bad(sound)
    with transaction.atomic():
        Clip.objects.update_or_create(
            mall=mall,
            language=language,
            name=name,
            defaults={
                "sound": sound,
                "media_type": MEDIA_TYPE,
                "by": actor.name[:200],
                "at": now,
            },
        )
        tell_zones(found)
    return ClipView(language, name, text, _version(now), actor.name, now)


def drop_clip(*, mall: str, language: str, name: str, actor: Actor) -> None:
    """Go back to the pack's sound. Without a recording nothing changes."""
    found = catalogue.mall(mall)
    refuse_strangers(actor, found)
    with transaction.atomic():
        Clip.objects.filter(mall=mall, language=language, name=name).delete()
        tell_zones(found)


def _view(
    language: str,
    name: str,
    text: str,
    own: dict[tuple[str, str], Clip],
    versions: dict[tuple[str, str], str],
) -> ClipView:
    row = own.get((language, name))
    if row is None:
        return ClipView(language, name, text, versions.get((language, name), ""))
    return ClipView(language, name, text, _version(row.at), row.by, row.at)


def _rows(mall: str) -> list[Clip]:
    return list(Clip.objects.filter(mall=mall).defer("sound"))


def _speech(mall: Mall, language: str) -> Speech:
    for speech in mall.speech:
        if speech.language == language:
            return speech
    raise NoSuchClip(_("Calls are not spoken in this language here."))


def _version(at: datetime) -> str:
    return f"o{int(at.timestamp() * 1000):x}"


def _refuse_bad(sound: bytes) -> None:
    if len(sound) > MAX_BYTES:
        raise BadRecording(_("The recording is too large. Record it again, shorter."))
    try:
        with wave.open(io.BytesIO(sound)) as file:
            shape = file.getparams()
            length = timedelta(seconds=shape.nframes / (shape.framerate or 1))
            whole = len(file.readframes(shape.nframes)) == shape.nframes * 2
    except (wave.Error, EOFError, struct.error):
        raise BadRecording(
            _("This is no recording that can be played. Record it again.")
        ) from None
    is_plain = (shape.nchannels, shape.sampwidth) == (1, 2)
    if not is_plain or not whole or not _rate_fits(shape.framerate):
        raise BadRecording(
            _("This is no recording that can be played. Record it again.")
        )
    if not SHORTEST <= length <= LONGEST:
        raise BadRecording(_("A clip lasts five seconds at most. Record it again."))


def _rate_fits(rate: int) -> bool:
    return _LOWEST_RATE <= rate <= _HIGHEST_RATE
