"""An event loop for a test; the main thread may have one of the browser tests."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor


def play(script: Coroutine[None, None, None]) -> None:
    """Run to the end, in a thread of its own."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, script).result()
