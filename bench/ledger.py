"""What clients were told, written down before anything else happens.

One JSON object a line. A line is on the disk before the client goes on, so that
the ledger holds every acknowledgement, whatever is killed.
"""

import json
import os
import threading
from pathlib import Path


class Ledger:
    """An append-only file that several threads write to."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="utf-8")
        self._lock = threading.Lock()

    def write(self, kind: str, **values: object) -> None:
        """Add one acknowledgement."""
        with self._lock:
            self._file.write(json.dumps({"kind": kind, **values}) + "\n")
            self._file.flush()
            os.fsync(self._file.fileno())

    def close(self) -> None:
        self._file.close()
