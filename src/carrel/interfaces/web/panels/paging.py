"""Long lists, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest


MOST_PAGES = 100_000


@dataclass(frozen=True, slots=True)
class Pages:
    """Where in a long list a page is. `number` counts from 1; `items` are page numbers, 0 where some are left out."""

    number: int
    size: int
    total: int

    @property
    def start(self) -> int:
        """How many entries come before this page."""
        return (self.number - 1) * self.size

    @property
    def first(self) -> int:
        """The number of the first entry shown, counted from 1; 0 where there is none."""
        return min(self.start + 1, self.total)

    @property
    def end(self) -> int:
        """The number of the last entry shown."""
        return min(self.start + self.size, self.total)

    @property
    def last(self) -> int:
        """The number of the last page."""
        return max(1, -(-self.total // self.size))

    @property
    def previous(self) -> int:
        """The page before, or 0."""
        return self.number - 1

    @property
    def following(self) -> int:
        """The page after, or 0."""
        return self.number + 1 if self.number < self.last else 0

    @property
    def items(self) -> list[int]:
        """The page numbers to offer."""
        near = {1, self.last, *range(max(1, self.number - 1), min(self.last, self.number + 1) + 1)}
        shown: list[int] = []
        for number in sorted(near):
            if shown and number - shown[-1] > 1:
                shown.append(0)
            shown.append(number)
        return shown


def asked_page(request: HttpRequest) -> int:
    """The page number that the address asks for, at least 1."""
    text = request.GET.get("page", "")
    return min(max(int(text), 1), MOST_PAGES) if text.isascii() and text.isdigit() and len(text) < 9 else 1
