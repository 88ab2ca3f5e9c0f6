"""Functions of the database that know which goods codes and countries exist, for the columns that hold them."""

from django.db import migrations

from core import countries
from dependencies import goods


def _function(name, condition):
    return (
        f"CREATE OR REPLACE FUNCTION {name}(code text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE "
        f"AS $$ SELECT {condition} $$"
    )


def _listed(codes):
    return "'{" + ",".join(sorted(codes)) + "}'::text[]"


def make_functions(apps, schema_editor):
    known = goods.harmonized_system()
    digits = f"^([0-9]{{{goods.DIGITS}}}|[0-9]{{{goods.DIGITS_IN_CN}}})$"
    condition = f"code = '' OR (code ~ '{digits}' AND left(code, {goods.DIGITS}) = ANY({_listed(known)}))"
    schema_editor.execute(_function("dependencies_is_goods_code", condition))
    schema_editor.execute(_function("dependencies_is_country", f"code = ANY({_listed(countries.codes())})"))


class Migration(migrations.Migration):
    dependencies = []

    operations = [
        migrations.RunPython(
            make_functions,
            lambda apps, editor: editor.execute(
                "DROP FUNCTION dependencies_is_goods_code(text); DROP FUNCTION dependencies_is_country(text)"
            ),
        )
    ]
