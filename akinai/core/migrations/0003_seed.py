"""What a fresh shop begins with: its own row, the tax categories with their rates, the remote areas. All editable."""

from django.db import migrations


def seed(apps, schema_editor):
    from akinai.core import tax
    from akinai.core.japan import islands

    apps.get_model("core", "Shop").objects.get_or_create(id=1, defaults={"name": "商いショップ"})
    category, rate = apps.get_model("core", "TaxCategory"), apps.get_model("core", "TaxRate")
    for one in tax.DEFAULT_CATEGORIES:
        category.objects.create(
            code=one.code,
            name_ja=one.name_ja,
            name_en=one.name_en,
            reduced=one.code.startswith("reduced"),
            taxed=one.code not in tax.ZERO_CATEGORIES,
        )
        rate.objects.bulk_create(
            [rate(category_id=one.code, from_date=day, basis_points=points) for day, points in one.rates]
        )
    area = apps.get_model("core", "RemoteArea")
    area.objects.bulk_create(
        [
            area(prefecture=row["prefecture"], prefix=row["prefix"], kind=row["kind"], note=row["note"])
            for row in islands.load_seed()
        ],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("core", "0002_cache_and_roles")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
