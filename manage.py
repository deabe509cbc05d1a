#!/usr/bin/env python
"""Django's command line, for developers. Operators use `satupintu`."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "satupintu.settings")
    os.environ.setdefault("SATUPINTU_DEMO", "1")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
