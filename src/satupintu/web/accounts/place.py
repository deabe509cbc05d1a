"""What the pages of this part need to know of the place."""

from satupintu.web.context import current_pack


def country() -> str:
    """The ISO code whose national phone numbers are meant; "" without a pack."""
    pack = current_pack()
    return pack.country if pack else ""
