"""Runs Scout's PanelAppClient, as it is, and prints what it answers.

    python run_scout.py ADDRESS-OF-PANELS/

Only the module is loaded, from the installed package `scout-browser`: its other parts want a MongoDB and much more.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import sys
from datetime import datetime


MODULE = "scout/server/extensions/panelapp_extension.py"
path = next(file for file in importlib.metadata.files("scout-browser") or () if str(file) == MODULE).locate()
spec = importlib.util.spec_from_file_location("panelapp_extension", str(path))
assert spec is not None
assert spec.loader is not None
extension = importlib.util.module_from_spec(spec)
spec.loader.exec_module(extension)
extension.API_PANELS_URL = sys.argv[1]

result = {}
for signed_off in (False, True):
    client = extension.PanelAppClient()
    numbers = client.get_panel_ids(signed_off=signed_off)
    panels = [client.get_panel(str(number)) for number in numbers]
    result[str(signed_off)] = {
        "ids": numbers,
        "types": client.get_panel_types(),
        "panels": panels,
        "versions": [float(panel["version"]) for panel in panels],  # as Scout reads them
        "dates": [str(datetime.strptime(panel["version_created"][:-1], "%Y-%m-%dT%H:%M:%S.%f")) for panel in panels],  # noqa: DTZ007 - as Scout reads it
    }
print(json.dumps(result, sort_keys=True))
