"""Adapts the encoder and learns the screen's head, together, and writes both beside the code that reads them.

The same corpora on the same machine give the same files. About a quarter of an hour an epoch on two cores. A refinement goes on
from the present files, slowly: enough when the corpora have grown by a part.
"""
from __future__ import annotations

import random
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn

from bot.adapt.lines import Line, read
from bot.adapt.network import Network
from bot.safety import corpus, learned
from bot.safety.learned import TURN
from bot.settings import Settings
from bot.understanding import encoder, encoder_graph

SEED = 7
EPOCHS, REFINING = 6, 3
BATCH = 48
RATE = 2e-3
HEAD_RATE = 3e-3
_WARM_UP = 200  # steps
_SCALE = 10.0  # what the scores start at: halves of vectors have length 1, so plain dot products would tell classes apart too softly
_SMOOTHING = 0.05
_SLIPS = 0.3  # share of texts that are read with slips of the key
_BESIDE = 0.35  # share of the screen's messages that are read with an ordinary question before or after them, or after such a turn
_TWO_QUESTIONS = 0.1  # the same for ordinary questions
_SLOWER = 0.6  # of the rates, in a refinement
_SHORT = torch.ops.mkldnn._is_mkldnn_bf16_supported()  # 16-bit numbers: several times the speed, or a tenth where the processor lacks them
_TASKS = {"sign": 1.5, "topic": 1.0, "facet": 0.5}  # weight of each task's loss


class _Heads(nn.Module):
    """One linear classifier a task."""

    def __init__(self, lines: list[Line]) -> None:
        super().__init__()
        self.classes = {task: sorted({getattr(line, task) for line in lines} - {None}) for task in _TASKS}
        self.linear = nn.ModuleDict({task: nn.Linear(encoder.WIDTH, len(names)) for task, names in self.classes.items()})
        self.scale = nn.Parameter(torch.tensor(_SCALE))

    def restore(self, head: learned.Learned) -> None:
        """Start the screen's classifier from a head that was learned before, which has the same classes."""
        if list(head.classes) != self.classes["sign"]:
            raise SystemExit("The corpus has other flags than the head that was learned. Learn anew, without --refine.")
        with torch.no_grad():
            self.linear["sign"].weight.copy_(torch.from_numpy(head.weights) / self.scale)
            self.linear["sign"].bias.copy_(torch.from_numpy(head.bias) / self.scale)

    def loss(self, vectors: Tensor, lines: list[Line]) -> Tensor:
        total = vectors.new_zeros(())
        for task, weight in _TASKS.items():
            rows = [row for row, line in enumerate(lines) if getattr(line, task) is not None]
            if rows:
                wanted = torch.tensor([self.classes[task].index(getattr(lines[row], task)) for row in rows])
                scores = self.scale * self.linear[task](vectors[rows])
                total = total + weight * F.cross_entropy(scores, wanted, label_smoothing=_SMOOTHING, reduction="sum")
        return total / len(lines)


def main(settings: Settings, refine: bool) -> None:
    """Learn, and replace bot/understanding/adapter.npz and bot/safety/learned.npz. With `refine`, go on from these."""
    torch.manual_seed(SEED)
    chance = random.Random(SEED)
    folder = encoder.weights_folder(settings)
    encoder_graph.check_files(folder)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(encoder.LONGEST)
    tokenizer.no_padding()
    lines = read(settings)
    ordinary = [line.forms[0] for line in lines if line.sign == corpus.NONE and line.topic and "." in line.topic.strip(".")]
    network, heads = Network(load_file(folder / "model.safetensors")), _Heads(lines)
    epochs, pace = EPOCHS, 1.0
    if refine:
        epochs, pace = REFINING, _SLOWER
        with np.load(encoder.ADAPTER) as adapter:
            network.restore(adapter)
        heads.restore(learned.Learned.load(settings.screen))
    _say(f"{len(lines)} lines, {sum(p.numel() for p in network.parameters())} numbers to learn, {epochs} epochs")
    groups = [{"params": network.parameters(), "lr": pace * RATE}, {"params": heads.parameters(), "lr": pace * HEAD_RATE}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    steps = epochs * -(-len(lines) // BATCH)
    rates = torch.optim.lr_scheduler.LambdaLR(optimizer, [lambda step: _pace(step - _WARM_UP, steps), lambda step: _pace(step, steps)])
    for epoch in range(1, epochs + 1):
        started, total = time.perf_counter(), 0.0
        for batch in _batches(lines, chance):
            batch = [_varied(line, ordinary, chance) for line in batch]
            with torch.autocast("cpu", torch.bfloat16, enabled=_SHORT):
                vectors = network(*_pieces(tokenizer, [line.forms[0] for line in batch]))
            loss = heads.loss(F.dropout(vectors.float(), 0.1), batch)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            rates.step()
            total += float(loss.detach()) * len(batch)
        _say(f"epoch {epoch} of {epochs}: loss {total / len(lines):.3f}, {time.perf_counter() - started:.0f} s")
    np.savez(encoder.ADAPTER, **network.learned())
    sign, scale = heads.linear["sign"], heads.scale.detach()
    learned.save(heads.classes["sign"], (scale * sign.weight.detach()).numpy(), (scale * sign.bias.detach()).numpy())


def _pace(step: int, steps: int) -> float:
    """Return the share of the full rate at `step`: from nothing up, then down. The encoder starts late, when its heads know a little."""
    return min(1.0, max(0, step) / _WARM_UP) * max(0.02, 1 - step / steps)


def _batches(lines: list[Line], chance: random.Random) -> list[list[Line]]:
    """Return the lines shuffled, those of like length together, so that little is padding."""
    order = chance.sample(lines, len(lines))
    batches = []
    for first in range(0, len(order), 50 * BATCH):
        alike = sorted(order[first : first + 50 * BATCH], key=lambda line: len(line.forms[0]))
        batches += [alike[at : at + BATCH] for at in range(0, len(alike), BATCH)]
    return chance.sample(batches, len(batches))


def _varied(line: Line, ordinary: list[str], chance: random.Random) -> Line:
    """Return the line in one form, as people write it: with slips of the key, and what may be a sign beside an ordinary question."""
    text = _slipped(chance.choice(line.forms), chance)
    if line.sign is None or chance.random() > (_TWO_QUESTIONS if line.topic else _BESIDE):
        return line._replace(forms=(text,))
    other, between = chance.choice(ordinary), chance.choice([" ", ". ", ", ", "? ", TURN, TURN])
    parts = [text, other] if between != TURN and chance.random() < 0.5 else [other, text]
    return Line((between.join(parts),), line.sign)  # of two questions neither is the topic


def _slipped(text: str, chance: random.Random) -> str:
    """Return `text`, now and then with a letter left out, doubled or swapped with the next in up to two of its words."""
    if chance.random() > _SLIPS:
        return text
    words = text.split(" ")
    for _ in range(chance.randint(1, 2)):
        at = chance.randrange(len(words))
        word = words[at]
        if len(word) > 3:
            place = chance.randrange(1, len(word) - 1)
            words[at] = chance.choice(
                [word[:place] + word[place + 1 :], word[:place] + word[place] + word[place:],
                 word[:place] + word[place + 1] + word[place] + word[place + 2 :]]
            )  # fmt: skip
    return " ".join(words)


def _pieces(tokenizer: Tokenizer, texts: list[str]) -> tuple[Tensor, Tensor]:
    encoded = [torch.tensor(tokenizer.encode(text).ids) for text in texts]
    ids = nn.utils.rnn.pad_sequence(encoded, batch_first=True)
    lengths = torch.tensor([len(each) for each in encoded])
    return ids, torch.arange(ids.shape[1])[None, :] < lengths[:, None]


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
