"""Translation catalogues without gettext's programs, which few machines have.

    python -m satupintu.ops.messages collect    write new texts into the catalogues
    python -m satupintu.ops.messages check      fail if a text has no translation
    python -m satupintu.ops.messages compile    make the files that Django reads

The texts in the code are English, so `collect` fills `en` with them; whoever wants
other English words writes them there. Every other language waits for a translator.
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib
from babel import Locale
from babel.messages.extract import extract
from babel.plural import to_gettext
from django.utils.translation.template import templatize

from satupintu.kernel.errors import Misconfigured

SOURCE = Path(__file__).resolve().parents[1]
LOCALE = SOURCE / "locale"
LANGUAGES = ("id", "en", "km")
ORIGINAL = "en"
# Languages of which only some pages are offered: those that visitors meet in a mall.
PARTS = {
    "km": (
        "appointments/arrival.py",
        "journeys/arrivals.py",
        "journeys/turns.py",
        "notifications/push.py",
        "people/address.py",
        "queueing/leases.py",
        "queueing/printers/",
        "queueing/opening.py",
        "queueing/remote.py",
        "queueing/status.py",
        "queueing/tickets.py",
        "queueing/opening.py",
        "queueing/visits.py",
        "web/kiosk/",
        "web/visit/",
    )
}
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_PLACEHOLDER = re.compile(r"%\(\w+\)[\d.]*[a-z]|%[sd]|\{\w*\}")


class Text:
    """One text of the source, with all the places where it stands."""

    def __init__(self, msgid: str, plural: str = "", context: str | None = None):
        self.msgid, self.plural, self.context = msgid, plural, context
        self.places: set[str] = set()

    @property
    def key(self) -> tuple[str | None, str]:
        return self.context, self.msgid


def texts() -> dict[tuple[str | None, str], Text]:
    """Every translatable text of code and templates."""
    found: dict[tuple[str | None, str], Text] = {}
    for path in _sources():
        for text in _read(path):
            known = found.setdefault(text.key, text)
            known.plural = known.plural or text.plural
            known.places.add(str(path.relative_to(SOURCE)))
    return found


def collect() -> None:
    """Add new texts to the catalogues and drop those that nothing uses."""
    found = texts()
    for language in LANGUAGES:
        _write(language, _wanted(language, found))


def problems() -> list[str]:
    """What is missing or wrong, one sentence each; empty if all is complete."""
    found = texts()
    return [
        problem
        for language in LANGUAGES
        for problem in _problems(language, _wanted(language, found))
    ]


def _wanted(
    language: str, found: dict[tuple[str | None, str], Text]
) -> dict[tuple[str | None, str], Text]:
    """The texts that the language needs: all, or those of its `PARTS`."""
    parts = PARTS.get(language)
    if parts is None:
        return found
    return {
        key: text
        for key, text in found.items()
        if any(place.startswith(parts) for place in text.places)
    }


def compile_all() -> None:
    """Make `django.mo` beside each catalogue that is newer than its own."""
    for language in LANGUAGES:
        source = _catalogue(language)
        target = source.with_suffix(".mo")
        if not source.exists() or _is_current(target, source):
            continue
        # Complete before it is seen: another process may be reading.
        fresh = target.with_suffix(".mo.new")
        polib.pofile(str(source)).save_as_mofile(str(fresh))
        fresh.rename(target)


def _is_current(target: Path, source: Path) -> bool:
    return target.exists() and target.stat().st_mtime >= source.stat().st_mtime


def _catalogue(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def _sources() -> Iterator[Path]:
    for path in sorted(SOURCE.rglob("*")):
        folders = set(path.relative_to(SOURCE).parts[:-1])
        is_text = path.suffix in {".py", ".html", ".txt"}
        if is_text and not folders & {"tests", "migrations", "static"}:
            yield path


def _read(path: Path) -> Iterator[Text]:
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # Django turns a template into calls of gettext amid filler; a line that
        # begins with blanks would be an indented block to Python.
        pseudo = templatize(source, origin=str(path))
        source = "\n".join(line.strip() for line in pseudo.splitlines())
    buffer = io.BytesIO(source.encode())
    options = {"encoding": "utf-8"}
    for _, message, _, context in extract(
        "python", buffer, keywords=KEYWORDS, options=options
    ):
        msgid, plural = (message, "") if isinstance(message, str) else message[:2]
        if msgid:
            yield Text(msgid, plural, context)


def _write(language: str, found: dict[tuple[str | None, str], Text]) -> None:
    path = _catalogue(language)
    old = polib.pofile(str(path)) if path.exists() else polib.POFile()
    known = {(entry.msgctxt, entry.msgid): entry for entry in old}
    new = polib.POFile(wrapwidth=88)
    new.metadata = {
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": language,
        "Plural-Forms": to_gettext(Locale.parse(language).plural_form),
    }
    # In the order of the texts, so that two people's additions rarely collide.
    for key in sorted(found, key=lambda key: (key[1].lower(), key[1], key[0] or "")):
        new.append(_entry(found[key], known.get(key), language))
    path.parent.mkdir(parents=True, exist_ok=True)
    new.save(str(path))


def _entry(text: Text, old: polib.POEntry | None, language: str) -> polib.POEntry:
    entry = polib.POEntry(
        msgid=text.msgid,
        msgctxt=text.context,
        msgid_plural=text.plural,
        occurrences=[(place, "") for place in sorted(text.places)],
    )
    if not text.plural:
        own_text = text.msgid if language == ORIGINAL else ""
        entry.msgstr = (old.msgstr if old else "") or own_text
        return entry
    # CLDR counts “other” always, and names only the forms beside it.
    forms = range(1 + len(Locale.parse(language).plural_form.rules))
    given = old.msgstr_plural if old else {}
    own = {0: text.msgid, 1: text.plural} if language == ORIGINAL else {}
    entry.msgstr_plural = {n: given.get(n) or own.get(n, "") for n in forms}
    return entry


def _problems(language: str, found: dict[tuple[str | None, str], Text]) -> list[str]:
    path = _catalogue(language)
    if not path.exists():
        return [f"{language}: there is no catalogue. Run `make messages`."]
    entries = {(e.msgctxt, e.msgid): e for e in polib.pofile(str(path))}
    lines = [f"{language}: not collected: {k[1]!r}" for k in found if k not in entries]
    lines += [f"{language}: not used: {k[1]!r}" for k in entries if k not in found]
    for entry in entries.values():
        lines += [f"{language}: {line}" for line in _faults(entry)]
    return lines


def _faults(entry: polib.POEntry) -> Iterator[str]:
    forms = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    if entry.fuzzy or not all(forms):
        yield f"no translation: {entry.msgid!r}"
        return
    allowed = set(_PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
    for form in forms:
        if extra := set(_PLACEHOLDER.findall(form)) - allowed:
            yield f"unknown {', '.join(sorted(extra))} in the text for {entry.msgid!r}"
        missing = set(_PLACEHOLDER.findall(entry.msgid)) - set(
            _PLACEHOLDER.findall(form)
        )
        if missing and not entry.msgid_plural:
            yield f"no {', '.join(sorted(missing))} in the text for {entry.msgid!r}"


def main(command: str) -> int:
    """Run one of the three commands; the exit code."""
    if command == "collect":
        collect()
    if command in {"collect", "compile"}:
        compile_all()
        return 0
    if command != "check":
        raise Misconfigured("Give one of: collect, check, compile.")
    found = problems()
    for problem in found:
        sys.stdout.write(f"{problem}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
