"""Finding orders by what people type."""

from django.db.models import Q, QuerySet, Subquery

from akinai.core.japan import text
from akinai.orders.models import Order

# Rows a search looks at more closely at the most; a word that finds more finds the newest of them.
MOST_CANDIDATES = 2_000


def search(asked: str, rows: QuerySet[Order]) -> QuerySet[Order]:
    """Those of `rows` that hold every word, however it is typed.

    Searched are our number, the mall's, name, kana, company, phone, mail, SKU codes and what a remark says. Candidates
    come from the index of grams, the newest first and capped, so that a word that half the shop answers costs no more.
    """
    asked = asked.strip()
    number = asked.lstrip("#").strip()
    by_number = Q(number=number.zfill(6)) | Q(channel_number=asked) if number.isascii() else Q(pk__in=[])
    keys = text.query_grams(asked)
    if not keys:
        return rows.filter(by_number)
    condition = Q(search_grams__contains=keys)
    for word in text.fold(asked).split():
        # Words in kana or kanji are looked at once more; codes and numbers are told apart by their keys.
        if not word[0].isascii():
            condition &= Q(search_text__contains=word)
    candidates = Order.objects.filter(condition).order_by("-id").values("id")[:MOST_CANDIDATES]
    return rows.filter(by_number | Q(id__in=Subquery(candidates)))
