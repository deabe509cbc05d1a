"""The typefaces of everything that we draw ourselves: permits and tickets."""

from pathlib import Path

# Noto Sans and Noto Sans Khmer, regular and bold (OFL, see the file beside them).
FONTS = Path(__file__).parent / "fonts"
