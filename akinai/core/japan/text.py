"""Japanese text: one form to compare and search by, and what a carrier's label can hold.

Encodings: B2クラウド and most mall files are CP932 (Windows-31J). CP932 holds more than JIS level 1 and 2: 髙, 﨑, ①,
㈱ are NEC and IBM extensions, which carriers refuse. Hence two questions: ``cp932_problems`` and ``jis12_problems``.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from unicodedata import combining, normalize

import jaconv
from django.utils.translation import gettext as _


def _pairs_of(table: str) -> dict[str, str]:
    return {pair[0]: pair[1] for pair in table.split()}


# Variant outside JIS level 1-2 → the level 1-2 form that Japanese offices write in its place.
_VARIANTS = _pairs_of(
    "䑓臺 俠侠 俱倶 兊兌 兤晃 內内 冝宜 凞煕 剝剥 卽即 吞呑 噓嘘 塡填 增増 姸妍 寬寛 屛屏 幷并 德徳 戶戸 "
    "摑掴 攢攅 敎教 曻昇 杮柿 栁柳 桒桑 槗橋 橫横 步歩 每毎 淸清 溫温 濵浜 瀆涜 瀨瀬 焰焔 產産 瘦痩 硏研 "
    "禱祷 簞箪 絕絶 綠緑 緖緒 繡繍 繫繋 羡羨 萊莱 蔣蒋 虛虚 蟬蝉 蠟蝋 說説 賴頼 軀躯 郞郎 鄕郷 醬醤 醱醗 "
    "錄録 閒間 靑青 頰頬 顚顛 驒騨 髙高 鷗鴎 麴麹 麵麺 黃黄 黑黒 﨑崎 𠮷吉 𣘺橋"
)

# Old forms that are level 1-2 themselves: kept on labels (a name is a name), made one only to compare and search.
_OLD_FORMS = _pairs_of(
    "亙亘 亞亜 佛仏 來来 假仮 傳伝 價価 兒児 兩両 冨富 凜凛 劍剣 勞労 勳勲 勵励 區区 參参 單単 國国 圓円 "
    "圖図 團団 埜野 堯尭 壘塁 壽寿 奧奥 學学 實実 寳宝 寶宝 屬属 峯峰 峽峡 嵜崎 嶋島 嶌島 嶽岳 廣広 廳庁 "
    "彌弥 惠恵 惡悪 慘惨 應応 戀恋 拜拝 搖揺 擔担 斉斎 斷断 晝昼 曉暁 曾曽 會会 條条 榮栄 槇槙 樂楽 樓楼 "
    "檜桧 櫻桜 氣気 淵渕 溪渓 滯滞 滿満 澁渋 澤沢 濤涛 濱浜 瀧滝 灣湾 燒焼 爐炉 爲為 狹狭 瑤瑶 當当 發発 "
    "眞真 礒磯 祗祇 祿禄 禪禅 禮礼 竈竃 籠篭 縣県 總総 繩縄 續続 缺欠 聲声 臺台 與与 舊旧 舘館 萬万 蕋蕊 "
    "薗園 藏蔵 藝芸 藥薬 藪薮 蘆芦 號号 蠶蚕 衞衛 覽覧 謠謡 譯訳 讀読 變変 豐豊 豫予 躰体 輕軽 辨弁 遙遥 "
    "邉辺 邊辺 邨村 鎭鎮 鐵鉄 關関 險険 雙双 靈霊 靜静 靱靭 顏顔 餘余 餠餅 驛駅 鷄鶏 鹽塩 麥麦 默黙 點点 "
    "黨党 齊斎 齋斎 齎斎 龍竜 龜亀"
)

_SIGNS = {
    "\u00a0": " ", "\u2002": " ", "\u2003": " ", "\u2009": " ", "\u202f": " ",
    "\u200b": "", "\u200c": "", "\u200d": "", "\u2060": "", "\ufeff": "", "\u00ad": "",
    "\u301c": "～", "\u2212": "－", "\u2013": "-", "\u2014": "―", "\u2011": "-", "\u2012": "-", "\u2500": "─",
    "\u2016": "∥", "¢": "￠", "£": "￡", "¬": "￢", "¥": "￥", "¦": "｜", "•": "・", "·": "・", "…": "…",
    "①": "(1)", "②": "(2)", "③": "(3)", "④": "(4)", "⑤": "(5)", "⑥": "(6)", "⑦": "(7)", "⑧": "(8)", "⑨": "(9)",
    "⑩": "(10)", "⑪": "(11)", "⑫": "(12)", "⑬": "(13)", "⑭": "(14)", "⑮": "(15)", "⑯": "(16)", "⑰": "(17)",
    "⑱": "(18)", "⑲": "(19)", "⑳": "(20)",
    "㈱": "(株)", "㈲": "(有)", "㈹": "(代)", "№": "No.", "℡": "TEL", "㏍": "K.K.",
    "Ⅰ": "I", "Ⅱ": "II", "Ⅲ": "III", "Ⅳ": "IV", "Ⅴ": "V", "Ⅵ": "VI", "Ⅶ": "VII", "Ⅷ": "VIII", "Ⅸ": "IX", "Ⅹ": "X",
    "ⅰ": "i", "ⅱ": "ii", "ⅲ": "iii", "ⅳ": "iv", "ⅴ": "v", "ⅵ": "vi", "ⅶ": "vii", "ⅷ": "viii", "ⅸ": "ix", "ⅹ": "x",
    "㎜": "mm", "㎝": "cm", "㎞": "km", "㎎": "mg", "㎏": "kg", "㏄": "cc", "㎡": "m2", "㍑": "リットル", "㌔": "キロ",
    "㌢": "センチ", "㍍": "メートル", "㌘": "グラム", "㌧": "トン", "㌃": "アール", "㍻": "平成", "㍼": "昭和",
    "㍽": "大正", "㍾": "明治", "〝": "“", "〟": "”", "㊤": "(上)", "㊥": "(中)", "㊦": "(下)",
    "㊧": "(左)", "㊨": "(右)", "ゔ": "ヴ",
}  # fmt: skip

_SELECTORS = dict.fromkeys([*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)], "")
_COMPATIBILITY = {
    code: normalize("NFKC", chr(code)) for code in range(0xF900, 0xFB00) if normalize("NFKC", chr(code)) != chr(code)
}
_LABEL = str.maketrans(
    {**{chr(code): text for code, text in (_COMPATIBILITY | _SELECTORS).items()}, **_SIGNS, **_VARIANTS}
)
_HIRAGANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}
_FORMS = {ord(a): ord(_OLD_FORMS.get(b, b)) for a, b in (_OLD_FORMS | _VARIANTS).items()}
_FOLD = _FORMS | _HIRAGANA | {ord("ヽ"): ord("ゝ"), ord("ヾ"): ord("ゞ")} | dict.fromkeys(_SELECTORS, "")
_HYPHENS = r"\-‐‑‒–—―−－"
_DROPPED = re.compile(rf"[\s{_HYPHENS}]+|(?<=[0-9])ー(?=[0-9])")


def fold(text: str) -> str:
    """Width, case, kana and old kanji forms made one (ﾔﾏﾀﾞ, ヤマダ → やまだ; 髙澤 → 高沢); spaces and marks stay."""
    return normalize("NFKC", text).lower().translate(_FOLD)


def normalise(text: str) -> str:
    """``fold`` without spaces and hyphens: two texts are the same to a person if this is equal."""
    return _DROPPED.sub("", fold(text))


def fold_forms(text: str) -> str:
    """Only the old and variant kanji made one; kana, width and case stay."""
    return text.translate(_FORMS)


def to_half_kana(text: str) -> str:
    """Kana, digits and letters in half width (for 名略称カナ): ``ヤマダ　タロウ`` → ``ﾔﾏﾀﾞ ﾀﾛｳ``."""
    katakana = jaconv.hira2kata(text.replace("\u3000", " "))
    return str(jaconv.z2h(katakana, kana=True, digit=True, ascii=True))


_HALF = re.compile(r"[\x00-\x7f｡-ﾟ]")


def width(text: str) -> int:
    """Width in half-width units: ASCII and half-width kana 1, everything else 2."""
    return 2 * len(text) - len(_HALF.findall(text))


# --- search ------------------------------------------------------------------------------------------------

_WORD = re.compile(rf"[a-z0-9]+(?:[{_HYPHENS}ー_][a-z0-9]+)*|[^\W_a-z0-9]+")
_PIECE = re.compile(r"[0-9]{2,}|[a-z]{2,}")
_SPACE = re.compile(r"\s+")
_JOINTS = re.compile(rf"[{_HYPHENS}ー_]")
_PREFIXES = (2, 3, 5, 6, 8, 12)


def search_text(*parts: str) -> str:
    """What a row is found by, ready for ``grams`` and ``matches``: folded parts, one a line."""
    return "\n".join(_SPACE.sub(" ", fold(part)).strip() for part in parts if part)


def grams(text: str) -> list[str]:
    """Distinct search keys of a text, for an array under a GIN index; lines are searched apart.

    Words in kana and kanji give their pairs of characters (spaces inside a line are skipped, so 山田太郎 finds
    「山田 太郎」) and the first character of each word. Numbers stay whole, since pairs of digits choose nothing:
    with and without hyphens, each part, without leading zeros, and the last four digits. Latin words and codes are
    found by their beginning: their first 2, 3, 5, 6, 8 and 12 characters.
    """
    found: dict[str, None] = {}
    for line in fold(text).split("\n"):
        before = ""
        for word in _WORD.findall(line):
            if word[0] < "\x80":
                _code_grams(word, found)
                before = ""
            else:
                found[word[0]] = None
                if before:
                    found[before + word[0]] = None
                for at in range(len(word) - 1):
                    found[word[at : at + 2]] = None
                before = word[-1]
    return list(found)


def query_grams(query: str) -> list[str]:
    """Keys that every row answering the query has (all must be in its ``grams``).

    Empty if nothing can be searched.
    """
    found: dict[str, None] = {}
    for word in _WORD.findall(fold(query)):
        if word[0] >= "\x80":
            found.update(dict.fromkeys(_pairs(word) if len(word) > 1 else [word]))
            continue
        plain = _JOINTS.sub("", word)
        size = max((size for size in _PREFIXES if size <= len(plain)), default=len(plain))
        found[plain if plain.isdigit() else plain[:size]] = None
    return list(found)


def matches(query: str, text: str) -> bool:
    """Whether every word of the query is in the text; the second look at rows that ``query_grams`` chose."""
    plain = normalise(text)
    return all(normalise(word) in plain for word in query.split())


def _code_grams(word: str, found: dict[str, None]) -> None:
    parts = _JOINTS.split(word)
    for start in range(min(len(parts), 4)):
        joined = ""
        for part in parts[start : start + 4]:
            joined += part
            _number_or_latin(joined, found)


def _number_or_latin(code: str, found: dict[str, None]) -> None:
    if code.isdigit():
        found[code] = None
        if len(code) > 4:
            found[code[-4:]] = None
        if code[0] == "0" and (short := code.lstrip("0")):
            found[short] = None
        return
    for size in _PREFIXES:
        found[code[:size]] = None
    if not code.isalpha():
        for piece in _PIECE.findall(code):
            found[piece] = None


def _pairs(word: str) -> Iterable[str]:
    return map("".join, pairwise(word))


# --- labels and encodings ----------------------------------------------------------------------------------


def for_label(text: str) -> str:
    """The text as a carrier's label can hold it, by a table: 𠮷→吉, 髙→高, ㈱→(株), no-break space → space, 〜 → ～ …

    What has no entry stays; ask ``jis12_problems`` afterwards. Width of letters and digits is not touched.
    """
    if _plainly_fits(text):
        return text
    changed = normalize("NFC", text).translate(_LABEL)
    return changed if _plainly_fits(changed) else "".join(map(_without_accent, changed))


@lru_cache(maxsize=4_096)
def _without_accent(char: str) -> str:
    """é → e, ñ → n: only letters that CP932 lacks and that are a Latin letter with marks."""
    if char < "\u0080" or char > "\u1eff" or _fits_cp932(char):
        return char
    plain = "".join(each for each in normalize("NFKD", char) if not combining(each))
    return plain if plain.isascii() else char


def cp932_problems(text: str) -> list[str]:
    """The distinct characters that CP932 can't hold, in order (emoji, 𠮷 …)."""
    return [char for char in dict.fromkeys(text) if not _fits_cp932(char)]


def jis12_problems(text: str) -> list[str]:
    """The distinct characters outside JIS X 0201 and JIS X 0208 (level 1 and 2), in order: also 髙, ① and ㈱."""
    if _plainly_fits(text):
        return []
    return [char for char in dict.fromkeys(text) if not _fits_jis12(char)]


def _plainly_fits(text: str) -> bool:
    """Quick yes for most texts.

    Python's shift_jis knows JIS X 0208 only, but maps 〜, − and ¢ otherwise than CP932.
    """
    try:
        text.encode("shift_jis")
        text.encode("cp932")
    except UnicodeEncodeError:
        return False
    return True


@lru_cache(maxsize=20_000)
def _fits_cp932(char: str) -> bool:
    try:
        char.encode("cp932")
    except UnicodeEncodeError:
        return False
    return True


@lru_cache(maxsize=20_000)
def _fits_jis12(char: str) -> bool:
    if not _fits_cp932(char):
        return False
    lead = char.encode("cp932")[0]
    # 0x87: NEC row 13; 0xED, 0xEE: NEC's selection of IBM; 0xF0 up: user-defined and IBM. 0x80, 0xA0, 0xFD up: no
    # characters.
    return lead < 0x80 or 0xA1 <= lead <= 0xDF or (0x81 <= lead <= 0xEA and lead != 0x87)


class UnknownEncoding(ValueError):
    """The bytes are neither UTF-8, UTF-16 nor CP932.

    ``position``: offset of the first byte that fits none of them.
    """

    def __init__(self, position: int, line: int) -> None:
        self.position, self.line = position, line
        super().__init__(position, line)

    def __str__(self) -> str:
        return _(
            "The file is neither UTF-8 nor Shift_JIS (CP932): byte %(position)d in line %(line)d can't be read. "
            "Save it again as CSV UTF-8."
        ) % {"position": self.position + 1, "line": self.line}


def decode(data: bytes) -> tuple[str, str]:
    """Text and encoding (``utf-8``, ``utf-8-sig``, ``utf-16`` or ``cp932``) of a file's bytes.

    Raises UnknownEncoding.
    """
    if data.startswith(b"\xef\xbb\xbf"):
        return _strictly(data, "utf-8-sig")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strictly(data, "utf-16")
    if b"\x00" in data[:200]:  # UTF-16 without its mark: every ASCII character has a zero byte beside it
        first = data[:200]
        return _strictly(data, "utf-16-le" if first[1::2].count(0) >= first[::2].count(0) else "utf-16-be")
    try:
        return _strictly(data, "utf-8")
    except UnknownEncoding as utf8:
        try:
            return _strictly(data, "cp932")
        except UnknownEncoding as cp932:
            raise max(utf8, cp932, key=lambda error: error.position) from None


# Not text: a zero character is that of a program's own file; the others are what Python makes of bytes CP932 has no
# use for.
_NO_TEXT = re.compile("[\x00\x80\uf8f0-\uf8f3]")


def _strictly(data: bytes, encoding: str) -> tuple[str, str]:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _unknown(data, error.start) from None
    if wrong := _NO_TEXT.search(text):
        raise _unknown(data, len(text[: wrong.start()].encode(encoding)))
    return text, "utf-16" if encoding.startswith("utf-16") else encoding


def _unknown(data: bytes, position: int) -> UnknownEncoding:
    return UnknownEncoding(position, data.count(b"\n", 0, position) + 1)


_SCIENTIFIC = re.compile(r"[+-]?[0-9](?:[.,][0-9]+)?E[+-][0-9]{1,3}")


def looks_like_scientific(text: str) -> bool:
    """``4.9E+12``: a long number (JAN, tracking number) that a spreadsheet program has rounded."""
    return bool(_SCIENTIFIC.fullmatch(normalize("NFKC", text).strip().upper()))
