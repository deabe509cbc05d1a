"""Work outside requests that is remembered, and ends, as a request does."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.signals import request_finished, request_started


@contextmanager
def as_one_request() -> Iterator[None]:
    """Inside the block, what is remembered for a request is for this work.

    As at a request's ends, a connection that was closed meanwhile is opened anew.
    """
    request_started.send(sender=as_one_request)
    try:
        yield
    finally:
        request_finished.send(sender=as_one_request)
