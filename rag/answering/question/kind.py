"""The form of a question, which decides how much of an answer is shown: one fact, each item, a reason. Pure.

By the wording alone, in English. A question in another language, and keywords, have the form "other".
"""

from __future__ import annotations

import re
from typing import Literal

from .clause import AUXILIARIES

Form = Literal["yes_no", "why", "how", "fact", "list", "compare", "several", "said", "summary", "other"]

_LONGEST = 2000
_AUXILIARY = rf"(?:{'|'.join(sorted(AUXILIARIES))})"
_TIME = r"(?:today|yesterday|now|lately|recently|(?:this|last) (?:week|month|morning|night|year)|so far)"
_STORY = r"(?:stor(?:y|ies)|articles?|news|texts?|reports?|pages?|documents?|pieces?)"
_SUMMARY = re.compile(
    rf"^(?:please )?(?:summar(?:y|i[sz]e)|sum (?:\w+ )?up|recap|tl;?dr|(?:an )?overview|outline)\b"
    rf"|^(?:please )?(?:give|write|show) (?:me|us)?\s*(?:an?|the) (?:\w+ )?(?:summary|overview|recap|outline|rundown)\b"
    rf"|\bin a nutshell\b|^(?:catch|bring) me up\b|^tell me (?:more )?about\b"
    rf"|^what(?: is|'s|’s| are|’re) (?:the|this|that|these|those)? ?{_STORY}(?: (?:all|mainly))? about\b"
    rf"|^what (?:do|does) (?:the|this|these) {_STORY} (?:say|tell|report)s?(?: about (?:this|it))?\W*$"
    rf"|^what(?: is|'s|’s| are| were| was) the (?:\w+ )?(?:main|key|most important|essential) (?:points?|facts?|news|takeaways?|stor(?:y|ies)|idea|message)\b"
    rf"|^what(?: is|'s|’s) (?:the (?:latest|news)|new|going on|happening)\b"
    rf"|^what(?: has|'s|’s)? happened(?: {_TIME})?\W*$|^what happened (?:here|in (?:the|this) {_STORY})\W*$"
    rf"|^what happened (?:at|with) \S+(?: \S+){{0,3}}?(?: {_TIME})?\W*$",
    re.IGNORECASE,
)
_SAY = (
    r"(?:say|said|tell|told|think|thought|claim(?:ed)?|argue[sd]?|comment(?:ed)?|remark(?:ed)?|warn(?:ed)?|promised?)"
)
_SAID = re.compile(
    rf"^what (?:do|does|did|has|have|had|else did) (?:(?!\bthat\b).)+? {_SAY}\b(?!\s+(?:is|was|were|are|has|had|will)\b)"
    r"|^what (?:is|was|were|are) (?!said)(?:\S+ ){1,6}?(?:comments?|statements?|reactions?|response|remarks|opinions?|views?)"
    r" (?:on|to|about|of)\b|^according to [^,]+, what\b|^what (?:\w+ )?(?:is|was|were) (?:said|told) (?:by|about)\b",
    re.IGNORECASE,
)
_COMPARE = re.compile(
    r"^(?:please )?compare\b|\b(?:difference|similarity|similarities|differences|comparison) between\b"
    r"|^how (?:do|does|did|is|are) .{1,80} (?:differ|compare|different from)\b"
    r"|^(?:is|are|was|were) .{1,60} and .{1,60} the same\b|^what do .{1,80} have in common\b",
    re.IGNORECASE,
)
_WHY = re.compile(
    r"^(?:and )?(?:why|how come|for what (?:purpose|reason)s?|what for)\b"
    r"|^what(?: is|'s|’s| was| were) the (?:\w+ )?(?:reason|cause|motive|rationale|motivation|purpose)\b"
    r"|^what (?:caused|led to|prompted|triggered|made|drove|motivated|sparked)\b|\bfor what reason\b"
    r"|^what (?:is|was) .{1,60} because of\W*$|^what (?:does|did|do) .{1,80} (?:for|blame for .+)\W*$(?<=what for)",
    re.IGNORECASE,
)
_AMOUNT = (
    r"(?:many|much|long|old|far|tall|high|deep|fast|often|heavy|big|large|wide|soon|late|early|close|small|little|few"
    r"|strong|hot|cold|thick|short|quickly|frequently|likely|expensive|successful|wealthy|rich|popular|important|well|badly)"
)
_HOW = re.compile(
    rf"^(?:and )?(?:how(?! (?:{_AMOUNT}|about|come)\b)|(?:in|by) (?:what|which) (?:ways?|manner|means|methods?)\b"
    rf"|what (?:is|was) the (?:way|method|process) (?:of|to|by|in)\b)",
    re.IGNORECASE,
)
_NO_NOUN = rf"(?:{_AUXILIARY}|the|a|an|this|that|his|her|its|their|of|it|he|she|they|we|you|i|else|kind|type|sort|part)"
_PLURAL = (
    r"(?!\w*(?:ics|series|species|news|basis|status|bus|gas|ss|us|is|always|perhaps|states?['’]s)\b)"
    r"(?:\w+s|people|children|men|women|media|criteria|phenomena|bacteria|feet|teeth)(?![\w'’])"
)
_WHICH = re.compile(
    rf"^(?:(?:in|at|on|for|by|to|from|with|of|under|through|among) )?(?:which|what) (?P<before>(?:(?!{_NO_NOUN}\b)[\w’'-]+ ){{0,3}}?)"
    rf"(?P<noun>{_PLURAL})(?P<after>.*)$",
    re.IGNORECASE,
)
_WHAT_ARE = re.compile(
    rf"^(?:what|which|who|where)(?: are| were|'re|’re) (?:all )?(?:of )?(?:the|some|any|other|their|its|his|her|these|\S+['’]s?|two|three|four|five"
    rf"|six|seven|several|various|different)\s(?:(?!(?:of|in|on|to|for|that|who|which)\b)[\w’'-]+ ){{0,4}}?{_PLURAL}"
    rf"|^who(?: are| were|'re|’re) (?!you\b|they\b|we\b|(?:a|an) )",
    re.IGNORECASE,
)
_LIST = re.compile(
    rf"^(?:please )?(?:list|enumerate)\b|^(?:a |the )?list of\b"
    rf"|^(?:please )?(?:name|give(?: me| us)?|mention|state|identify|show(?: me| us)?|tell me|find) (?:me )?(?:(?:a|the) list of\b"
    rf"|(?:all|every|each|some|two|three|four|five|six|several|any|\d+)\b"
    rf"|(?:the )?(?:(?!(?:of|in|who|that|which)\b)[\w’'-]+ ){{0,3}}?{_PLURAL})"
    rf"|^(?:which|what) of (?:the |these |those |its |\S+['’]s? )?(?:\w+ )?{_PLURAL} (?:have|are|were|do|had)\b"
    rf"|^(?:who|what) (?:all|else|are all|were all)\b|^(?:which|what) (?:ones|others)\b",
    re.IGNORECASE,
)
_VERBS_IN_S = frozenset(
    "causes makes happens gives holds keeps drives helps means comes goes separates determines connects lies runs does"
    " leads occurs takes brings allows prevents protects becomes remains stands controls contains produces provides"
    " plays starts works links limits shows says tells sets sits constitutes distinguishes follows regulates results"
    " defines describes represents carries covers divides influences affects links differentiates increases".split()
)
"""What stands after "what" in "what causes rain" is a verb, although many of these are nouns too."""
_FACT = re.compile(
    r"^(?:and )?(?:(?:in|at|on|for|by|to|from|with|of|under|since|until|about|after|before|into|through|between|during|against) )?"
    rf"(?:who|whom|whose|when|where|which|how {_AMOUNT})\b"
    rf"|^(?:(?:in|at|on|for|by|to|from|with|of|under|since|until|about|after|before|into|through|between|during|against) )?"
    rf"what (?!{_AUXILIARY}\b|happen|'s|’s)(?:[\w’'-]+ ){{0,4}}?[\w’'-]+\b.*\b{_AUXILIARY}\b"
    rf"|^what (?:is|was|were|are) (?:the |\S+['’]s? )(?:\w+ ){{0,2}}?(?:name|names|price|cost|age|date|number|score|title|capital|population|height"
    rf"|length|size|value|rate|percentage|share|population|year|nickname|address|salary|total|term|word|currency|language|first|last|largest"
    rf"|biggest|highest|oldest|smallest|lowest|most)\b",
    re.IGNORECASE,
)
_LATER = re.compile(
    rf"(?:^[^,:]+[,:]|\b(?:and|or|by|in|on|to|from|of|with|after|before|for|took|had|has|is|was|make|makes|be)) (?:(?:to|in|from|on|at|by|for) )?"
    rf"(?:which|what|whom|how {_AMOUNT}|who|when|where)\b[^?]*\?\s*$",
    re.IGNORECASE,
)
