"""The demonstration: a published pack, people who can sign in, cases under way.

Everything goes through the same doors as real use, with times in the past. The
people and cases are data of the pack (`demo/demo.yaml`).
"""

from satupintu.demo.logins import logins
from satupintu.demo.seed import seed

__all__ = ["logins", "seed"]
