"""Virus scanners: the port, and the adapter for ClamAV's daemon."""
