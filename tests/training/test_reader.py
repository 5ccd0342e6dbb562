from __future__ import annotations

import json
import lzma
from pathlib import Path

import pytest

from rag.reading.reader import Reader
from rag.text.sentences import split_sentences

pytestmark = [pytest.mark.soak, pytest.mark.model]

TOWNS = [start + end for start in ("Hal", "Tor", "Skell", "Lind") for end in ("den", "vik", "mark", "mere")]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Questions on invented towns: enough for a few steps."""
    contexts, questions = [], []
    for n, town in enumerate(TOWNS * 6):
        context = f"The mill of {town} was built in {1800 + n}. It burnt down in {1900 + n}. Rain falls there all year."
        span = [context.index(str(1800 + n)), context.index(str(1800 + n)) + 4]
        contexts.append(context)
        asked = {"source": "made", "question": f"When was the mill of {town} built?", "context": n, "kind": "span"}
        questions.append(asked | {"answers": [str(1800 + n)], "spans": [span]})
    for name, values in (("contexts", contexts), ("q", questions)):
        with lzma.open(tmp_path / f"{name}.jsonl.xz", "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(value) + "\n" for value in values)
    return tmp_path


def test_a_run_that_was_stopped_gives_the_weights_of_one_that_was_not(data: Path, tmp_path: Path):
    from rag.training.data import read_data
    from rag.training.reader import Recipe, Training

    whole, broken = tmp_path / "whole", tmp_path / "broken"
    for folder in (whole, broken):
        folder.mkdir()
    Training(read_data(data), whole, Recipe(epochs=2)).run()
    Training(read_data(data), broken, Recipe(epochs=2)).run(until=4)
    Training(read_data(data), broken, Recipe(epochs=2)).run()
    assert (whole / "reader.safetensors").read_bytes() == (broken / "reader.safetensors").read_bytes()


def test_what_the_command_made_reads(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    from rag.training.reader import main

    main([str(data), "--out", str(tmp_path / "out"), "--epochs", "3"])
    reader = Reader(tmp_path / "out" / "reader.safetensors", sha256=None)
    text = "The mill of Torvik was built in 1844. Its owner likes music."
    found = reader.read("When was the mill of Torvik built?", "", text, list(split_sentences(text)))
    assert len(found.sentences) == 2
    curve = [json.loads(line) for line in (tmp_path / "out" / "curve.jsonl").read_text().splitlines()]
    assert curve[-1]["step"] > 0
    assert "weights:" in capsys.readouterr().err


def test_weights_can_be_trained_further(data: Path, tmp_path: Path):
    import torch

    from rag.embedding.model_files import packaged_folder
    from rag.reading.reader import WEIGHTS
    from rag.training.export import export, load
    from rag.training.network import ReaderNetwork

    torch.manual_seed(0)
    network = ReaderNetwork(packaged_folder())
    load(network, WEIGHTS)
    export(network, tmp_path / "again.safetensors")
    text = "The mill of Torvik was built in 1844. Its owner likes music."
    sentences = list(split_sentences(text))
    once, again = Reader(), Reader(tmp_path / "again.safetensors", sha256=None)
    logits = [reader.read("When was it built?", "", text, sentences).sentences for reader in (once, again)]
    assert logits[0] == pytest.approx(logits[1], abs=0.1)
