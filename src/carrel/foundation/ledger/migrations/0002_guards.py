"""The database itself refuses to change or delete a line of the ledger; and the end of the empty ledger is sealed."""

from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from carrel.foundation.ledger.rules import BEGINNING, seal


# SQLite: REPLACE deletes without firing DELETE triggers, hence the rule on INSERT.
SQLITE = {
    "ledger_lines_stay_as_they_are": """
        BEFORE UPDATE ON ledger_ledgerentry
        BEGIN SELECT RAISE(ABORT, 'A line of the ledger is never changed.'); END""",
    "ledger_lines_stay": """
        BEFORE DELETE ON ledger_ledgerentry
        BEGIN SELECT RAISE(ABORT, 'A line of the ledger is never deleted.'); END""",
    "ledger_lines_are_added_at_the_end": """
        BEFORE INSERT ON ledger_ledgerentry
        WHEN NEW.sequence IS NOT (SELECT sequence + 1 FROM ledger_ledgerhead WHERE id = 1)
          OR EXISTS (SELECT 1 FROM ledger_ledgerentry WHERE hash = NEW.hash)
        BEGIN SELECT RAISE(ABORT, 'A line of the ledger is added only at its end.'); END""",
    "ledger_end_moves_by_one": """
        BEFORE UPDATE ON ledger_ledgerhead
        WHEN NEW.id <> OLD.id OR NEW.sequence <> OLD.sequence + 1
        BEGIN SELECT RAISE(ABORT, 'The end of the ledger moves one line at a time.'); END""",
    "ledger_end_stays": """
        BEFORE DELETE ON ledger_ledgerhead
        BEGIN SELECT RAISE(ABORT, 'The end of the ledger is never deleted.'); END""",
    "ledger_has_one_end": """
        BEFORE INSERT ON ledger_ledgerhead
        WHEN EXISTS (SELECT 1 FROM ledger_ledgerhead)
        BEGIN SELECT RAISE(ABORT, 'The ledger has one end.'); END""",
}

POSTGRESQL_FUNCTIONS = {
    "ledger_refuses": """
        BEGIN RAISE EXCEPTION 'A line of the ledger is never changed or deleted.' USING ERRCODE = 'integrity_constraint_violation'; END""",
    "ledger_adds_at_the_end": """
        BEGIN
          IF NEW.sequence IS DISTINCT FROM (SELECT sequence + 1 FROM ledger_ledgerhead WHERE id = 1) THEN
            RAISE EXCEPTION 'A line of the ledger is added only at its end.' USING ERRCODE = 'integrity_constraint_violation';
          END IF;
          RETURN NEW;
        END""",
    "ledger_moves_by_one": """
        BEGIN
          IF NEW.id <> OLD.id OR NEW.sequence <> OLD.sequence + 1 THEN
            RAISE EXCEPTION 'The end of the ledger moves one line at a time.' USING ERRCODE = 'integrity_constraint_violation';
          END IF;
          RETURN NEW;
        END""",
}
# Of each trigger: on which table, when, how often, and what it runs.
POSTGRESQL = {
    "ledger_lines_stay": (
        "ledger_ledgerentry", "BEFORE UPDATE OR DELETE OR TRUNCATE", "FOR EACH STATEMENT", "ledger_refuses",
    ),
    "ledger_lines_are_added_at_the_end": ("ledger_ledgerentry", "BEFORE INSERT", "FOR EACH ROW", "ledger_adds_at_the_end"),
    "ledger_end_stays": ("ledger_ledgerhead", "BEFORE DELETE OR TRUNCATE", "FOR EACH STATEMENT", "ledger_refuses"),
    "ledger_end_moves_by_one": ("ledger_ledgerhead", "BEFORE UPDATE", "FOR EACH ROW", "ledger_moves_by_one"),
}  # fmt: skip


def up_statements(vendor: str) -> list[str]:
    """What puts the guards up."""
    if vendor == "sqlite":
        return [f"CREATE TRIGGER {name} {body}" for name, body in SQLITE.items()]
    made = [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$"
        for name, body in POSTGRESQL_FUNCTIONS.items()
    ]
    for name, (table, when, each, function) in POSTGRESQL.items():
        made.append(f"CREATE TRIGGER {name} {when} ON {table} {each} EXECUTE FUNCTION {function}()")
        # also while a session says that it only replays what another server did
        made.append(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")
    return made


def down_statements(vendor: str) -> list[str]:
    """What takes the guards down."""
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {name}" for name in SQLITE]
    dropped = [f"DROP TRIGGER IF EXISTS {name} ON {table}" for name, (table, *_) in POSTGRESQL.items()]
    return dropped + [f"DROP FUNCTION IF EXISTS {name}()" for name in POSTGRESQL_FUNCTIONS]


def put_up(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in up_statements(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


def take_down(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in down_statements(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


def begin(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The end of the empty ledger. From here on a missing end means that somebody took it away."""
    head = apps.get_model("ledger", "LedgerHead").objects.using(schema_editor.connection.alias)
    row = head.filter(id=1).first()
    if row is None:
        head.create(id=1, sequence=0, hash=BEGINNING, seal=seal(settings.CARREL_LEDGER_KEY, 0, BEGINNING))
    elif not row.seal:
        head.filter(id=1).update(seal=seal(settings.CARREL_LEDGER_KEY, row.sequence, row.hash))


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [
        migrations.RunPython(begin, migrations.RunPython.noop),
        migrations.RunPython(put_up, take_down),
    ]
