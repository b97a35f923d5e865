"""The search kept as the catalog is: entries of products and the words in them."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from django.db import connection, transaction

from akinai.catalog.models import Product, Sku
from akinai.core.events import publish
from akinai.core.japan import text
from akinai.storefront import events, words
from akinai.storefront.models import SearchEntry, SearchWord

BATCH = 500
LONGEST = 24  # characters of a word that is suggested


@dataclass
class _Entry:
    product_id: int
    words: list[str]
    grams: list[str]
    text: str
    # norm → (as shown, reading)
    vocabulary: dict[str, tuple[str, str]] = field(default_factory=dict)


def index_products(product_ids: Collection[int], *, actor: str) -> int:
    """Bring the search up to date for these products; those no longer sold leave it. Constant statements."""
    ids = sorted(set(product_ids))
    if not ids:
        return 0
    with transaction.atomic():
        before = {
            norm
            for row in SearchEntry.objects.filter(product_id__in=ids)
            .select_for_update()
            .values_list("words", flat=True)
            for norm in row
        }
        entries = list(_entries(ids))
        _write(entries)
        SearchEntry.objects.filter(product_id__in=set(ids) - {one.product_id for one in entries}).delete()
        _count_words(before.union(*(one.words for one in entries)), entries)
    return len(entries)


def index_skus(sku_ids: Collection[int], *, actor: str) -> int:
    """The same for the products of these SKUs."""
    return index_products(
        set(Sku.objects.filter(id__in=list(sku_ids)).values_list("product_id", flat=True)), actor=actor
    )


def rebuild(*, actor: str) -> dict[str, int]:
    """Build the whole search anew; visitors search the old one until it is done. How many products and words."""
    with transaction.atomic():
        SearchEntry.objects.all().delete()
        SearchWord.objects.all().delete()
        ids = list(Product.objects.filter(skus__active=True).order_by("id").distinct().values_list("id", flat=True))
        for start in range(0, len(ids), BATCH):
            entries = list(_entries(ids[start : start + BATCH]))
            _write(entries)
            _add_words(entries)
        _recount(None)
        found = {"products": SearchEntry.objects.count(), "words": SearchWord.objects.count()}
        publish([events.SearchRebuilt(subject="search/0", actor=actor, **found)])
    return found


_SOURCE = """
select p.id, p.name, p.name_en, p.description, coalesce(g.catch, ''),
       (select string_agg(c.name, ' ') from catalog_product_categories m join catalog_category c on c.id = m.category_id
         where m.product_id = p.id),
       array_agg(distinct s.code), array_agg(distinct s.jan), array_agg(distinct s.options)
  from catalog_product p
  join catalog_sku s on s.product_id = p.id and s.active
  left join storefront_productpage g on g.product_id = p.id
 where p.id = any(%s)
 group by p.id, g.catch order by p.id
"""


def _entries(ids: list[int]) -> Iterator[_Entry]:
    with connection.cursor() as cursor:
        cursor.execute(_SOURCE, [ids])
        rows = cursor.fetchall()
    for row in rows:
        yield _entry(*row)


def _entry(product_id: int, name: str, name_en: str, description: str, catch: str, categories: str | None,
           codes: list[str], jans: list[str], options: list[str]) -> _Entry:  # fmt: skip
    told = "\n".join([name, catch, categories or "", " ".join(options)])
    found = list(words.words(told))
    english = list(words.words(f"{name_en}\n{description[:500]}"))
    norms = list(dict.fromkeys(word.norm.replace(" ", "") for word in [*found, *english]))
    codes = [code for code in [*codes, *jans] if code]
    searched = text.search_text(name, name_en, catch, categories or "", *options, *codes, words.reading(name))
    named = [word for word in words.words(f"{name}\n{categories or ''}") if _suggestable(word)]
    vocabulary = {word.norm: (word.surface, word.reading) for word in reversed(named)}
    return _Entry(product_id, norms, text.grams(searched), searched, vocabulary)


def _suggestable(word: words.Word) -> bool:
    return 1 < len(word.surface) <= LONGEST and not word.surface.isdigit()


def _write(entries: list[_Entry]) -> None:
    rows = [SearchEntry(product_id=e.product_id, words=e.words, grams=e.grams, text=e.text) for e in entries]
    SearchEntry.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["product"], update_fields=["words", "grams", "text"]
    )


def _add_words(entries: Iterable[_Entry]) -> None:
    found: dict[str, tuple[str, str]] = {}  # as shown → norm, reading
    for entry in entries:
        for norm, (surface, reading) in entry.vocabulary.items():
            found.setdefault(surface, (norm, reading))
    rows = [SearchWord(word=word, norm=norm, reading=reading) for word, (norm, reading) in found.items()]
    SearchWord.objects.bulk_create(rows, ignore_conflicts=True)


def _count_words(norms: Collection[str], entries: Iterable[_Entry]) -> None:
    _add_words(entries)
    _recount(sorted(norms))


def _recount(norms: list[str] | None) -> None:
    """How many products each word has; words of none go. Two statements."""
    with connection.cursor() as cursor:
        cursor.execute(
            """update storefront_searchword w set products = coalesce(n.products, 0)
                 from storefront_searchword o
                 left join (select word, count(*) as products
                              from storefront_searchentry e, unnest(e.words) word
                             where %(norms)s::text[] is null or e.words && %(norms)s
                             group by word) n on n.word = replace(o.norm, ' ', '')
                where o.word = w.word and (%(norms)s::text[] is null or replace(o.norm, ' ', '') = any(%(norms)s))""",
            {"norms": norms},
        )
        cursor.execute("delete from storefront_searchword where products = 0")
