"""Reports on files: what was read, kept, dropped and refused, and why."""

import hashlib
from collections.abc import Callable

import pandas as pd
import streamlit as st

from dashboard import exports
from dashboard.loading import Report
from dashboard.store import Dataset, StoreError
from dashboard.ui import access, charts, downloads, parts, session, state
from dashboard.ui.cards import Card
from dashboard.ui.downloads import Download

ENCODINGS = (None, "cp949", "gb18030", "shift_jis", "big5", "cp1252", "cp1251", "mac_roman")
_NAMES = {
    None: "UTF-8 (or as the file itself says)",
    "cp949": "Korean (CP949, EUC-KR)",
    "gb18030": "Chinese, simplified (GB 18030)",
    "big5": "Chinese, traditional (Big5)",
    "shift_jis": "Japanese (Shift JIS)",
    "cp1252": "Western European (Windows-1252)",
    "cp1251": "Cyrillic (Windows-1251)",
    "mac_roman": "Western European (Mac Roman)",
}
SHOWN = 1000
CARDS = 12


def encoding_name(encoding: str | None) -> str:
    """The words for one of `ENCODINGS`."""
    return _NAMES[encoding]


def show_session_reports(view: state.View, who: str | None) -> None:
    """What became of each file of this session, with what can be done with it."""
    again = session.said_again()
    if again is not None:
        st.info("One of the files is in use already, byte for byte; nothing was changed.")
        parts.show_text(f"It is there as: {again}")
    mine = {loaded.report.key for loaded in session.uploads().values()}
    for report in view.dataset.reports:
        if report.key in mine:
            _show_report(view, report, f"report_{_digest(report)}", who)


def show_files(dataset: Dataset, on_only: Callable[[str], None]) -> None:
    """A table of all files, and a button for each file of incidents that shows only it."""
    if dataset.faults:
        parts.show_cards(parts.fault_cards(dataset.faults), key="store_faults", width=40)
    table = pd.DataFrame(
        [
            (r.name, r.table, r.records, r.accepted, r.rejected, len(r.problems), r.sha256[:12])
            for r in dataset.reports
        ],
        columns=["file", "holds", "records", "kept", "rejected", "problems", "SHA-256 starts"],
    )
    st.dataframe(table, hide_index=True, alt="The files in use, with records kept and rejected")
    if len(dataset.files) < 2:
        return
    chosen = st.selectbox("Show only this file", dataset.files, index=None, key="only_file")
    st.button("Show only this file", disabled=chosen is None, on_click=on_only, args=(chosen,))


def _show_report(view: state.View, report: Report, key: str, who: str | None) -> None:
    with st.container(border=True):
        parts.show_cards([_summary(report, "In this session only")], key=f"{key}_summary", width=60)
        with st.container(horizontal=True):
            adding = access.may_edit() and st.button(
                "Add to the shared data", key=f"{key}_accept",
                help="All readers of this dashboard see it from then on; it can be taken back.",
            )  # fmt: skip
            st.button(
                "Take it out of this session", key=f"{key}_forget",
                on_click=session.forget, args=(report.key,),
            )  # fmt: skip
            _downloads(report, key)
        if access.may_edit():
            st.caption(
                "Added, it is seen by all readers of this dashboard, and a copy stays on its disk "
                "even when it is taken back."
            )
        if adding:
            with st.spinner("Adding the file and its table to the shared data"):
                _accept(report.key, who)
            st.rerun()
        show_details(view, report, key)


def show_details(view: state.View, report: Report, key: str) -> None:
    """What was wrong in a file, what became of its columns, and where its incidents lie."""
    if report.problems:
        _show_problems(report, key)
    _show_losses(report, key)
    if report.table == "incidents" and report.accepted:
        _show_map(view, report, key)


def show_shared_report(view: state.View, report: Report, original: Callable[[], bytes]) -> None:
    """The report of a file of the shared data, with the file as it came."""
    key = f"shared_{_digest(report)}"
    parts.show_cards([_summary(report, "In the shared data")], key=f"{key}_summary", width=60)
    with st.container(horizontal=True):
        _downloads(report, key, Download("The file as it came", "original", original))
    show_details(view, report, key)


def _digest(report: Report) -> str:
    return hashlib.sha256(report.key.encode()).hexdigest()[:12]


def _accept(key: str, who: str | None) -> None:
    """Add a file to the shared data; what goes wrong is said in the next run."""
    try:
        accepted = session.accept(key, who)
        st.session_state["history_chosen"] = accepted.upload.id  # its report stays in sight
    except StoreError as error:
        session.say("The file was not added; this session still holds it.", error)


def _downloads(report: Report, key: str, *more: Download) -> None:
    made = [
        Download("Report (JSON)", "report.json", lambda: exports.report_json(report)),
        Download(
            "Problems (CSV)", "problems.csv", lambda: exports.problems_csv(report),
            disabled=not report.problems,
        ),
    ]  # fmt: skip
    if report.mapping is not None:
        made.append(Download("Mapping (TOML)", "mapping.toml", report.mapping.encode()))
    header = Download(
        "What the files hold (TXT)", "report.txt", lambda: downloads.report_header(report)
    )
    downloads.offer(*more, *made, header=header, key=key)


def _show_losses(report: Report, key: str) -> None:
    """What became of every column, one click away."""
    box = st.expander("What became of each column", key=f"{key}_losses", on_change="rerun")
    if not box.open:
        return
    box.dataframe(
        parts.losses_table(report.losses), hide_index=True, key=f"{key}_losses_table",
        alt="For each column of the file: cells kept, mapped, put into tags, dropped",
    )  # fmt: skip
    words = parts.unknown_words_table(report.losses)
    if len(words):
        box.caption(
            "Words that no code is known for: they became 'other' or blank and are kept in tags."
        )
        box.dataframe(words, hide_index=True, key=f"{key}_unknown", alt="Words without a code")


def _show_map(view: state.View, report: Report, key: str) -> None:
    """Where the incidents of this file lie, one click away."""
    box = st.expander("Map of what came", key=f"{key}_map", on_change="rerun")
    if box.open:
        rows = view.dataset.incidents
        with box:
            charts.show_places(
                view, f"{key}_places", rows=rows[rows["file"] == report.name], height=360, focus=key
            )


def _summary(report: Report, where: str) -> Card:
    facts = [
        ("Records", f"{report.records:,}"),
        ("Kept", f"{report.accepted:,}"),
        ("Rejected", f"{report.rejected:,}"),
        ("Holds", report.table or ""),
        ("Read as", reading_words(report)),
    ]
    if report.unplaced is not None:
        noun = "row" if report.unplaced == 1 else "rows"
        facts.append(("Not placed on the map", f"{report.unplaced:,} {noun}"))
    return Card(title=report.name, badges=((where, False),), facts=tuple(facts))


def reading_words(report: Report) -> str:
    """How a file was read: format, encoding, separator."""
    how = {"canonical": "our own columns", "mapping": "a mapping of your own"}
    words = [how.get(report.format or "", f"format {report.format}")]
    words += [report.encoding] if report.encoding else []
    words += [f"separated by {_separator(report.delimiter)}"] if report.delimiter else []
    return ", ".join(words)


def _separator(delimiter: str | None) -> str:
    return {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}.get(delimiter or "", "comma")


def _show_problems(report: Report, key: str) -> None:
    problems = exports.problems_table(report.problems)
    counts = problems["effect"].value_counts()
    st.text(", ".join(f"{effect}: {count:,}" for effect, count in counts.items()))
    parts.show_cards(parts.problem_cards(report.problems, CARDS), key=f"{key}_kinds", width=22)
    table = st.expander("All of them, record by record", key=f"{key}_all", on_change="rerun")
    if table.open:
        table.dataframe(
            problems.head(SHOWN), hide_index=True, key=f"{key}_problems",
            alt="What was wrong in this file, by record and column",
        )  # fmt: skip
        if len(problems) > SHOWN:
            table.caption(f"The first {SHOWN:,}; the download holds all {len(problems):,}.")
