"""Values a person may change at the desk, with their defaults. One row each in core.Setting once changed."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from akinai.core.events import Event, publish

DEFAULTS: dict[str, Any] = {
    # Minutes between 出荷確定 and its effects outside (mail, mall notice): a misclick costs nothing until then.
    "effects_delay_minutes": 10,
    # Orders whose sum (yen) or pieces are above are looked at by a person.
    "amount_limit": 100_000,
    "quantity_limit": 30,
    # 出荷確定 needs a label number on every shipment.
    "numbers_required": True,
    # The contract with ヤマト as it stands in B2クラウド: ご請求先顧客コード, 分類コード, 運賃管理番号.
    "yamato_billing_code": "",
    "yamato_billing_branch": "",
    "yamato_freight_number": "01",
    # 送り状検品: a parcel is inspected only when its label was scanned beside its slip.
    "label_check": False,
    # What a 倉庫委託先 packs is confirmed without our own inspection.
    "outside_uninspected": True,
    # Days of daily backups kept.
    "backups_kept": 14,
    # How often one token may ask the API in a minute.
    "api_requests_per_minute": 600,
    # Seconds for which a web process keeps a page of the own shop and gives it to every visitor; 0 = made each time.
    "page_seconds": 10,
    # Orders of one buyer in our own shop that may wait for their money at a time.
    "unpaid_orders_per_buyer": 3,
    # Days a cart nobody touches is kept.
    "carts_kept_days": 90,
}


@dataclass(frozen=True, kw_only=True)
class SettingsChanged(Event):
    """Somebody changed settings: their names and new values."""

    values: dict[str, Any]


def get(name: str) -> Any:
    """The value of a setting. Raises KeyError for a name that is no setting."""
    return many(name)[name]


def many(*names: str) -> dict[str, Any]:
    """Several settings by one statement."""
    from akinai.core.models import Setting

    stored = dict(Setting.objects.filter(name__in=names).values_list("name", "value"))
    return {name: stored.get(name, DEFAULTS[name]) for name in names}


def put(values: dict[str, Any], *, actor: str) -> None:
    """Change settings. Raises KeyError for a name that is no setting."""
    from akinai.core.models import Setting

    unknown = values.keys() - DEFAULTS.keys()
    if unknown:
        raise KeyError(", ".join(sorted(unknown)))
    with transaction.atomic():
        Setting.objects.bulk_create(
            [Setting(name=name, value=value) for name, value in values.items()],
            update_conflicts=True,
            unique_fields=["name"],
            update_fields=["value"],
        )
        publish([SettingsChanged(subject="settings/0", actor=actor, values=values)])
