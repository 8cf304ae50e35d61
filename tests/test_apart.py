"""Two sessions of one server, each with a private file: whatever both do at once, neither is told
a word of the other's, and neither is anybody else."""

import csv
import io
import os
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from urllib.parse import urlencode

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState

from dashboard import schema
from tests.browser.wire import found_texts
from tests.nginx.reader import Reader
from tests.pages import PAGES
from tests.servers import running_server

INTERLEAVINGS = int(os.environ.get("UNREST_INTERLEAVINGS", "40"))
SEED = int(os.environ.get("UNREST_SEED", "1"))
DATED = {"start_date": "2031-02-03", "country": "PRK", "action_type": "strike"}
DECISIONS = {"Merge: same incident", "Different", "Take back"}
TAKE_OUT, LET_GO = "Take it out of this session", "Let it go"
FILES = {
    "incidents": ("Download th", "What the file"),
    "data": ("Report (JSON)", "Problems (CSV)", "What the files"),
}


@dataclass(frozen=True)
class Secret:
    """The words that are in one session's file alone: in every text and its name, and in its ids.

    The id `asked` may be asked for by anybody, and is then repeated by the page; `all` are words
    that nobody else ever says.
    """

    text: str
    incident: str
    asked: str

    @property
    def all(self) -> set[str]:
        return {self.text, self.incident}

    def file(self) -> bytes:
        """Incidents in which every column that takes any text has the words, and some are bad."""
        texts = [each.name for each in schema.columns("incidents") if each.kind in ("text", "list")]
        base = dict.fromkeys(texts, f"the {self.text} said") | DATED
        base |= {"source_url": f"https://{self.text}.example/a", "latitude": "", "longitude": ""}
        ids = [self.asked, *(f"{self.incident}-{number}" for number in range(1, 4))]
        rows = [base | {"incident_id": one} for one in ids]
        rows[1] |= {"start_date": f"on {self.text}", "country": self.text}
        rows[2] |= {"action_type": self.text, "latitude": self.text, "demands": self.text}
        out = io.StringIO(newline="")
        writer = csv.DictWriter(out, [*rows[0]])
        writer.writeheader()
        writer.writerows(rows)
        return out.getvalue().encode()


MINE = Secret("quenchmarlow", "heronid", "first-of-mine")
THEIRS = Secret("velvetpangolin", "badgerid", "first-of-theirs")


class Watched(Reader):
    """A session that looks for `secrets` in every byte it is sent."""

    def __init__(self, address: str, own: Secret | None) -> None:
        super().__init__(address)
        self.own = own
        self.foreign = (MINE.all | THEIRS.all) - (own.all if own else set())
        self.others: list[Watched] = []
        self.heard: set[str] = set()
        self.seen = self.bytes = 0
        self.done: Counter[str] = Counter()

    def hear(self, raw: bytes) -> None:
        found = found_texts(raw, MINE.all | THEIRS.all)
        told = {one for other in self.others for one in other.secrets if one.encode() in raw}
        self.heard |= told
        self.bytes += len(raw)
        self.seen += bool(found - self.foreign)
        self.heard |= found & self.foreign

    def type(self, label: str, words: str) -> WidgetState:
        """What the only field that says `label` holds when `words` are typed into it."""
        (field_,) = [one for one in self.all("text_input") if one.label == label]
        return WidgetState(id=field_.id, string_value=words)

    def download(self, label: str) -> bytes:
        """A file, whose address is a secret where the own words are in it."""
        known = {*self.secrets}
        raw = super().download(label)
        if self.own is None or not found_texts(raw, self.own.all):
            self.secrets = known
        return raw

    def has(self, label: str) -> bool:
        return label in [one.label for one in self.all("button")]

    def opened(self) -> list[WidgetState]:
        """All that can be opened on the page, open."""
        boxes = [one.expandable.id for one in self.blocks if one.expandable.id]
        return [WidgetState(id=one, bool_value=True) for one in boxes]

    def push(self, labels: Collection[str], random: Random) -> None:
        """Press one of the buttons that say one of `labels`, if there is any."""
        if buttons := [one for one in self.all("button") if one.label in labels]:
            chosen = random.choice(buttons)
            self.done[chosen.label] += 1
            self.run(WidgetState(id=chosen.id, trigger_value=True))


def look(reader: Watched, random: Random) -> None:
    """Go to a page."""
    reader.turn(random.choice([""] + [page for page in PAGES if page != "overview"])).begin()


def search(reader: Watched, random: Random) -> None:
    """Search for words of one's own, for common ones, or for none."""
    words = random.choice([reader.own.text if reader.own else "", "miners", "zzz", ""])
    reader.begin(reader.type("Search the text", words))


def open_incident(reader: Watched, random: Random) -> None:
    """Open an incident of one's own, one of the other's, or one that is not there."""
    asked = random.choice([MINE.asked, THEIRS.asked, "PRK-2026-001", "none"])
    reader.turn("incidents").run()
    reader.begin(reader.type("Open an incident by its id", asked))


def choose_look(reader: Watched, random: Random) -> None:
    """Choose a look of a page, with all opened that can be."""
    reader.turn(random.choice(["accounts", "risk", "map", "timeline"])).run()
    states = reader.opened()
    for group in reader.all("button_group"):
        content = random.choice(group.options).content
        states.append(WidgetState(id=group.id, string_array_value={"data": [content]}))
        reader.done[content] += 1
    reader.begin(*states)


def narrow(reader: Watched, random: Random) -> None:
    """Choose some of what a filter offers, or nothing."""
    field_ = random.choice([one for one in reader.all("multiselect") if one.options])
    chosen = random.sample([*field_.options], min(len(field_.options), random.randrange(3)))
    reader.begin(WidgetState(id=field_.id, string_array_value={"data": chosen}))


def follow(reader: Watched, random: Random) -> None:
    """Follow a link that asks for what is one's own, the other's, or nowhere."""
    key = random.choice(["incident", "file", "q", "country", "accounts_of", "place", "look"])
    asked = random.choice([MINE.asked, THEIRS.asked, "PRK-2026-001", "none"])
    reader.turn(random.choice(["incidents", "accounts", "map", ""]))
    reader.begin(query=urlencode({key: asked}))


def decide(reader: Watched, random: Random) -> None:
    """Decide which of one's own incidents are one, or take a decision back."""
    reader.turn("data").run()
    reader.run(*reader.opened())
    reader.push(DECISIONS, random)
    reader.begin()


def preview(reader: Watched, random: Random) -> None:
    """See all as the public would."""
    (switch,) = [one for one in reader.all("checkbox") if "public" in one.label] or [None]
    state = [WidgetState(id=switch.id, bool_value=random.random() < 0.7)] if switch else []
    reader.begin(*state)


def take(reader: Watched, random: Random) -> None:
    """Take a file away."""
    page = random.choice([*FILES])
    reader.turn(page).run()
    labels = [one.label for one in reader.all("download_button") if not one.disabled]
    offered = [one for one in labels if one.startswith(FILES[page]) and labels.count(one) == 1]
    if offered:
        reader.download(random.choice(offered))
    reader.begin()


def upload(reader: Watched, random: Random) -> None:
    """Upload the own file, or one that cannot be read, or take out what is there."""
    reader.turn("data").run()
    held = [label for label in (TAKE_OUT, LET_GO) if reader.has(label)]
    if not reader.all("file_uploader"):  # the public view has none
        pass
    elif held and random.random() < 0.3:
        reader.press(random.choice(held))
    elif reader.own and random.random() < 0.3:
        reader.upload(f"{reader.own.text}.csv", b"\0\1" + reader.own.text.encode())
    elif reader.own:
        reader.upload(f"{reader.own.text}.csv", reader.own.file())
    reader.begin()


def leave(reader: Watched, random: Random) -> None:
    """End the session, and come back as a new one with the same cookies."""
    reader.open(random.choice(["", "incidents"]))
    if reader.own:
        assert reader.incidents() == 93, "a new session has the file of an older one"
    reader.begin()


STEPS: dict[Callable[[Watched, Random], None], int] = {
    look: 6, choose_look: 4, search: 3, narrow: 3, open_incident: 4, follow: 3, preview: 3,
    take: 4, upload: 4, decide: 4, leave: 1,
}  # fmt: skip


@dataclass
class Server:
    """A server of its own, its log, and the folder of its shared data."""

    address: str
    log: Path
    data: Path
    trail: list[str] = field(default_factory=list)


@pytest.fixture
def own_server(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("apart")
    monkeypatch.setenv("UNREST_DATA", str(folder / "data"))
    with running_server(log=folder / "log.txt") as address:
        yield Server(address, folder / "log.txt", folder / "data")


def test_neither_of_two_sessions_is_told_a_word_of_the_other_s(own_server: Server) -> None:
    random = Random(SEED)  # noqa: S311  # a schedule, and the same again
    with (
        Watched(own_server.address, MINE) as mine,
        Watched(own_server.address, THEIRS) as theirs,
        Watched(own_server.address, None) as nobody,
    ):
        everyone = (mine, theirs, nobody)
        for reader in everyone:
            reader.others = [other for other in everyone if other is not reader]
            reader.open("data")
        for reader, secret in ((mine, MINE), (theirs, THEIRS)):
            reader.upload(f"{secret.text}.csv", secret.file())
        for number in range(INTERLEAVINGS):
            pair = [mine, theirs]
            random.shuffle(pair)
            for reader in pair:  # both runs are under way before either is waited for
                step = random.choices([*STEPS], [*STEPS.values()])[0]
                own_server.trail.append(f"{number} {reader.own} {step.__name__}")
                step(reader, random)
            random.shuffle(pair)
            for reader in pair:
                reader.finish()
            if number % 10 == 0:
                look(nobody, random)
                nobody.finish()
            for reader in everyone:
                told = "\n".join(own_server.trail[-8:])
                assert not reader.heard, f"seed {SEED}: {reader.heard}\n{told}"
        assert min(mine.seen, theirs.seen) > INTERLEAVINGS // 4, "the own file was hardly seen"
        assert nobody.seen == 0
        sizes = [reader.bytes for reader in everyone]
        assert all({*one.done} & DECISIONS for one in (mine, theirs)), "nothing was decided"
    print(f"{INTERLEAVINGS} interleavings, {sum(sizes):,} bytes looked through")
    kept = [own_server.log, *(path for path in own_server.data.rglob("*") if path.is_file())]
    for path in kept:
        assert not found_texts(path.read_bytes(), MINE.all | THEIRS.all), path


def test_the_words_are_found_where_they_are(own_server: Server) -> None:
    """What makes the test above worth anything: added for all, they are seen by all."""
    with Watched(own_server.address, MINE) as mine, Watched(own_server.address, None) as nobody:
        mine.open("data").upload(f"{MINE.text}.csv", MINE.file()).add()
        nobody.open("incidents")
        assert nobody.heard == MINE.all
        nobody.download(next(one.label for one in nobody.all("download_button")))
    assert any(found_texts(path.read_bytes(), MINE.all) for path in own_server.data.rglob("*.csv"))
