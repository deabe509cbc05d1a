"""Ways out for messages. Importing this registers the ones that come with us."""

from satupintu.notifications.providers import mailbox, smtp, webpush

__all__ = ["mailbox", "smtp", "webpush"]
