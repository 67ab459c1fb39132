"""bcftools csq writes a consequence of several variants once and lets the others point to it: `BCSQ=@pos`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from carrel.care.genomes.rules import annotation
from carrel.care.genomes.rules.annotation_layout import Layout


@dataclass
class Linked:
    """Lines that hold a consequence of several variants, and lines that may point to one."""

    lines: list[str] = field(default_factory=list)
    holders: dict[tuple[str, str], list[str]] = field(default_factory=dict)  # (contig, position) -> entries

    def take(self, line: str, layout: Layout) -> bool:
        """Keeps a line for later; False where its consequences stand alone."""
        entries = annotation_value(line, layout).split(",")
        joint = [entry for entry in entries if is_joint(entry, layout)]
        contig, position = line.split("\t", 2)[:2]
        if joint:
            self.holders.setdefault((contig, position), []).extend(joint)
        if not joint and not any(entry.startswith("@") for entry in entries):
            return False
        self.lines.append(line)
        return True


def is_joint(entry: str, layout: Layout) -> bool:
    """Whether an entry is the consequence of several variants: its DNA change names them, joined by `+`."""
    return "+" in annotation.cell(entry.split("|"), layout.place("dna_change"))


def annotation_value(line: str, layout: Layout) -> str:
    """The annotation of a data line, "" without."""
    info = line.split("\t", 8)[7]
    return next((part.partition("=")[2] for part in info.split(";") if part.startswith(f"{layout.key}=")), "")


def linked_lines(linked: Linked, layout: Layout) -> Iterator[tuple[str, bool]]:
    """The kept lines with pointers replaced by the entries that name their change; and whether all were found."""
    for line in linked.lines:
        columns = line.split("\t")
        value = annotation_value(line, layout)
        entries, found = [], True
        for entry in value.split(","):
            if not entry.startswith("@"):
                entries.append(entry)
                continue
            named = _named(linked.holders.get((columns[0], entry[1:]), []), columns, layout)
            found = found and bool(named)
            entries += named
        info = columns[7].split(";")
        columns[7] = ";".join(
            f"{layout.key}={','.join(entries) or '.'}" if part.startswith(f"{layout.key}=") else part for part in info
        )
        yield "\t".join(columns), found


def _named(holders: list[str], columns: list[str], layout: Layout) -> list[str]:
    """The entries whose DNA change has this line's."""
    mine = {f"{columns[1]}{columns[3]}>{alternate}" for alternate in columns[4].split(",")}
    return [
        entry
        for entry in holders
        if mine & set(annotation.cell(entry.split("|"), layout.place("dna_change")).split("+"))
    ]
