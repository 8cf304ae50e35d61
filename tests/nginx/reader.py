"""A reader without a browser: page, cookies, uploads, and Streamlit's messages on the websocket."""

import http.client
import json
import re
import uuid
from contextlib import ExitStack
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Block_pb2 import Block
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import ClientConnection, connect

PATIENCE = 300  # seconds; a busy machine is slow, not broken
ADD = "Add to the shared data"


def one_incident(name: str) -> bytes:
    """A file with one incident of its own."""
    return (
        "incident_id,start_date,country,action_type,description\n"
        f"{name},2025-01-05,PRK,strike,Weavers of {name} stop the looms\n"
    ).encode()


@dataclass(frozen=True)
class Answer:
    """An HTTP answer; names of `headers` in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


class Reader:
    """One session: it opens the page as a browser does and keeps the cookies it is given.

    `elements` and `blocks` are those of the last run, `redirect` is where one sent the browser,
    `secrets` are the addresses and ids that this session alone was told. Raises websockets'
    ConnectionClosed where the process of the session ends, as long as nobody calls `open` again.
    """

    def __init__(self, address: str) -> None:
        self.host = urlsplit(address).netloc
        self.cookies: dict[str, str] = {}
        self.elements: list[Element] = []
        self.blocks: list[Block] = []
        self.secrets: set[str] = set()
        self.session = ""
        self.redirect = ""
        self._page = ""
        self._socket: ClientConnection | None = None
        self._open = ExitStack()

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the session's connection."""
        self._socket = None
        self._open.close()

    def hear(self, raw: bytes) -> None:
        """Called with all that comes from the server; for those who look at it."""

    @property
    def process(self) -> int:
        """The port of the process that answered last, as nginx wrote it into the cookie."""
        return int(self.cookies["unrest_process"])

    def ask(
        self, path: str, method: str = "GET", body: bytes | None = None, **headers: str
    ) -> Answer:
        """Ask over HTTP with the cookies so far, and keep those of the answer."""
        connection = http.client.HTTPConnection(self.host, timeout=PATIENCE)
        try:
            sent = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, {"Cookie": self._cookie(), **sent})
            answer = connection.getresponse()
            found, raw = answer.getheaders(), answer.read()
            self._keep([value for name, value in found if name.lower() == "set-cookie"])
            self.hear(raw + repr(found).encode())
            return Answer(answer.status, {name.lower(): value for name, value in found}, raw)
        finally:
            connection.close()

    def open(self, page: str = "") -> "Reader":
        """Load `page` ('' is the Overview) in a new session and run it once."""
        self.close()
        self._page, self.session = page, ""
        for path in (f"/{page}", "/_stcore/health", "/_stcore/host-config"):
            assert self.ask(path).status == 200, path
        asked = connect(
            f"ws://{self.host}/_stcore/stream",
            origin=f"http://{self.host}",  # type: ignore[arg-type]  # a str with a name of its own
            # The second is the token without which Streamlit looks at no login.
            subprotocols=["streamlit", self.cookies["_streamlit_xsrf"]],  # type: ignore[list-item]
            additional_headers={"Cookie": self._cookie()},
            compression=None,
            proxy=None,
            open_timeout=PATIENCE,
            ping_interval=None,
            max_size=None,
        )
        self._socket = self._open.enter_context(asked)
        assert self._socket.response is not None
        self._keep(self._socket.response.headers.get_all("Set-Cookie"))
        return self.run()

    def run(self, *states: WidgetState, query: str = "") -> "Reader":
        """Have the script run, and wait for its end."""
        return self.begin(*states, query=query).finish()

    def turn(self, page: str) -> "Reader":
        """Go to `page` in the same session, from the next run on."""
        self._page = page
        return self

    def begin(self, *states: WidgetState, query: str = "") -> "Reader":
        """Have the script run with `query` in the address ('a=1&b=2'), and do not wait."""
        message = BackMsg()
        message.rerun_script.page_name = self._page
        message.rerun_script.query_string = query
        message.rerun_script.widget_states.widgets.extend(states)
        self._send(message)
        return self

    def finish(self) -> "Reader":
        """Wait for the end of a run."""
        while (arrived := self._receive()).WhichOneof("type") != "script_finished" or (
            arrived.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY
        ):
            self._take(arrived)
        assert not self.all("exception"), self.all("exception")
        return self

    def all(self, kind: str) -> list[Any]:
        """The elements of one kind on the page, such as 'button'."""
        return [getattr(one, kind) for one in self.elements if one.WhichOneof("type") == kind]

    def incidents(self) -> int:
        """How many incidents there are, as the line of the filter says."""
        data = [json.loads(one.json) for one in self.all("bidi_component")]
        line = next(str(one["cards"][0]["body"]) for one in data if one.get("cards"))
        found = re.match(r"[\d,]+ of ([\d,]+) incidents", line)
        assert found, line
        return int(found[1].replace(",", ""))

    def press(self, label: str, *states: WidgetState) -> "Reader":
        """Press the only button that says `label`."""
        (button,) = [one for one in self.all("button") if one.label == label]
        return self.run(*states, WidgetState(id=button.id, trigger_value=True))

    def upload(self, name: str, raw: bytes) -> "Reader":
        """Send a file on the page Data and have it read. Raises ConnectionError where it does not
        reach the process of this session."""
        message = BackMsg()
        message.file_urls_request.request_id = uuid.uuid4().hex
        message.file_urls_request.session_id = self.session
        message.file_urls_request.file_names.append(name)
        self._send(message)
        while (arrived := self._receive()).WhichOneof("type") != "file_urls_response":
            self._take(arrived)
        (urls,) = arrived.file_urls_response.file_urls
        self.secrets |= {urls.file_id, urls.upload_url}
        answer = self.put(urls.upload_url, name, raw)
        if answer.status != 204:
            raise ConnectionError(f"{name} was not taken: {answer}")
        (uploader,) = self.all("file_uploader")
        state = WidgetState(id=uploader.id)
        info = state.file_uploader_state_value.uploaded_file_info.add()
        info.name, info.size, info.file_id = name, len(raw), urls.file_id
        info.file_urls.CopyFrom(urls)
        return self.press("Read the files", state)

    def add(self) -> "Reader":
        """Add the only file of this session to the shared data; the page has to confirm it."""
        self.press(ADD)
        assert ADD not in [one.label for one in self.all("button")], "the file was not added"
        return self

    def download(self, label: str) -> bytes:
        """The file of the only download button that says `label`, which is made for it."""
        (button,) = [one for one in self.all("download_button") if one.label == label]
        message = BackMsg()
        message.backend_operation_request.request_id = uuid.uuid4().hex
        message.backend_operation_request.session_id = self.session
        message.backend_operation_request.deferred_file.file_id = button.deferred_file_id
        self._send(message)
        while (arrived := self._receive()).WhichOneof("type") != "backend_operation_response":
            self._take(arrived)
        made = arrived.backend_operation_response
        assert not made.error_msg, made.error_msg
        self.secrets.add(made.deferred_file.url)
        answer = self.ask(made.deferred_file.url)
        assert answer.status == 200, answer
        return answer.body

    def put(self, path: str, name: str, raw: bytes) -> Answer:
        """Send a file to an upload address, as the page does."""
        edge = uuid.uuid4().hex
        head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        return self.ask(
            path, "PUT", head.encode() + raw + f"\r\n--{edge}--\r\n".encode(),
            Content_Type=f"multipart/form-data; boundary={edge}",
            X_Xsrftoken=self.cookies["_streamlit_xsrf"], Origin=f"http://{self.host}",
        )  # fmt: skip

    def _cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def _keep(self, set_cookies: list[str]) -> None:
        for text in set_cookies:
            self.cookies |= {name: found.value for name, found in SimpleCookie(text).items()}

    def _send(self, message: BackMsg) -> None:
        assert self._socket is not None, "open a page first"
        self._socket.send(message.SerializeToString())

    def _receive(self) -> ForwardMsg:
        assert self._socket is not None
        arrived = self._socket.recv(timeout=PATIENCE)
        assert isinstance(arrived, bytes)
        self.hear(arrived)
        return ForwardMsg.FromString(arrived)

    def _take(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.elements, self.blocks = [], []
            self.session = message.new_session.initialize.session_id or self.session
            self.secrets.add(self.session)
        elif kind == "auth_redirect":
            self.redirect = message.auth_redirect.url
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            self.elements.append(message.delta.new_element)
        elif kind == "delta" and message.delta.WhichOneof("type") == "add_block":
            self.blocks.append(message.delta.add_block)
