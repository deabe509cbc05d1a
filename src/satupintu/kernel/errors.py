"""The error tree: what can go wrong on purpose.

    SatupintuError
    ├── Refused            the action is not possible now; nothing was changed
    │   ├── NotAllowed     this actor may not do it
    │   ├── NotFound       it does not exist, or not for this actor
    │   ├── Conflict       somebody was first; look again
    │   └── Invalid        what was given is wrong; `fields` says where
    └── Misconfigured      an operator must act; the process does not start

Every error carries a sentence that a person understands. Modules subclass the
four in the middle beside the function that raises them.
"""

from collections.abc import Mapping

from django.utils import translation
from django.utils.functional import Promise

Sentence = str | Promise


class SatupintuError(Exception):
    """Base of all expected errors."""

    code = "error"
    status = 400

    def __init__(self, sentence: Sentence, **params: object) -> None:
        super().__init__(sentence)
        self._sentence = sentence
        self.params = params

    @property
    def sentence(self) -> str:
        """The sentence in the language active when it is asked for."""
        text = str(self._sentence)
        return text % self.params if self.params else text

    @property
    def plain(self) -> tuple[str, dict[str, str | int | float]]:
        """The sentence before it is translated, and what is put into it: to be kept
        and said later, in the language of whoever reads it then."""
        with translation.override(None):
            params = {
                name: value if isinstance(value, int | float) else str(value)
                for name, value in self.params.items()
            }
            return str(self._sentence), params

    def __str__(self) -> str:
        return self.sentence


class Refused(SatupintuError):
    """The action is not possible now; nothing was changed."""

    code = "refused"
    status = 409


class NotAllowed(Refused):
    """This actor may not do it."""

    code = "not_allowed"
    status = 403


class NotFound(Refused):
    """It does not exist, or this actor may not know that it does."""

    code = "not_found"
    status = 404


class Conflict(Refused):
    """Somebody was first; the actor has to look again."""

    code = "conflict"
    status = 409


class Invalid(Refused):
    """What was given is wrong. `fields` maps a field's name to its sentence."""

    code = "invalid"
    status = 422

    def __init__(
        self,
        sentence: Sentence,
        *,
        fields: Mapping[str, Sentence] | None = None,
        **params: object,
    ) -> None:
        super().__init__(sentence, **params)
        self.fields: dict[str, Sentence] = dict(fields or {})


class Misconfigured(SatupintuError):
    """A setting, a pack or a key is missing or wrong; an operator must act."""

    code = "misconfigured"
    status = 500
