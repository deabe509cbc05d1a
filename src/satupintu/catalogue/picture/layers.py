"""Where things stand: arrows that matter, columns, rows, and branches.

Works on plain graphs: a mapping from a name to the names that it needs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from satupintu.catalogue.procedure import depths

Needs = Mapping[str, Sequence[str]]

_SWEEPS = 8


@dataclass(frozen=True, slots=True)
class Layers:
    """A graph in columns. Arrows go from one column to the next only.

    An arrow that passes a column has a point there, named `source>column`, which
    is shared by all arrows of that source. `y` are centres; the highest box's top
    is at 0.
    """

    columns: list[list[str]]
    y: dict[str, float]
    arrows: list[tuple[str, str]]


def is_point(name: str) -> bool:
    """Whether this is a bend of an arrow and no box."""
    return ">" in name


def origin(name: str) -> str:
    """The box from which an arrow through this point comes; a box is its own."""
    return name.partition(">")[0]


def reduced(needs: Needs) -> dict[str, list[str]]:
    """Without arrows that say nothing new: a -> c where a -> b -> c."""
    above = _ancestors(needs)
    return {
        name: [n for n in direct if not any(n in above[other] for other in direct)]
        for name, direct in needs.items()
    }


def layered(needs: Needs, *, height: float, gap: float) -> Layers:
    """Columns by depth, rows so that arrows are as straight as they can be."""
    needs = reduced(needs)
    depth = depths(needs)
    columns: list[list[str]] = [[] for _ in range(max(depth.values(), default=-1) + 1)]
    for name in needs:
        columns[depth[name]].append(name)
    arrows: dict[tuple[str, str], None] = {}
    for name in needs:
        for need in needs[name]:
            here = need
            for column in range(depth[need] + 1, depth[name]):
                point = f"{need}>{column}"
                if point not in columns[column]:
                    columns[column].append(point)
                arrows[here, point] = None
                here = point
            arrows[here, name] = None
    _sort_rows(columns, list(arrows))
    y = _rows(columns, list(arrows), height, gap)
    return Layers(columns, y, list(arrows))


def stages(needs: Needs) -> list[list[list[str]]]:
    """One after the other: stages of branches that run at the same time.

    A stage ends where everything after it waits for everything in it. A branch
    is a chain of names, each waiting for the one before. Where branches are tied
    to each other, the stage is cut by depth instead: that shows some steps later
    than they may begin, never earlier.
    """
    needs = reduced(needs)
    above = _ancestors(needs)
    depth = depths(needs)
    names = sorted(needs, key=lambda name: depth[name])
    found: list[list[str]] = [[]]
    for index, name in enumerate(names):
        before = set(names[:index])
        if found[-1] and all(before <= above[later] for later in names[index:]):
            found.append([])
        found[-1].append(name)
    return [part for stage in found if stage for part in _cut(stage, needs, depth)]


def _cut(
    names: list[str], needs: Needs, depth: Mapping[str, int]
) -> list[list[list[str]]]:
    branches = _branches(names, needs)
    if all(_is_chain(branch, needs) for branch in branches):
        return [branches]
    levels = sorted({depth[name] for name in names})
    return [[[n] for n in names if depth[n] == level] for level in levels]


def _is_chain(branch: list[str], needs: Needs) -> bool:
    return all(
        set(needs[name]) & set(branch) == {above} for above, name in pairwise(branch)
    )


def _branches(names: list[str], needs: Needs) -> list[list[str]]:
    """Connected parts of a stage, in the order of their first names."""
    parts: list[list[str]] = []
    for name in names:
        joined = [part for part in parts if set(part) & set(needs[name])]
        merged = [n for part in joined for n in part] + [name]
        at = parts.index(joined[0]) if joined else len(parts)
        parts = [part for part in parts if part not in joined]
        parts.insert(at, merged)
    return [sorted(part, key=names.index) for part in parts]


def _ancestors(needs: Needs) -> dict[str, set[str]]:
    depth = depths(needs)
    above: dict[str, set[str]] = {}
    for name in sorted(needs, key=lambda name: depth[name]):
        known = [need for need in needs[name] if need in needs]
        above[name] = set(known).union(*(above[need] for need in known))
    return above


def _sort_rows(columns: list[list[str]], arrows: list[tuple[str, str]]) -> None:
    """Order each column by the mean row of its neighbours, to and fro."""
    for sweep in range(_SWEEPS):
        forward = sweep % 2 == 0
        walk = columns if forward else columns[::-1]
        for fixed, column in pairwise(walk):
            rank = {name: index / len(fixed) for index, name in enumerate(fixed)}
            own = {name: index / len(column) for index, name in enumerate(column)}
            pull = {
                name: _mean([rank[n] for n in _near(name, arrows, forward)], own[name])
                for name in column
            }
            column.sort(key=lambda name: pull[name])


def _rows(
    columns: list[list[str]],
    arrows: list[tuple[str, str]],
    height: float,
    gap: float,
) -> dict[str, float]:
    """Centres: each near the mean of its neighbours, none over another."""
    y: dict[str, float] = {}
    apart = {
        id(column): [_apart(a, b, height, gap) for a, b in pairwise(column)]
        for column in columns
    }
    for column in columns:
        start = -sum(apart[id(column)]) / 2
        for index, name in enumerate(column):
            y[name] = start + sum(apart[id(column)][:index])
    for sweep in range(_SWEEPS):
        for column in columns if sweep % 2 else columns[::-1]:
            wish = [
                _mean(
                    [y[n] for way in (True, False) for n in _near(name, arrows, way)],
                    y[name],
                )
                for name in column
            ]
            placed = _spread(wish, apart[id(column)])
            y.update(zip(column, placed, strict=True))
    top = min(y.values(), default=0.0) - height / 2
    return {name: round(value - top) for name, value in y.items()}


def _apart(a: str, b: str, height: float, gap: float) -> float:
    half = height / 2
    return (0 if is_point(a) else half) + gap + (0 if is_point(b) else half)


def _spread(wish: list[float], apart: list[float]) -> list[float]:
    """Nearest to the wishes with the given distances (pool adjacent violators)."""
    offsets = [sum(apart[:index]) for index in range(len(wish))]
    pools: list[list[float]] = []
    for value, offset in zip(wish, offsets, strict=True):
        pools.append([value - offset])
        while len(pools) > 1 and _mean(pools[-2], 0) > _mean(pools[-1], 0):
            last = pools.pop()
            pools[-1] += last
    means = [_mean(pool, 0) for pool in pools for _ in pool]
    return [mean + offset for mean, offset in zip(means, offsets, strict=True)]


def _near(name: str, arrows: list[tuple[str, str]], before: bool) -> list[str]:
    if before:
        return [a for a, b in arrows if b == name]
    return [b for a, b in arrows if a == name]


def _mean(values: list[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise
