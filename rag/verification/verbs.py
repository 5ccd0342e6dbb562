"""Forms of English verbs: "found" for "find", "founded" for "found", "pays" for "pay". Pure.

A regular form counts only if it is one of the commonest words of English. So a noun is seldom taken for a verb, and
"visit" gives "visited" although "admit" gives "admitted"; of a rare verb no form is known.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ..embedding.model_files import english_words

DO = frozenset("do does did".split())
BE = frozenset("is are was were".split())
HAVE = frozenset("has have had".split())
MODALS = frozenset("will would can could may might must shall should".split())
AUXILIARIES = DO | BE | HAVE | MODALS
"""The finite ones: with one of them a clause has its verb."""

# The base, the past and the participle where it is another word.
_IRREGULAR = """
arise arose arisen; be was been; bear bore born; beat beat beaten; become became become; begin began begun; bend bent;
bet bet; bid bid; bind bound; bite bit bitten; bleed bled; blow blew blown; break broke broken; breed bred;
bring brought; broadcast broadcast; build built; burst burst; buy bought; cast cast; catch caught; choose chose chosen;
cling clung; come came come; cost cost; creep crept; cut cut; deal dealt; dig dug; do did done; draw drew drawn;
drink drank drunk; drive drove driven; eat ate eaten; fall fell fallen; feed fed; feel felt; fight fought; find found;
flee fled; fling flung; fly flew flown; forbid forbade forbidden; forecast forecast; foresee foresaw foreseen;
forget forgot forgotten; forgive forgave forgiven; freeze froze frozen; get got; give gave given; go went gone;
grind ground; grow grew grown; hang hung; have had; hear heard; hide hid hidden; hit hit; hold held; hurt hurt;
keep kept; kneel knelt; know knew known; lay laid; lead led; leave left; lend lent; let let; lose lost; make made;
mean meant; meet met; mistake mistook mistaken; overcome overcame overcome; oversee oversaw overseen;
overtake overtook overtaken; overthrow overthrew overthrown; pay paid; put put; quit quit; read read; rebuild rebuilt;
ride rode ridden; ring rang rung; rise rose risen; run ran run; say said; see saw seen; seek sought; sell sold;
send sent; set set; shake shook shaken; shed shed; shine shone; shoot shot; show showed shown; shrink shrank shrunk;
shut shut; sing sang sung; sink sank sunk; sit sat; sleep slept; slide slid; speak spoke spoken; spend spent;
spin spun; split split; spread spread; spring sprang sprung; stand stood; steal stole stolen; stick stuck; sting stung;
strike struck; strive strove striven; swear swore sworn; sweep swept; swim swam swum; swing swung; take took taken;
teach taught; tear tore torn; tell told; think thought; throw threw thrown; undergo underwent undergone;
understand understood; undertake undertook undertaken; uphold upheld; wake woke woken; wear wore worn; weave wove woven;
win won; withdraw withdrew withdrawn; withhold withheld; withstand withstood; write wrote written
"""
_VERBS = [entry.split() for entry in _IRREGULAR.split(";")]
_PAST = {base: past for base, past, *_ in _VERBS}
_PARTICIPLE = {base: forms[-1] for base, *forms in _VERBS}
_BASE = {past: base for base, past, *_ in reversed(_VERBS)} | {"were": "be"}
_BASE_OF_PARTICIPLE = {form: base for base, form in reversed(_PARTICIPLE.items())}
_PARTICIPLES = frozenset(_PARTICIPLE.values())
_NO_FORMS = frozenset(
    "bed crowd feed hundred indeed naked need red sacred seed sled speed steed united weed wicked".split()
)
"""Words that end as a past form does."""
_THIRD = {"be": "is", "have": "has", "do": "does", "go": "goes"}


@lru_cache(maxsize=4096)
def past(base: str) -> str | None:
    """The past of a verb; None for what is no verb, or one whose past is unknown."""
    return _PAST.get(base) or _regular(base)


def participle(base: str) -> str | None:
    """The participle of a verb: "written" for "write"."""
    return _PARTICIPLE.get(base) or past(base)


def present(base: str) -> str:
    """The verb's form after "he", "she" or "it"."""
    if base in _THIRD:
        return _THIRD[base]
    if re.search(r"[^aeiou]y$", base):
        return f"{base[:-1]}ies"
    return f"{base}es" if re.search(r"(?:s|x|z|ch|sh|o)$", base) else f"{base}s"


@lru_cache(maxsize=4096)
def base_of_past(word: str) -> str | None:
    """The verb whose past the word is: "found" for "founded", and "find" for "found"."""
    if word in _BASE:
        return _BASE[word]
    if not re.fullmatch(r"[a-z]{2,}ed", word):
        return None
    bases = (word[:-1], word[:-2], re.sub(r"(.)\1ed$", r"\1", word), re.sub(r"ied$", "y", word))
    return next((base for base in bases if _regular(base) == word), None)


@lru_cache(maxsize=8192)
def base_form(word: str) -> str:
    """The verb of which the word is a form: "overtake" for "overtaken"; the word itself where none is known."""
    known = _BASE_OF_PARTICIPLE.get(word) or base_of_past(word)
    doubled = re.fullmatch(r"([a-z]+[aeiou]([lpmnt]))\2ed", word)  # "cancelled", which Americans write with one l
    return known or (doubled[1] if doubled else word)


def is_participle(word: str) -> bool:
    """Whether the word may be a participle in -ed, or an irregular one."""
    return word in _PARTICIPLES or (len(word) > 3 and word.endswith("ed") and word not in _NO_FORMS)


def _regular(base: str) -> str | None:
    known = english_words()
    if base not in known or not base.isascii():
        return None
    if base.endswith("e"):
        forms = [f"{base}d"]
    elif re.search(r"[^aeiou]y$", base):
        forms = [f"{base[:-1]}ied"]
    else:
        forms = [f"{base}ed", f"{base}{base[-1]}ed"]
    return next((form for form in forms if form in known and form not in _NO_FORMS), None)


def is_past(word: str) -> bool:
    """Whether the word, in lower case, may be a past or a participle."""
    return is_participle(word) or base_of_past(word) is not None
