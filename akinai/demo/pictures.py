"""Pictures for the demo's shop: flat drawings by what a product is, in soft colours; one product, one picture.

Nothing is downloaded and nothing is anybody's: every picture is drawn here.
"""

import hashlib
import io
import math
import random
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image, ImageDraw

LARGE, SMALL = 720, 480  # pixels of a side
FINE = 2  # drawn so many times as large, for smooth edges
HERO = (1600, 640)
Colour = tuple[int, int, int]

GROUNDS: tuple[Colour, ...] = (
    (246, 238, 227), (234, 240, 232), (238, 234, 243), (230, 239, 244), (248, 233, 230), (243, 241, 222),
)  # fmt: skip
# Behind what is white.
DEEPER: tuple[Colour, ...] = ((214, 222, 226), (222, 212, 224), (226, 214, 198), (210, 222, 208))
# Words in a product's name that say its colour.
NAMED: tuple[tuple[str, Colour], ...] = (
    ("レッド", (205, 92, 82)), ("赤", (205, 92, 82)), ("ピンク", (228, 151, 160)), ("ブルー", (105, 145, 186)),
    ("青", (105, 145, 186)), ("グリーン", (124, 163, 121)), ("緑", (124, 163, 121)), ("ホワイト", (250, 247, 240)),
    ("白", (250, 247, 240)), ("アイボリー", (245, 236, 214)), ("ブラック", (84, 82, 88)), ("黒", (84, 82, 88)),
    ("パープル", (154, 132, 178)), ("イエロー", (233, 193, 98)), ("オレンジ", (229, 154, 95)),
    ("ゴールド", (212, 175, 98)), ("シルバー", (178, 184, 190)), ("ナチュラル", (206, 178, 142)),
    ("木製", (198, 164, 122)),    ("ブラウン", (158, 120, 90)),
)  # fmt: skip
SOFT: tuple[Colour, ...] = (
    (210, 118, 100), (226, 160, 120), (231, 190, 110), (139, 170, 133), (120, 158, 178), (146, 140, 184),
    (208, 142, 156), (178, 150, 120),
)  # fmt: skip


def _shade(colour: Colour, by: float) -> Colour:
    """Darker (below 1) or lighter (above)."""
    if by <= 1:
        return tuple(int(part * by) for part in colour)  # type: ignore[return-value]
    return tuple(int(part + (255 - part) * (by - 1)) for part in colour)  # type: ignore[return-value]


@dataclass
class Sheet:
    """A square to draw on, in units of a hundredth of its side."""

    pen: ImageDraw.ImageDraw
    unit: float
    main: Colour
    second: Colour
    left: float = 0.0
    top: float = 0.0

    def _at(self, *points: float) -> list[float]:
        return [(value + (self.top if n % 2 else self.left)) * self.unit for n, value in enumerate(points)]

    def box(self, x: float, y: float, x2: float, y2: float, fill: Colour, round_: float = 0) -> None:
        self.pen.rounded_rectangle(self._at(x, y, x2, y2), round_ * self.unit, fill=fill)

    def oval(self, x: float, y: float, x2: float, y2: float, fill: Colour) -> None:
        self.pen.ellipse(self._at(x, y, x2, y2), fill=fill)

    def shape(self, *points: float, fill: Colour) -> None:
        self.pen.polygon(self._at(*points), fill=fill)

    def line(self, *points: float, fill: Colour, width: float = 1.2) -> None:
        self.pen.line(self._at(*points), fill=fill, width=max(1, int(width * self.unit)), joint="curve")

    def arc(
        self, x: float, y: float, x2: float, y2: float, start: float, end: float, fill: Colour, width: float
    ) -> None:
        self.pen.arc(self._at(x, y, x2, y2), start, end, fill=fill, width=max(1, int(width * self.unit)))

    def dots(self, x: float, y: float, x2: float, y2: float, fill: Colour, size: float = 2.2, step: float = 8) -> None:
        """A pattern of dots inside a box."""
        row = 0
        at = y
        while at <= y2:
            across = x + (step / 2 if row % 2 else 0)
            while across <= x2:
                self.oval(across - size, at - size, across + size, at + size, fill)
                across += step
            at += step * 0.87
            row += 1

    def shadow(self, x: float, x2: float, y: float = 82) -> None:
        """What lies under a thing."""
        self.oval(x, y - 3, x2, y + 3, (214, 206, 196))


WHITE: Colour = (252, 250, 245)
INK: Colour = (92, 84, 80)
WOOD: Colour = (196, 162, 122)
LEAF: Colour = (118, 152, 110)
FLAME: Colour = (243, 190, 92)


def _mug(s: Sheet) -> None:
    s.shadow(24, 78)
    s.arc(60, 40, 84, 66, -95, 95, _shade(s.main, 0.85), 5)
    s.box(26, 30, 68, 82, s.main, 7)
    s.box(26, 52, 68, 60, s.second)
    s.oval(26, 26, 68, 36, _shade(s.main, 1.4))
    s.oval(29, 28, 65, 35, (140, 98, 70))


def _bowl(s: Sheet) -> None:
    s.shadow(24, 76)
    s.pen.pieslice(s._at(16, 14, 84, 82), 0, 180, fill=s.main)
    s.oval(16, 42, 84, 54, _shade(s.main, 1.35))
    s.oval(22, 44, 78, 52, _shade(s.main, 0.9))
    s.box(40, 79, 60, 83, _shade(s.main, 0.8), 2)
    s.dots(28, 60, 72, 66, s.second, 2.4, 9)


def _plate(s: Sheet) -> None:
    s.oval(14, 16, 86, 88, (220, 212, 202))
    s.oval(14, 14, 86, 86, s.main)
    s.oval(26, 26, 74, 74, _shade(s.main, 1.5))
    for n in range(12):
        x, y = 50 + 30 * math.cos(n * math.pi / 6), 50 + 30 * math.sin(n * math.pi / 6)
        s.oval(x - 2.2, y - 2.2, x + 2.2, y + 2.2, s.second)


def _tin(s: Sheet) -> None:
    s.shadow(24, 76)
    s.box(26, 32, 74, 82, s.main, 3)
    s.box(26, 50, 74, 70, WHITE)
    s.line(32, 57, 68, 57, fill=s.second, width=2)
    s.line(36, 63, 64, 63, fill=s.second, width=1.4)
    s.box(24, 24, 76, 36, _shade(s.main, 0.82), 4)


def _jar(s: Sheet) -> None:
    s.shadow(28, 72)
    s.box(30, 30, 70, 82, _shade(s.main, 1.3), 9)
    s.box(30, 46, 70, 82, s.main, 9)
    s.box(34, 52, 66, 72, WHITE, 2)
    s.line(39, 60, 61, 60, fill=INK, width=1.5)
    s.line(42, 65, 58, 65, fill=INK, width=1)
    s.box(28, 20, 72, 33, s.second, 4)


def _candle(s: Sheet) -> None:
    s.shadow(22, 78)
    for x, top in ((26, 46), (44, 30), (62, 54)):
        s.box(x, top, x + 14, 82, s.main if x != 44 else s.second, 3)
        s.line(x + 7, top - 5, x + 7, top, fill=INK, width=0.8)
        s.oval(x + 4, top - 14, x + 10, top - 4, FLAME)


def _lantern(s: Sheet) -> None:
    s.shadow(26, 74)
    s.arc(38, 10, 62, 34, 180, 360, INK, 1.5)
    s.shape(50, 16, 74, 34, 26, 34, fill=_shade(s.main, 0.8))
    s.box(30, 34, 70, 78, _shade(s.main, 1.2), 2)
    s.box(36, 38, 64, 74, (255, 243, 214), 2)
    s.box(45, 56, 55, 74, WHITE, 1)
    s.oval(47, 45, 53, 56, FLAME)
    s.box(26, 77, 74, 83, _shade(s.main, 0.8), 2)


def _tote(s: Sheet) -> None:
    s.shadow(22, 78, 86)
    s.arc(34, 12, 66, 62, 180, 360, _shade(s.main, 0.75), 3.2)
    s.shape(22, 36, 78, 36, 84, 86, 16, 86, fill=s.main)
    s.dots(27, 46, 74, 80, s.second, 2.6, 9.5)
    s.box(22, 35, 78, 40, _shade(s.main, 0.85), 1)


def _umbrella(s: Sheet) -> None:
    s.line(50, 20, 50, 84, fill=WOOD, width=2)
    s.arc(42, 76, 50.8, 90, 0, 180, WOOD, 2)
    s.pen.pieslice(s._at(12, 18, 88, 94), 180, 360, fill=s.main)
    for n in range(4):
        x = 12 + n * 19
        s.oval(x, 51, x + 19, 61, (243, 236, 226))
    s.line(50, 18, 31, 55, fill=_shade(s.main, 0.8), width=0.8)
    s.line(50, 18, 69, 55, fill=_shade(s.main, 0.8), width=0.8)


def _card(s: Sheet) -> None:
    s.shape(22, 30, 70, 20, 80, 72, 32, 82, fill=_shade(s.second, 1.1))
    s.box(24, 28, 76, 80, WHITE, 2)
    s.box(28, 32, 72, 60, s.main, 1)
    s.oval(42, 38, 58, 54, s.second)
    s.line(32, 67, 68, 67, fill=INK, width=1)
    s.line(32, 73, 58, 73, fill=INK, width=1)


def _pencils(s: Sheet) -> None:
    for n, colour in enumerate((s.main, s.second, FLAME, LEAF, _shade(s.main, 0.7))):
        x = 26 + n * 10.5
        s.box(x, 34, x + 7, 84, colour, 1)
        s.shape(x, 34, x + 7, 34, x + 3.5, 22, fill=(238, 214, 178))
        s.shape(x + 2.2, 26.5, x + 4.8, 26.5, x + 3.5, 22, fill=colour)


def _clock(s: Sheet) -> None:
    s.oval(16, 18, 84, 86, (218, 210, 200))
    s.oval(16, 16, 84, 84, s.main)
    s.oval(23, 23, 77, 77, WHITE)
    for n in range(12):
        x, y = 50 + 23 * math.cos(n * math.pi / 6), 50 + 23 * math.sin(n * math.pi / 6)
        s.oval(x - 1.3, y - 1.3, x + 1.3, y + 1.3, INK)
    s.line(50, 50, 38, 42, fill=INK, width=2)
    s.line(50, 50, 60, 34, fill=s.second, width=1.6)


def _frame(s: Sheet) -> None:
    s.box(20, 18, 80, 84, _shade(s.main, 0.9), 3)
    s.box(26, 24, 74, 78, WHITE, 1)
    s.box(31, 29, 69, 73, (213, 226, 230), 1)
    s.shape(31, 73, 48, 48, 58, 62, 63, 56, 69, 64, 69, 73, fill=LEAF)
    s.oval(56, 34, 65, 43, FLAME)


def _house(s: Sheet) -> None:
    s.shadow(22, 78, 84)
    s.box(26, 44, 74, 84, s.main, 1)
    s.shape(20, 46, 50, 18, 80, 46, fill=s.second)
    s.box(44, 60, 56, 84, _shade(s.main, 0.7), 1)
    for x in (31, 60):
        s.box(x, 52, x + 9, 61, (255, 243, 214), 1)


def _heart(s: Sheet) -> None:
    s.line(50, 8, 50, 32, fill=INK, width=0.8)
    s.oval(22, 28, 52, 58, s.main)
    s.oval(48, 28, 78, 58, s.main)
    s.shape(24.5, 52, 75.5, 52, 50, 82, fill=s.main)
    s.box(30, 38, 70, 52, s.main)
    s.dots(34, 42, 66, 62, _shade(s.main, 1.45), 1.9, 9)


def _vase(s: Sheet) -> None:
    s.shadow(34, 66, 86)
    for x, y, colour in ((34, 22, s.second), (50, 14, FLAME), (66, 24, _shade(s.second, 1.3))):
        s.line(50, 52, x, y + 4, fill=LEAF, width=1.2)
        s.oval(x - 7, y - 5, x + 7, y + 9, colour)
        s.oval(x - 2.5, y - 0.5, x + 2.5, y + 4.5, WHITE)
    s.box(42, 46, 58, 54, s.main, 1)
    s.oval(32, 50, 68, 87, s.main)


def _pot(s: Sheet) -> None:
    s.shadow(30, 70, 86)
    for angle in (-50, -25, 0, 25, 50):
        x = 50 + 30 * math.sin(math.radians(angle))
        y = 50 - 34 * math.cos(math.radians(angle))
        s.line(50, 54, x, y, fill=LEAF, width=3)
        s.oval(x - 5, y - 5, x + 5, y + 5, _shade(LEAF, 1.15))
    s.shape(30, 58, 70, 58, 64, 86, 36, 86, fill=s.main)
    s.box(27, 52, 73, 60, _shade(s.main, 0.88), 1)


def _cushion(s: Sheet) -> None:
    s.box(18, 22, 82, 82, _shade(s.main, 0.85), 14)
    s.box(20, 20, 80, 80, s.main, 14)
    for n in range(5):
        s.box(26 + n * 10.5, 20, 30 + n * 10.5, 80, s.second)


def _bunting(s: Sheet) -> None:
    s.arc(-10, -50, 110, 40, 15, 165, INK, 1)
    for n, colour in enumerate((s.main, WHITE, s.second, FLAME, s.main, WHITE)):
        x = 8 + n * 14.5
        y = 40 - abs(n - 2.5) ** 2 * 1.6
        s.shape(x, y, x + 12, y, x + 6, y + 20, fill=colour)
    for x, y, colour in ((26, 74, s.second), (50, 80, s.main), (74, 74, FLAME)):
        s.oval(x - 8, y - 10, x + 8, y + 8, colour)


def _cake(s: Sheet) -> None:
    s.oval(14, 74, 86, 88, (224, 218, 210))
    s.box(24, 46, 76, 80, s.main, 4)
    s.box(24, 42, 76, 56, WHITE, 5)
    for x in (30, 42, 54, 66):
        s.oval(x - 3, 50, x + 5, 62, WHITE)
        s.oval(x - 2, 34, x + 6, 43, (205, 92, 82))


def _chocolate(s: Sheet) -> None:
    s.box(18, 24, 82, 80, s.second, 3)
    s.box(22, 28, 78, 76, WHITE, 2)
    for row in range(3):
        for column in range(4):
            x, y = 25 + column * 13, 31 + row * 14.5
            tone = _shade((122, 84, 62), 1 + 0.12 * ((row + column) % 3))
            s.box(x, y, x + 11, y + 12, tone, 2)


def _bear(s: Sheet) -> None:
    s.shadow(28, 72, 88)
    for x in (30, 58):
        s.oval(x, 16, x + 12, 30, _shade(s.main, 0.85))
    s.oval(30, 48, 70, 88, s.main)
    s.oval(28, 18, 72, 58, s.main)
    s.oval(40, 36, 60, 54, _shade(s.main, 1.45))
    for x in (38, 58):
        s.oval(x, 32, x + 4, 36, INK)
    s.oval(47, 40, 53, 44, INK)
    s.oval(38, 58, 62, 84, _shade(s.main, 1.35))


def _blocks(s: Sheet) -> None:
    s.shadow(18, 82, 84)
    for x, y, colour in ((20, 56, s.main), (50, 56, s.second), (35, 28, FLAME)):
        s.box(x, y, x + 28, y + 28, colour, 3)
        s.oval(x + 8, y + 8, x + 20, y + 20, _shade(colour, 1.45))


def _gift(s: Sheet) -> None:
    s.shadow(20, 80, 84)
    s.box(22, 42, 78, 84, s.main, 2)
    s.box(18, 34, 82, 46, _shade(s.main, 0.88), 2)
    s.box(45, 34, 55, 84, s.second)
    s.oval(30, 18, 51, 35, s.second)
    s.oval(49, 18, 70, 35, s.second)
    s.oval(46, 28, 54, 37, _shade(s.second, 0.85))


Drawing = Callable[[Sheet], None]
# Letters in a product's name → what it is; the first that fits. Else by its category.
BY_NAME: tuple[tuple[tuple[str, ...], Drawing], ...] = (
    (("傘", "パラソル", "アンブレラ"), _umbrella),
    (("時計", "クロック"), _clock),
    (("フレーム", "額", "黒板", "メモボード", "サイン", "プレート サイン"), _frame),
    (("ケーキスタンド", "ケーキ", "スコーン"), _cake),
    (("チョコ", "ショコラ", "バターサンド", "クッキー"), _chocolate),
    (("ボウル", "深皿"), _bowl),
    (("マグ", "カップ", "ティーポット", "ティーセット"), _mug),
    (("皿", "プレート", "トレイ"), _plate),
    (("ジャー", "瓶", "ジャム", "はちみつ", "ボトル"), _jar),
    (("缶", "ボックス", "ケース"), _tin),
    (("ランタン", "ランプ", "ライトホルダー"), _lantern),
    (("キャンドル",), _candle),
    (("ハート",), _heart),
    (("家", "ハウス", "小屋"), _house),
    (("花瓶", "フラワー", "バラ", "ローズ"), _vase),
    (("鉛筆", "ペン", "スティック"), _pencils),
    (("カード", "ノート", "ラッピング", "シール", "ステッカー"), _card),
    (("ガーランド", "バルーン", "パーティー"), _bunting),
    (("クッション", "タオル", "エプロン", "ブランケット", "マット", "湯たんぽ"), _cushion),
    (("バッグ", "ポーチ", "トート", "バスケット", "かご"), _tote),
    (("ブロック", "パズル", "積み木"), _blocks),
    (("ベア", "うさぎ", "人形", "ぬいぐるみ"), _bear),
)
BY_CATEGORY: dict[str, Drawing] = {
    "インテリア": _vase, "ガーデン": _pot, "キッズ": _bear, "キッチン・テーブル": _bowl, "キャンドル・ライト": _candle,
    "セット": _gift, "バッグ": _tote, "パーティー": _bunting, "布もの": _cushion, "文具・カード": _card, "食品": _cake,
}  # fmt: skip


def product(code: str, name: str, category: str, edge: int = SMALL) -> bytes:
    """The picture of a product, as PNG."""
    chance = _chance(code)
    drawing = next((one for words, one in BY_NAME if any(word in name for word in words)), None)
    main = next((colour for word, colour in NAMED if word in name), None) or chance.choice(SOFT)
    second = chance.choice([colour for colour in (*SOFT, WHITE) if colour != main])
    ground = chance.choice(DEEPER if min(main) > 200 else GROUNDS)
    picture = Image.new("RGB", (edge * FINE, edge * FINE), ground)
    pen = ImageDraw.Draw(picture)
    (drawing or BY_CATEGORY.get(category, _gift))(Sheet(pen, edge * FINE / 100, main, second))
    return _written(picture)


def banner(name: str, ground: Colour, things: tuple[str, ...]) -> bytes:
    """A wide picture for the top of the shop: things in a row on a table, the left side free for words; as PNG."""
    width, height = (side * FINE for side in HERO)
    picture = Image.new("RGB", (width, height), ground)
    pen = ImageDraw.Draw(picture)
    for n in range(14):
        chance = _chance(f"{name}{n}")
        x, y, size = chance.randint(0, width), chance.randint(0, height), chance.randint(30, 160)
        pen.ellipse([x - size, y - size, x + size, y + size], fill=_shade(ground, 1.25))
    pen.rectangle([0, int(height * 0.8), width, height], fill=_shade(ground, 0.9))
    unit = height / 100 * 0.58
    for n, category in enumerate(things):
        chance = _chance(f"{name}/{category}")
        main, second = chance.sample(SOFT, 2)
        BY_CATEGORY[category](Sheet(pen, unit, main, second, width / unit * 0.36 + n * 84, 62))
    return _written(picture)


def _chance(seed: str) -> random.Random:
    return random.Random(hashlib.sha256(seed.encode()).digest())


def _written(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.reduce(FINE).save(out, "PNG", compress_level=1)
    return out.getvalue()
