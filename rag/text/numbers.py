"""English number words, and "thousand" to "trillion" in the languages that articles quote. Data."""

from __future__ import annotations

SMALL = tuple(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen".split()
)
TENS = tuple("twenty thirty forty fifty sixty seventy eighty ninety".split())
CARDINALS = {word: n for n, word in enumerate(SMALL)} | {word: 10 * n for n, word in enumerate(TENS, 2)}
"""`zero` to `nineteen`, then the tens to `ninety`."""

LARGE = {"hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
"""English powers of ten; each has a plural in -s."""
_SHORT = {"thousand": "k", "million": "m mn", "billion": "b bn", "trillion": "tn trn"}
ABBREVIATIONS = {short: word for word, shorts in _SHORT.items() for short in shorts.split()}
"""`bn` -> `billion`: what may follow English digits without a space. "5m" may be metres as well."""
_MILLION = """
    mln mio millionen millón millones milioni milhão milhões miljoen miljoner milion miliona miliony milionów milyon
    миллион миллиона миллионов млн
    """
_BILLION = """
    bln milliarde milliarden mrd milliard milliards milliarder miliardo miliardi bilhão bilhões miljard miljarder mld
    miliard miliarda miliardy miliardów milyar миллиард миллиарда миллиардов млрд
    """
_FOREIGN = {
    10**3: "tausend mil mille duizend tusen tys тыс тысяч тысячи",
    10**4: "万 萬 만",
    10**5: "lakh lakhs",
    10**6: _MILLION,
    10**7: "crore crores",
    10**8: "亿 億 억",
    10**9: _BILLION,
    10**12: "biljoen trylion трлн триллион триллиона триллионов",
}
MAGNITUDES = (
    LARGE
    | {f"{word}s": size for word, size in LARGE.items() if word != "hundred"}
    | {short: LARGE[word] for short, word in ABBREVIATIONS.items()}
    | {word: size for size, words in _FOREIGN.items() for word in words.split()}
)
"""A word after digits, casefolded -> what it multiplies them by."""
LONG_SCALE = {"billion": 10**12, "billionen": 10**12, "billones": 10**12, "billón": 10**12}
"""In most languages but English and Portuguese a billion is a million millions."""
