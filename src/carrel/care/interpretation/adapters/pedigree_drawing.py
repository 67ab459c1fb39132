"""The family as a drawing in the standard symbols of pedigrees (Bennett et al. 2022, doi:10.1002/jgc4.1621).

Square: male, circle: female, diamond: other or not stated; filled: affected, question mark: not certain; arrow: proband;
double line: parents who share an ancestor. Below each symbol stands who it is and whether the genome was read.
"""

from __future__ import annotations

from collections.abc import Collection

from carrel.care.interpretation.adapters.markup import Markup, element, join
from carrel.care.interpretation.adapters.wording import AFFECTION_WORDS, SEX_WORDS, listed, relation
from carrel.care.interpretation.rules.pedigree_layout import Layout, Place, Union, layout
from carrel.care.participants.values import Family, Person
from carrel.foundation.vocabulary.inheritance import Affection, Sex


STEP = 124.0  # between neighbours
SIZE = 38.0  # of a symbol
LABELS = 50.0  # height of the words below a symbol
GAP = 22.0  # from the words to the lines of the children
LEVEL = 12.0  # between lines at different heights
MARGIN = 14.0
INK = "#212b32"
PAPER = "#ffffff"
ALARM = "#b3261e"
LONGEST_NAME = 16
LONGEST_ROLE = 16


def describe(family: Family, sequenced: Collection[str]) -> str:
    """The drawing in words, for those who cannot see it."""
    parts = []
    for member in family.members:
        parents = [parent for parent in (member.father, member.mother) if parent]
        words = [
            f"{relation(family, member.id)} {member.id}: {SEX_WORDS[member.sex]}, {AFFECTION_WORDS[member.affection]}",
            "genome read" if member.id in sequenced else "genome not read",
        ]
        if parents and relation(family, member.id) not in ("proband", "brother", "sister"):
            words.append(f"child of {listed(parents)}")
        parts.append(", ".join(words))
    return "; ".join(parts) + "."


def draw(
    family: Family,
    sequenced: Collection[str],
    misfits: Collection[str] = (),
    font: str = "inherit",
    name: str = "pedigree",
) -> Markup:
    """The pedigree as one `<svg>` element. `misfits` are people whose sample does not fit: they get a ring."""
    drawing = _Drawing(layout(family), family, frozenset(sequenced), frozenset(misfits), font)
    width, height = drawing.width, drawing.height
    return element(
        "svg",
        element("title", f"Pedigree of {family.id}", id=f"{name}-title"),
        element("desc", describe(family, sequenced), id=f"{name}-description"),
        *(drawing.union(union) for union in drawing.layout.unions),
        *(drawing.person(place) for place in drawing.layout.places),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width:.0f} {height:.0f}",
        width=f"{width:.0f}",
        height=f"{height:.0f}",
        role="img",
        aria_labelledby=f"{name}-title {name}-description",
    )


class _Drawing:
    """One drawing: the layout scaled to points."""

    def __init__(
        self, plan: Layout, family: Family, sequenced: frozenset[str], misfits: frozenset[str], font: str
    ) -> None:
        self.layout, self.family, self.sequenced, self.misfits, self.font = plan, family, sequenced, misfits, font
        self.members = {member.id: member for member in family.members}
        tops = [MARGIN + 6]
        for levels in plan.levels[:-1]:
            tops.append(tops[-1] + SIZE + LABELS + GAP + LEVEL * max(0, levels - 1) + 20)
        self.tops = tops
        self.width = MARGIN * 2 + plan.columns * STEP
        self.height = tops[-1] + SIZE + LABELS + MARGIN

    def x(self, column: float) -> float:
        return MARGIN + STEP / 2 + column * STEP

    def middle(self, person: str) -> tuple[float, float]:
        place = self.layout.place(person)
        return self.x(place.column), self.tops[place.row] + SIZE / 2

    def union(self, union: Union) -> Markup:
        """Line between the parents, down to the children, and along them."""
        row = max(self.layout.place(parent).row for parent in union.parents)
        bar = self.tops[row] + SIZE + LABELS + GAP - 8 + LEVEL * union.level
        x = self.x(union.column)
        strokes: list[Markup] = []
        if len(union.parents) == 1:
            strokes.append(self._line(x, self.tops[row] + SIZE, x, bar))
        elif union.neighbours:
            strokes += self._couple(union)
            strokes.append(self._line(x, self.tops[row] + SIZE / 2 + (2 if union.related else 0), x, bar))
        else:
            strokes += self._apart(union, bar)
        columns = [x, *(self.x(self.layout.place(child).column) for child in union.children)]
        strokes.append(self._line(min(columns), bar, max(columns), bar))
        for child in union.children:
            place = self.layout.place(child)
            strokes.append(self._line(self.x(place.column), bar, self.x(place.column), self.tops[place.row]))
        return element("g", *strokes, stroke=INK, stroke_width="1.6", fill="none", stroke_linecap="square")

    def _couple(self, union: Union) -> list[Markup]:
        (one, y), (other, _) = (self.middle(parent) for parent in union.parents)
        left, right = min(one, other) + SIZE / 2, max(one, other) - SIZE / 2
        shifts = (-2.4, 2.4) if union.related else (0.0,)
        return [self._line(left, y + shift, right, y + shift) for shift in shifts]

    def _apart(self, union: Union, bar: float) -> list[Markup]:
        """Parents who do not stand side by side: a bracket beside their words, never through another symbol."""
        strokes = []
        for parent in union.parents:
            x, y = self.middle(parent)
            side = x + SIZE / 2 + 8 if x < self.x(union.column) else x - SIZE / 2 - 8
            strokes += [
                self._line(x + (SIZE / 2 if side > x else -SIZE / 2), y, side, y),
                self._line(side, y, side, bar - 6),
                self._line(side, bar - 6, self.x(union.column), bar - 6),
            ]
        shifts = (-2.0, 2.0) if union.related else (0.0,)
        strokes += [
            self._line(self.x(union.column) + shift, bar - 6, self.x(union.column) + shift, bar) for shift in shifts
        ]
        return strokes

    def person(self, place: Place) -> Markup:
        member = self.members[place.person]
        x, top = self.x(place.column), self.tops[place.row]
        parts = [self._symbol(member, x, top)]
        if member.affection is Affection.UNCERTAIN:
            parts.append(self._text("?", x, top + SIZE / 2 + 6, 17, bold=True))
        if member.id == self.family.proband:
            parts.append(self._arrow(x, top))
        if member.id in self.misfits:
            parts.append(self._ring(x, top))
        parts += self._labels(member, x, top + SIZE)
        return element("g", *parts)

    def _symbol(self, member: Person, x: float, top: float) -> Markup:
        fill = INK if member.affection is Affection.AFFECTED else PAPER
        half = SIZE / 2
        style: dict[str, str] = {"fill": fill, "stroke": INK, "stroke_width": "2"}
        if member.sex is Sex.MALE:
            return element("rect", x=_n(x - half), y=_n(top), width=_n(SIZE), height=_n(SIZE), **style)
        if member.sex is Sex.FEMALE:
            return element("circle", cx=_n(x), cy=_n(top + half), r=_n(half), **style)
        points = ((x, top), (x + half, top + half), (x, top + SIZE), (x - half, top + half))
        return element("polygon", points=" ".join(f"{_n(one)},{_n(other)}" for one, other in points), **style)

    def _arrow(self, x: float, top: float) -> Markup:
        """Points at the symbol from the lower left."""
        tip_x, tip_y = x - SIZE / 2 - 3, top + SIZE * 0.68
        return element(
            "g",
            element(
                "path",
                d=f"M{_n(tip_x - 20)} {_n(tip_y + 12)}L{_n(tip_x - 3)} {_n(tip_y + 2)}",
                stroke=INK,
                stroke_width="2.2",
            ),
            element("path", d=f"M{_n(tip_x)} {_n(tip_y)}l-10.5 1.5l4.6 7.6z", fill=INK),
        )

    def _ring(self, x: float, top: float) -> Markup:
        ring = element(
            "circle", cx=_n(x), cy=_n(top + SIZE / 2), r=_n(SIZE * 0.82), fill="none", stroke=ALARM, stroke_width="2.4", stroke_dasharray="5 4"
        )  # fmt: skip
        mark = self._text("!", x + SIZE * 0.82 + 5, top + 8, 17, bold=True, colour=ALARM)
        return join((ring, mark))

    def _labels(self, member: Person, x: float, bottom: float) -> list[Markup]:
        role = relation(self.family, member.id).removeprefix("paternal ").removeprefix("maternal ").capitalize()
        read = "genome read" if member.id in self.sequenced else "not read"
        return [
            self._text(_cut(role, LONGEST_ROLE), x, bottom + 17, 13, bold=True),
            self._text(_cut(member.id, LONGEST_NAME), x, bottom + 32, 12),
            self._text(read, x, bottom + 46, 12, italic=member.id not in self.sequenced),
        ]

    def _text(
        self,
        words: str,
        x: float,
        y: float,
        size: float,
        *,
        bold: bool = False,
        italic: bool = False,
        colour: str = INK,
    ) -> Markup:
        return element(
            "text",
            words,
            x=_n(x),
            y=_n(y),
            text_anchor="middle",
            font_size=_n(size),
            font_family=self.font,
            font_weight="bold" if bold else None,
            font_style="italic" if italic else None,
            fill=colour,
            stroke=PAPER,
            stroke_width="3",
            paint_order="stroke",
        )

    def _line(self, x1: float, y1: float, x2: float, y2: float) -> Markup:
        return element("line", x1=_n(x1), y1=_n(y1), x2=_n(x2), y2=_n(y2))


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _cut(name: str, longest: int) -> str:
    return name if len(name) <= longest else f"{name[: longest - 1]}\u2026"
