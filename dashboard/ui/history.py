"""The history of the shared data: what was added by whom and when, taken back and brought again."""

import pandas as pd
import streamlit as st

from dashboard.store import StoreError, Upload
from dashboard.ui import access, parts, reports, session, state

SHOWN = 200


def show_history(view: state.View, who: str | None) -> None:
    """All accepted files, the latest first; for one of them its report, and undo or redo."""
    try:
        uploads = state.the_store().uploads()
    except StoreError as error:
        parts.show_message("The history cannot be read now.", error.cause, error.remedy)
        return
    if not uploads:
        st.text("Nothing was added to the bundled records yet.")
        return
    latest = [*reversed(uploads)][:SHOWN]
    st.dataframe(
        _table(latest), hide_index=True, alt="Files added to the shared data, the latest first"
    )
    if len(uploads) > SHOWN:
        st.caption(f"The latest {SHOWN:,} of {len(uploads):,}; `unrest uploads` lists all.")
    by_id = {upload.id: upload for upload in latest}
    chosen = st.selectbox(
        "One of them", list(by_id), index=None, placeholder="Choose a file",
        format_func=lambda upload_id: _line(by_id[upload_id]), key="history_chosen",
    )  # fmt: skip
    if chosen is not None:
        if access.may_edit():
            _switch(by_id[chosen], who)
        _show_report(view, by_id[chosen])


def _show_report(view: state.View, upload: Upload) -> None:
    names = {report.name: report for report in view.dataset.reports}
    if not upload.in_force or upload.name not in names:
        st.text("Its report is shown while it is in use.")
        return
    with st.container(border=True):
        # Read when it is asked for: a file may have hundreds of megabytes.
        reports.show_shared_report(
            view, names[upload.name], lambda: state.the_store().original(upload)
        )


def _switch(upload: Upload, who: str | None) -> None:
    if upload.in_force:
        st.button(
            "Take it out of the shared data", key="history_undo", on_click=_do,
            args=("undo", upload.id, who),
            help="Out of every view, for all readers. Its bytes are kept, and it can come back.",
        )  # fmt: skip
    else:
        st.button("Bring it back", key="history_redo", on_click=_do, args=("redo", upload.id, who))


def _do(what: str, entry_id: str, who: str | None) -> None:
    """Undo or redo an entry of the store. For callbacks."""
    store = state.the_store()
    try:
        (store.undo if what == "undo" else store.redo)(entry_id, who=access.author(who))
    except StoreError as error:
        session.say("Nothing was changed.", error)


def _line(upload: Upload) -> str:
    state_words = "" if upload.in_force else ", taken out"
    return f"{upload.name}, {upload.when[:16].replace('T', ' ')} UTC{state_words}"


def _table(uploads: list[Upload]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            (
                upload.name, upload.when[:16].replace("T", " "), upload.who or "not said",
                upload.rows, upload.records - upload.rows, upload.format,
                "in use" if upload.in_force else "taken out", upload.id[:12],
            )
            for upload in uploads
        ],
        columns=["file", "when (UTC)", "who", "records kept", "rejected", "read as", "state", "id"],
    )  # fmt: skip
