"""How well a network reads examples that it was not trained on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
import torch
from tokenizers import Tokenizer

from ..metrics.statistics import auroc
from .network import ReaderNetwork, batch_of, pair
from .windows import Example

_AT_ONCE = 16


@torch.no_grad()
def held_out_scores(network: ReaderNetwork, examples: Sequence[Example], tokenizer: Tokenizer) -> Mapping[str, float]:
    """`sentence`: a right one first, of passages with several; `words`: start and end right; `answerable`: AUROC.

    `answerable_by_sentence` takes the best sentence's logit in place of the passage's.
    """
    hits: dict[str, list[float]] = defaultdict(list)
    passages: list[float] = []
    best: list[float] = []
    ordered = sorted(examples, key=lambda example: len(example.text))
    for at in range(0, len(ordered), _AT_ONCE):
        some = ordered[at : at + _AT_ONCE]
        batch = batch_of(some, tokenizer.encode_batch([pair(example) for example in some]))
        outputs = network(batch)
        passages += outputs.passages.tolist()
        for row in range(len(some)):
            own = batch.members[:, 0] == row
            logits, answering = outputs.sentences[own], batch.answering[own]
            best.append(float(logits.max()) if len(logits) else -9.0)
            if len(logits) > 1 and (answering == 1).any() and (answering == 0).any():
                hits["sentence"].append(float(answering[logits.argmax()] == 1))
            if batch.starts[row].any():
                start, end = int(outputs.starts[row].argmax()), int(outputs.ends[row].argmax())
                hits["words"].append(float(batch.starts[row, start] & batch.ends[row, end]))
    answerable = [example.answerable for example in ordered]
    weights = np.ones((1, len(ordered)))
    return {name: sum(found) / len(found) for name, found in hits.items()} | {
        "answerable": float(auroc(passages, answerable).at(weights)[0]),
        "answerable_by_sentence": float(auroc(best, answerable).at(weights)[0]),
    }
