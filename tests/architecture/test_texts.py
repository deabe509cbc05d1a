"""Every word that a person reads can be translated, and is."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from satupintu.ops import messages

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "satupintu"
# Names and keys of the keyboard, the same in every language.
NAMES = re.compile(r"\b(?:Satupintu|Bank Demo|BPMN|JSON|PDF|QR|Ctrl|Enter|kB|MB)\b")
SPOKEN = {"alt", "aria-label", "placeholder", "title", "aria-description"}
# Modules whose sentences reach citizens and officers. What authors of packs and
# operators read (checks of a pack, commands, settings) is English by decision.
FOR_PEOPLE = (
    "appointments",
    "cases",
    "documents",
    "journeys",
    "payments",
    "people",
    "permits",
    "queueing",
    "web",
)
# Errors of the program, of its settings, and of a pack's template or number.
FOR_OPERATORS = {
    "BadKey",
    "BadNumberPattern",
    "BadSpan",
    "BadTemplate",
    "ExceptionGroup",
    "Forged",
    "Misconfigured",
    "NoSuchProvider",
    "NotBefore",
    "NoValidity",
    "RuntimeError",
    "SigningRefused",
    "SigningUnavailable",
    "ValueError",
}
GETTEXT = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}

# Blocks and pieces may hold nothing but attributes of an outer template's element.
_ATTRIBUTE = re.compile(r'\b[\w-]+="[^"]*"')
_WORD = re.compile(r"[^\W\d_]{2,}")
_TRANSLATED = re.compile(
    r"{%\s*(blocktranslate|blocktrans|comment)\b.*?{%\s*end\1\s*%}", re.DOTALL
)
_TAG = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)


class _Page(HTMLParser):
    """Collects what a browser would show or read aloud."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[tuple[int, str]] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in ("script", "style")
        for name, value in attrs:
            if name in SPOKEN:
                self.said.append((self.getpos()[0], value or ""))

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.said.append((self.getpos()[0], data))


def _without_tags(source: str) -> str:
    # Lines stay where they are, so that a report can name them.
    def blank(match: re.Match[str]) -> str:
        return " " + "\n" * match[0].count("\n")

    return _TAG.sub(blank, _TRANSLATED.sub(blank, source))


def _raw_words(source: str) -> Iterator[tuple[int, str]]:
    page = _Page()
    page.feed(_without_tags(source))
    for line, text in page.said:
        for word in _WORD.findall(NAMES.sub("", _ATTRIBUTE.sub("", text))):
            yield line, word


def _templates() -> Iterator[Path]:
    return (path for path in sorted(SOURCE.rglob("templates/**/*.html")))


def _modules(*folders: str) -> Iterator[Path]:
    for folder in folders:
        for path in sorted((SOURCE / folder).rglob("*.py")):
            if not {"tests", "migrations"} & set(path.parts):
                yield path


def _name_of(call: ast.Call) -> str:
    return getattr(call.func, "id", "") or getattr(call.func, "attr", "")


def _is_spoken(node: ast.expr) -> bool:
    """An English sentence or a piece of one: words with a space between."""
    if isinstance(node, ast.JoinedStr):
        return any(_is_spoken(part) for part in node.values)
    return (
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and bool(re.search(r"[a-z]{2,} [a-z]{2,}", node.value))
    )


def test_templates_hold_no_words_outside_translations() -> None:
    found = [
        f"{path.relative_to(SOURCE)}:{line}: {word}"
        for path in _templates()
        for line, word in _raw_words(path.read_text(encoding="utf-8"))
    ]
    assert not found


def test_the_search_for_raw_words_finds_them() -> None:
    source = (
        '{% load i18n %}<p title="Danger">{% translate "Good" %} Bad {{ name }}</p>'
        "{% blocktranslate %}Fine{% endblocktranslate %}<script>var quiet</script>"
    )
    assert [word for _, word in _raw_words(source)] == ["Danger", "Bad"]


def test_gettext_is_given_whole_literal_texts() -> None:
    found = [
        f"{path.relative_to(SOURCE)}:{node.lineno}"
        for path in _modules(".")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and _name_of(node) in GETTEXT
        and not isinstance(node.args[0], ast.Constant)
    ]
    assert not found


def test_errors_for_people_are_translated() -> None:
    found = [
        f"{path.relative_to(SOURCE)}:{node.lineno}"
        for path in _modules(*FOR_PEOPLE)
        if path.name != "cli.py"  # operators read English
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Raise)
        and isinstance(node.exc, ast.Call)
        and _name_of(node.exc) not in FOR_OPERATORS
        and any(_is_spoken(argument) for argument in node.exc.args)
    ]
    assert not found


def test_catalogues_are_complete() -> None:
    assert not messages.problems()
