"""The ASGI entry of the live process, which keeps open pages up to date."""

import os
import resource
import signal
from typing import TYPE_CHECKING

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "satupintu.settings")

import django
from django.conf import settings

from satupintu.ops.processes import die_with_parent

if TYPE_CHECKING:
    from satupintu.live.app import LiveApp

if settings.SATUPINTU_SUPERVISED:
    # The server's own process would outlive it, and keep its port.
    die_with_parent(signal.SIGKILL)


def _application() -> "LiveApp":
    # Each open page is an open file.
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    django.setup()
    from satupintu.live.app import LiveApp

    return LiveApp()


application = _application()
