"""What `carrel doctor` looks at: each look gives one finding, with advice where something is wrong."""

from __future__ import annotations

import importlib.util
import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from carrel.interfaces.cli.faults import Refused
from carrel.interfaces.cli.house import missing_migrations, open_house


KEPT, NOTE, BROKEN = "KEPT", "NOTE", "BROKEN"
LEAST_DISK = 2 * 1024**3  # bytes: a genome's table and the tables of panels fit
SHORTEST_SECRET = 32  # letters
LOCAL = ("localhost", "127.0.0.1", "[::1]", "::1")


@dataclass(frozen=True, slots=True)
class Finding:
    """What one look found. `outcome` is KEPT, NOTE (works, but know this) or BROKEN."""

    name: str
    outcome: str
    advice: str = ""

    @property
    def broken(self) -> bool:
        """Does something not work, or is it unsafe?"""
        return self.outcome == BROKEN


def examine(store: Path) -> list[Finding]:
    """Look at everything; what cannot be looked at because an earlier thing is broken is left out."""
    return list(_findings(store))


def _findings(store: Path) -> Iterator[Finding]:
    yield _writable(store)
    yield _disk(store)
    yield _scanner()
    try:
        open_house(store, tables=False)
    except Refused as fault:
        yield Finding("Settings can be read", BROKEN, str(fault))
        return
    yield Finding("Settings can be read", KEPT)
    for look in (_secrets, _assets, _https, _debug, _mail, *_of_the_database()):
        yield look()


def _of_the_database() -> tuple[Callable[[], Finding], ...]:
    try:
        missing = missing_migrations()
    except Refused as fault:
        told = str(fault)
        return (lambda: Finding("The database can be reached", BROKEN, told),)
    reached = Finding("The database can be reached", KEPT)
    if missing:
        advice = f"{len(missing)} changes are missing; run `carrel migrate`."
        return (lambda: reached, lambda: Finding("Its tables are those of this version", BROKEN, advice))
    return (lambda: reached, lambda: Finding("Its tables are those of this version", KEPT), _ledger, _clock, _letters)


def _writable(store: Path) -> Finding:
    name = "The store can be written"
    try:
        store.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=store, prefix=".doctor-"):
            return Finding(name, KEPT)
    except OSError as fault:
        return Finding(
            name, BROKEN, f"{store}: {fault.strerror}; set CARREL_STORE to a folder that this user can write."
        )


def _disk(store: Path) -> Finding:
    name = "The disk has room"
    folder = next(place for place in (store.absolute(), *store.absolute().parents) if place.exists())
    free = shutil.disk_usage(folder).free
    if free < LEAST_DISK:
        return Finding(name, BROKEN, f"{free / 1024**3:.1f} GB are free at {folder}; make room for at least 2 GB.")
    return Finding(name, KEPT)


def _scanner() -> Finding:
    name = "The reader of VCF files is compiled"
    found = importlib.util.find_spec("carrel.care.genomes.adapters")
    places = [Path(place) / "__pycache__" for place in (found.submodule_search_locations or [])] if found else []
    named = os.environ.get("NUMBA_CACHE_DIR")
    pattern, places = ("**/scanner*.nbi", [Path(named)]) if named else ("scanner*.nbi", places)
    if any(next(place.glob(pattern), None) for place in places if place.is_dir()):
        return Finding(name, KEPT)
    return Finding(name, NOTE, "The first genome takes half a minute longer; `carrel demo` compiles the reader.")


def _secrets() -> Finding:
    from django.conf import settings  # noqa: PLC0415 - needs the open house

    name = "The secrets are for this user only"
    for variable in ("CARREL_SECRET_KEY", "CARREL_LEDGER_KEY"):
        path = Path(settings.STORE) / "secrets" / variable.lower()
        if os.environ.get(variable):
            if len(os.environ[variable]) < SHORTEST_SECRET:
                return Finding(name, BROKEN, f"{variable} is shorter than {SHORTEST_SECRET} letters; set a longer one.")
        elif stat.S_IMODE(path.stat().st_mode) & 0o077:
            return Finding(name, BROKEN, f"Others can read {path}; type `chmod 600 {path}`.")
    return Finding(name, KEPT)


def _assets() -> Finding:
    from carrel.interfaces.web.assets.fetching import ADVICE, present  # noqa: PLC0415 - needs the open house

    name = "Style sheets and scripts are there"
    return Finding(name, KEPT) if present() else Finding(name, BROKEN, f"Pages are plain without them: {ADVICE}.")


def _https() -> Finding:
    from django.conf import settings  # noqa: PLC0415 - needs the open house

    name = "Others reach the site by https only"
    strangers = [host for host in settings.ALLOWED_HOSTS if host not in LOCAL]
    if strangers and not settings.CARREL_HTTPS:
        return Finding(
            name, BROKEN, f"{strangers[0]} is served by http; set CARREL_BASE_URL=https://{strangers[0].lstrip('.')}."
        )
    if settings.CARREL_HTTPS and not settings.CARREL_PROXIES:
        return Finding(
            name,
            BROKEN,
            "Carrel itself speaks http: put a proxy with the certificate in front, and set CARREL_PROXIES=1.",
        )
    if not strangers:
        return Finding(
            name, NOTE, "Only this machine can use the site; for others set CARREL_BASE_URL=https://the.name."
        )
    return Finding(name, KEPT)


def _debug() -> Finding:
    from django.conf import settings  # noqa: PLC0415 - needs the open house

    name = "Faults are not shown to strangers"
    return Finding(name, BROKEN, "CARREL_DEBUG is on; take it away.") if settings.DEBUG else Finding(name, KEPT)


def _mail() -> Finding:
    from django.conf import settings  # noqa: PLC0415 - needs the open house

    name = "Letters can leave"
    if settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        return Finding(name, KEPT)
    outcome = BROKEN if settings.CARREL_HTTPS else NOTE
    return Finding(name, outcome, "No mail server is set, so letters stay on this machine; set CARREL_MAIL_URL.")


def _ledger() -> Finding:
    from carrel.foundation.ledger import queries as ledger  # noqa: PLC0415 - needs the open house

    name = "The ledger has its end"
    head = ledger.head()
    if ledger.hash_of(head.sequence) != head.hash:
        return Finding(name, BROKEN, "The last line is not the one that was written last; run `carrel ledger verify`.")
    return Finding(name, KEPT)


def _clock() -> Finding:
    from django.utils import timezone  # noqa: PLC0415 - needs the open house

    from carrel.foundation.ledger import queries as ledger  # noqa: PLC0415 - needs the open house
    from carrel.foundation.ledger.values import Wanted  # noqa: PLC0415 - needs the open house

    name = "The clock goes forward"
    now = f"{timezone.now():%Y-%m-%dT%H:%M:%S.%fZ}"
    last = [entry.at for entry in ledger.page(Wanted(), limit=1)]
    if last and last[0] > now:
        return Finding(
            name, BROKEN, f"The ledger was last written at {last[0]}, which is yet to come; set the clock (NTP)."
        )
    return Finding(name, KEPT)


def _letters() -> Finding:
    from carrel.foundation.ledger import queries as ledger  # noqa: PLC0415 - needs the open house

    name = "Letters do not pile up"
    state = ledger.outbox()
    if state.given_up:
        return Finding(name, NOTE, f"{state.given_up} letters were given up; the page of the ledger says why.")
    return Finding(name, KEPT)
