"""Function words: words that say nothing about the topic of a question. Data."""

from __future__ import annotations

import re

FUNCTION_WORDS = frozenset(
    """
    a about an and any are aren as at be been being but by can could couldn d did didn do does doesn doing don for
    from had has hasn have haven having he her hers him his how i if in into is isn it its ll m many may me might
    mine much my no nor not of on or our ours please re s shall she should so some such t tell than that the their
    theirs them then there these they this those to too us ve was wasn we were weren what when where which who whom
    whose why will with would you your yours
    """.split()
)
_COMMONEST = {
    "en": "the of and to in is that for was on with as by it at from are has have had be not which will its an this "
    "were said but about than its their they he she or been would could into over after who when",
    "de": "der die das und in den von zu mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er "
    "hat dass nach wird bei noch wie einem über so zum kein keine wurde seine ihre haben war sind oder am um will soll "
    "beim vom zur diese dieser seit bis unter nur laut könnte hatte wurden wann wer wen wem was wo warum wieso viel "
    "viele wieviel welche welcher welches welchen welchem einer eines einen man ihr ihren sein seinen werden worden",
    "fr": "le la les de des du et en un une est que qui dans pour sur par au aux avec pas plus ce son sa ses ont été "
    "mais ou il elle l d qu s n c t y a se sont quand quel quelle quels quelles combien comment où pourquoi quoi ils "
    "elles on leur leurs cette ces",
    "es": "el la los las de del y en un una es que se por con para su al lo como más pero sus fue ha han no o qué "
    "cuándo quién quiénes cuánto cuánta cuántos cuántas cuál cuáles cómo dónde a le les son está están este esta",
    "it": "il lo la i gli le di del della dei delle e in un una è che per con da non si su al alla sono ha più ma come "
    "anche nel quando chi cosa quanto quanta quanti quante quale quali dove perché l d dell all a o",
    "nl": "de het een en van in is dat op te zijn met voor niet aan er om ook als maar door bij uit naar heeft werd "
    "wordt wanneer wie hoeveel waarom waar wat welke hoe",
    "pt": "o a os as de do da dos das e em um uma é que para com por não no na ao mais foi se como mas quando quem "
    "qual quais quanto quanta quantos quantas onde",
}
COMMONEST = {language: frozenset(words.split()) for language, words in _COMMONEST.items()}
"""The commonest words of a language, in lower case, and for others than English also its question words."""
_DROPPED = {language: FUNCTION_WORDS | words for language, words in COMMONEST.items() if language != "en"}
_ASKING = re.compile(
    "多少|什么|什麼|甚么|哪[里裡儿些个個年位一]?|谁|誰|何[时時地人年月日歳件個]?|为什么|为何|怎么样?|怎樣?|如何|几[个位年月日]|[吗嗎呢]"
    "|いくら|いくつ|いつ|だれ|どこ|どの|どれ|どう|どんな|なぜ|なに|(?:でしょう|でした|です|ました|ます|のです)か"
    "|얼마(?:입니까|인가|나)?|누구(?:입니까|인가)?|언제|어디(?:에|서)?|왜|무엇(?:입니까|인가)?|몇"
)
"""Question words of Chinese, Japanese and Korean, which are written without spaces around them."""


def content_words(text: str, language: str | None = None) -> list[str]:
    """The words of the text that are function words neither of English nor of its language, in order and as written."""
    dropped = _DROPPED.get(language or "en", FUNCTION_WORDS)
    plain = text if text.isascii() else _ASKING.sub(" ", text)
    return [word for word in re.findall(r"\w+", plain) if word.casefold() not in dropped]
