"""What holds for every file and every format: no record is lost uncounted, no cell either."""

import csv
import io
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.formats import FORMATS, detect, preview, read_file
from dashboard.loading import Loaded, Refused
from tests.formats.twins import TODAY, TWINS

QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])

cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=10)
odd = st.sampled_from(
    ["", " ", "-99", "0", "null", "None", "a;b;c", "['x', 'y-z']", "[", "1,2;3,4", "2021-02-30",
     "03/04/2021", "28-Jan-90", "1,400", "0.0", "7", "Revocato", "N", "Battles", "=1+1", "\n", "🛑"]
)  # fmt: skip


@st.composite
def files(draw: st.DrawFn) -> tuple[str, bytes]:
    """A file of one format whose cells are those of its twin, or anything."""
    name = draw(st.sampled_from([*FORMATS]))
    twin = TWINS[name]
    row = st.tuples(*(st.just(value) | st.just(value) | odd | cells for value in twin.values()))
    rows = draw(st.lists(row, max_size=5))
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";" if name == "sncf" else ",").writerows([[*twin], *rows])
    return name, text.getvalue().encode()


def rejected(loaded: Loaded) -> set[int | None]:
    return {p.record for p in loaded.report.problems if p.effect == "row rejected"}


@QUICK
@given(files())
def test_every_record_is_accepted_or_rejected_with_a_reason(file: tuple[str, bytes]) -> None:
    name, raw = file
    report = (loaded := read_file(raw, "a.csv", mapping=FORMATS[name], today=TODAY)).report
    accepted = set(loaded.frame["record"])
    assert report.accepted == len(accepted)
    assert report.accepted + report.rejected == report.records
    assert accepted | rejected(loaded) >= set(range(1, report.records + 1))
    assert len(rejected(loaded) - accepted) == report.rejected
    if loaded.responses is not None:
        assert set(loaded.responses["incident_id"]) <= set(loaded.frame["incident_id"])
        assert set(loaded.responses["record"]) <= accepted


@QUICK
@given(files())
def test_every_cell_is_accounted_for(file: tuple[str, bytes]) -> None:
    name, raw = file
    loaded = read_file(raw, "a.csv", mapping=FORMATS[name], today=TODAY)
    broken = {p.record for p in loaded.report.problems if p.column is None and p.record}
    for loss in loaded.report.losses:
        shares = (loss.blank, loss.kept, loss.mapped, loss.tagged, loss.dropped, loss.rejected)
        assert min(shares) >= 0
        assert sum(shares) == loaded.report.records - len(broken), loss


@QUICK
@given(files(), st.integers(0, 3))
def test_a_preview_is_the_beginning_of_the_file(file: tuple[str, bytes], most: int) -> None:
    name, raw = file
    whole = read_file(raw, "a.csv", mapping=FORMATS[name], today=TODAY)
    first = preview(raw, "a.csv", FORMATS[name], most, today=TODAY)
    assert first.report.records == min(most, whole.report.records)
    assert set(first.frame["record"]) <= set(range(1, most + 1))


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=300),
    st.sampled_from([*FORMATS]),
    st.sampled_from([b"", b"PK\x03\x04", b"[{", b'[{"a":']),
)
def test_any_bytes_are_read_or_refused(tail: bytes, name: str, start: bytes) -> None:
    raw = start + tail
    detect(raw, "a")
    for mapping in (None, FORMATS[name]):
        try:
            report = read_file(raw, "a", mapping=mapping, today=date(2025, 1, 1)).report
        except Refused as refused:
            report = refused.report
        assert report.error or report.accepted + report.rejected == report.records


@pytest.mark.parametrize("name", FORMATS)
def test_the_twin_of_every_format_is_read_whole(name: str) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";" if name == "sncf" else ",").writerows(
        [[*TWINS[name]], [*TWINS[name].values()]]
    )
    loaded = read_file(text.getvalue().encode(), "a.csv", mapping=FORMATS[name], today=TODAY)
    assert (loaded.report.accepted, loaded.report.rejected) == (1, 0)
    assert loaded.report.format == name
    assert detect(text.getvalue().encode()) == (FORMATS[name],)
