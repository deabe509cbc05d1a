"""The procedure of a published version as a picture and as BPMN, in one language.

A version never changes, so each drawing is made once per process and language.
"""

from __future__ import annotations

import uuid
from typing import Literal

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from satupintu.catalogue.published import Published

Orientation = Literal["wide", "tall"]
_MOST_REMEMBERED = 500
_known: dict[tuple[uuid.UUID, str, str], SafeString] = {}
