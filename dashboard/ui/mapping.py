"""The mapping screen: our columns against those of an unknown file, and how its words are read."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from dashboard import schema
from dashboard.countries import country_codes, country_name
from dashboard.formats import (
    Codes,
    Mapping,
    Sample,
    Use,
    chosen_codes,
    code_suggestions,
    date_candidates,
    find_faults,
    preview,
    split_cell,
    suggest_use,
    with_header,
    write_mapping,
)
from dashboard.loading import Refused
from dashboard.ui import downloads, intake, parts
from dashboard.ui.intake import Arrival

OWN = {column.name: column for column in schema.columns("incidents")}
ALWAYS = (
    "start_date",
    "country",
    "admin1",
    "location",
    "action_type",
    "description",
    "source_name",
)
"""Offered first, whether the file seems to have them or not."""
WORDS = 300
"""Words of a code table shown at once, those met most first."""
PREVIEW = ("start_date", "country", "admin1", "location", "action_type", "demands", "workers_low",
           "workers_high", "description", "source_name", "tags")  # fmt: skip


def show_mapping(arrival: Arrival, key: str) -> None:
    """Draw the screen for one waiting file; reads the file when the person presses the button."""
    found = intake.sample_of(arrival)
    if found is None:
        st.info("No table could be found in this file; choose another encoding or sheet first.")
        return
    sample, suggestion = found
    earlier = intake.offered(sample.header)
    if earlier is not None and _offer(earlier, sample, key):
        mapping = earlier
    else:
        mapping = _choose(sample, suggestion.mapping, suggestion.reasons, key)
    faults = find_faults(mapping)
    if faults:
        st.warning("Still open before the file can be read:")
        for fault in faults[:8]:
            parts.show_text(f"- {fault}")
    ready = not faults and _preview(arrival, mapping, key)
    with st.container(horizontal=True):
        if st.button(
            "Read the file this way", key=f"{key}_map", type="primary", disabled=not ready
        ):
            with intake.progress_bar() as progress:
                intake.read_again(arrival, mapping, arrival.encoding, arrival.sheet, progress)
            st.rerun()
        downloads.offer_mapping(write_mapping(mapping), arrival.report.name, key, bool(faults))


def _offer(earlier: Mapping, sample: Sample, key: str) -> bool:
    """Whether the person takes a mapping that was made before; its dates are shown as it reads
    them, since another file with this header may write them otherwise."""
    taken = st.toggle(
        "Use the mapping that was made for a file with this header", key=f"{key}_again"
    )
    if not taken:
        return False
    for use in earlier.columns:
        if not use.dates or use.names[0] not in sample.header:
            continue
        for candidate in date_candidates(_values(sample, use.names[0])):
            if candidate.notation in use.dates:
                words = "; ".join(f"{text} = {day}" for text, day in candidate.readings)
                parts.show_text(f"{use.names[0]}: {candidate.notation}: {words}")
                if candidate.ambiguous:
                    st.warning("These dates can be read in another notation too: make sure.")
    return True


def _choose(sample: Sample, first: Mapping, reasons: dict[str, str], key: str) -> Mapping:
    """The mapping that the widgets say, starting from a suggestion."""
    uses: list[Use] = []
    codes: dict[str, Codes] = {}
    constants: dict[str, str] = {}
    suggested = {use.to[0]: use for use in first.columns if use.to}
    shown = list(dict.fromkeys([*ALWAYS, *suggested]))
    st.markdown("**Our columns, and the column of the file that fills each**")
    more = st.multiselect(
        "More of our columns", [name for name in OWN if name not in shown], key=f"{key}_more",
        placeholder="All others of the file go to tags",
    )  # fmt: skip
    for name in (*shown, *more):
        with st.container(border=True):
            use = _column(name, sample, suggested.get(name), reasons.get(name, ""), key)
            if use is None:
                constants |= _constant(name, key)
                continue
            values = _values(sample, use.names[0])
            if OWN[name].kind == "date":
                use = replace(use, dates=_notation(name, values, key))
            if use.codes:
                place = sample.header.index(use.names[0])  # its name is not for the key of a widget
                table = _code_table(
                    use, OWN[name].vocabulary, sample.words[place], f"{key}_{place}"
                )
                codes[use.codes] = table
            uses.append(use)
    whole = replace(first, columns=tuple(uses), codes=codes, constants=constants)
    return with_header(whole, sample.header)


def _column(name: str, sample: Sample, suggested: Use | None, reason: str, key: str) -> Use | None:
    """Which column of the file fills `name`; None for none."""
    needed = " (needed)" if OWN[name].required == "yes" else ""
    place = None
    if suggested is not None and suggested.names[0] in sample.header:
        place = sample.header.index(suggested.names[0])
    chosen = st.selectbox(
        f"{name}{needed}", range(len(sample.header)), index=place, key=f"{key}_{name}",
        format_func=lambda at: sample.header[at] or f"column {at + 1}", placeholder="none",
        help=OWN[name].meaning or None,
    )  # fmt: skip
    if chosen is None:
        return None
    header = sample.header[chosen]
    if suggested is not None and header == suggested.names[0]:
        if reason:
            parts.show_text(f"Suggested, since {reason}.")
        return suggested
    use, _, _ = suggest_use(name, header, _values(sample, header))
    return use


def _values(sample: Sample, header: str) -> list[str]:
    """The distinct cells of a column over the whole file, the most frequent first."""
    return [text for text, _ in sample.words[sample.header.index(header)]]


def _constant(name: str, key: str) -> dict[str, str]:
    """One value for all records, where no column gives it."""
    column = OWN[name]
    if column.kind == "country":
        value = st.selectbox(
            "or one country for all records", sorted(country_codes(), key=country_name),
            index=None, format_func=country_name, key=f"{key}_{name}_all",
        )  # fmt: skip
    elif column.vocabulary and column.kind == "enum":
        words = schema.vocabulary(column.vocabulary)
        value = st.selectbox(
            "or one for all records", list(words), index=None,
            format_func=lambda code: words[code].label, key=f"{key}_{name}_all",
        )  # fmt: skip
    elif name == "source_name":
        value = st.text_input("or one source for all records", key=f"{key}_{name}_all")
    else:
        return {}
    return {name: value} if value else {}


def _notation(name: str, values: Sequence[str], key: str) -> tuple[str, ...]:
    """How the dates are written: each notation that fits with values as read under it."""
    fitting = [candidate for candidate in date_candidates(values) if candidate.fits]
    if not fitting:
        st.text("No notation that we know reads every cell of this column.")
        return ()
    sure = len(fitting) == 1 or not fitting[0].ambiguous
    readings = [
        "; ".join(f"{text} = {day}" for text, day in candidate.readings) for candidate in fitting
    ]
    chosen = st.radio(
        "How are its dates written?", [candidate.notation for candidate in fitting],
        index=0 if sure else None, key=f"{key}_{name}_notation",
    )  # fmt: skip
    for candidate, words in zip(fitting, readings, strict=True):
        parts.show_text(f"{candidate.notation}: {words}")
    if chosen is None:
        st.warning("These notations read the same cells as different days: choose one.")
        return ()
    return (chosen,)


def _code_table(use: Use, kind: str, cells: Sequence[tuple[str, int]], key: str) -> Codes:
    """What each word of the file means, as the person sets it; blank becomes 'other'."""
    found: Counter[str] = Counter()
    for text, number in cells:
        found.update(dict.fromkeys(split_cell(text, use.separator), number))
    counts = pd.Series(dict(found.most_common(WORDS)), dtype="int64")
    if len(found) > WORDS:
        st.caption(f"The {WORDS} most frequent of {len(found):,} words; the mapping file has room "
                   "for all.")  # fmt: skip
    told = code_suggestions(counts.index, kind)
    labels = {code: f"{code}: {entry.label}" for code, entry in schema.vocabulary(kind).items()}
    table = pd.DataFrame(
        {
            "word in the file": counts.index,
            "cells": counts.to_numpy(),
            "means": [
                labels[choice.code] if (choice := told.get(word)) else None for word in counts.index
            ],
        }
    )
    edited = st.data_editor(
        table, hide_index=True, disabled=["word in the file", "cells"],
        column_config={"means": st.column_config.SelectboxColumn(options=list(labels.values()))},
        key=f"{key}_{use.codes}_codes",
    )  # fmt: skip
    st.caption("A word without a meaning becomes 'other'; the word is kept in tags.")
    return chosen_codes(zip(edited["word in the file"], edited["means"], strict=True), labels)


def _preview(arrival: Arrival, mapping: Mapping, key: str) -> bool:
    """Ten records as they will be read, and what is wrong with them; False where none is kept."""
    try:
        loaded = preview(
            arrival.raw, arrival.report.name, mapping, encoding=arrival.encoding,
            sheet=arrival.sheet, largest=schema.UPLOAD_BYTES,
        )  # fmt: skip
    except Refused as refused:
        parts.show_message("By this mapping the file is refused.", str(refused), "")
        return False
    report = loaded.report
    st.markdown(f"**The first {report.records} records as they will be read**")
    frame = loaded.frame[["record", *PREVIEW]].dropna(axis="columns", how="all")
    frame = frame.assign(start_date=loaded.frame["start_date"].dt.date)
    st.dataframe(frame, hide_index=True, key=f"{key}_preview", alt="The first records as read")
    if report.problems:
        cards = parts.problem_cards(report.problems, 6)
        parts.show_cards(cards, key=f"{key}_preview_problems", width=22)
    if not report.accepted:
        st.warning("None of the first records would be kept.")
    return bool(report.accepted)
