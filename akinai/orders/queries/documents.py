"""Issued documents as they are looked for: by day, amount and counterparty, in any combination (電子帳簿保存法)."""

import csv
import datetime as dt
import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.core.files.storage import default_storage
from django.db.models import Count, QuerySet

from akinai.orders.models import DocumentKind, IssuedDocument

MOST = 5_000  # documents in one download


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A search; None and "" ask for nothing."""

    kind: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    least: int | None = None
    most: int | None = None
    name: str = ""


def documents(wanted: Wanted) -> QuerySet[IssuedDocument]:
    """Documents that fit every condition, the newest first, each with how often it was handed out."""
    rows = IssuedDocument.objects.annotate(handed_out=Count("copies")).order_by("-id")
    conditions = {
        "kind": wanted.kind,
        "day__gte": wanted.since,
        "day__lte": wanted.until,
        "amount__gte": wanted.least,
        "amount__lte": wanted.most,
        "addressee__icontains": wanted.name.strip(),
    }
    return rows.filter(**{name: value for name, value in conditions.items() if value not in (None, "")})


def documents_of(order_ids: Collection[int]) -> dict[int, list[IssuedDocument]]:
    """What was issued for orders, the oldest first. One statement."""
    wanted = set(order_ids)
    found: dict[int, list[IssuedDocument]] = defaultdict(list)
    for row in IssuedDocument.objects.filter(orders__overlap=list(wanted)).order_by("id").select_related("corrects"):
        for order in wanted.intersection(row.orders):
            found[order].append(row)
    return dict(found)


def file_name(row: IssuedDocument) -> str:
    """`20260131_山田花子_110000_R2026-000012.pdf`: day, counterparty, amount (電子取引 一問一答 問16), number."""
    name = re.sub(r'[\\/:*?"<>|\s]+', "", row.addressee) or "宛名なし"
    return f"{row.day:%Y%m%d}_{name[:40]}_{row.amount}_{row.number}.pdf"


def archive(rows: QuerySet[IssuedDocument]) -> bytes:
    """A ZIP of the documents as they were issued, with an index (索引簿.csv)."""
    index = io.StringIO()
    writer = csv.writer(index)
    writer.writerow(["連番", "種類", "番号", "取引年月日", "取引先", "金額", "登録番号", "ファイル名", "SHA-256"])
    packed = io.BytesIO()
    kinds = {DocumentKind.RECEIPT: "領収書", DocumentKind.INVOICE: "請求書", DocumentKind.CREDIT_NOTE: "返還請求書"}
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for at, row in enumerate(rows.order_by("day", "id")[:MOST], 1):
            name = file_name(row)
            registration = row.data["seller"]["registration"]
            writer.writerow(
                [at, kinds[DocumentKind(row.kind)], row.number, row.day, row.addressee, row.amount, registration, name,
                 row.digest]
            )  # fmt: skip
            with default_storage.open(row.file) as stored:
                file.writestr(name, stored.read())
        file.writestr("索引簿.csv", index.getvalue().encode("utf-8-sig"))
    return packed.getvalue()
