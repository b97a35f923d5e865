"""Categories: a tree whose names are unique under one parent, so that a path (食品 > 菓子) says which."""

import re
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from akinai.catalog import events
from akinai.catalog.models import Category, Product
from akinai.catalog.queries import SEPARATOR, Node, Tree, category_tree
from akinai.core.events import publish
from akinai.core.outcome import Outcome, Refusal


@dataclass(frozen=True)
class CategoryEdit:
    """A category as wanted; `id` None adds one."""

    name: str
    id: int | None = None
    code: str = ""
    parent: int | None = None
    position: int = 0
    key: Hashable = 0


def make_paths(paths: Iterable[str], tree: Tree) -> dict[str, int]:
    """Ids of category paths; missing ones are made, one statement per level. In the caller's transaction."""
    known = {path: node.id for path, node in tree.by_path().items()}
    codes = {node.code for node in tree.nodes}
    wanted = {
        SEPARATOR.join(names[:depth])
        for names in (path.split(SEPARATOR) for path in paths)
        for depth in range(1, len(names) + 1)
    }
    missing = sorted(wanted - known.keys(), key=lambda path: path.count(SEPARATOR))
    while missing:
        depth = missing[0].count(SEPARATOR)
        level = [path for path in missing if path.count(SEPARATOR) == depth]
        rows = [
            Category(
                code=_free(path, codes),
                name=path.rpartition(SEPARATOR)[2],
                parent_id=known.get(path.rpartition(SEPARATOR)[0]),
                position=1000,
            )
            for path in level
        ]
        made = Category.objects.bulk_create(rows)
        known |= {path: row.pk for path, row in zip(level, made, strict=True)}
        missing = missing[len(level) :]
    return known


def save_categories(edits: Sequence[CategoryEdit], *, actor: str) -> Outcome:
    """Add, rename and move categories. The inverse of a change is the change back; of adding, `remove_categories`."""
    outcome = Outcome()
    with transaction.atomic():
        tree = category_tree()
        said: list[events.CategoriesChanged] = []
        for edit in edits:
            if refusal := _refused(edit, tree):
                outcome.refused.append(refusal)
                continue
            row = _write(edit, tree)
            tree = category_tree()
            outcome.done.append(row.pk)
            said.append(_event(tree.by_id()[row.pk], "saved", actor))
        publish(said)
    return outcome


def _write(edit: CategoryEdit, tree: Tree) -> Category:
    row = Category.objects.get(pk=edit.id) if edit.id else Category()
    row.name, row.parent_id, row.position = edit.name.strip(), edit.parent, edit.position
    row.code = edit.code.strip() or row.code or _free(row.name, {node.code for node in tree.nodes})
    row.save()
    return row


def _free(path: str, taken: set[str]) -> str:
    """A code nobody has: the path itself, or with a number (a renamed category keeps its code)."""
    code = next(one for one in (path, *(f"{path}-{n}" for n in range(2, len(taken) + 3))) if one not in taken)
    taken.add(code)
    return code


def _refused(edit: CategoryEdit, tree: Tree) -> Refusal | None:
    name = edit.name.strip()
    if not name or len(name) > 100:
        return Refusal(edit.key, "name", _("A category needs a name of at most 100 characters."))
    if found := re.search(r"[>＞;；\x00-\x1f]", name):
        return Refusal(
            edit.key, "name", _("The name of a category can't contain “%(sign)s”.") % {"sign": found.group()}
        )
    if edit.id and edit.parent in {node.id for node in tree.below(edit.id)}:
        return Refusal(edit.key, "parent", _("A category can't stand below itself."))
    for node in tree.nodes:
        if node.id != edit.id and node.parent == edit.parent and node.name == name:
            return Refusal(edit.key, "name", _("There is already a category “%(path)s”.") % {"path": node.path})
        if node.id != edit.id and edit.code.strip() and node.code == edit.code.strip():
            return Refusal(edit.key, "code", _("The category “%(path)s” has this code.") % {"path": node.path})
    return None


def remove_categories(ids: Sequence[int], *, actor: str) -> Outcome:
    """Remove categories that hold no products and no categories; others are refused."""
    outcome = Outcome()
    with transaction.atomic():
        nodes = category_tree().by_id()
        used = set(Product.categories.through.objects.filter(category_id__in=ids).values_list("category_id", flat=True))
        said = []
        for one in ids:
            if one in used:
                outcome.refused.append(Refusal(one, "", _("There are products in it. Move them first.")))
                continue
            try:
                Category.objects.filter(pk=one).delete()
            except ProtectedError:
                outcome.refused.append(Refusal(one, "", _("There are categories below it. Remove or move them first.")))
                continue
            outcome.done.append(one)
            said += [_event(nodes[one], "removed", actor)] if one in nodes else []
        publish(said)
    return outcome


def _event(node: Node, change: str, actor: str) -> events.CategoriesChanged:
    return events.CategoriesChanged(subject=f"category/{node.id}", actor=actor, change=change, path=node.path)
