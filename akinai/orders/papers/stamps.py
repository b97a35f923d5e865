"""印紙税: the duty on a receipt of sales money on paper (第17号の1文書), and when none is due.

Source: 印紙税法 別表第一 第17号 (as of 2026-04-01). A receipt that says クレジットカード利用 bears none
(国税庁 質疑応答事例 印紙税 19/37). The amount without tax counts where the tax is stated. A PDF that is sent is no
document in that law.
"""

# Up to this amount (yen) → duty; the last holds for more.
DUTIES: tuple[tuple[int | None, int], ...] = (
    (49_999, 0),
    (1_000_000, 200),
    (2_000_000, 400),
    (3_000_000, 600),
    (5_000_000, 1_000),
    (10_000_000, 2_000),
    (20_000_000, 4_000),
    (30_000_000, 6_000),
    (50_000_000, 10_000),
    (100_000_000, 20_000),
    (200_000_000, 40_000),
    (300_000_000, 60_000),
    (500_000_000, 100_000),
    (1_000_000_000, 150_000),
    (None, 200_000),
)
# Methods by which no money is handed over at the sale: the receipt names them and bears no duty.
BY_CREDIT = frozenset({"card", "instalments", "apple_pay", "google_pay"})


def duty(net: int, method: str) -> int:
    """Yen of revenue stamps on a printed receipt; `net` is the amount without tax."""
    if method in BY_CREDIT:
        return 0
    return next(yen for upto, yen in DUTIES if upto is None or net <= upto)
