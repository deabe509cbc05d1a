"""Every word of the officer's phone, by the name that its scripts know it by.

They are sent with the page, in its language; `{n}` and the like are put in there.
Where a number decides, there are two: `_one` and `_many`.
"""

from satupintu.web.rider import words_day as day, words_door as door


def words() -> dict[str, str]:
    """All of them in the active language."""
    return {
        **day.frame(),
        **day.today(),
        **day.states(),
        **day.stop(),
        **day.door(),
        **door.hands(),
        **door.delivery(),
        **door.problem(),
        **door.advice(),
        **door.form(),
        **door.mistakes(),
        **door.refusals(),
        **day.bag(),
        **day.acts(),
        **day.help_(),
        **door.numbers(),
        **door.more_numbers(),
    }
