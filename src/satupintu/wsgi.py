"""The WSGI entry for the web server's processes."""

import os
import signal

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "satupintu.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from satupintu.ops.processes import die_with_parent

if settings.SATUPINTU_SUPERVISED:
    # The server's own processes would outlive it, and keep its port.
    die_with_parent(signal.SIGKILL)

application = get_wsgi_application()
