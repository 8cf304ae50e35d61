"""Data: add files, see what became of every row, decide, and take things back."""

import streamlit as st

from dashboard import exports, schema
from dashboard.dictionary import code_rows, dictionary_rows
from dashboard.package import DATA
from dashboard.ui import (
    access,
    deciding,
    downloads,
    history,
    intake,
    parts,
    reports,
    session,
    sidebar,
    state,
    waiting,
)

view = state.view()
if (said := session.said()) is not None:
    parts.show_message(*said)
if (turned_away := intake.no_room()) is not None:
    parts.show_message(*turned_away)

this = access.person()
stays = "until you add it to the shared data: " if this.role == "editor" else "and "
larger = "; `unrest import FILE` on the command line takes larger ones" * (this.role == "editor")
st.subheader("Add incidents" if this.role == "editor" else "Try a file")
st.markdown(
    "A CSV with the columns of the template, a file of another project (ACLED, China Labour "
    "Bulletin, Labor Action Tracker, SCAD and others), or any CSV, Excel or JSON table. It stays "
    f"in **this browser session** {stays}no other reader sees it, and "
    "closing the page forgets it. A link you share carries the filter, not the file. Up to "
    f"{schema.UPLOAD_BYTES // 2**20} MB a file (about 1,000,000 records){larger}."
)
with st.form("upload", clear_on_submit=True, border=False):
    files = st.file_uploader(
        "Files", type=["csv", "txt", "tsv", "xlsx", "xlsm", "json"], accept_multiple_files=True
    )
    encoding = st.selectbox(
        "Encoding", reports.ENCODINGS, format_func=reports.encoding_name,
        help="Files are read as UTF-8. Choose another only where the report of a file asks for it.",
    )  # fmt: skip
    if st.form_submit_button("Read the files", type="primary"):
        for file in files:
            with intake.progress_bar() as progress:
                intake.take(file.getvalue(), file.name, encoding, progress)
        st.rerun()

waiting.show_waiting()
who = None
if this.name is None and (session.uploads() or state.shared().version):
    who = st.text_input(
        "Your name, for the history of the shared data (may stay blank)", key="who", max_chars=80
    ).strip()
reports.show_session_reports(view, who or None)

if this.role == "editor" or session.uploads():  # a reader decides about files of the session
    st.subheader("For a person to decide")
    deciding.show_duplicates(view, who or None)
    deciding.show_places(view, who or None)

st.subheader("Shared data")
history.show_history(view, who or None)

st.subheader("Files in use")
reports.show_files(view.dataset, on_only=lambda name: sidebar.set_filter({"file": [name]}))

st.subheader("Template and dictionary")
with st.container(horizontal=True):
    downloads.offer(
        downloads.Download("Template (CSV)", "template.csv", (DATA / "template.csv").read_bytes()),
        downloads.Download(
            "Dictionary (CSV)", "dictionary.csv", exports.rows_csv(dictionary_rows())
        ),
        downloads.Download("Code lists (CSV)", "code_lists.csv", exports.rows_csv(code_rows())),
        header=downloads.holds("dictionary.txt", downloads.dictionary_header),
        key="schema",
    )
