"""Runs the PyPI package `panelapp`, as it is, and prints what it answers. Its host is looked up on this machine.

python run_pypi.py PORT PANEL...
"""

from __future__ import annotations

import json
import socket
import sys


HOST = "panelapp.genomicsengland.co.uk"
port, wanted = int(sys.argv[1]), sys.argv[2:]
looked_up = socket.getaddrinfo


def here(host: str, *rest: object, **named: object) -> object:
    """The client's host is this machine; no other host is reached at all."""
    assert host == HOST, host
    return looked_up("127.0.0.1", port, 0, socket.SOCK_STREAM)


socket.getaddrinfo = here  # type: ignore[assignment]

from panelapp import api, queries  # noqa: E402
from panelapp.Panelapp import Panel  # noqa: E402


def told(panel: Panel) -> dict[str, object]:
    """Everything that the client's object says."""
    return {
        "text": str(panel), "id": panel.get_id(), "hash": panel.get_hash_id(), "version": panel.get_version(), "latest": panel.get_latest_version(),
        "disorders": panel.get_relevant_disorders(), "genes": panel.get_genes(0, 1, 2, 3), "symbols": panel.get_gene_symbols(),
        "ensembl": panel.get_ensembl_ids("GRCh38", 1, 2, 3), "strs": panel.get_strs(), "cnvs": panel.get_cnvs(), "data": panel.get_data(),
        "superpanel": panel.is_superpanel(), "parts": sorted(map(list, panel.get_subpanels())), "signed_off": panel.is_signedoff(),
    }  # fmt: skip


result = {
    "panels": {number: told(Panel(number)) for number in wanted},
    "all": {str(number): str(panel) for number, panel in queries.get_all_panels().items()},
    "signed_off": {str(number): str(panel) for number, panel in queries.get_all_signedoff_panels().items()},
    "of_version": str(Panel(wanted[0], version=Panel(wanted[0]).get_version())),
    "unknown": api.get_panelapp_response(ext_url="panels/999999"),
}
print(json.dumps(result, sort_keys=True))
