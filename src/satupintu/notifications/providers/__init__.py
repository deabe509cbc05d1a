"""Ways out for messages. Importing this registers the ones that come with us."""

from satupintu.notifications.providers import mailbox, smtp

__all__ = ["mailbox", "smtp"]
