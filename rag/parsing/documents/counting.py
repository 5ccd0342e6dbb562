"""Numbers in documents: those of attributes, and those of lists as programs write them."""

from __future__ import annotations

_ROMAN = list(
    zip((1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1), "m cm d cd c xc l xl x ix v iv i".split(), strict=True)
)
MOST_LETTERS = 20
"""Word writes the 27th letter as `aa`, the 53rd as `aaa`."""


def whole_number(written: str, otherwise: int) -> int:
    """An attribute of at most six digits; `otherwise` for anything else."""
    return int(written) if written.isdecimal() and len(written) < 7 else otherwise


def counted(number: int, form: str) -> str:
    """A number in a form of Word or of LibreOffice, such as `lowerRoman` or `i`; digits for those not known."""
    if form in ("lowerLetter", "upperLetter", "a", "A") and 0 < number <= 26 * MOST_LETTERS:
        letters = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letters if form in ("lowerLetter", "a") else letters.upper()
    if form in ("lowerRoman", "upperRoman", "i", "I") and 0 < number < 4000:
        written = ""
        for size, letters in _ROMAN:
            written += letters * (number // size)
            number %= size
        return written if form in ("lowerRoman", "i") else written.upper()
    if form == "decimalZero":
        return f"{number:02}"
    return "" if form == "none" else str(number)
