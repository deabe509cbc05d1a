"""Django's backend (`ENGINE`) with a check of health that costs no statement.

Django sends `SELECT 1` before the first query of every request. A server that ends
a connection says so on it, or closes it, and both can be read from then on; a
connection on which nothing has arrived since is as good as one that has answered.
"""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Whoever has something to read is asked as before."""

    def is_usable(self) -> bool:
        link = self.connection
        if link is None or link.closed:
            return False
        poll = select.poll()
        poll.register(link.fileno(), select.POLLIN)
        return not poll.poll(0) or bool(super().is_usable())
