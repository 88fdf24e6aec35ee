"""Fonts of this machine for a PDF: which one has which character, and what none can print.

reportlab sets one character after another from left to right. Scripts that need more (Arabic,
Hebrew, Devanagari …) would come out wrong and still look like text, so they count as not printable:
each such character is written as its number ("[U+05D0]") and the page says so.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path("/Library/Fonts"),
    Path("/System/Library/Fonts/Supplemental"),
)
# (regular, bold), the first found is the body font. DejaVu: Latin, Greek, Cyrillic, signs. The
# others: Chinese, Japanese, Korean; TrueType outlines, the only kind that reportlab embeds.
_TEXT_FONTS = (
    ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
    ("LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf"),
    ("Arial Unicode.ttf", "Arial Unicode.ttf"),
    ("Vera.ttf", "VeraBd.ttf"),  # comes with reportlab: Latin only, but always there
)
_MORE_FONTS = ("DroidSansFallbackFull.ttf", "DroidSansFallback.ttf", "Arial Unicode.ttf")
PACKAGES = "fonts-dejavu-core and fonts-droid-fallback"
"""Debian packages with fonts that cover what people write in reports."""


@dataclass(frozen=True, slots=True)
class Font:
    """name: as registered with reportlab. glyphs: code points it has."""

    name: str
    glyphs: frozenset[int]


@dataclass(frozen=True, slots=True)
class FontChain:
    """fonts: regular, in order of preference; bold: of the first one."""

    fonts: tuple[Font, ...]
    bold: Font

    def runs(self, text: str, bold: bool = False) -> Iterator[tuple[str, str]]:
        """(font name, text) pieces that make up the text; a character that no font has, or that
        cannot be set, as "[U+....]"."""
        chain = (self.bold, *self.fonts) if bold else self.fonts
        current, piece = chain[0].name, ""
        for char in text:
            font = self._font(char, chain)
            name, shown = (font.name, char) if font else (chain[0].name, _number(char))
            if name != current and piece:
                yield current, piece
                piece = ""
            current = name
            piece += shown
        if piece:
            yield current, piece

    def unprintable(self, text: str) -> int:
        """How many characters are written as their number."""
        return sum(self._font(char, self.fonts) is None for char in text)

    @staticmethod
    def _font(char: str, chain: Sequence[Font]) -> Font | None:
        code = ord(char)
        if code > 126 and _needs_shaping(char):
            return None
        return next((font for font in chain if code in font.glyphs), None)


def font_chain(folders: Sequence[Path] = FOLDERS) -> FontChain:
    """Fonts found in the folders, registered with reportlab (which keeps one table for the whole
    process; a name is registered once)."""
    from reportlab import __file__ as reportlab

    files = _files([*folders, Path(reportlab).parent / "fonts"])
    regular, bold = next(pair for pair in _TEXT_FONTS if pair[0] in files and pair[1] in files)
    more = [name for name in _MORE_FONTS if name in files and name != regular]
    fonts = tuple(_registered(files[name]) for name in (regular, *more))
    return FontChain(fonts, _registered(files[bold]))


def _files(folders: Sequence[Path]) -> dict[str, Path]:
    wanted = {name for pair in _TEXT_FONTS for name in pair} | set(_MORE_FONTS)
    return {
        path.name: path
        for folder in reversed(folders)
        if folder.is_dir()
        for path in sorted(folder.rglob("*.ttf"))
        if path.name in wanted
    }


def _registered(path: Path) -> Font:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    name = f"medvoice:{path}"
    if name not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(name, str(path)))
    face: Any = pdfmetrics.getFont(name).face
    return Font(name, frozenset(face.charToGlyph))


def _needs_shaping(char: str) -> bool:
    """Right to left, or a mark that combines with its neighbours outside Latin, Greek, Cyrillic."""
    if unicodedata.bidirectional(char) in ("R", "AL", "RLE", "RLO", "RLI", "AN"):
        return True
    # Devanagari to Khmer: marks, conjuncts and vowels that move.
    return 0x0900 <= ord(char) <= 0x109F or 0x1780 <= ord(char) <= 0x17FF


def _number(char: str) -> str:
    return f"[U+{ord(char):04X}]"
