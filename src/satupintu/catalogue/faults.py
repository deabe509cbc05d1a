"""What is wrong with a pack, where, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from satupintu.kernel.errors import Invalid


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing to put right. `file` is relative to the pack's folder.

    A warning does not stop a pack from being published.
    """

    file: str
    line: int
    sentence: str
    todo: str = ""
    warning: bool = False

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.sentence} {self.todo}".rstrip()


class BadPack(Invalid):
    """The pack does not check. `faults` says where and what to do."""

    code = "bad_pack"

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = sorted(faults)
        super().__init__(
            _("The pack has %(count)s faults. Nothing was published."),
            count=len(self.faults),
        )


def errors(faults: Iterable[Fault]) -> list[Fault]:
    """Those that stop a pack."""
    return [fault for fault in faults if not fault.warning]
