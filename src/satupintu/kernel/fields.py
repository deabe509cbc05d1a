"""Model fields of our own."""

import json
from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    # For the type checker: it holds any JSON, not text.
    _Text = models.Field[Any, Any]
else:
    _Text = models.TextField


class OrderedJSONField(_Text):
    """JSON that keeps the order of its keys, which `jsonb` does not.

    The order of a pack is the author's: steps as they are written, the pack's own
    language first. Kept as text, since nothing is ever looked up inside it.
    """

    def from_db_value(self, value: str | None, *_: object) -> object:
        return None if value is None else json.loads(value)

    def get_prep_value(self, value: object) -> str | None:
        return None if value is None else json.dumps(value, ensure_ascii=False)

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.get_prep_value(self.value_from_object(obj)))

    def to_python(self, value: object) -> object:
        return json.loads(value) if isinstance(value, str) else value
