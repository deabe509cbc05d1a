"""From an extract to a network that can be asked: only roads that lead everywhere."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pyroutingkit import CCHTopology

from satupintu.routing.points import EARTH_METRES
from satupintu.routing.travel.roads.network import About, Floats, Network, Nodes
from satupintu.routing.travel.roads.profile import KINDS, MAIN, Profile
from satupintu.routing.travel.roads.reading import NoExtract, Raw, read_extract

_SEEDS = 8
_FAST = len(KINDS[:2])  # nobody lives on motorways and trunk roads


def build(extract: Path, folder: Path, profile: Profile, *, now: datetime) -> About:
    """Read the extract and put network and topology into `folder`, all or nothing.

    Takes a minute or more for a large city. Raises `NoExtract`.
    """
    network = network_of(read_extract(extract, profile), profile, extract.name, now)
    fresh = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    (fresh / "topology").mkdir(parents=True)
    topology = topology_of(network)
    topology.save(str(fresh / "topology"))
    network.save(fresh)
    old = folder.with_name(f"{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    fresh.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
    return network.about


def topology_of(network: Network) -> CCHTopology:
    """The order of nodes in which shortest ways are found; once per network."""
    topology = CCHTopology()
    topology.build(
        np.ascontiguousarray(network.tail),
        np.ascontiguousarray(network.head),
        network.lat.astype(np.float32),
        network.lon.astype(np.float32),
        network.node_count,
    )
    return topology


@dataclass(frozen=True, slots=True)
class _Arcs:
    """Steps between nodes that may be ridden, each with its way."""

    tail: Nodes
    head: Nodes
    way: Nodes

    def only(self, mask: npt.NDArray[np.bool_]) -> _Arcs:
        return _Arcs(self.tail[mask], self.head[mask], self.way[mask])

    @property
    def ends(self) -> Nodes:
        return np.unique(np.concatenate([self.tail, self.head]))


def network_of(raw: Raw, profile: Profile, source: str, now: datetime) -> Network:
    """The network of the ways that can be ridden; the others are kept for the map."""
    lat, lon = raw.places()
    speed = np.array([ride.speed for ride in raw.rides])
    factor = np.array([ride.factor for ride in raw.rides])
    kinds = np.array([KINDS.index(ride.kind) for ride in raw.rides], dtype=np.uint8)
    ridden = _arcs(raw)
    ridden = ridden.only(speed[ridden.way] > 0)
    if not len(ridden.tail):
        raise NoExtract("No road in this extract may be ridden. Check the profile.")
    inside = largest_strong_component(ridden.tail, ridden.head, len(lat))
    arcs = ridden.only(inside[ridden.tail] & inside[ridden.head])
    metres = _lengths(lat, lon, arcs.tail, arcs.head)
    seconds = metres * 3.6 / speed[arcs.way] * factor[arcs.way]
    seconds += profile.signal_s * _marked(list(raw.signals), len(lat))[arcs.head]
    doors = _marked(arcs.only(kinds[arcs.way] >= _FAST).ends, len(lat))
    lost = len(ridden.ends) - len(arcs.ends)
    built = now.isoformat(timespec="minutes")
    return Network(
        lat=lat,
        lon=lon,
        tail=arcs.tail.astype(np.uint32),
        head=arcs.head.astype(np.uint32),
        metres=metres.astype(np.float32),
        seconds=seconds.astype(np.float32),
        way=arcs.way.astype(np.uint32),
        is_main=np.array([kind in MAIN for kind in KINDS])[kinds[arcs.way]],
        way_id=np.array(raw.way_ids, dtype=np.int64),
        way_kind=kinds,
        way_start=np.array(raw.starts, dtype=np.int64),
        way_nodes=np.array(raw.nodes, dtype=np.uint32),
        way_name=np.array(raw.name_of_way, dtype=np.uint32),
        snappable=doors if doors.any() else inside,
        names=tuple(raw.names),
        about=About(source, built, len(lat), len(arcs.tail), len(kinds), lost),
    )


def _marked(nodes: npt.ArrayLike, count: int) -> npt.NDArray[np.bool_]:
    marks = np.zeros(count, dtype=bool)
    marks[np.asarray(nodes, dtype=np.int64)] = True
    return marks


def _arcs(raw: Raw) -> _Arcs:
    """Every step of every way, in each direction that it may be ridden in."""
    nodes, starts = np.array(raw.nodes, dtype=np.int64), np.array(raw.starts)
    way = np.repeat(np.arange(len(raw.rides)), np.diff(starts))
    is_step = way[1:] == way[:-1]
    tail, head, way = nodes[:-1][is_step], nodes[1:][is_step], way[:-1][is_step]
    forward = np.array([ride.is_forward for ride in raw.rides])[way]
    backward = np.array([ride.is_backward for ride in raw.rides])[way]
    return _Arcs(
        np.concatenate([tail[forward], head[backward]]),
        np.concatenate([head[forward], tail[backward]]),
        np.concatenate([way[forward], way[backward]]),
    )


def _lengths(lat: Floats, lon: Floats, tail: Nodes, head: Nodes) -> Floats:
    north = np.radians(lat[head] - lat[tail])
    east = np.radians(lon[head] - lon[tail]) * np.cos(np.radians(lat[tail]))
    lengths: Floats = EARTH_METRES * np.hypot(north, east)
    return lengths


def largest_strong_component(
    tail: Nodes, head: Nodes, count: int
) -> npt.NDArray[np.bool_]:
    """Which nodes can all reach each other: a one-way that leads nowhere is none.

    Looked for from a few nodes spread over the arcs; as soon as one is found that
    holds half of all, it is the largest.
    """
    used = len(np.unique(np.concatenate([tail, head])))
    forward, backward = _index(tail, head, count), _index(head, tail, count)
    best = np.zeros(count, dtype=bool)
    for seed in tail[:: max(1, len(tail) // _SEEDS)]:
        if best[seed]:
            continue
        found = _reach(forward, int(seed)) & _reach(backward, int(seed))
        if found.sum() > best.sum():
            best = found
        if 2 * best.sum() >= used:
            break
    return best


Index = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]


def _index(tail: Nodes, head: Nodes, count: int) -> Index:
    """Where each node's neighbours begin, and the neighbours."""
    order = np.argsort(tail, kind="stable")
    first = np.searchsorted(tail[order], np.arange(count + 1))
    return first, head[order].astype(np.int64)


def _reach(index: Index, seed: int) -> npt.NDArray[np.bool_]:
    """Every node that can be reached, wave by wave."""
    first, heads = index
    seen = np.zeros(len(first) - 1, dtype=bool)
    seen[seed] = True
    wave = np.array([seed])
    while len(wave):
        counts = first[wave + 1] - first[wave]
        skip = np.repeat(first[wave] - np.cumsum(counts) + counts, counts)
        around = heads[skip + np.arange(counts.sum())]
        wave = np.unique(around[~seen[around]])
        seen[wave] = True
    return seen
