"""A file as it came from the applicant."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Upload:
    name: str
    data: bytes
