from __future__ import annotations

import threading
from pathlib import Path

import pytest
from helpers.filter_cases import CASES
from helpers.sample_chunks import DATED, entry
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.errors import LibraryDamaged
from rag.storage.analyzer import terms
from rag.storage.filters import where
from rag.storage.local.keyword_index import KeywordIndex
from rag.types import Filters

ALL = where(Filters())


@pytest.fixture
def lexical(tmp_path: Path):
    lexical = KeywordIndex(tmp_path / "lexical", create=True)
    yield lexical
    lexical.close()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Running RUNS run", ["run", "run", "run"]),
        ("Café naïve Straße", ["cafe", "naiv", "strass"]),
        ("cafe\u0301", ["cafe"]),
        ("$14.3bn, (10%)", ["14", "3bn", "10"]),
        ("\ufb01nance", ["financ"]),
        ("Şimşek İzmir Łukasz Ørsund Wærk Đ", ["simsek", "izmir", "lukasz", "orsund", "waerk", "d"]),
        ("６，４１２ 6,412 6\u202f412 6’412 6412", ["6412"] * 5),
        ("2,5 and 12½ and CO₂", ["2", "5", "and", "12", "1", "2", "and", "co2"]),
        ("地铁三号线", ["地铁", "铁三", "三号", "号线"]),
        ("橋の費用は30億円", ["橋", "費用", "30", "億円"]),
        ("トヨタの売上高", ["トヨタ", "売上", "上高"]),
        ("서울시는 3일", ["서울", "울시", "시는", "3", "일"]),
        ("", []),
        ("?! — 😀", []),
    ],
)
def test_terms_are_lowercase_unaccented_stems(text: str, expected: list[str]):
    assert terms(text) == expected


def test_the_title_counts_and_so_does_each_word(lexical: KeywordIndex):
    lexical.add([entry(1, "glass in Osaka", title="Copper"), entry(2, "glass in Chile"), entry(3, "a ferry")])
    assert [chunk_id for chunk_id, _ in lexical.search("What about COPPERS?", 9, ALL)] == ["1"]
    assert [chunk_id for chunk_id, _ in lexical.search("glass in Chile", 9, ALL)] == ["2", "1"]
    assert lexical.search("zebra", 9, ALL) == []


def test_document_frequencies_count_a_chunk_once(lexical: KeywordIndex):
    lexical.add([entry(1, "copper copper", title="Copper"), entry(2, "copper"), entry(3, "glass", title="the copper")])
    assert lexical.document_frequencies(["copper", "glass", "zebra", "copper"]) == {"copper": 3, "glass": 1, "zebra": 0}
    assert lexical.size == 3


@pytest.mark.parametrize(("filters", "expected"), CASES)
def test_filters_let_through_what_they_say_and_do_not_score(
    lexical: KeywordIndex, filters: Filters, expected: set[str]
):
    lexical.add(DATED)
    hits = lexical.search("copper", 9, where(filters))
    assert {chunk_id for chunk_id, _ in hits} == expected
    assert dict(hits).items() <= dict(lexical.search("copper", 9, ALL)).items()


def test_ties_come_by_id_and_none_is_left_out(lexical: KeywordIndex):
    for n in (5, 3, 1, 4, 2):
        lexical.add([entry(n, "copper in Chile")])
    hits = lexical.search("copper", 2, ALL)
    assert [chunk_id for chunk_id, _ in hits] == ["1", "2", "3", "4", "5"]
    assert len({score for _, score in hits}) == 1


def test_more_ties_than_were_asked_for_at_first(lexical: KeywordIndex):
    lexical.add([entry(n, "copper in Chile") for n in range(100)] + [entry(500, "copper copper", title="copper")])
    hits = lexical.search("copper", 3, ALL)
    assert len(hits) == 101
    assert hits[0][0] == "500"
    assert [chunk_id for chunk_id, _ in lexical.search("copper", 1, ALL)] == ["500"]


def test_a_replaced_index_scores_like_one_that_never_held_the_old(tmp_path: Path):
    old, new = (
        [entry(n, f"copper {n} Chile") for n in range(9)],
        [entry(20 + n, f"glass and copper {n}") for n in range(4)],
    )
    grown, fresh = KeywordIndex(tmp_path / "grown", create=True), KeywordIndex(tmp_path / "fresh", create=True)
    grown.add(old)
    grown.add(new)
    grown.replace(new)
    fresh.add(new)
    assert grown.search("copper glass 2", 9, ALL) == fresh.search("copper glass 2", 9, ALL)
    assert grown.document_frequencies(["copper", "chile"]) == {"copper": 4, "chile": 0}
    assert grown.size == 4
    grown.close()
    fresh.close()


def test_a_reader_keeps_its_snapshot_and_a_new_one_sees_the_change(lexical: KeywordIndex, tmp_path: Path):
    lexical.add([entry(1, "copper")])
    reader = KeywordIndex(tmp_path / "lexical")
    lexical.replace([entry(2, "glass")])
    assert [chunk_id for chunk_id, _ in reader.search("copper", 3, ALL)] == ["1"]
    assert [chunk_id for chunk_id, _ in KeywordIndex(tmp_path / "lexical").search("glass", 3, ALL)] == ["2"]


def test_a_missing_index_is_damage(tmp_path: Path):
    with pytest.raises(LibraryDamaged) as caught:
        KeywordIndex(tmp_path / "lexical")
    assert "rag rebuild" in caught.value.hint


def test_terms_can_be_taken_in_several_threads():
    results: list[list[str]] = []
    threads = [
        threading.Thread(target=lambda: results.extend(terms("Running ferries") for _ in range(200))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [["run", "ferri"]] * 800


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    question=st.text(max_size=60)
    | st.sampled_from(['"', "a AND (", "title:x^9", "*", "copper~2", "[a TO b]", "\x00", "-copper", "/re/"])
)
def test_any_text_is_a_question(lexical: KeywordIndex, question: str):
    lexical.search(question, 3, ALL)
    assert set(lexical.document_frequencies(terms(question))) == set(terms(question))
