from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from rag import Settings
from rag.evaluation.cases import read_cases
from rag.evaluation.runner import ask
from rag.evaluation.temporary_library import throwaway

EVALS = Path(__file__).parents[2] / "evals"
SIZE = 32


def save_random_model(folder: Path, texts: Sequence[str]) -> None:
    """A BERT of one layer with random weights, whose vocabulary is the letters of these texts."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    letters = sorted({letter for text in texts for letter in text.lower() if not letter.isspace()})
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{letter}" for letter in letters)]
    bare = folder / "bare"
    bare.mkdir(parents=True)
    (bare / "vocab.txt").write_text("\n".join(vocabulary) + "\n", encoding="utf-8")
    torch.manual_seed(0)
    shape = {"hidden_size": SIZE, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 64}
    BertModel(BertConfig(vocab_size=len(vocabulary), **shape)).save_pretrained(bare)
    BertTokenizerFast(str(bare / "vocab.txt")).save_pretrained(bare)
    modules = [Transformer(str(bare), max_seq_length=256), Pooling(SIZE)]
    SentenceTransformer(modules=modules, device="cpu").save(str(folder / "whole"))


@pytest.mark.soak  # torch and transformers take seconds to load
@pytest.mark.filterwarnings("default")  # what they warn of is theirs
def test_a_library_in_five_languages_is_asked_with_a_multilingual_model_from_a_folder(tmp_path: Path):
    texts = [path.read_text(encoding="utf-8") for path in (EVALS / "languages").glob("*.txt")]
    cases = read_cases(EVALS / "languages.jsonl")
    save_random_model(tmp_path / "model", [*texts, *(case.question for case in cases)])
    settings = Settings(home=tmp_path / "home", embedding=str(tmp_path / "model" / "whole"))
    with throwaway([EVALS / "languages"], settings=settings) as rag:
        results = [ask(rag, case) for case in cases]
    assert [result.error for result in results if result.error] == []
    assert all(0 < result.answer["confidence"] < 1 for result in results if result.answer)
    # Random cosines tell nothing, so what is found is found by its words.
    assert sum(result.metrics["recall@6"] or 0 for result in results) > len(cases) / 2
