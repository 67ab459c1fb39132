"""How style sheets and scripts are stored: under names that hold their hash, so that browsers may keep them for ever."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HouseStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Hashed and compressed. A file that is missing keeps its plain name: its page is then plain, not broken."""

    support_js_module_import_aggregation = True
    manifest_strict = False

    def hashed_name(self, name: str, content: object = None, filename: str | None = None) -> str:
        try:
            return str(super().hashed_name(name, content, filename))
        except ValueError:
            return name
