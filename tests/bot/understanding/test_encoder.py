"""The sentence encoder: near for near meanings, and only from files that were checked."""
from __future__ import annotations

import hashlib
import importlib.util
from dataclasses import replace
from pathlib import Path
from threading import Event, Semaphore, Thread
from types import SimpleNamespace
from typing import Callable, Iterator

import numpy as np
import pytest

from bot.settings import Settings
from bot.understanding import encoder, encoder_graph
from bot.understanding.encoder_graph import EncoderFilesWrong

LONGER = "What is the weather like today, and is there any chance of rain or snow later in the week for all of us here?"
MANY = 9
TEXTS = ["How long does the procedure take?", "Will it hurt?", "hi", "Can I drive home afterwards?", LONGER]
ALIKE = [f"is it the {number}th" for number in range(3, 30)]  # some of one length, so that several are encoded at once


@pytest.fixture(scope="module")
def built() -> Path:
    return encoder.build(Settings())


@pytest.fixture(scope="module")
def loaded(built: Path) -> encoder.Encoder:
    return encoder.Encoder(built)


def likeness(those: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Return how like the texts of the same rows are, each as a whole."""
    whole = encoder.WIDTH // 2
    return (those[:, :whole] * others[:, :whole]).sum(axis=1)


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with small stand-ins for the encoder's files, whose SHA-256 counts as the official one."""
    sums = {}
    for name in encoder_graph.SHA256:
        (tmp_path / name).write_bytes(name.encode())
        sums[name] = hashlib.sha256(name.encode()).hexdigest()
    monkeypatch.setattr(encoder_graph, "SHA256", sums)
    return tmp_path


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json"])
def test_a_missing_file_is_refused_with_what_to_do(files: Path, name: str) -> None:
    (files / name).unlink()
    with pytest.raises(EncoderFilesWrong) as refused:
        encoder_graph.check_files(files)
    assert str(refused.value) == f"{files / name} is missing. Run `make setup` again, or point PLAINSPINE_ENCODER to a copy."


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json"])
def test_a_file_with_one_changed_byte_is_refused(files: Path, name: str) -> None:
    changed = bytearray((files / name).read_bytes())
    changed[0] ^= 1
    (files / name).write_bytes(changed)
    with pytest.raises(EncoderFilesWrong, match=r"is not the official all-MiniLM-L6-v2 file .* Do not use it\."):
        encoder_graph.check_files(files)


def test_unchanged_files_are_accepted(files: Path) -> None:
    encoder_graph.check_files(files)


def test_the_installed_files_are_the_official_ones() -> None:
    encoder_graph.check_files(encoder.weights_folder(Settings()))


def test_without_the_package_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(EncoderFilesWrong, match="not installed. Run `make setup`"):
        encoder.weights_folder(Settings())


def test_a_folder_from_the_settings_takes_the_package_s_place(tmp_path: Path) -> None:
    assert encoder.weights_folder(replace(Settings(), encoder=tmp_path)) == tmp_path


def test_nothing_is_built_from_wrong_files(tmp_path: Path) -> None:
    settings = replace(Settings(), encoder=tmp_path, cache=tmp_path / "cache")
    with pytest.raises(EncoderFilesWrong):
        encoder.build(settings)
    assert not settings.cache.exists()


def test_an_interrupted_build_leaves_nothing_that_counts_as_built(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def half(weights: Path, adapter: Path, target: Path) -> None:
        target.write_bytes(b"half a graph")
        raise KeyboardInterrupt

    settings = replace(Settings(), encoder=files, cache=files / "cache")
    monkeypatch.setattr(encoder_graph, "write_graph", half)
    with pytest.raises(KeyboardInterrupt):
        encoder.build(settings)
    assert not encoder.graph_path(settings).exists()


def test_a_graph_is_built_once(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[Path] = []
    monkeypatch.setattr(
        encoder_graph, "write_graph", lambda weights, adapter, target: (written.append(weights), target.write_bytes(b"graph"))
    )
    settings = replace(Settings(), encoder=files, cache=files / "cache")
    assert encoder.build(settings) == encoder.build(settings) == encoder.graph_path(settings)
    assert encoder.graph_path(settings).read_bytes() == b"graph" and written == [files / "model.safetensors"]


def test_each_half_of_a_vector_is_of_length_one(loaded: encoder.Encoder) -> None:
    vectors = loaded.encode([*TEXTS, "", "\U0001f622", "word " * 500])
    assert vectors.shape == (len(TEXTS) + 3, encoder.WIDTH) and vectors.dtype == np.float32
    assert np.linalg.norm(vectors.reshape(-1, 2, encoder.WIDTH // 2), axis=-1) == pytest.approx(np.ones((len(vectors), 2)), abs=1e-4)


def test_the_second_half_knows_the_words_and_not_what_is_said_of_them(loaded: encoder.Encoder) -> None:
    said, again, other = loaded.encode(["is the brace on the back", "the brace is on the back", "who pays for the operation"])
    words = slice(encoder.WIDTH // 2, None)
    assert said[words] @ again[words] > 0.95 > 0.8 > said[words] @ other[words]


def test_no_texts_give_no_vectors(loaded: encoder.Encoder) -> None:
    assert loaded.encode([]).shape == (0, encoder.WIDTH)


@pytest.mark.parametrize(
    "one, near, far",
    [
        ("how long does the procedure take", "for how many minutes will the operation last", "what can go wrong with the procedure"),
        ("will it hurt", "is it painful", "how long does it take"),
        ("who should not have it", "when is it not allowed", "what is it made of"),
        ("can I drive home afterwards", "is driving allowed after it", "how is osteoporosis found"),
    ],
)
def test_the_same_question_in_other_words_is_nearer_than_another_question(loaded: encoder.Encoder, one: str, near: str, far: str) -> None:
    first, second, third = loaded.encode([one, near, far])
    assert first @ second > max(first @ third, second @ third) + 0.2


def test_a_text_means_nearly_the_same_among_others_as_alone(loaded: encoder.Encoder) -> None:
    texts = [*TEXTS, *(f"{text} {number}" for number in range(MANY) for text in TEXTS)]
    together, alone = loaded.encode(texts, many=True), loaded.encode(texts)
    assert likeness(together, alone).min() > 0.99
    assert np.array_equal(together, loaded.encode(texts, many=True))


def test_bytes_mean_nearly_the_same_as_floats(built: Path, loaded: encoder.Encoder) -> None:
    import onnxruntime

    weights = encoder.weights_folder(Settings()) / "model.safetensors"
    floats = onnxruntime.InferenceSession(
        encoder_graph._graph(encoder_graph._adapted(weights, encoder.ADAPTER)).SerializeToString(), providers=["CPUExecutionProvider"]
    )
    exact = encoder.Encoder(built)
    exact._session = floats
    assert likeness(loaded.encode(TEXTS), exact.encode(TEXTS)).min() > 0.99


def test_what_was_begun_ahead_is_what_is_encoded_at_once(built: Path, loaded: encoder.Encoder) -> None:
    ahead = encoder.Encoder(built)
    for text in (*TEXTS, *TEXTS):
        ahead.ahead(text)
    assert np.array_equal(ahead.encode(TEXTS), loaded.encode(TEXTS))


def test_what_was_begun_ahead_is_not_encoded_again(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded, texts = encoder.Encoder(built), []
    whole = loaded._session.run
    monkeypatch.setattr(loaded, "_session", SimpleNamespace(run=lambda *given: texts.append(given) or whole(*given)))
    loaded.ahead("will it hurt")
    for _ in range(3):
        loaded.encode(["will it hurt"])
    assert len(texts) == 1


def test_what_was_encoded_is_not_begun_again(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = encoder.Encoder(built)
    known = loaded.encode(["will it hurt"])
    monkeypatch.setattr(loaded, "_session", None)
    loaded.ahead("will it hurt")
    assert np.array_equal(loaded.encode(["will it hurt"]), known)


@pytest.fixture
def occupied(built: Path) -> Iterator[encoder.Encoder]:
    """Yield an encoder whose threads are all at work on other texts, and stay so until the test is over."""
    occupied, at_work, go_on = encoder.Encoder(built), Semaphore(0), Event()
    whole, occupied._session = occupied._session, SimpleNamespace(run=lambda *given: (at_work.release(), go_on.wait(60)))
    try:
        for number in range(occupied._threads):
            occupied.ahead(f"is it {number}")
            assert at_work.acquire(timeout=10)
        occupied._session = whole
        yield occupied
    finally:
        go_on.set()


def within_ten_seconds(work: Callable[[], object]) -> bool:
    """Tell whether `work` ends by then."""
    working = Thread(target=work, daemon=True)
    working.start()
    working.join(10)
    return not working.is_alive()


def test_what_waits_behind_other_texts_is_encoded_by_whoever_needs_it(occupied: encoder.Encoder, loaded: encoder.Encoder) -> None:
    occupied.ahead("will it hurt")
    assert within_ten_seconds(lambda: occupied.encode(["will it hurt"]))
    assert np.array_equal(occupied.encode(["will it hurt"]), loaded.encode(["will it hurt"]))


def test_nobody_waits_for_a_text_to_begin_that_waits_behind_others(occupied: encoder.Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder, "_LET_BEGIN", 60.0)
    assert within_ten_seconds(lambda: occupied.ahead("will it hurt"))


def test_only_the_latest_texts_are_kept(built: Path) -> None:
    loaded = encoder.Encoder(built)
    for number in range(encoder._REMEMBERED + 9):
        loaded.ahead(f"is it {number}")
    assert len(loaded._latest) == encoder._REMEMBERED and "is it 0" not in loaded._latest


def test_a_failure_ahead_is_told_and_not_kept(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = encoder.Encoder(built)
    with monkeypatch.context() as broken:
        broken.setattr(loaded, "_session", SimpleNamespace(run=lambda *given: 1 / 0))
        loaded.ahead("will it hurt")
        with pytest.raises(ZeroDivisionError):
            loaded.encode(["will it hurt"])
    assert loaded.encode(["will it hurt"]).shape == (1, encoder.WIDTH)


@pytest.mark.parametrize("begun", [ALIKE, ALIKE[3:], [*ALIKE, "and one that nobody asks for"]])
def test_how_far_what_was_begun_has_come_changes_no_vector(loaded: encoder.Encoder, begun: list[str]) -> None:
    loaded.begin(begun)
    early = loaded.encode(ALIKE + TEXTS, many=True)
    loaded.begin(begun)
    loaded._begun[0][1].result()
    assert np.array_equal(early, loaded.encode(ALIKE + TEXTS, many=True))
    assert likeness(early, loaded.encode(ALIKE + TEXTS)).min() > 0.98


def test_a_failure_of_what_was_begun_is_told(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = encoder.Encoder(built)
    monkeypatch.setattr(loaded, "_session", SimpleNamespace(run=lambda *given: 1 / 0))
    loaded.begin(TEXTS)
    with pytest.raises(ZeroDivisionError):
        loaded.encode(TEXTS, many=True)


def test_a_failure_among_many_ends_the_rest(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded, ran = encoder.Encoder(built), []

    def run(pieces: list[list[int]]) -> np.ndarray:
        ran.append(pieces)
        raise MemoryError

    monkeypatch.setattr(loaded, "_run", run)
    with pytest.raises(MemoryError):
        loaded.encode(["again " * number for number in range(1, 100)], many=True)
    assert len(ran) <= encoder._CORES


def test_what_was_begun_is_left_undone_when_it_is_dropped(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded, encoded = encoder.Encoder(built), []
    begins, goes_on = Event(), Event()

    def run(pieces: list[list[int]]) -> np.ndarray:
        begins.set()
        assert goes_on.wait(10)
        encoded.extend(pieces)
        return np.zeros((len(pieces), encoder.WIDTH), np.float32)

    monkeypatch.setattr(loaded, "_run", run)
    loaded.begin(["again " * number for number in range(1, 50)])
    assert begins.wait(10)
    loaded.drop()
    goes_on.set()
    loaded._pool.shutdown()
    assert len(encoded) == 1


def test_each_vector_stands_in_the_place_of_its_text(loaded: encoder.Encoder) -> None:
    vectors = loaded.encode(TEXTS * MANY, many=True).reshape(MANY, len(TEXTS), encoder.WIDTH)
    likeness = np.einsum("btw,tw->bt", vectors, vectors[0])
    assert likeness.min() > 0.95


def test_the_same_texts_give_the_same_numbers(loaded: encoder.Encoder) -> None:
    assert np.array_equal(loaded.encode(TEXTS), loaded.encode(TEXTS))


def test_a_text_is_read_to_its_longest_part_and_no_further(loaded: encoder.Encoder) -> None:
    # Two marks, for the start and the end, count as word pieces.
    start = "pain " * (encoder.LONGEST - 2)
    assert np.array_equal(loaded.encode([start]), loaded.encode([start + "breakfast"]))
    assert not np.array_equal(loaded.encode([start]), loaded.encode([start.replace("pain", "breakfast", 1)]))


def test_common_words_are_english_and_the_procedures_are_not() -> None:
    words = encoder.english_words()
    assert {"falling", "walker", "pain"} <= words
    assert not {"kyphoplasty", "kyphoplsty", "##ing", "of", "1990"} & words
