"""The roads as arrays: nodes, arcs between them, and the ways that they are part of."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from satupintu.kernel.errors import Misconfigured

VERSION = 1

Ints = npt.NDArray[np.int64]
Nodes = npt.NDArray[np.uint32]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class About:
    """Where a network is from; `built` is a local date and time in ISO form."""

    source: str
    built: str
    nodes: int
    arcs: int
    ways: int
    left_out: int  # nodes that cannot be reached from, or cannot reach, the rest
    version: int = VERSION
    credit: str = "© OpenStreetMap contributors"


@dataclass(frozen=True, eq=False)
class Network:
    """n nodes, m arcs (one for each direction that may be ridden), w ways.

    `way_nodes[way_start[k]:way_start[k + 1]]` are the nodes of way k, also those of
    ways that only the map shows; `names` are read by `way_name`, 0 being none.
    """

    lat: Floats  # n, degrees
    lon: Floats
    tail: Nodes  # m
    head: Nodes
    metres: npt.NDArray[np.float32]
    seconds: npt.NDArray[np.float32]  # without traffic, of a usual hour
    way: Nodes  # m: number of the way
    is_main: npt.NDArray[np.bool_]  # m: feels the traffic in full
    way_id: Ints  # w, as in OpenStreetMap
    way_kind: npt.NDArray[np.uint8]
    way_start: Ints  # w + 1
    way_nodes: Nodes
    way_name: Nodes
    snappable: npt.NDArray[np.bool_]  # n: a door may be at it
    names: tuple[str, ...]
    about: About

    @property
    def node_count(self) -> int:
        return len(self.lat)

    def save(self, folder: Path) -> None:
        """Write everything into an existing, empty folder."""
        for name in _arrays():
            np.save(folder / f"{name}.npy", getattr(self, name))
        (folder / "names.json").write_text(json.dumps(self.names, ensure_ascii=False))
        (folder / "about.json").write_text(json.dumps(asdict(self.about), indent=1))

    @classmethod
    def load(cls, folder: Path) -> Network:
        """What `save` wrote; pages of it are read when they are used.

        Raises `Misconfigured`.
        """
        try:
            about = About(**json.loads((folder / "about.json").read_text()))
            if about.version != VERSION:
                raise _again(folder)
            arrays: dict[str, Any] = {
                name: np.load(folder / f"{name}.npy", mmap_mode="r")
                for name in _arrays()
            }
            names = tuple(json.loads((folder / "names.json").read_text()))
        except (OSError, ValueError, TypeError):
            raise _again(folder) from None
        return cls(**arrays, names=names, about=about)


def _arrays() -> list[str]:
    return [f.name for f in fields(Network) if f.name not in ("names", "about")]


def _again(folder: Path) -> Misconfigured:
    return Misconfigured(
        f"The roads in {folder} cannot be read, or are of another release. Build them"
        " again: satupintu roads build EXTRACT.osm.pbf"
    )
