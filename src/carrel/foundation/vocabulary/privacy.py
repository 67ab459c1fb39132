"""The privacy classes of which every stored field declares one."""

from __future__ import annotations

from enum import StrEnum


class Privacy(StrEnum):
    """How much a stored field says of a person. A release copies only what an allow-list names, so new fields stay private."""

    IDENTIFYING = "identifying"  # names a person directly: name, e-mail address, NHS number
    INDIRECT = (
        "indirect"  # may single a person out together with other facts: postcode district, account id, affiliation
    )
    CLINICAL = "clinical"  # health or genome of a person
    TECHNICAL = "technical"  # says nothing of a person
