"""Writes the sentence encoder (all-MiniLM-L6-v2) as an ONNX graph from its published weights.

Source of the architecture: Wang and others, MiniLM, 2020 (a 6-layer BERT, 12 heads, 384 wide), with mean pooling over words
and length 1, as the model's own configuration states. Source of the smoothing: Xiao and others, SmoothQuant, 2023.
"""
from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Mapping, Optional

import numpy as np

if TYPE_CHECKING:
    import onnx

# The official release's bytes. The package that carries them has an unknown publisher: trust the bytes, not the name.
SHA256 = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
LAYERS, HEADS, WIDTH, HEAD_WIDTH = 6, 12, 384, 32
OPSET = 17
# A few of the numbers between the layers reach up to thirty times as far as most, whose 8-bit steps would be as coarse as theirs. So each
# is divided by its reach to this power over the largest weight behind it to the rest of 1, and those weights are multiplied by that: a
# message comes out half as far from where floats would put it (chosen on 500 messages).
_SMOOTHING = 0.8
_LEAST = 0.5  # of a layer's median reach: what reaches less on so few messages may reach further on others
_SAMPLES = (  # messages on which the reach is seen
    "My back hurts so much since I bent down, is it a fracture?",
    "how long is the recovery after kyphoplasty",
    "what are the risks of cement in the spine",
    "she can't feel her legs",
    "hello, thank you",
    "mum is 84 and on warfarin, can she still have it done",
    "Is Fosamax safe with bad kidneys? I take 70 mg on Mondays.",
    "the dog is asleep and so is he",
    "i have chest pain",
    "ok",
    "does insurance pay for vertebroplasty or sacroplasty in 2024",
    "no fever, but the needle site is red",
)


class EncoderFilesWrong(RuntimeError):
    """A file of the sentence encoder is missing or is not the one that was checked."""


def check_files(folder: Path) -> None:
    """Compare the encoder's files with the official release's SHA-256.

    Raises:
        EncoderFilesWrong: a file is missing or differs.
    """
    for name, expected in SHA256.items():
        path = folder / name
        if not path.is_file():
            raise EncoderFilesWrong(f"{path} is missing. Run `make setup` again, or point PLAINSPINE_ENCODER to a copy.")
        if hashlib.sha256(path.read_bytes()).hexdigest() != expected:
            raise EncoderFilesWrong(f"{path} is not the official all-MiniLM-L6-v2 file (its SHA-256 differs). Do not use it.")


def write_graph(weights: Path, adapter: Path, target: Path) -> None:
    """Write the graph, with what `adapter` adds and its weights in 8-bit integers (22 MB), to `target`.

    Input `ids` is int64 of shape (texts, word pieces): texts of one length; output `embedding` is float32 of shape (texts, 768): first
    the mean over the words as the last layer leaves them, then the mean over them as they go in, each of length 1.
    """
    import onnx

    tensors = _adapted(weights, adapter)
    onnx.save(_graph(tensors, _reach(tensors, weights.with_name("tokenizer.json"))), target)


def _reach(tensors: dict[str, np.ndarray], tokenizer: Path) -> dict[str, np.ndarray]:
    """Return for each linear layer how far each of its inputs reaches on the samples, by the layer's name in the graph."""
    import onnxruntime
    from tokenizers import Tokenizer

    cut = Tokenizer.from_file(str(tokenizer))
    cut.no_padding()
    session = onnxruntime.InferenceSession(_graph(tensors).SerializeToString(), providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs() if output.name != "embedding"]
    seen = [session.run(names, {"ids": np.array([cut.encode(text.lower()).ids], np.int64)}) for text in _SAMPLES]
    furthest = [np.max([np.abs(inputs[0]).max(axis=0) for inputs in layer], axis=0) for layer in zip(*seen)]
    return {name.removesuffix(".input"): np.maximum(reach, _LEAST * np.median(reach)) for name, reach in zip(names, furthest)}


def _adapted(weights: Path, adapter: Path) -> dict[str, np.ndarray]:
    """Return the published weights plus, for each layer that bot/adapt taught, the product of its two low-rank matrices."""
    from safetensors.numpy import load_file

    tensors = load_file(weights)
    with np.load(adapter, allow_pickle=False) as learned:
        for name in (key.removesuffix(".up") for key in learned.files if key.endswith(".up")):
            product = learned[f"{name}.up"].astype(np.float32) @ learned[f"{name}.down"].astype(np.float32)
            tensors[f"{name}.weight"] = tensors[f"{name}.weight"] + product
    return tensors


def _to_bytes(weights: np.ndarray, axis: int) -> tuple[np.ndarray, np.ndarray]:
    """Round to 8-bit integers with one float scale for each slice along the other axis."""
    scale = np.maximum(np.abs(weights).max(axis=axis, keepdims=True), 1e-12).astype(np.float32) / 127
    return np.round(weights / scale).astype(np.int8), scale


def _graph(tensors: dict[str, np.ndarray], reach: Optional[Mapping[str, np.ndarray]] = None) -> onnx.ModelProto:
    """Return the graph with 8-bit weights, or without `reach` in floats, but for the words, and with each linear layer's input as a further output."""
    from onnx import TensorProto, checker, helper, numpy_helper

    nodes: list = []
    watched: list = []
    constants: dict[str, object] = {}

    def constant(name: str, value: np.ndarray) -> str:
        constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def op(kind: str, *inputs: str, out: str, **attributes: object) -> str:
        nodes.append(helper.make_node(kind, list(inputs), [out], **attributes))
        return out

    def linear(x: str, weight: np.ndarray, bias: np.ndarray, out: str) -> str:
        if reach is None:
            watched.append(helper.make_tensor_value_info(op("Identity", x, out=f"{out}.input"), TensorProto.FLOAT, ["texts", "pieces", None]))
            return op("Add", op("MatMul", x, constant(f"{out}.kernel", weight.T), out=f"{out}.product"), constant(f"{out}.bias", bias), out=out)
        smoothing = reach[out] ** _SMOOTHING / np.maximum(np.abs(weight).max(axis=0), 1e-5) ** (1 - _SMOOTHING)
        smooth = op("Mul", x, constant(f"{out}.smoothing", 1 / smoothing), out=f"{out}.smooth")
        kernel, scale = _to_bytes((weight * smoothing).T, axis=0)
        nodes.append(helper.make_node("DynamicQuantizeLinear", [smooth], [f"{out}.x", f"{out}.step", f"{out}.origin"]))
        whole = op("MatMulInteger", f"{out}.x", constant(f"{out}.kernel", kernel), f"{out}.origin", out=f"{out}.whole")
        product = op("Cast", whole, out=f"{out}.product", to=TensorProto.FLOAT)
        steps = op("Mul", f"{out}.step", constant(f"{out}.scale", scale[0]), out=f"{out}.steps")
        return op("Add", op("Mul", product, steps, out=f"{out}.scaled"), constant(f"{out}.bias", bias), out=out)

    def dense(x: str, prefix: str, out: str) -> str:
        return linear(x, tensors[f"{prefix}.weight"], tensors[f"{prefix}.bias"], out)

    def norm(x: str, prefix: str, out: str) -> str:
        scale = constant(f"{prefix}.scale", tensors[f"{prefix}.weight"])
        shift = constant(f"{prefix}.shift", tensors[f"{prefix}.bias"])
        return op("LayerNormalization", x, scale, shift, out=out, axis=-1, epsilon=1e-12)

    def heads(x: str, out: str, order: list[int]) -> str:
        return op("Transpose", op("Reshape", x, "split", out=f"{out}.split"), out=out, perm=order)

    constant("split", np.array([0, 0, HEADS, HEAD_WIDTH], dtype=np.int64))
    constant("join", np.array([0, 0, WIDTH], dtype=np.int64))
    constant("one", np.array(1, dtype=np.float32))
    constant("half", np.array(0.5, dtype=np.float32))
    constant("sqrt2", np.array(np.sqrt(2), dtype=np.float32))
    constant("axis1", np.array([1], dtype=np.int64))
    constant("zero", np.array([0], dtype=np.int64))

    length = op("Slice", op("Shape", "ids", out="shape"), "axis1", constant("two", np.array([2], dtype=np.int64)), out="length")
    rows, row_scale = _to_bytes(tensors["embeddings.word_embeddings.weight"], axis=1)
    picked = op("Cast", op("Gather", constant("words", rows), "ids", out="words.bytes"), out="words.picked", to=TensorProto.FLOAT)
    words = op("Mul", picked, op("Gather", constant("word.scales", row_scale), "ids", out="words.scale"), out="words.float")
    places = tensors["embeddings.position_embeddings.weight"] + tensors["embeddings.token_type_embeddings.weight"][0]
    placed = op("Slice", constant("positions", places), "zero", length, out="places")
    x = embedded = norm(op("Add", words, placed, out="embedded.raw"), "embeddings.LayerNorm", "embedded")

    for layer in range(LAYERS):
        at, p = f"layer{layer}", f"encoder.layer.{layer}"
        parts = [f"{p}.attention.self.{part}" for part in ("query", "key", "value")]
        # The scores' division by the root of the head's width is in the queries; one product for all three is faster.
        shrunk = [1 / np.sqrt(np.float32(HEAD_WIDTH)), np.float32(1), np.float32(1)]
        weight = np.concatenate([tensors[f"{part}.weight"] * by for part, by in zip(parts, shrunk)])
        bias = np.concatenate([tensors[f"{part}.bias"] * by for part, by in zip(parts, shrunk)])
        three = [f"{at}.q0", f"{at}.k0", f"{at}.v0"]
        nodes.append(helper.make_node("Split", [linear(x, weight, bias, f"{at}.qkv")], three, axis=-1))
        q, k = heads(three[0], f"{at}.q", [0, 2, 1, 3]), heads(three[1], f"{at}.k", [0, 2, 3, 1])
        v = heads(three[2], f"{at}.v", [0, 2, 1, 3])
        shares = op("Softmax", op("MatMul", q, k, out=f"{at}.scores"), out=f"{at}.shares", axis=-1)
        mixed = op("Transpose", op("MatMul", shares, v, out=f"{at}.mixed"), out=f"{at}.back", perm=[0, 2, 1, 3])
        attended = dense(op("Reshape", mixed, "join", out=f"{at}.joined"), f"{p}.attention.output.dense", f"{at}.attended")
        x = norm(op("Add", x, attended, out=f"{at}.sum1"), f"{p}.attention.output.LayerNorm", f"{at}.norm1")
        wide = dense(x, f"{p}.intermediate.dense", f"{at}.wide")
        bell = op("Add", op("Erf", op("Div", wide, "sqrt2", out=f"{at}.shrunk"), out=f"{at}.erf"), "one", out=f"{at}.bell")
        gelu = op("Mul", op("Mul", wide, bell, out=f"{at}.gated"), "half", out=f"{at}.gelu")
        narrow = dense(gelu, f"{p}.output.dense", f"{at}.narrow")
        x = norm(op("Add", x, narrow, out=f"{at}.sum2"), f"{p}.output.LayerNorm", f"{at}.norm2")

    def mean(x: str) -> str:
        return op("LpNormalization", op("ReduceMean", x, out=f"{x}.mean", axes=[1], keepdims=0), out=f"{x}.direction", axis=-1, p=2)

    op("Concat", mean(x), mean(embedded), out="embedding", axis=-1)

    graph = helper.make_graph(
        nodes,
        "all-MiniLM-L6-v2",
        [helper.make_tensor_value_info("ids", TensorProto.INT64, ["texts", "pieces"])],
        [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["texts", 2 * WIDTH]), *watched],
        initializer=list(constants.values()),
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=9)
    checker.check_model(model)
    return model
