"""The sentence encoder as a PyTorch network whose own weights stay as they are; low-rank matrices beside them learn.

Source of the method: Hu and others, LoRA: Low-Rank Adaptation of Large Language Models, 2021.
"""
from __future__ import annotations

import math
from typing import Mapping

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from bot.understanding.encoder_graph import HEAD_WIDTH, HEADS, LAYERS, WIDTH

RANK = 24
_DROPOUT = 0.1


class Adapted(nn.Module):
    """A linear layer: fixed weights plus `up @ down`, which starts at zero."""

    def __init__(self, tensors: dict[str, Tensor], name: str) -> None:
        super().__init__()
        self.weight, self.bias = tensors[f"{name}.weight"], tensors[f"{name}.bias"]
        rows, columns = self.weight.shape
        self.down = nn.Parameter(torch.randn(RANK, columns) / math.sqrt(columns))
        self.up = nn.Parameter(torch.zeros(rows, RANK))

    def forward(self, x: Tensor) -> Tensor:
        return F.linear(x, self.weight + self.up @ self.down, self.bias)  # two narrow products on the texts themselves would be slower


class Layer(nn.Module):
    """Attention and feed-forward, each with its norm."""

    def __init__(self, tensors: dict[str, Tensor], number: int) -> None:
        super().__init__()
        at = f"encoder.layer.{number}"
        self.names = {
            "query": f"{at}.attention.self.query",
            "key": f"{at}.attention.self.key",
            "value": f"{at}.attention.self.value",
            "mix": f"{at}.attention.output.dense",
            "widen": f"{at}.intermediate.dense",
            "narrow": f"{at}.output.dense",
        }
        self.parts = nn.ModuleDict({part: Adapted(tensors, name) for part, name in self.names.items()})
        self.norms = [_norm(tensors, f"{at}.attention.output.LayerNorm"), _norm(tensors, f"{at}.output.LayerNorm")]

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        texts, length, _ = x.shape
        query, key, value = (
            self.parts[part](x).view(texts, length, HEADS, HEAD_WIDTH).transpose(1, 2) for part in ("query", "key", "value")
        )
        # Written out: PyTorch's own function is several times slower on texts as short as these.
        scores = query @ key.transpose(2, 3) / math.sqrt(HEAD_WIDTH)
        seen = scores.masked_fill(~mask[:, None, None, :], -1e4).softmax(-1).to(value.dtype) @ value
        x = self.norms[0](x + self._drop(self.parts["mix"](seen.transpose(1, 2).reshape(texts, length, WIDTH))))
        return self.norms[1](x + self._drop(self.parts["narrow"](F.gelu(self.parts["widen"](x)))))

    def _drop(self, x: Tensor) -> Tensor:
        """Drop the same numbers at each word of a text: drawing them for each word would take a fifth of the time."""
        return x * F.dropout(x.new_ones(len(x), 1, WIDTH), _DROPOUT, self.training)


class Network(nn.Module):
    """Word pieces in, one vector a text out: what bot/understanding/encoder_graph.py writes as a graph."""

    def __init__(self, tensors: dict[str, Tensor]) -> None:
        super().__init__()
        self.words = tensors["embeddings.word_embeddings.weight"]
        self.places = tensors["embeddings.position_embeddings.weight"]
        self.kind = tensors["embeddings.token_type_embeddings.weight"][0]
        self.norm = _norm(tensors, "embeddings.LayerNorm")
        self.layers = nn.ModuleList(Layer(tensors, number) for number in range(LAYERS))

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        x = embedded = self.norm(F.embedding(ids, self.words) + self.places[: ids.shape[1]] + self.kind)
        for layer in self.layers:
            x = layer(x, mask)
        weight = mask[:, :, None].float()
        return torch.cat([F.normalize((read * weight).sum(1), dim=-1) for read in (x, embedded)], dim=-1)

    def restore(self, adapter: Mapping[str, np.ndarray]) -> None:
        """Take the matrices that `learned` gave."""
        with torch.no_grad():
            for layer in self.layers:
                for part, name in layer.names.items():
                    for side in ("up", "down"):
                        getattr(layer.parts[part], side).copy_(torch.from_numpy(adapter[f"{name}.{side}"].astype(np.float32)))

    def learned(self) -> dict[str, np.ndarray]:
        """Return the low-rank matrices as half floats: `<layer>.up` of shape (out, rank) and `<layer>.down` of (rank, in)."""
        return {
            f"{name}.{side}": getattr(layer.parts[part], side).detach().numpy().astype(np.float16)
            for layer in self.layers
            for part, name in layer.names.items()
            for side in ("up", "down")
        }


def _norm(tensors: dict[str, Tensor], name: str) -> object:
    weight, bias = tensors[f"{name}.weight"], tensors[f"{name}.bias"]
    return lambda x: F.layer_norm(x, (WIDTH,), weight, bias, eps=1e-12)
