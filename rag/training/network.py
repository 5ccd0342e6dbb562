"""The reader in torch: MiniLM's encoder with three linear heads, and the loss that trains it.

Sentences: does this one answer, from the mean of its tokens and the first token. Words: where the answer starts and
ends, from each token. Passage: does it answer at all, from the first token.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import torch
from tokenizers import Encoding, Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from ..types import Span

if TYPE_CHECKING:
    from .windows import Example

MOST_TOKENS = 320
"""Of a question and its passage in training; what is beyond is cut off."""
_NEVER = -1e4
"""A logit for what must not be chosen."""


class Outputs(NamedTuple):
    """Logits: `sentences` of shape (sentences of the batch,), `starts`, `ends` (texts, tokens), `passages` (texts,)."""

    sentences: Tensor
    starts: Tensor
    ends: Tensor
    passages: Tensor


@dataclass(frozen=True)
class Batch:
    """Examples as tensors. `members`: for each sentence the number of its text, its first token and its last + 1."""

    ids: Tensor
    types: Tensor
    mask: Tensor | None
    """False where a text is padded, of shape (texts, tokens); None where none is."""
    members: Tensor
    answering: Tensor
    """1, 0, or -1 where nobody says, for each sentence."""
    starts: Tensor
    """True for each token at which an answer may start, of shape (texts, tokens); `ends` alike."""
    ends: Tensor
    answerable: Tensor


class ReaderNetwork(nn.Module):
    """The embeddings and the encoder of the packaged model, and the heads.

    All of it may be in bfloat16. The encoder is written out, as torch's fused attention has a slow backward pass on a
    CPU: 2.3 times the examples a second.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        from transformers import BertModel
        from transformers.utils import logging

        logging.set_verbosity_error()  # type: ignore[no-untyped-call] # it warns of the pooler, which the model has and nobody wants
        bert = BertModel.from_pretrained(str(folder), add_pooling_layer=False)
        self.embeddings, self.encoder = bert.embeddings, bert.encoder
        self.embeddings.requires_grad_(requires_grad=False)
        self.heads = bert.config.num_attention_heads
        size = bert.config.hidden_size
        self.sentence, self.passage, self.span = nn.Linear(2 * size, 1), nn.Linear(size, 1), nn.Linear(size, 2)

    def forward(self, batch: Batch) -> Outputs:
        states = self.embeddings(input_ids=batch.ids, token_type_ids=batch.types)
        bias = None if batch.mask is None else torch.where(batch.mask, 0.0, _NEVER)[:, None, None].to(states.dtype)
        for layer in self.encoder.layer:
            states = self._layer(layer, states, bias)
        first = states[:, 0]
        sums = functional.pad(states.float().cumsum(1), (0, 0, 1, 0))
        text, start, end = batch.members.T
        means = (sums[text, end] - sums[text, start]) / (end - start)[:, None]
        both = torch.cat([means.to(first.dtype), first[text]], 1)
        starts, ends = self.span(states).float().unbind(2)
        outside = batch.types == 0
        return Outputs(
            self.sentence(both)[:, 0].float(),
            starts.masked_fill(outside, _NEVER),
            ends.masked_fill(outside, _NEVER),
            self.passage(first)[:, 0].float(),
        )

    def _layer(self, layer: Any, states: Tensor, bias: Tensor | None) -> Tensor:
        own, (texts, tokens, size) = layer.attention.self, states.shape
        width = size // self.heads
        query, key, value = (
            part(states).view(texts, tokens, self.heads, width).transpose(1, 2)
            for part in (own.query, own.key, own.value)
        )
        scores = (query * width**-0.5) @ key.transpose(2, 3)
        shares = torch.softmax(scores if bias is None else scores + bias, -1)
        attended = (shares @ value).transpose(1, 2).reshape(texts, tokens, size)
        states = layer.attention.output.LayerNorm(states + layer.attention.output.dense(attended))
        inner = functional.gelu(layer.intermediate.dense(states))
        normed: Tensor = layer.output.LayerNorm(states + layer.output.dense(inner))
        return normed


def loss_of(outputs: Outputs, batch: Batch) -> Tensor:
    """The sum of the heads' mean losses.

    Where nobody says which sentence answers, the likeliest one of the passage should (multiple-instance learning). An
    answer's start and end count for each place where it may stand.
    """
    known, texts = batch.answering >= 0, len(batch.answerable)
    total = 0.5 * functional.binary_cross_entropy_with_logits(outputs.passages, batch.answerable)
    if known.any():
        each = functional.binary_cross_entropy_with_logits(
            outputs.sentences[known], batch.answering[known], reduction="sum"
        )
        total = total + each / (2.5 * texts)  # about so many sentences has a passage
    told = torch.zeros(texts).index_fill_(0, batch.members[known, 0], 1.0)
    if (unsaid := (told == 0) & (batch.answerable > 0)).any():
        best = torch.full((texts,), _NEVER).scatter_reduce(0, batch.members[:, 0], outputs.sentences, "amax")
        total = total + 0.5 * functional.softplus(-best[unsaid]).sum() / texts
    for logits, right in ((outputs.starts, batch.starts), (outputs.ends, batch.ends)):
        if (has := right.any(1)).any():
            among = logits[has].masked_fill(~right[has], _NEVER).logsumexp(1)
            total = total + 0.5 * (logits[has].logsumexp(1) - among).sum() / texts
    return total


def pair(example: Example) -> tuple[str, str]:
    """What the tokenizer gets."""
    return example.question, f"{example.title}\n{example.text}" if example.title else example.text


def batch_of(examples: Sequence[Example], encodings: Sequence[Encoding]) -> Batch:
    """The examples as one batch, padded if their encodings differ in length."""
    longest = max(len(encoding.ids) for encoding in encodings)
    shape = (len(examples), longest)
    ids, types = torch.zeros(shape, dtype=torch.long), torch.zeros(shape, dtype=torch.long)
    mask, starts, ends = (torch.zeros(shape, dtype=torch.bool) for _ in range(3))
    members, answering = [], []
    for row, (example, encoding) in enumerate(zip(examples, encodings, strict=True)):
        length = len(encoding.ids)
        ids[row, :length], types[row, :length] = torch.tensor(encoding.ids), torch.tensor(encoding.type_ids)
        mask[row, :length] = True
        tokens = _Tokens(encoding, len(example.title) + 1 if example.title else 0)
        for sentence, answers in zip(example.sentences, example.answering, strict=True):
            if inside := tokens.inside(sentence):
                members.append((row, inside[0], inside[-1] + 1))
                answering.append(-1.0 if answers is None else answers)
        for span in example.spans:
            if inside := tokens.inside(span):
                starts[row, inside[0]] = ends[row, inside[-1]] = True
    return Batch(
        ids,
        types,
        None if mask.all() else mask,
        torch.tensor(members).reshape(-1, 3),
        torch.tensor(answering),
        starts,
        ends,
        torch.tensor([float(example.answerable) for example in examples]),
    )


class _Tokens:
    """The passage's tokens and their places in its text, which begins `shift` characters after the title's start."""

    def __init__(self, encoding: Encoding, shift: int) -> None:
        each = enumerate(zip(encoding.type_ids, encoding.offsets, strict=True))
        self._places = [(n, a - shift, b - shift) for n, (kind, (a, b)) in each if kind == 1 and b > a >= shift]

    def inside(self, span: Span) -> list[int]:
        return [n for n, start, end in self._places if start < span.end and end > span.start]


def pair_tokenizer(tokenizer: Tokenizer) -> Tokenizer:
    """A copy that cuts off the end of the passage of a pair that is too long."""
    own = Tokenizer.from_str(tokenizer.to_str())
    own.enable_truncation(MOST_TOKENS, strategy="only_second")
    return own
