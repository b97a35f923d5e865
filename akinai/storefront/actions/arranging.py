"""Banners, shelves, links and redirects: rows that are saved, deleted and put in order."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.db import connection, transaction
from django.db.models import F, Max, Model
from django.utils.translation import gettext as _

from akinai.core.events import publish
from akinai.core.outcome import Outcome, Refusal
from akinai.core.tables import read_table
from akinai.storefront import events
from akinai.storefront.models import Banner, NavItem, Redirect, Shelf

Rows = Sequence[Mapping[str, Any]]


def save_banners(rows: Rows, *, actor: str) -> Outcome:
    """Save banners ("id" of those that are there; others are new). `done` holds ids."""
    return _save(Banner, [row for row in rows if _timely(row)], actor) + _untimely(rows)


def save_shelves(rows: Rows, *, actor: str) -> Outcome:
    """Save shelves of the top page, like banners."""
    good, refused = [], []
    for n, row in enumerate(rows):
        if row.get("kind") == "category" and not row.get("category_id"):
            refused.append(Refusal(n, "category", _("Choose the category whose products are shown.")))
        elif row.get("kind") == "chosen" and not row.get("products"):
            refused.append(Refusal(n, "products", _("Choose at least one product.")))
        elif _timely(row):
            good.append(row)
    return _save(Shelf, good, actor) + Outcome(refused=refused) + _untimely(rows)


def save_nav_items(rows: Rows, *, actor: str) -> Outcome:
    """Save links of the head and the foot, like banners."""
    return _save(NavItem, rows, actor)


def delete_banners(ids: Sequence[int], *, actor: str) -> Outcome:
    """Delete banners; saving them again is the way back."""
    return _delete(Banner, ids, actor)


def delete_shelves(ids: Sequence[int], *, actor: str) -> Outcome:
    """Delete shelves; their products stay."""
    return _delete(Shelf, ids, actor)


def delete_nav_items(ids: Sequence[int], *, actor: str) -> Outcome:
    """Delete links."""
    return _delete(NavItem, ids, actor)


def delete_redirects(ids: Sequence[int], *, actor: str) -> Outcome:
    """Delete redirects; their old addresses are unknown from then on."""
    return _delete(Redirect, ids, actor)


def order_banners(ids: Sequence[int], *, actor: str) -> Outcome:
    """Put banners in this order."""
    return _order(Banner, ids, actor)


def order_shelves(ids: Sequence[int], *, actor: str) -> Outcome:
    """Put shelves in this order."""
    return _order(Shelf, ids, actor)


def order_nav_items(ids: Sequence[int], *, actor: str) -> Outcome:
    """Put links in this order."""
    return _order(NavItem, ids, actor)


def _timely(row: Mapping[str, Any]) -> bool:
    begins, ends = row.get("publish_at"), row.get("end_at")
    return not (begins and ends and ends <= begins)


def _untimely(rows: Rows) -> Outcome:
    sentence = _("The end must be after the beginning.")
    return Outcome(refused=[Refusal(n, "end_at", sentence) for n, row in enumerate(rows) if not _timely(row)])


def _save(table: type[Model], rows: Rows, actor: str) -> Outcome:
    """New rows by one INSERT, changed ones by one UPDATE."""
    columns = [field for field in table._meta.concrete_fields if field.name not in ("id", "hits")]
    with transaction.atomic():
        ids = [row["id"] for row in rows if row.get("id")]
        known = {row.pk: row for row in table._default_manager.filter(pk__in=ids).select_for_update().order_by("id")}
        new: list[Any] = []
        changed: list[Any] = []
        for row in rows:
            one = known.get(row.get("id")) if row.get("id") else table()
            if one is None:
                continue
            for column in columns:
                if column.attname in row:
                    setattr(one, column.attname, row[column.attname])
            (changed if one.pk else new).append(one)
        if changed:
            table._default_manager.bulk_update(changed, [column.name for column in columns])
        made = table._default_manager.bulk_create(_behind(table, new))
        done = [one.pk for one in (*changed, *made)]
        _tell(table, "saved", done, actor)
    return Outcome(done)


def _behind(table: type[Model], new: list[Any]) -> list[Any]:
    """New rows stand behind the others, unless a place was asked for."""
    if new and "position" in {field.name for field in table._meta.concrete_fields}:
        last = table._default_manager.aggregate(last=Max("position"))["last"] or 0
        for n, one in enumerate(new, start=1):
            one.position = one.position or last + n
    return new


def _delete(table: type[Model], ids: Sequence[int], actor: str) -> Outcome:
    with transaction.atomic():
        rows = list(table._default_manager.filter(pk__in=ids).order_by("id").values_list("pk", flat=True))
        table._default_manager.filter(pk__in=rows).delete()
        _tell(table, "deleted", rows, actor)
    return Outcome(rows)


def _order(table: type[Model], ids: Sequence[int], actor: str) -> Outcome:
    name = connection.ops.quote_name(table._meta.db_table)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                f"""update {name} t
                       set position = w.position
                      from unnest(%s::bigint[]) with ordinality as w (id, position)
                     where t.id = w.id
                 returning t.id""",  # noqa: S608 - a table of ours
                [list(ids)],
            )
            done = [row[0] for row in cursor.fetchall()]
        _tell(table, "ordered", done, actor)
    return Outcome(done)


def _tell(table: type[Model], verb: str, ids: Iterable[int], actor: str) -> None:
    kept = list(ids)
    name = str(table._meta.model_name)
    told = events.SiteArranged(subject=f"site/{name}", actor=actor, table=name, verb=verb, ids=kept)
    publish([told] if kept else [])


# --- redirects ------------------------------------------------------------------------------------------------------

# What the program itself answers: an old address there would never be asked for, or would lock somebody out.
OWN = ("/desk/", "/accounts/", "/api/", "/malls/", "/pay/", "/static/", "/media/")
MOST_ROWS = 20_000


def save_redirects(rows: Rows, *, actor: str) -> Outcome:
    """Save redirects by their old address: {"path", "target", "permanent"?, "id"?}. An old address that is known gets
    the new target. Refused (key = place in `rows`): what is no address, what the program itself answers, and what would
    lead back to where it came from. The others are saved."""
    refused = [found for n, row in enumerate(rows) if (found := _wrong(n, row))]
    bad = {refusal.key for refusal in refused}
    good = {n: _plain_redirect(row) for n, row in enumerate(rows) if n not in bad}
    with transaction.atomic():
        known = {row.path: row for row in Redirect.objects.select_for_update().order_by("id")}
        for n, row in list(good.items()):
            other = known.get(row["path"])
            if row.get("id") and other and other.pk != row["id"]:
                refused.append(Refusal(n, "path", _("There is already a redirect for %(path)s.") % row))
                del good[n]
            elif not row.get("id") and other:
                row["id"] = other.pk
        stands = {row.pk: (row.path, row.target) for row in known.values()}
        for n in _looping(stands, good):
            refused.append(Refusal(n, "target", _("%(path)s would lead back to itself.") % good[n]))
            del good[n]
        # The same old address twice in one file: the last one counts.
        last = {row["path"]: row for row in good.values()}
        saved = _save(Redirect, list(last.values()), actor)
    return Outcome(saved.done, sorted(refused, key=lambda one: str(one.key).zfill(9)))


def _plain_redirect(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **row,
        "path": row["path"].strip(),
        "target": row["target"].strip(),
        "permanent": row.get("permanent", True),
    }


def _wrong(n: int, row: Mapping[str, Any]) -> Refusal | None:
    path, target = row["path"].strip(), row["target"].strip()
    if not path.startswith("/") or path.startswith("//") or len(path) > 500 or any(sign in path for sign in " \t\\\0#"):
        return Refusal(n, "path", _("An old address begins with /, for example /item.php?id=3."))
    if path == "/" or (f"{path}/").startswith(OWN):
        return Refusal(n, "path", _("%(path)s is an address of the program itself.") % {"path": path})
    if not _address(target):
        return Refusal(n, "target", _("A new address begins with / or https://."))
    return None


def _address(target: str) -> bool:
    if len(target) > 1000 or any(ord(sign) < 33 for sign in target) or "\\" in target:
        return False
    if target.startswith("/"):
        return not target.startswith("//")
    parts = urlsplit(target)
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _looping(stands: Mapping[int, tuple[str, str]], good: Mapping[int, Mapping[str, Any]]) -> set[int]:
    """Which of the new rows would close a loop, with what stays of the old ones (`stands`: id → (path, target))."""
    refused: set[int] = set()
    while True:
        taken = {n: row for n, row in good.items() if n not in refused}
        moved = {row.get("id") for row in taken.values()}
        leads = dict(edge for pk, edge in stands.items() if pk not in moved)
        found = set()
        for n, row in taken.items():
            if _loops(row["path"], {**leads, row["path"]: row["target"]}):
                found.add(n)
            else:
                leads[row["path"]] = row["target"]
        if not found:
            return refused
        refused |= found  # what these would have replaced stands again: look once more


def _loops(path: str, leads: Mapping[str, str]) -> bool:
    """Does following this address come back to it? A target is followed with its query, else without."""
    seen, at = set(), path
    while at not in seen:
        seen.add(at)
        target = leads.get(at) or leads.get(at.partition("?")[0])
        if target is None or not target.startswith("/"):
            return False
        at = target
    return True


HEADERS = {
    "path": ("旧アドレス", "path", "from"),
    "target": ("新アドレス", "target", "to"),
    "permanent": ("恒久", "permanent"),
}
_NO = {"0", "no", "false", "いいえ", "302", "一時"}


def import_redirects(data: bytes, name: str, *, actor: str) -> Outcome:
    """Save redirects of a CSV or Excel file with the columns 旧アドレス, 新アドレス and perhaps 恒久.

    Refusals have the file's line as key. Raises core.tables.Unreadable for what is no table."""
    table = read_table(data, name)
    found = {key: next((one for one in names if one in table.headers), None) for key, names in HEADERS.items()}
    if not found["path"] or not found["target"]:
        sentence = _("The file needs the columns %(columns)s.") % {"columns": "旧アドレス, 新アドレス"}
        return Outcome(refused=[Refusal(1, "", sentence)])
    if len(table.rows) > MOST_ROWS:
        return Outcome(refused=[Refusal(1, "", _("At most %(n)s redirects in one file.") % {"n": MOST_ROWS})])
    rows = [
        {
            "path": row.get(found["path"]),
            "target": row.get(found["target"]),
            "permanent": row.get(found["permanent"] or "").strip().lower() not in _NO,
        }
        for row in table.rows
    ]
    outcome = save_redirects(rows, actor=actor)
    lines = [Refusal(table.rows[int(str(one.key))].number, one.field, one.message) for one in outcome.refused]
    return Outcome(outcome.done, [*table.refused, *lines])


def count_redirect(redirect_id: int) -> None:
    """Somebody came by an old address. No event: it is a figure, told by the thousand."""
    Redirect.objects.filter(pk=redirect_id).update(hits=F("hits") + 1)
