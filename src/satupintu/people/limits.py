"""How often a one-time code may be asked for and tried. Pure numbers."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` within `window`, however they are spread."""

    count: int
    window: timedelta


CODE_LIFE = timedelta(minutes=10)
TRIES = 5

# Of one e-mail address or phone number: enough for a slow network, too few to be
# a nuisance (a flood of SMS also costs money).
PER_ADDRESS = (
    Limit(3, timedelta(minutes=15)),
    Limit(10, timedelta(days=1)),
)
# Of one network address: a mall's free network is one address for hundreds.
PER_CLIENT = (
    Limit(60, timedelta(minutes=15)),
    Limit(500, timedelta(days=1)),
)
# Wrong codes from one network address. With a million codes, a guesser who keeps
# to this limit needs about four years of trying for an even chance at one account.
WRONG_PER_CLIENT = Limit(50, timedelta(hours=2))
