"""The role with which web and workers use the database: it reads and writes rows, and can do nothing to tables."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from psycopg import sql

# Not TRUNCATE, which passes by the triggers that keep the history; nor TRIGGER and REFERENCES, which alter tables.
GRANTS = (
    "GRANT CONNECT ON DATABASE {database} TO {role}",
    "GRANT USAGE ON SCHEMA public TO {role}",
    "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
)


class Command(BaseCommand):
    """Makes the role of TASKFORCE_APP_DATABASE_URL where it is missing, with its password, and gives it what it needs.

    Run by the owner of the tables (DATABASE_URL) after each migration: new tables are not granted by themselves.
    """

    help = __doc__

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        app = urlsplit(settings.APP_DATABASE_URL)
        role, password = unquote(app.username or ""), unquote(app.password or "")
        if not role or role == connection.settings_dict["USER"]:
            raise CommandError("TASKFORCE_APP_DATABASE_URL must name a role other than that of DATABASE_URL.")
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = %s", [role])
            found = cursor.fetchone()
            if found is not None and found[0]:
                raise CommandError(f"{role} may do more than use tables: choose another role.")
            verb = "CREATE" if found is None else "ALTER"
            statement = sql.SQL(verb + " ROLE {role} LOGIN PASSWORD {password}")
            cursor.execute(statement.format(role=sql.Identifier(role), password=sql.Literal(password)))
            names = {"role": sql.Identifier(role), "database": sql.Identifier(connection.settings_dict["NAME"])}
            for grant in GRANTS:
                cursor.execute(sql.SQL(grant).format(**names))
