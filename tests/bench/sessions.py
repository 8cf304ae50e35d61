"""Readers without a browser: Streamlit's own messages over a websocket."""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Self

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

TIMEOUT = 300  # seconds, of one run of the script


class NotFinishedError(AssertionError):
    """A run of the script did not end in time or not well; the message says what came."""


@dataclass
class Session:
    """One open session. `lists` are the ids of the multiselects that it was sent, by label;
    `received` are the bytes that came so far."""

    socket: ClientConnection
    lists: dict[str, str] = field(default_factory=dict)
    received: int = 0

    @classmethod
    async def open(cls, address: str) -> Self:
        """Connect to a server and run its first page to the end."""
        socket = await connect(
            f"{address.replace('http', 'ws', 1)}/_stcore/stream",
            subprotocols=[Subprotocol("streamlit")],
            max_size=None,
            ping_interval=None,  # a server with much to do answers late, and is not gone
        )
        session = cls(socket)
        message = BackMsg()
        message.rerun_script.query_string = ""
        await session._run(message)
        return session

    async def choose(self, label: str, options: list[str]) -> float:
        """Set the list `label` to `options`; seconds from sending it to the end of the run."""
        message = BackMsg()
        states = message.rerun_script.widget_states.widgets
        states.add(id=self.lists[label]).string_array_value.data.extend(options)
        return await self._run(message)

    async def close(self) -> None:
        await self.socket.close()

    async def _run(self, message: BackMsg) -> float:
        start = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        try:
            async with asyncio.timeout(TIMEOUT):
                status = await self._finished()
        except TimeoutError:
            raise NotFinishedError(f"the script still runs after {TIMEOUT} s") from None
        if status != ForwardMsg.FINISHED_SUCCESSFULLY:
            raise NotFinishedError(f"the script ended with {status}, not with success")
        return time.perf_counter() - start

    async def _finished(self) -> int:
        """Read what comes until the run ends; how it ended."""
        while True:
            came, sent = ForwardMsg(), await self.socket.recv(decode=False)
            self.received += len(sent)
            came.ParseFromString(sent)
            if came.WhichOneof("type") == "script_finished":
                return int(came.script_finished)
            element = came.delta.new_element
            if element.WhichOneof("type") == "multiselect":
                self.lists[element.multiselect.label] = element.multiselect.id


async def open_all(address: str, number: int) -> list[Session]:
    """`number` sessions, opened one after the other."""
    return [await Session.open(address) for _ in range(number)]


async def close_all(sessions: list[Session]) -> None:
    """End them and wait until the server knows."""
    await asyncio.gather(*(session.close() for session in sessions))


async def together(address: str, number: int, label: str, option: str) -> tuple[float, float]:
    """Seconds until one session's choice of `option` is shown, alone, and until the last of
    `number` is that make it at once."""
    sessions = await open_all(address, number)
    try:
        alone = []
        for _ in range(3):
            alone.append(await sessions[0].choose(label, [option]))
            await sessions[0].choose(label, [])
        start = time.perf_counter()
        await asyncio.gather(*(session.choose(label, [option]) for session in sessions))
        return sorted(alone)[1], time.perf_counter() - start
    finally:
        await close_all(sessions)
