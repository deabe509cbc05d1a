"""A YAML file as plain data that remembers the line of every value.

Only the plain part of YAML is read: no tags, no merge keys. Numbers with a
point become `Decimal`, exactly as written; dates stay text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from satupintu.catalogue.faults import Fault

MAX_BYTES = 1_000_000
MAX_VALUES = 100_000
MAX_DEPTH = 30

Path_ = tuple[str | int, ...]
_TAG = "tag:yaml.org,2002:"
_WORDS = {"true": True, "false": False}


@dataclass(slots=True)
class Source:
    """One file: its data, the line of each value, and what was wrong."""

    name: str
    data: object = None
    lines: dict[Path_, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def line(self, path: Path_) -> int:
        """The line of the value at `path`, or of the nearest thing around it."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.lines:
                return self.lines[path[:end]]
        return 1

    def fault(self, path: Path_, sentence: str, todo: str = "") -> Fault:
        """A fault at this place of the file."""
        return Fault(self.name, self.line(path), sentence, todo)


def read(path: Path, name: str) -> Source:
    """Read one YAML file; whatever is wrong with it is in `faults`."""
    source = Source(name)
    text = text_of(path, name, source.faults, limit=MAX_BYTES)
    if text is None:
        return source
    node = _compose(text, source)
    if node is None:
        return source
    source.data = _Reader(source).value(node, ())
    return source


def text_of(path: Path, name: str, faults: list[Fault], *, limit: int) -> str | None:
    """The file's text; None and a fault if it is unreadable, too long, not text."""
    try:
        with path.open("rb") as file:
            raw = file.read(limit + 1)
    except OSError as error:
        why = error.strerror or error
        todo = "Check its permissions, or take it out of the folder."
        faults.append(Fault(name, 0, f"This file cannot be read ({why}).", todo))
        return None
    if len(raw) > limit:
        sentence = f"This file is larger than {limit // 1000} kB."
        todo = "A file of a pack is a few hundred lines of text; check what this is."
        faults.append(Fault(name, 0, sentence, todo))
        return None
    return _decode(raw, name, faults)


def _decode(raw: bytes, name: str, faults: list[Fault]) -> str | None:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        todo = "Save the file again with the encoding UTF-8."
        faults.append(Fault(name, line, "This is not text in UTF-8.", todo))
        return None
    if "\0" not in text:
        return text
    line = text[: text.index("\0")].count("\n") + 1
    todo = "Replace it by a text file."
    faults.append(Fault(name, line, "This is a binary file, not text.", todo))
    return None


def documents_of(text: str) -> list[Node]:
    """The documents of a YAML text as nodes with their places; they stay unchanged.

    Raises what ruamel.yaml raises. Reading a pack is mostly this.
    """
    # The plain reader: no comments are kept, which would cost a fifth more.
    nodes: Iterator[Node] = YAML(typ="safe", pure=True).compose_all(text)
    return list(nodes)


def _compose(text: str, source: Source) -> Node | None:
    try:
        documents = documents_of(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        source.faults.append(_syntax(source.name, line, str(error.problem or error)))
        return None
    except (YAMLError, RecursionError, ValueError) as error:
        source.faults.append(_syntax(source.name, 1, str(error).split("\n")[0]))
        return None
    if len(documents) == 1:
        return documents[0]
    source.faults.append(
        Fault(
            source.name,
            1,
            "The file is empty."
            if not documents
            else "The file holds more than one document.",
            "Write exactly one document, without lines of three dashes.",
        )
    )
    return None


def _syntax(name: str, line: int, problem: str) -> Fault:
    return Fault(
        name,
        line,
        f"This is not valid YAML: {problem.rstrip('.')}.",
        "Look at this line and the one before: indent with spaces, close every "
        "quote and bracket, and put text that holds “: ” or “#” in quotes.",
    )


class _Reader:
    """Turns nodes into plain values and notes their lines."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.count = 0

    def value(self, node: Node, path: Path_) -> object:
        self.count += 1
        if path not in self.source.lines:
            self.source.lines[path] = node.start_mark.line + 1
        if self.count > MAX_VALUES or len(path) > MAX_DEPTH:
            self._too_much(node)
            return None
        if isinstance(node, MappingNode):
            return self._mapping(node, path)
        if isinstance(node, SequenceNode):
            return [
                self.value(child, (*path, index))
                for index, child in enumerate(node.value)
                if self.count <= MAX_VALUES
            ]
        return self._scalar(str(node.value), node)

    def _mapping(self, node: MappingNode, path: Path_) -> dict[str, object]:
        result: dict[str, object] = {}
        for key_node, value_node in node.value:
            key = self._key(key_node)
            if key is None or self.count > MAX_VALUES:
                continue
            line = key_node.start_mark.line + 1
            if key in result:
                self._twice(key, line, self.source.lines[(*path, key)])
                continue
            self.source.lines[(*path, key)] = line
            result[key] = self.value(value_node, (*path, key))
        return result

    def _key(self, node: Node) -> str | None:
        if isinstance(node, ScalarNode) and node.value != "<<":
            return str(node.value)
        self._fault(
            node,
            "This key cannot be read.",
            "Keys are plain words; write out what a merge key (<<) would bring.",
        )
        return None

    def _scalar(self, text: str, node: Node) -> object:
        kind = str(node.tag).removeprefix(_TAG)
        if kind == "null":
            return None
        if kind == "bool" and text.lower() in _WORDS:
            return _WORDS[text.lower()]
        if kind == "int" and text.lstrip("+-").isascii():
            digits = text.lstrip("+-")
            return int(text) if digits.isdigit() and digits == _plain(digits) else text
        if kind == "float":
            return _decimal(text)
        if kind.startswith("!"):
            self._fault(node, f"Tags ({kind}) are not read.", "")
        return text

    def _twice(self, key: str, line: int, first: int) -> None:
        self.source.faults.append(
            Fault(
                self.source.name,
                line,
                f"“{key}” is written twice; the first one is in line {first}.",
                "Keep one of the two.",
            )
        )

    def _too_much(self, node: Node) -> None:
        if any(fault.sentence == _too_much() for fault in self.source.faults):
            return
        self._fault(node, _too_much(), "Split it, and write out what is repeated.")

    def _fault(self, node: Node, sentence: str, todo: str) -> None:
        line = node.start_mark.line + 1
        self.source.faults.append(Fault(self.source.name, line, sentence, todo))


def _too_much() -> str:
    return "The file holds too many values, or lists nested too deeply."


def _plain(digits: str) -> str:
    """Whole numbers keep their text if it says more (a leading zero)."""
    return digits.lstrip("0") or "0"


def _decimal(text: str) -> object:
    try:
        number = Decimal(text.replace("_", ""))
    except ArithmeticError:
        return text
    return number if number.is_finite() else text
