"""Writing many rows of one table at once: a table of 50,000 genes in seconds, not in half a minute."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, models, transaction


FEW = 200  # up to here Django's own way is quick enough


def store_many(model: type[models.Model], rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows, each with the same fields of the model, every one that has no default. For plain tables without auto fields.

    Foreign keys are given as `<name>_id`. Must be called inside a transaction.
    """
    if len(rows) <= FEW:
        model._default_manager.bulk_create([model(**row) for row in rows], batch_size=FEW)
        return
    defaults = _defaults(model)
    names = [*rows[0], *(name for name in defaults if name not in rows[0])]
    table, quote = model._meta.db_table, connection.ops.quote_name
    marks = ", ".join(["%s"] * len(names))
    statement = f"INSERT INTO {quote(table)} ({', '.join(map(quote, names))}) VALUES ({marks})"  # noqa: S608 - names of our own table
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(statement, [[_adapted(row.get(name, defaults.get(name))) for name in names] for row in rows])


def _defaults(model: type[models.Model]) -> dict[str, Any]:
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    return {str(field.column): field.get_default() for field in fields if field.has_default() or field.blank}


def _adapted(value: Any) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return int(value) if isinstance(value, int) and not isinstance(value, bool) else value
