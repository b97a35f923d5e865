"""What the catalog announces. Subjects: "sku/5", "product/3", "category/2", "catalog-import/7"."""

from dataclasses import dataclass, field

from akinai.core.events import Event


@dataclass(frozen=True, kw_only=True)
class SkuAdded(Event):
    """A SKU can be ordered from now on."""

    code: str


@dataclass(frozen=True, kw_only=True)
class SkuChanged(Event):
    """Fields of a SKU changed; the values are in its history."""

    code: str
    fields: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class PartsChanged(Event):
    """A bundle or case consists of something else: `parts` are [sku id, pieces]."""

    code: str
    kind: str
    parts: list[list[int]] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class SkuStopped(Event):
    """A SKU is no longer sold."""

    code: str


@dataclass(frozen=True, kw_only=True)
class SkuResumed(Event):
    """A SKU is sold again."""

    code: str


@dataclass(frozen=True, kw_only=True)
class ProductChanged(Event):
    """Name, description or categories of a product changed."""

    code: str
    fields: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class ImagesChanged(Event):
    """Pictures of a product were added, removed or put in another order."""

    images: list[int] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class CategoriesChanged(Event):
    """A category was added, renamed, moved or removed."""

    change: str
    path: str


@dataclass(frozen=True, kw_only=True)
class ImportApplied(Event):
    """A product file was applied."""

    file: str
    new: int
    changed: int
    unchanged: int
    rejected: int
