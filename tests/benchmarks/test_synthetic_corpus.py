from __future__ import annotations

import json
from pathlib import Path

from rag.benchmarks.synthetic_corpus import ROWS, made_up, sentences_of, write_files, write_rows

SENTENCES = [f"This is sentence number {n} of the ones to be shuffled." for n in range(20)]


def test_the_same_seed_makes_the_same_articles_and_no_two_are_alike():
    first, again = list(made_up(SENTENCES, 50)), list(made_up(SENTENCES, 50))
    assert first == again
    assert len({row["text"] for row in first}) == 50
    assert first != list(made_up(SENTENCES, 50, seed=1))


def test_one_article_in_a_hundred_is_of_one_outlet():
    outlets = [row["source"] for row in made_up(SENTENCES, 1000)]
    assert outlets.count("Outlet 07") == 10


def test_rows_are_spread_over_files_in_order(tmp_path: Path):
    write_rows(tmp_path / "corpus", SENTENCES, ROWS + 3)
    files = sorted((tmp_path / "corpus").iterdir())
    ids = [json.loads(line)["id"] for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    assert len(files) == 2
    assert ids == [f"made-up-{i:06}" for i in range(ROWS + 3)]


def test_what_is_written_as_files_can_be_cut_into_sentences_again(tmp_path: Path):
    write_files(tmp_path / "corpus", SENTENCES, 3)
    assert set(sentences_of(tmp_path / "corpus")) <= set(SENTENCES)
