"""A payment QR as a picture."""

from io import BytesIO

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

_QUIET = 4  # modules of white around, as ISO/IEC 18004 demands
_SCALE = 10  # pixels a module, sharp when a banking app opens the saved picture


def qr_svg(payload: str, label: str) -> SafeString:
    """Inline SVG of `payload`, read out as `label`; attributes only, no style."""
    rows = list(segno.make_qr(payload, error="m").matrix_iter(border=_QUIET))
    path = "".join(_row(y, bytes(row)) for y, row in enumerate(rows))
    return format_html(
        '<svg class="qr" viewBox="0 0 {size} {size}" role="img" aria-label="{label}"'
        ' shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{size}v{size}H0z"/>'
        '<path d="{path}"/></svg>',
        size=len(rows),
        label=label,
        path=mark_safe(path),  # noqa: S308 (letters and numbers made above)
    )


def qr_png(payload: str) -> bytes:
    """The same QR as a picture to save."""
    picture = BytesIO()
    code = segno.make_qr(payload, error="m")
    code.save(picture, kind="png", scale=_SCALE, border=_QUIET)
    return picture.getvalue()


def _row(y: int, row: bytes) -> str:
    """One path step per run of dark modules."""
    steps = []
    x = 0
    for light_or_dark in _runs(row):
        if light_or_dark[0]:
            steps.append(f"M{x} {y}h{len(light_or_dark)}v1h-{len(light_or_dark)}z")
        x += len(light_or_dark)
    return "".join(steps)


def _runs(row: bytes) -> list[bytes]:
    runs: list[bytes] = []
    start = 0
    for x in range(1, len(row) + 1):
        if x == len(row) or row[x] != row[start]:
            runs.append(row[start:x])
            start = x
    return runs
