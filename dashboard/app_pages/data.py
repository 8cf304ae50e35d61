"""Data: add files for this session, see what became of every row, take template and dictionary."""

import streamlit as st

from dashboard.dictionary import code_rows, dictionary_rows
from dashboard.package import DATA
from dashboard.ui import downloads, reports, sidebar, state

view = state.view()

st.subheader("Add your own incidents")
st.markdown(
    "A CSV with the columns of the template. It stays in **this browser session**: no other reader "
    "sees it, nothing is written to disk, and closing the page forgets it. A link you share "
    "carries the filter, not the file."
)
with st.form("upload", clear_on_submit=True, border=False):
    files = st.file_uploader("CSV files", type=["csv", "txt", "tsv"], accept_multiple_files=True)
    encoding = st.selectbox(
        "Encoding", reports.ENCODINGS, format_func=reports.encoding_name,
        help="Files are read as UTF-8. Choose another only where the report of a file asks for it.",
    )  # fmt: skip
    if st.form_submit_button("Read the files", type="primary"):
        for file in files:
            state.upload(file.getvalue(), file.name, encoding)
        st.rerun()

reports.show_session_reports(view.dataset)

st.subheader("Template and dictionary")
with st.container(horizontal=True):
    st.download_button(
        "Template (CSV)", (DATA / "template.csv").read_bytes(), "template.csv", "text/csv"
    )
    st.download_button(
        "Dictionary (CSV)", downloads.rows_csv(dictionary_rows()), "dictionary.csv", "text/csv"
    )
    st.download_button(
        "Code lists (CSV)", downloads.rows_csv(code_rows()), "code_lists.csv", "text/csv"
    )

st.subheader("Files in use")
reports.show_files(view.dataset, on_only=lambda name: sidebar.set_filter({"file": [name]}))
