"""Files that wait for a choice: which format, which encoding, which sheet, or a mapping."""

import streamlit as st

from dashboard.formats import FORMATS, BadMapping, Mapping, read_mapping
from dashboard.ui import intake, mapping, parts, reports
from dashboard.ui.cards import Card
from dashboard.ui.intake import Arrival

ASK = "Not read yet: how should it be read?"
WHICH = "Not read yet: which sheet?"
NOTHING = "Refused: nothing of it was added"
OWN_FILE, OWN_MAPPING = "a mapping file (TOML) I have", "a mapping I make here"


def show_waiting() -> None:
    """Every waiting file with its choices, the latest first."""
    for sha256, arrival in reversed([*intake.arrivals().items()]):
        with st.container(border=True):
            _show(arrival, f"waiting_{sha256[:12]}", sha256)


def _show(arrival: Arrival, key: str, sha256: str) -> None:
    table = not arrival.counts and intake.sample_of(arrival) is not None
    sheets = intake.sheets_of(arrival)
    badge = ASK if table or arrival.formats else WHICH if len(sheets) > 1 else NOTHING
    parts.show_cards(
        [
            Card(
                title=arrival.report.name,
                badges=((badge, True),),
                body=_why(arrival),
            )
        ],
        key=f"{key}_card",
        width=60,
    )
    if len(sheets) > 1 or not (table or arrival.formats or arrival.counts):
        _other_reading(arrival, sheets, key)
    if table or arrival.formats:
        _choose(arrival, key)
    st.button("Let it go", key=f"{key}_go", on_click=intake.let_go, args=(sha256,))


def _why(arrival: Arrival) -> str:
    """What the file looks like; where its header says nothing, or a format was tried in vain, why
    it could not be read."""
    if arrival.formats and arrival.report.format not in FORMATS:
        told = " or ".join(found.title for found in arrival.formats)
        return f"Its header is that of {told}. Nothing is read before you say so."
    return arrival.report.error or ""


def _choose(arrival: Arrival, key: str) -> None:
    likely = [found.name for found in arrival.formats]
    others = [name for name in FORMATS if name not in likely]
    options = [*likely, OWN_MAPPING, OWN_FILE, *others]
    chosen = st.selectbox(
        "Read it as", options, format_func=_title, key=f"{key}_as",
        index=0 if likely else None, placeholder="Choose",
    )  # fmt: skip
    if chosen in FORMATS:
        _confirm(arrival, FORMATS[chosen], key)
    elif chosen == OWN_FILE:
        _own_file(arrival, key)
    elif chosen == OWN_MAPPING:
        mapping.show_mapping(arrival, key)


def _title(name: str) -> str:
    return FORMATS[name].title if name in FORMATS else name


def _confirm(arrival: Arrival, chosen: Mapping, key: str) -> None:
    """Say what the format declares, and read by it when the person presses the button."""
    with st.expander("What this format declares"):
        notations = {n: None for use in chosen.columns for n in use.dates}
        st.text(f"Source: {chosen.source}")
        st.text(f"Dates: {', '.join(notations) or 'none'}")
        st.text(f"Encodings: {', '.join(chosen.encodings)}")
        for use in chosen.columns:
            if not use.to:
                st.text(f"Leaves out {', '.join(use.names)}: {use.reason}")
        for left in chosen.rows:
            st.text(f"Leaves out records by {', '.join(left.names)}: {left.reason}")
        for note in chosen.notes:
            st.text(note)
    if st.button("Read it this way", key=f"{key}_read", type="primary"):
        _read(arrival, chosen)


def _own_file(arrival: Arrival, key: str) -> None:
    file = st.file_uploader("Mapping (TOML)", type=["toml"], key=f"{key}_toml", max_upload_size=1)
    if file is None:
        return
    try:
        chosen = read_mapping(file.getvalue().decode("utf-8"))
    except (BadMapping, UnicodeDecodeError) as error:
        parts.show_message("This mapping cannot be used.", str(error), "")
        return
    if st.button("Read it by this mapping", key=f"{key}_read_toml", type="primary"):
        _read(arrival, chosen)


def _other_reading(arrival: Arrival, sheets: tuple[str, ...], key: str) -> None:
    """Another sheet, or another encoding where the file is no table as it stands."""
    now = sheets.index(arrival.sheet) if arrival.sheet in sheets else 0
    sheet = st.selectbox("Sheet", sheets, now, key=f"{key}_sheet") if len(sheets) > 1 else None
    encoding = None
    if not sheets:
        encoding = st.selectbox(
            "Encoding", reports.ENCODINGS, format_func=reports.encoding_name, key=f"{key}_encoding"
        )
    if (sheet or encoding) and st.button(
        "Take this sheet" if sheet else "Try this", key=f"{key}_try"
    ):
        with intake.progress_bar() as progress:
            intake.read_again(arrival, None, encoding, sheet, progress)
        st.rerun()


def _read(arrival: Arrival, chosen: Mapping) -> None:
    with intake.progress_bar() as progress:
        intake.read_again(arrival, chosen, arrival.encoding, arrival.sheet, progress)
    st.rerun()
