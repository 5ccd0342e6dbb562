"""Trains the reader: python -m rag.training.reader DATA --out FOLDER.

DATA holds contexts.jsonl.xz and q.jsonl.xz (see data.py). Checkpoints, the curve (`curve.jsonl`) and in the end the
weights to ship (`reader.safetensors`) go to FOLDER; the same command goes on where a stopped one was. One
context in sixty is kept back to show the curve on.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from pathlib import Path
from random import Random
from typing import Any

import torch
from torch import Tensor

from ..embedding.model_files import packaged_folder, tokenizer_of
from .data import Data, Question, read_data
from .examples import Examples
from .export import export, load
from .neighbours import find_neighbours
from .network import Batch, ReaderNetwork, batch_of, loss_of, pair, pair_tokenizer
from .scores import held_out_scores
from .windows import Example

POOL = 8192
"""Examples that are sorted by length at a time: texts of one length need no padding."""
BATCH = 32
"""Examples a step, in parts of PART: the states of 16 fit the cache."""
PART = 16
KEPT_BACK = 60
"""One context in so many."""
LOG_EVERY, SAVE_EVERY = 50, 400
"""Steps."""


@dataclass(frozen=True)
class Recipe:
    """What the weights depend on besides the data."""

    seed: int = 1
    epochs: float = 1.0
    rate: float = 1e-4
    """Peak of the learning rate: it rises over the first 3 % of the steps and falls to a fiftieth, both linearly."""
    decay: float = 0.01
    float32: bool = False
    """Work in 32 bits: a CPU without instructions for bfloat16 is a hundred times as slow with it."""
    start: Path | None = None
    """Weights to train further, such as those shipped; None: those of the packaged embedding model."""


def main(arguments: Sequence[str] | None = None) -> None:
    """The command; writes its progress to standard error."""
    about = "Train the reader that finds the sentence and the words that answer a question."
    parser = argparse.ArgumentParser(prog="python -m rag.training.reader", description=about)
    parser.add_argument("data", type=Path, help="a folder with contexts.jsonl.xz and q.jsonl.xz")
    parser.add_argument("--out", type=Path, required=True, help="a folder for checkpoints, curve and weights")
    parser.add_argument("--epochs", type=float, default=Recipe.epochs, help="passes through the questions")
    parser.add_argument("--rate", type=float, default=Recipe.rate, help="peak of the learning rate")
    parser.add_argument("--seed", type=int, default=Recipe.seed)
    parser.add_argument("--start", type=Path, help="weights to train further; without it all-MiniLM-L6-v2's")
    parser.add_argument("--float32", action="store_true", help="for a CPU that has no instructions for bfloat16")
    parser.add_argument("--threads", type=int, default=0, help="0: as many as torch takes")
    options = parser.parse_args(arguments)
    if options.threads:
        torch.set_num_threads(options.threads)
    options.out.mkdir(parents=True, exist_ok=True)
    recipe = Recipe(options.seed, options.epochs, options.rate, float32=options.float32, start=options.start)
    Training(read_data(options.data), options.out, recipe).run()


class Training:
    """One run, from its last checkpoint on."""

    def __init__(self, data: Data, out: Path, recipe: Recipe) -> None:
        self._out, self._recipe = out, recipe
        neighbours = find_neighbours(data, out / "neighbours.npz", self._log)
        self._examples = Examples(data, neighbours)
        self._train = [question for question in data.questions if question.context % KEPT_BACK]
        self._held_out = list(_held_out(data, self._examples))
        self._tokenizer = pair_tokenizer(tokenizer_of(packaged_folder()))
        torch.manual_seed(recipe.seed)
        self._network = ReaderNetwork(packaged_folder())
        if recipe.start:
            load(self._network, recipe.start)
        self._masters = [p.detach().clone() for p in self._trained()]  # bfloat16 is too coarse to add small steps to
        self._optimizer = torch.optim.AdamW(self._masters, lr=recipe.rate, weight_decay=recipe.decay)
        if not recipe.float32:
            self._network.bfloat16()
        self._step = 0
        self._steps = int(recipe.epochs * sum(1 for _ in self._examples.epoch(self._train, recipe.seed)) / BATCH)
        self._resume()

    def run(self, until: int | None = None) -> None:
        """Train to the end, or up to this step, and export the weights."""
        started, first, losses = time.monotonic(), self._step, 0.0
        last = self._steps if until is None else min(until, self._steps)
        for parts in islice(self._batches(), self._step, last):
            losses += self._train_on(parts)
            self._step += 1
            if self._step % LOG_EVERY == 0:
                speed = (self._step - first) * BATCH / (time.monotonic() - started)
                self._log(f"step {self._step} of {self._steps}: loss {losses / LOG_EVERY:.3f}; {speed:.0f} examples/s")
                self._note(loss=losses / LOG_EVERY)
                losses = 0.0
            if self._step % SAVE_EVERY == 0 or self._step == last:
                self._save()
        export(self._network, self._out / "reader.safetensors")
        self._log(f"weights: {self._out / 'reader.safetensors'}")

    def _train_on(self, parts: Sequence[Batch]) -> float:
        loss = 0.0
        for part in parts:
            share = loss_of(self._network(part), part) / len(parts)
            share.backward()  # type: ignore[no-untyped-call]
            loss += float(share)
        trained = self._trained()
        for master, own in zip(self._masters, trained, strict=True):
            master.grad = None if own.grad is None else own.grad.float()
            own.grad = None
        torch.nn.utils.clip_grad_norm_(self._masters, 1.0)
        for group in self._optimizer.param_groups:
            group["lr"] = self._rate()
        self._optimizer.step()
        with torch.no_grad():
            for master, own in zip(self._masters, trained, strict=True):
                own.copy_(master)
        return loss

    def _rate(self) -> float:
        rise = max(1, int(0.03 * self._steps))
        if self._step < rise:
            return self._recipe.rate * (self._step + 1) / rise
        return self._recipe.rate * max(0.02, 1 - (self._step - rise) / (self._steps - rise))

    def _batches(self) -> Iterator[list[Batch]]:
        """Each a list of parts; of full batches, in an order that the seed gives."""
        for epoch in range(self._recipe.seed, self._recipe.seed + 99):
            examples = self._examples.epoch(self._train, epoch)
            while pool := list(islice(examples, POOL)):
                yield from self._batches_of(pool, Random(epoch * 7919 + len(pool)))

    def _batches_of(self, pool: list[Example], rng: Random) -> Iterator[list[Batch]]:
        encodings = self._tokenizer.encode_batch([pair(example) for example in pool])
        order = sorted(range(len(pool)), key=lambda n: len(encodings[n].ids))
        parts, spare = [], []
        for _, equal in groupby(order, key=lambda n: len(encodings[n].ids)):
            numbers = list(equal)
            whole = len(numbers) - len(numbers) % PART
            parts += [numbers[at : at + PART] for at in range(0, whole, PART)]
            spare += numbers[whole:]
        parts += [spare[at : at + PART] for at in range(0, len(spare), PART)]
        rng.shuffle(parts)
        each = BATCH // PART
        for at in range(0, len(parts) - each + 1, each):
            some = parts[at : at + each]
            yield [batch_of([pool[n] for n in part], [encodings[n] for n in part]) for part in some]

    def _trained(self) -> list[Tensor]:
        return [parameter for parameter in self._network.parameters() if parameter.requires_grad]

    def _save(self) -> None:
        state = {"step": self._step, "masters": self._masters, "optimizer": self._optimizer.state_dict()}
        torch.save(state, self._out / "checkpoint.new")
        (self._out / "checkpoint.new").replace(self._out / "checkpoint.pt")
        export(self._network, self._out / "reader.safetensors")
        scores = held_out_scores(self._network, self._held_out, self._tokenizer)
        self._log("held out: " + ", ".join(f"{name} {value:.3f}" for name, value in scores.items()))
        self._note(**scores)

    def _resume(self) -> None:
        path = self._out / "checkpoint.pt"
        if not path.exists():
            return
        state: dict[str, Any] = torch.load(path, weights_only=True)
        self._step = state["step"]
        self._optimizer.load_state_dict(state["optimizer"])
        with torch.no_grad():
            for master, own, saved in zip(self._masters, self._trained(), state["masters"], strict=True):
                own.copy_(master.copy_(saved))
        self._log(f"going on after step {self._step}")

    def _note(self, **values: float) -> None:
        line = {"step": self._step, "rate": self._rate()} | {name: round(value, 4) for name, value in values.items()}
        with (self._out / "curve.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")

    @staticmethod
    def _log(line: str) -> None:
        sys.stderr.write(f"{time.strftime('%H:%M:%S')} {line}\n")
        sys.stderr.flush()


def _held_out(data: Data, examples: Examples) -> Iterator[Example]:
    kept: list[Question] = [question for question in data.questions if question.context % KEPT_BACK == 0]
    yield from islice(examples.epoch(kept, 0), 1500)


if __name__ == "__main__":
    main()
