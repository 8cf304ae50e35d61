"""Whatever the bytes, the name and the options: a file is read, or refused in our own words."""

from hypothesis import given
from hypothesis import strategies as st

from dashboard.formats import Mapping
from tests.fuzz.laws import LARGEST, check_mapping, check_reading
from tests.fuzz.many import MANY
from tests.fuzz.seeds import small_files
from tests.fuzz.strategies import ANY_BYTES, ANY_MAPPING, CHOSEN, MAPPINGS, NAMES, SHEETS


@MANY
@given(ANY_BYTES, NAMES, CHOSEN, SHEETS, MAPPINGS, st.sampled_from([LARGEST, LARGEST, 400]))
def test_any_bytes_are_read_or_refused(
    raw: bytes,
    name: str,
    encoding: str | None,
    sheet: str | None,
    mapping: Mapping | None,
    largest: int,
) -> None:
    check_reading(raw, name, encoding, sheet, mapping, largest)


@MANY
@given(ANY_MAPPING, st.sampled_from(small_files()[:3]))
def test_any_mapping_is_used_or_refused(text: str, raw: bytes) -> None:
    check_mapping(text, raw)
