"""Every change to the catalog. Savings take their turn under one lock, so that two files can't add a code twice."""

from akinai.catalog.actions.categories import CategoryEdit, remove_categories, save_categories
from akinai.catalog.actions.deciding import SkuEdit
from akinai.catalog.actions.images import Upload, add_images, order_images, remove_images
from akinai.catalog.actions.importing import (
    Applied,
    ImportPlan,
    apply_import,
    forget_import,
    import_products,
    plan_import,
)
from akinai.catalog.actions.saving import PartLine, resume_selling, save_skus, set_parts, stop_selling

__all__ = [
    "Applied",
    "CategoryEdit",
    "ImportPlan",
    "PartLine",
    "SkuEdit",
    "Upload",
    "add_images",
    "apply_import",
    "forget_import",
    "import_products",
    "order_images",
    "plan_import",
    "remove_categories",
    "remove_images",
    "resume_selling",
    "save_categories",
    "save_skus",
    "set_parts",
    "stop_selling",
]
