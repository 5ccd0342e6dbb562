from __future__ import annotations

from rag.metrics.normalization import normalise, tokens


def test_normalising_drops_case_articles_punctuation_and_spare_space() -> None:
    assert normalise("The  “Defense Llama,” a model.") == "defense llama model"
    assert normalise("Meta's") == normalise("Meta’s") == "metas"


def test_numbers_are_one_token_however_they_are_written() -> None:
    assert tokens("$1,000") == tokens("1000") == ["1000"]
    assert tokens("10bn") == tokens("10 billion") == ["10", "billion"]
    assert tokens("3.5%") == ["3.5", "percent"]
    assert tokens("the U.S. army") == ["the", "us", "army"]
    assert tokens("5½") != tokens("512")


def test_each_letter_is_a_word_where_a_script_has_no_spaces() -> None:
    assert tokens("約308分で、東京・大阪") == ["約", "308", "分", "で", "東", "京", "大", "阪"]
    assert tokens("3万 в Москве") == ["3", "万", "в", "москве"]
