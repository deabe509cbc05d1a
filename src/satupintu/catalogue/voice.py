"""The voice of a pack: sound files of the clips that calls are made of.

    PACK/voice/LANGUAGE/CLIP.mp3      also .wav, .ogg

They are published with the pack, into the database: every process has them, and a
backup holds them. A clip without a file is no fault, but said.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from satupintu.catalogue.faults import Fault
from satupintu.catalogue.models import Sound
from satupintu.catalogue.schema import Pack

MAX_BYTES = 400_000
_NAME = re.compile(r"[A-Za-z0-9-]{1,60}")
# How each kind of file begins, and where in it.
_KINDS = {
    ".mp3": ("audio/mpeg", (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")),
    ".wav": ("audio/wav", (b"RIFF",)),
    ".ogg": ("audio/ogg", (b"OggS",)),
}


@dataclass(frozen=True, slots=True)
class SoundFile:
    """A sound as published. `version` changes with its content."""

    version: str
    media_type: str
    content: bytes


def versions() -> dict[tuple[str, str], str]:
    """By language and clip: the version of each published sound."""
    rows = Sound.objects.values_list("language", "name", "digest")
    return {(language, name): digest[:12] for language, name, digest in rows}


def sound(language: str, name: str) -> SoundFile | None:
    """The published sound of a clip, if the pack brought one."""
    row = Sound.objects.filter(language=language, name=name).first()
    if row is None:
        return None
    return SoundFile(row.digest[:12], row.media_type, bytes(row.content))


def check_voice(folder: Path, pack: Pack) -> Iterator[Fault]:
    """Files that are no sounds, and clips without a file."""
    for language, clips in sorted(_clips(pack).items()):
        silent = []
        for name in sorted(clips):
            path = _file(folder, language, name)
            if path is None:
                silent.append(name)
            elif wrong := _wrong(path):
                todo = "Make it again, as MP3, WAV or Ogg of at most a few seconds."
                yield Fault(str(path.relative_to(folder)), 0, wrong, todo)
        if silent:
            sentence = (
                f"{len(silent)} clips have no sound: {', '.join(silent[:8])}"
                f"{', …' if len(silent) > 8 else ''}."
            )
            todo = "Record them, or run scripts/make-voice; until then browsers speak."
            yield Fault(f"voice/{language}", 0, sentence, todo, warning=True)


def keep_voice(folder: Path, pack: Pack) -> None:
    """Publish the sounds in place of those before. For `publish`."""
    known = {(row.language, row.name): row for row in Sound.objects.defer("content")}
    for language, clips in _clips(pack).items():
        for name in clips:
            path = _file(folder, language, name)
            if path is not None:
                _keep(path, language, name, known.pop((language, name), None))
    for row in known.values():
        row.delete()


def _keep(path: Path, language: str, name: str, row: Sound | None) -> None:
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    if row is not None and row.digest == digest:
        return
    row = row or Sound(language=language, name=name)
    row.digest, row.content = digest, content
    row.media_type = _KINDS[path.suffix][0]
    row.save()


def _clips(pack: Pack) -> dict[str, set[str]]:
    clips: dict[str, set[str]] = {}
    for mall in pack.malls:
        for speech in mall.speech:
            clips.setdefault(speech.language, set()).update(speech.clips)
    return clips


def _file(folder: Path, language: str, name: str) -> Path | None:
    if not (_NAME.fullmatch(language) and _NAME.fullmatch(name)):
        return None  # a name is a word, not a way out of the folder
    for suffix in _KINDS:
        path = folder / "voice" / language / f"{name}{suffix}"
        if path.is_file():
            return path
    return None


def _wrong(path: Path) -> str:
    size = path.stat().st_size
    if not 0 < size <= MAX_BYTES:
        return f"This file is empty, or larger than {MAX_BYTES // 1000} kB."
    with path.open("rb") as file:
        begins = file.read(4)
    if not begins.startswith(_KINDS[path.suffix][1]):
        return f"This is no sound of the kind {path.suffix}."
    return ""
