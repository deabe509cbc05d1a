"""One decorator for compiled functions, and where their machine code is kept."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., object])


def _choose_cache() -> str:
    """Beside the source where that can be written, else in the home of the product.

    Machine code holds that of the functions it calls, from other files, too; numba
    looks at a function's own file only. So the folder is named after all of them.
    """
    here = Path(__file__).parent
    digest = hashlib.sha256()
    for source in sorted(here.glob("*.py")):
        digest.update(source.read_bytes())
    beside = here / "__pycache__"
    if os.access(beside if beside.exists() else here, os.W_OK):
        base = beside
    else:
        home = os.environ.get("SATUPINTU_HOME", "").strip() or "var"
        base = Path(home).resolve() / "compiled"
    return str(base / f"numba-{digest.hexdigest()[:16]}")


# Its attributes are made at run time. NUMBA_CACHE_DIR overrules.
_CONFIG: Any = numba.config
_CONFIG.CACHE_DIR = _CONFIG.CACHE_DIR or _choose_cache()
CACHE = Path(_CONFIG.CACHE_DIR)

# Compiled functions allocate nothing, so that they need not count references to
# arrays ("_nrt"): that would take longer than what they do. A wrapper for a caller
# takes a fifth of the time of compiling: only who is called from Python has one.
_OPTIONS: Any = {
    "cache": True,
    "nogil": True,
    "error_model": "numpy",
    "_nrt": False,
    "no_cfunc_wrapper": True,
}
_INTERNAL: Any = {**_OPTIONS, "no_cpython_wrapper": True}


def jit(function: Function) -> Function:
    """Compile for other compiled functions: on first use, kept on disk."""
    return cast(Function, numba.njit(**_INTERNAL)(function))


def entry(function: Function) -> Function:
    """As `jit`, also for Python, whose lock is not held meanwhile."""
    return cast(Function, numba.njit(**_OPTIONS)(function))
