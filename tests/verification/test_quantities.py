from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.verification.quantities import Amount, absent, amounts, codes, computed


def agree(one: str, other: str, languages: tuple[str, str] = ("en", "en")) -> bool:
    first, second = amounts(one, languages[0]), amounts(other, languages[1])
    assert first, f"no amount in {one!r}"
    return absent(first, second) is None


@pytest.mark.parametrize(
    "written",
    [
        "$10bn",
        "10 billion dollars",
        "US$10,000,000,000",
        "$10 billion-plus",
        "ten billion dollars",
        "USD 10 billion",
        "10-billion-dollar",
        "$10\u00a0billion",
        "$10B",
        "$10.0 billion",
        "10,000 million dollars",
    ],
)
def test_ten_billion_dollars_is_one_amount_in_every_notation(written: str):
    assert agree(written, "The deal could exceed $10 billion.")
    assert agree("$10 billion", written)


@pytest.mark.parametrize(
    "written", ["10 Milliarden Dollar", "10 Mrd. Dollar", "10.000.000.000 Dollar", "zehn Milliarden Dollar"]
)
def test_german_numbers_are_read_as_german(written: str):
    assert agree(written, "$10 billion", ("de", "en"))
    assert agree("$10bn", written, ("en", "de"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3.5", "35"),
        ("$10 million", "$10 billion"),
        ("$10 billion", "€10 billion"),
        ("14%", "14"),
        ("14%", "41%"),
        ("14%", "14 percentage points"),
        ("10", "100"),
        ("5 miles", "5 kilometres"),
        ("ten months", "ten years"),
        ("the third", "three"),
        ("more than $10 billion", "less than $10 billion"),
        ("at least 12", "fewer than 12"),
        ("thousands", "tens of thousands"),
        ("hundreds of millions", "hundreds of thousands"),
        ("a third of them", "a quarter of them"),
        ("doubled", "tripled"),
        ("1.250", "1,250"),
        ("the 1980s", "the 1990s"),
    ],
)
def test_what_differs_in_a_digit_a_unit_or_a_magnitude_is_not_the_same(one: str, other: str):
    assert not agree(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("14%", "14 percent"),
        ("14 per cent", "14 %"),
        ("12 people", "a dozen people"),
        ("24 eggs", "two dozen eggs"),
        ("half of them", "50%"),
        ("two thirds of voters", "two-thirds of all"),
        ("a third of voters", "33%"),
        ("3.5 years", "three and a half years"),
        ("1.5 million", "a million and a half"),
        ("500,000", "half a million"),
        ("25", "twenty-five"),
        ("250", "two hundred and fifty"),
        ("5½ sacks", "5.5 sacks"),
        ("21st century", "the twenty-first century"),
        ("Q2 results", "second quarter"),
        ("$3 billion", "between $3 and $3.5 billion"),
        ("10%", "10 to 14 percent"),
        ("10 billion", "$10 billion"),
        ("12'500", "12,500"),
        ("over $10 billion", "$10 billion or more"),
        ("a multibillion-dollar deal", "billions of dollars"),
        ("tripled", "three times as much"),
        ("£4.99", "4.99 pounds"),
        ("¥300億", "30 billion yen"),
    ],
)
def test_two_notations_of_one_amount_agree(one: str, other: str):
    assert agree(one, other)


def test_where_the_language_is_unknown_a_point_may_part_thousands_or_decimals():
    unknown = amounts("10.000", None)
    assert absent(amounts("10,000", "en"), unknown) is None
    assert absent(amounts("10.000", "en"), unknown) is None


def test_a_name_with_a_digit_is_no_amount():
    assert amounts("GPT-4 and H5N1 run on the A320") == ()
    assert codes("GPT-4 and H5N1 run on the A320") == ["GPT-4", "H5N1", "A320"]


def test_the_two_and_one_of_refer_to_what_was_named():
    assert amounts("The two companies, one of the largest, and one another") == ()


@given(st.integers(0, 10**13), st.sampled_from(["{:d}", "{:,d}"]))
def test_a_number_agrees_with_itself_in_any_notation_and_with_no_neighbour(n: int, form: str):
    (amount,) = amounts(form.format(n))
    assert absent([amount], amounts(str(n))) is None
    assert absent([amount], amounts(str(n + 1))) is not None


@pytest.mark.parametrize(
    "text", ["9" * 9000, "1," * 5000, "1/" + "9" * 9000, "A" + "1" * 9000, "1" + " million" * 3000, "9" * 41 + ".5"]
)
def test_endless_digits_are_read_too(text: str):
    assert all(reading.value < 10**100 for amount in amounts(text) for reading in amount.readings)


@given(st.text(max_size=80))
def test_any_text_can_be_read(text: str):
    for language in ("en", "de", None):
        assert all(isinstance(amount, Amount) and amount.readings for amount in amounts(text, language))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("11,000 kilograms", "11 tonnes"),
        ("3 minutes and 34 seconds", "214 seconds"),
        ("6 km", "6,000 metres"),
        ("10% of adults", "one in ten adults"),
        ("fell by 10%", "fell by a tenth"),
        ("33% a placebo", "one third a placebo"),
        ("25%", "by about a quarter"),
    ],
)
def test_a_share_or_a_measure_is_one_amount_in_every_unit(one: str, other: str):
    assert agree(one, other)
    assert agree(other, one)


@pytest.mark.parametrize(
    ("one", "other"), [("11 kg", "11 tonnes"), ("10%", "one in five adults"), ("6 km", "6 metres")]
)
def test_another_size_of_a_unit_is_another_amount(one: str, other: str):
    assert not agree(one, other)


def test_a_number_computed_from_two_others_is_known():
    cited = amounts("It reached 9 of 13 villages, up from 19 percent to 34 percent.")
    assert absent(amounts("4 villages"), computed(cited)) is None
    assert absent(amounts("15 percentage points"), computed(cited)) is None
    assert absent(amounts("5 villages"), computed(cited)) is not None
