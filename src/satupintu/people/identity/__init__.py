"""Ways for a citizen to prove who they are. Importing this registers them."""

from satupintu.people.identity import code

__all__ = ["code"]
