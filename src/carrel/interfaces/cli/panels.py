"""`carrel panels`: gene panels wherever they lie, and their way in and out of this house."""

from __future__ import annotations

from importlib import import_module

import click


# In the order of the work. A verb's module is imported when the verb is used: most need neither the database nor the network.
VERBS = {
    "list": ("panels_read", "list_panels"),
    "show": ("panels_read", "show_panel"),
    "import": ("panels_import", "import_panels"),
    "export": ("panels_export", "export_panels"),
    "diff": ("panels_compare", "diff_panels"),
    "discordance": ("panels_compare", "discordance"),
    "genes": ("panels_genes", "genes"),
    "verify": ("panels_verify", "verify_panels"),
}


class _Verbs(click.Group):
    """Loads the verb that is asked."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        module, name = VERBS[cmd_name]
        command: click.Command = getattr(import_module(f"carrel.interfaces.cli.{module}"), name)
        return command


@click.group(cls=_Verbs)
def panels() -> None:
    """Gene panels: list, show and compare them, take them in and give them out.

    \b
    carrel panels list --panels panels/
    carrel panels import https://panelapp.example.org
    carrel panels export --snapshot panels.json.gz
    """
