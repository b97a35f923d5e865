"""The table of the shared cache (rate limits, replay protection of codes) and the roles, in a fresh database."""

from django.db import migrations

ROLES = ["manager", "orders", "support", "warehouse", "purchasing", "marketing", "accounting", "viewer"]


def make_roles(apps, schema_editor):
    group = apps.get_model("auth", "Group")
    group.objects.bulk_create([group(name=name) for name in ROLES], ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial"), ("auth", "0012_alter_user_first_name_max_length")]

    operations = [
        # As `createcachetable` would, but a part of the database's history.
        migrations.RunSQL(
            """create table core_cache (
                 cache_key varchar(255) primary key,
                 value     text not null,
                 expires   timestamptz not null
               );
               create index core_cache_expires on core_cache (expires);""",
            "drop table core_cache",
        ),
        migrations.RunPython(make_roles, migrations.RunPython.noop),
    ]
