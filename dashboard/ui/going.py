"""The looks of a page, and the way to another page that leaves the browser's history whole."""

from collections.abc import Collection
from typing import NoReturn
from urllib.parse import parse_qsl, urlencode

import streamlit as st
from streamlit.navigation.page import StreamlitPage
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.scriptrunner import RerunData, RerunException, get_script_run_ctx


def go_to(page: StreamlitPage, kept: Collection[str]) -> NoReturn:
    """Go on with `page` as a click on its name in the sidebar does: the address keeps the `kept`
    keys, and Back comes to the address that is left. To be called after their widgets.

    `st.switch_page` empties the address first, and the bound filters come back into it one by one:
    each is a step in the browser's history, and Back would end at a part of the filter.
    """
    ctx = get_script_run_ctx()
    assert ctx is not None  # noqa: S101  # only a run of the app comes here
    query = [pair for pair in parse_qsl(ctx.query_string) if pair[0] in kept]
    held = [
        one
        for one in ctx.session_state.get_widget_states()
        if one.WhichOneof("value") not in ("trigger_value", "string_trigger_value")
    ]  # a click is over: its callback has run
    raise RerunException(
        RerunData(
            query_string=urlencode(query),
            widget_states=WidgetStates(widgets=held),
            page_script_hash=page._script_hash,
            cached_message_hashes=ctx.cached_message_hashes,
            context_info=ctx.context_info,
        )
    )


def choose_look(key: str, names: Collection[str]) -> str:
    """The look at the page; one is always chosen."""
    options = [*names]
    chosen = st.segmented_control(
        "Look at", options, key=key, bind="query-params", default=options[0], required=True,
        label_visibility="collapsed",
    )  # fmt: skip
    return chosen or options[0]
