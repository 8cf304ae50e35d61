"""Which column of a file each name of a mapping means."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard import schema
from dashboard.formats.mapping import Mapping, Use, apart, fold_header
from dashboard.loading import lookalikes
from dashboard.loading.decoding import Unreadable


@dataclass(frozen=True)
class Binding:
    """A header against a mapping: `uses` with the position each reads, `positions` by name."""

    header: tuple[str, ...]
    uses: tuple[tuple[Use, int], ...]
    positions: dict[str, int]

    def find(self, names: Sequence[str]) -> int | None:
        """The position of the first of `names` that the file has."""
        found = (self.positions.get(fold_header(name)) for name in names)
        return next((place for place in found if place is not None), None)

    def written(self, position: int) -> str:
        """The name of a column as the file has it, safe to show; its number where it has none."""
        shown = " ".join(lookalikes.show(self.header[position].strip(), 120).split())
        return shown or f"column {position + 1}"


def bind(header: tuple[str, ...], mapping: Mapping) -> Binding:
    """Raise Unreadable where what fills a required column is not in the file, or there twice.

    A mapping that was made for this very header knows its repeated names apart, as 'Date (2)'.
    """
    positions: dict[str, int] = {}
    folded = [fold_header(name) for name in header]
    made_for_it = apart(header) == mapping.header
    header = apart(header)
    for place, name in enumerate(header):
        positions.setdefault(fold_header(name), place)
    empty = Binding(header, (), positions)
    found = ((use, empty.find(use.names)) for use in mapping.columns)
    uses = tuple((use, place) for use, place in found if place is not None)
    _refuse_missing(mapping, empty)
    for use, place in uses:
        if use.to and not made_for_it and folded.count(folded[place]) > 1:
            raise Unreadable(
                f"the header names the column {empty.written(place)} twice: rename one of them"
            )
    return Binding(header, uses, positions)


def _refuse_missing(mapping: Mapping, binding: Binding) -> None:
    needed = {column.name for column in schema.columns("incidents") if column.required == "yes"}
    needed -= {*mapping.constants, *(part.to for part in mapping.composed)}
    for use in mapping.columns:
        if needed & {*use.to} and binding.find(use.names) is None:
            names = " or ".join(repr(name) for name in use.names)
            raise Unreadable(
                f"the file has no column {names}, which {mapping.title} needs for "
                f"{' and '.join(use.to)}. It has {', '.join(map(repr, binding.header[:40]))}"
            )
