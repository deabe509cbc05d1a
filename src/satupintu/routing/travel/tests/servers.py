"""Servers that speak as OSRM and Valhalla do, with their limits and their errors."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from satupintu.routing.points import Point, metres_between

Answer = tuple[int, Any]
METRES_A_SECOND = 10
ISLAND = Point(-5.5, 106.6)  # no road leads there


class Server:
    """What a handler answers, and what it was asked."""

    def __init__(self, answer: Callable[[str, dict[str, str], Any], Answer]) -> None:
        self.answer = answer
        self.asked: list[tuple[str, dict[str, str], Any]] = []
        self.broken: bytes | None = None
        self.address = ""


@contextmanager
def serve(answer: Callable[[str, dict[str, str], Any], Answer]) -> Iterator[Server]:
    """A server on a free port of this machine."""
    found = Server(answer)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(None)

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            self._answer(json.loads(self.rfile.read(length)))

        def _answer(self, body: Any) -> None:
            parts = urlsplit(self.path)
            query = {key: value[0] for key, value in parse_qs(parts.query).items()}
            found.asked.append((parts.path, query, body))
            status, data = found.answer(parts.path, query, body)
            text = found.broken or json.dumps(data).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    found.address = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def ride(start: Point, end: Point) -> float | None:
    if ISLAND in (start, end) and start != end:
        return None
    return round(metres_between(start, end) / METRES_A_SECOND, 1)


def far_from_roads(place: Point) -> float:
    return 12.5 if abs(place.lat) > 1 else 700_000.0


def osrm(path: str, query: dict[str, str], _body: Any) -> Answer:
    """osrm-routed: at most 100 places in a table."""
    _, service, version, _profile, line = path.split("/")
    assert version == "v1"
    places = [Point(float(p.split(",")[1]), float(p.split(",")[0]))
              for p in line.split(";")]  # fmt: skip
    if service == "route":
        assert query["geometries"] == "geojson"
        line_ = [[p.lon, p.lat] for p in places]
        return 200, {"code": "Ok", "routes": [{"geometry": {"coordinates": line_}}]}
    if len(places) > 100:
        return 400, {"code": "TooBig", "message": "Too many table coordinates"}
    starts = [places[int(n)] for n in query["sources"].split(";")]
    ends = [places[int(n)] for n in query["destinations"].split(";")]
    return 200, {
        "code": "Ok",
        "durations": [[ride(a, b) for b in ends] for a in starts],
        "sources": [{"distance": far_from_roads(place)} for place in starts],
        "destinations": [{"distance": far_from_roads(place)} for place in ends],
    }


def valhalla(path: str, _query: dict[str, str], body: Any) -> Answer:
    """valhalla_service: at most 2,500 pairs in a table."""
    if body["costing"] != "motor_scooter":
        return 400, {"error_code": 125, "error": "No costing method found"}
    if path == "/route":
        # “_izlhA~rlgdF…” of Google's documentation, with six digits.
        shape = "_izlhA~rlgdF_{geC~ywl@_kwzCn`{nI"
        return 200, {"trip": {"legs": [{"shape": shape}], "status": 0}}
    starts = [Point(p["lat"], p["lon"]) for p in body["sources"]]
    ends = [Point(p["lat"], p["lon"]) for p in body["targets"]]
    if len(starts) * len(ends) > 2500:
        return 400, {"error_code": 154, "error": "Path distance exceeds the max"}
    table = [[ride(a, b) for b in ends] for a in starts]
    return 200, {"sources_to_targets": {"durations": table, "distances": table}}
