from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from satupintu.queueing.tests.hall import Scene


@dataclass
class Desk:
    """A member of staff in the control room: short ways to its pages."""

    scene: Scene
    client: Client
    clock: Any

    def page(self, path: str, status: int = 200) -> str:
        answer = self.client.get(self._at(path))
        assert answer.status_code == status, answer.content
        return str(answer.content.decode())

    def post(self, path: str, status: int = 302, /, **given: str) -> str:
        """Send a form; what follows it, or what is shown again."""
        answer = self.client.post(self._at(path), given)
        assert answer.status_code == status, answer.content
        if status == 302:
            answer = self.client.get(answer["Location"])
        return str(answer.content.decode())

    def other(self, who: str) -> Desk:
        """The same hall, seen by somebody else."""
        return Desk(self.scene, self.scene.mall.client(who), self.clock)

    def _at(self, path: str) -> str:
        return f"/en/hall/rasuna-said/{path}"


@pytest.fixture
def desk(mall: Any, at_now: Any) -> Desk:
    """Putri, who manages the mall, at ten o'clock; Rini sits at counter 1."""
    from satupintu.queueing.tests.hall import Scene

    scene = Scene(mall, at_now.now)
    scene.sit(mall.rini, "loket1", "izin-usaha", "bangunan-reklame")
    return Desk(scene, mall.client("putri"), at_now)
