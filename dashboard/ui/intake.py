"""Files on their way in: what this session holds for itself, and what waits for a choice."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import streamlit as st

from dashboard import schema
from dashboard.formats import (
    BadMapping,
    Mapping,
    Sample,
    Suggestion,
    counts_only,
    detect,
    header_key,
    read_file,
    read_mapping,
    read_sample,
    sheet_names,
    suggest,
    write_mapping,
)
from dashboard.loading import UPLOAD, Progress, Refused, Report, display_name
from dashboard.loading.decoding import Unreadable
from dashboard.loading.progress import quiet
from dashboard.store import StoreError
from dashboard.ui import room, session, state
from dashboard.ui.turns import giving_way

SHOWN = 10


@dataclass(frozen=True)
class Arrival:
    """A file that waits: a person must say how to read it, or let it go.

    `report` says why it was not read as it is; `formats` are those its header speaks of; `counts`:
    it holds counts and no incidents, so that no choice can help.
    """

    raw: bytes
    report: Report
    encoding: str | None
    sheet: str | None
    formats: tuple[Mapping, ...]
    counts: bool


def arrivals() -> dict[str, Arrival]:
    """This session's waiting files by the SHA-256 of their bytes."""
    return st.session_state.setdefault("_arrivals", {})  # type: ignore[no-any-return]


def take(raw: bytes, name: str, encoding: str | None, progress: Progress = quiet) -> None:
    """Read `raw` into this session; where it cannot be read as it is, it waits for a choice, and
    where there is no room for it, `no_room` tells."""
    if room.is_there_room(count_room(), room.cost(len(raw))):
        _read(raw, name, encoding, None, None, progress)
    else:
        _turn_away(name)


def read_again(
    arrival: Arrival,
    mapping: Mapping | None,
    encoding: str | None = None,
    sheet: str | None = None,
    progress: Progress = quiet,
) -> bool:
    """Read a waiting file as a person chose; True where it is in the session now."""
    name = arrival.report.name
    return _read(arrival.raw, name, encoding, sheet, mapping, progress)


def _read(
    raw: bytes,
    name: str,
    encoding: str | None,
    sheet: str | None,
    mapping: Mapping | None,
    progress: Progress,
) -> bool:
    try:
        with giving_way():
            loaded = read_file(
                raw, name, encoding, mapping, sheet=sheet, largest=schema.UPLOAD_BYTES,
                limits=UPLOAD, progress=progress,
            )  # fmt: skip
    except Refused as refused:
        report = refused.report
        counts = counts_only(raw) is not None
        formats = () if counts else detect(raw, name)
        arrivals()[report.sha256] = Arrival(raw, report, encoding, sheet, formats, counts)
        return False
    waiting = arrivals().get(loaded.report.sha256)
    more = room.cost(len(raw), loaded) - (room.cost(len(raw)) if waiting else 0)
    if not room.is_there_room(count_room(), more):
        _turn_away(loaded.report.name)
        return False
    if not session.keep(raw, loaded):
        return False
    arrivals().pop(loaded.report.sha256, None)
    if mapping is not None and mapping.header:
        _mappings()[mapping.header_key] = write_mapping(mapping)
    return True


def count_room() -> int:
    """The bytes of memory that all files of this session take, those that wait too."""
    return room.count(size for _, size in _sizes())


def _sizes() -> Iterator[tuple[str, int]]:
    """Each file of this session, as it is shown, with the bytes of memory that it takes."""
    for key, loaded in session.uploads().items():
        yield loaded.report.name, room.cost(len(session.originals()[key]), loaded)
    for arrival in arrivals().values():
        yield arrival.report.name, room.cost(len(arrival.raw))


def _turn_away(name: str) -> None:
    st.session_state.setdefault("_turned_away", []).append(display_name(name))


def no_room() -> tuple[str, str, str] | None:
    """Which files there was no room for, why, and what can be taken out; said once."""
    names = st.session_state.pop("_turned_away", [])
    if not names:
        return None
    noun = "file was" if len(names) == 1 else "files were"
    words = f"{len(names)} {noun} not read: there is no room left in the memory of this server."
    held = sorted(_sizes(), key=lambda one: -one[1])[:SHOWN]
    taken = f"The files of this session take {room.words(count_room())}; one session may take "
    cause = f"{', '.join(names[:SHOWN])}. {taken}{room.words(room.of_session())}"
    files = ", ".join(f"{one} ({room.words(size)})" for one, size in held)
    remedy = f"Take out, or add to the shared data: {files}" if held else "Try again later"
    return words, cause, remedy


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """A bar with what has been read so far, gone at the end."""
    bar = st.progress(0.0, text="Reading")

    def tell(words: str, share: float) -> None:
        bar.progress(min(share, 1.0), text=words)

    yield tell
    bar.empty()


def sheets_of(arrival: Arrival) -> tuple[str, ...]:
    """The sheets of a workbook; () for any other file."""
    try:
        return sheet_names(arrival.raw, schema.UPLOAD_BYTES)
    except Unreadable:
        return ()


def let_go(sha256: str) -> None:
    """Forget a waiting file. For callbacks."""
    arrivals().pop(sha256, None)


def offered(header: tuple[str, ...]) -> Mapping | None:
    """The mapping that was last used for a file with this header, here or in the shared data."""
    for text in [*_mappings().values(), *_shared_mappings()]:
        try:
            mapping = read_mapping(text)
        except BadMapping:
            continue
        if mapping.header and mapping.header_key == header_key(header):
            return mapping
    return None


def sample_of(arrival: Arrival) -> tuple[Sample, Suggestion] | None:
    """Header, first records and a first mapping; None where the file holds no table at all."""
    key = (arrival.report.sha256, arrival.encoding, arrival.sheet)
    kept: dict[object, tuple[Sample, Suggestion] | None]
    kept = st.session_state.setdefault("_samples", {})
    if key not in kept:
        try:
            sample = read_sample(
                arrival.raw, arrival.report.name, encoding=arrival.encoding, sheet=arrival.sheet,
                largest=schema.UPLOAD_BYTES, limits=UPLOAD,
            )  # fmt: skip
        except Refused:
            kept[key] = None
        else:
            kept[key] = (sample, suggest(sample.header, sample.rows)) if sample.rows else None
    return kept[key]


def _mappings() -> dict[str, str]:
    """This session's own mappings (TOML) by the key of the header they are for."""
    return st.session_state.setdefault("_mappings", {})  # type: ignore[no-any-return]


def _shared_mappings() -> list[str]:
    """The mappings (TOML) that were kept for all readers, the latest first."""
    try:
        entries = state.the_store().active("mapping")
    except StoreError:  # told on the page as a fault of the shared data
        return []
    return [str(entry.facts.get("text", "")) for entry in reversed(entries)]
