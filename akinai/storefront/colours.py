"""Colours that can be read: contrast as WCAG 2.2 counts it, and shades derived from what the owner chose."""

from dataclasses import dataclass
from functools import cache

# WCAG 2.2: 1.4.3 text, 1.4.11 borders and controls.
TEXT, CONTROL = 4.5, 3.0


@dataclass(frozen=True)
class Colour:
    """Red, green and blue, each 0 … 255."""

    red: int
    green: int
    blue: int

    @classmethod
    def of(cls, text: str) -> "Colour":
        """From "#rrggbb". Raises ValueError for anything else."""
        if len(text) != 7 or text[0] != "#":
            raise ValueError(text)
        return cls(*(int(text[n : n + 2], 16) for n in (1, 3, 5)))

    def __str__(self) -> str:
        return f"#{self.red:02x}{self.green:02x}{self.blue:02x}"

    @property
    def luminance(self) -> float:
        """Relative luminance, 0 (black) … 1 (white): https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
        r, g, b = (_linear(part / 255) for part in (self.red, self.green, self.blue))
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    def towards(self, other: "Colour", share: float) -> "Colour":
        """This colour with a share (0 … 1) of another mixed in."""
        pairs = zip((self.red, self.green, self.blue), (other.red, other.green, other.blue), strict=True)
        return Colour(*(round(mine + (its - mine) * share) for mine, its in pairs))


BLACK, WHITE = Colour(0, 0, 0), Colour(255, 255, 255)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


@cache
def contrast(one: Colour, other: Colour) -> float:
    """1 (the same) … 21 (black on white)."""
    high, low = sorted((one.luminance, other.luminance), reverse=True)
    return (high + 0.05) / (low + 0.05)


def on(ground: Colour) -> Colour:
    """White or black, whichever is read better on this ground; one of them always has 4.5:1."""
    return max((WHITE, BLACK), key=lambda ink: contrast(ink, ground))


def readable(wanted: Colour, *grounds: Colour, ratio: float = TEXT) -> Colour:
    """The wanted colour, drawn towards black or white only as far as it needs to be read on every ground."""
    goal = max((BLACK, WHITE), key=lambda ink: min(contrast(ink, ground) for ground in grounds))
    for step in range(0, 101, 2):
        tried = wanted.towards(goal, step / 100)
        if all(contrast(tried, ground) >= ratio for ground in grounds):
            return tried
    return goal
