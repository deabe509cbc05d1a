"""The scanner port: bytes in, a finding out."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import StrEnum


class Finding(StrEnum):
    CLEAN = "clean"
    INFECTED = "infected"
    UNKNOWN = "unknown"  # the scanner did not answer; nobody may read the file yet


@dataclass(frozen=True, slots=True)
class Verdict:
    """`detail` is the virus's name, or why there is no answer; for the log."""

    finding: Finding
    detail: str = ""


class Scanner(ABC):
    """Looks through a file. Must not raise: no answer is `Finding.UNKNOWN`."""

    @abstractmethod
    def scan(self, data: bytes) -> Verdict:
        """Scan the whole content of one file."""
