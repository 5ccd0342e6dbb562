"""Phrases that say the same in news, so that one may stand for the other in a claim. Data, and how it is found.

Strict: each phrase of a line can replace each other one in any sentence, whoever did what to whom. Words are compared
by their inflections.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..verbs import base_form
from .words import Word, inflects

_GROUPS = tuple(
    tuple(tuple(phrase.split()) for phrase in group.split("|"))
    for group in """
    is | are; was | were; has | have; buy | acquire | purchase | take over; firm | company | business;
    begin | start | commence; end | finish | conclude; injure | hurt | wound; die | pass away;
    more than | over | above | in excess of | upwards of; less than | under | below | fewer than;
    about | around | roughly | approximately | some; nearly | almost; at least | no fewer than | no less than;
    up to | as many as | at most; half of | half; chief executive | ceo | chief executive officer;
    chief financial officer | cfo | finance chief; chief operating officer | coo; chief technology officer | cto;
    prime minister | pm; because of | owing to | due to | as a result of;
    according to | as per; also | too | as well; next to | beside; say | state | announce; receive | get;
    show | demonstrate; large | big; quick | fast | rapid; fire | blaze; help | aid | assist; try | attempt;
    require | need; permit | allow; prohibit | ban; stop | halt; child | kid; film | movie; car | automobile;
    doctor | physician; lawyer | attorney; staff | employees | workers; resign | step down | quit | stand down;
    arrest | take into custody; hospital | the hospital; go up | rise | increase | climb;
    go down | fall | decrease | decline | drop; appoint | name; construct | build; reveal | disclose;
    rival | competitor; customer | client; launch | roll out | introduce; choose | select | pick;
    previously | earlier; later | afterwards; currently | at present | now; united states | us | u.s. | usa;
    united kingdom | uk | britain | u.k.; european union | eu; united nations | un; per cent | percent;
    several | a number of; near | close to; will | is to | are to | is going to | are going to;
    set up | found | establish; shut | close | shut down | close down; cost | come to; nobody | no one;
    took place | was held | were held; compete | take part; a majority of | most of | more than half of;
    twice | two times; former | ex; as much as | up to; as soon as | as early as; double | twice; while | whereas;
    although | though; rather than | instead of; remain | stay; call | describe as;
    unfounded | baseless | groundless; final | last; collapse | break down | fall apart;
    talks | negotiations | discussions; scrap | cancel | abolish | axe; revenue | turnover;
    net profit | net earnings; at least | a minimum of; just under | a little less than | slightly less than;
    minutes | min; another | a further | one more; additional | further | more; reject | dismiss | turn down;
    goal | target; wed | marry; buyer | purchaser; house | home; town | city;
    probe | investigation | inquiry; jail | imprison; sack | dismiss | fire; postpone | put off | delay;
    confirm | verify; replace | succeed; lead | head; begin | get under way; take over from | succeed;
    pupils | students; rubbish | trash | garbage; autumn | fall; pay rise | pay increase | raise; wages | pay;
    raise | increase | lift; reduce | cut | lower; gather | collect; title-holder | defending champion;
    overtake | pass; likely to | probably going to; flat | apartment; petrol | gasoline; lorry | truck;
    plane | aircraft | airplane; attack | assault; sole | only; yearly | annual; monthly | per month;
    a year | per year | annually; agree to | consent to; build | erect; wreck | destroy; stage | hold;
    free | release; save | rescue; seize | confiscate; flee | escape; a year before | a year earlier;
    fight | battle; reach | hit;
    on average | an average of; burst their banks | overflow; award | give; gain | add; in full | fully;
    come across | cross; strike a deal | reach a deal; continue to | keep; withdraw | take back; dawn | sunrise;
    dusk | sunset; layoffs | redundancies | job cuts; as of | from; announce | unveil; accord | agreement | deal;
    salary | pay | wages; policeman | police officer; violate | breach; prison | jail;
    acquit | clear | find not guilty; medicine | drug | medication; sick | ill; illness | disease; victory | win;
    defeat | beat; draw | tie; match | game; striker | forward; headquartered | based; make | manufacture | produce;
    debt | borrowings; merge | combine; estimate | reckon; predict | forecast; warn | caution; urge | call on;
    demand | call for; pledge | promise | vow; veto | block; pass | adopt; elect | vote in;
    overthrow | oust | topple; lawmaker | legislator | member of parliament | mp; parliament | legislature;
    spokesman | spokeswoman | spokesperson; chairman | chair | chairwoman | chairperson; protest | demonstration;
    protester | demonstrator; strike | walkout | industrial action; storm | tempest; earthquake | quake | tremor;
    flood | flooding; rescue workers | rescuers | rescue teams; evacuate | bring to safety;
    homeless | without a home; death toll | number of dead; nearby | neighbouring; border | frontier; weapons | arms;
    ceasefire | truce; cooperate | work together; look for | search for | seek; investigate | look into | probe;
    examine | inspect; scientist | researcher; roughly | approximately;
    worldwide | across the world | around the world | globally; nationwide | across the country;
    each year | every year | annually; each month | every month | monthly; daily | every day | each day;
    a decade | ten years; at the moment | currently; shortly after | soon after; shortly before | just before;
    prior to | before; throughout | all through; enough | sufficient; whole | entire; biggest | largest;
    well-known | famous; crucial | vital; wealthy | rich; cheap | inexpensive; expensive | costly;
    dangerous | hazardous; motorway | highway | freeway; railway | railroad; harbour | port; shop | store;
    supermarket chain | grocery chain; factory | plant; recruit | hire; offspring | young; refuse | decline;
    ask | request; answer | reply; gift | donation; donate | give; destroy | ruin; damage | harm;
    repair | mend | fix; renovate | refurbish; demolish | tear down | knock down | pull down; extend | prolong;
    shorten | cut; speed up | accelerate; carry out | conduct | perform; deal with | handle; put out | extinguish
    """.split(";")
)
_BY_FIRST: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
for _number, _group in enumerate(_GROUPS):
    for _phrase in _group:
        _BY_FIRST.setdefault(base_form(_phrase[0])[:3], []).append((_number, _phrase))


def phrases_at(words: Sequence[Word], at: int) -> Iterator[tuple[int, int]]:
    """The groups that have a phrase at this place, each with the number of its words."""
    for group, phrase in _BY_FIRST.get(base_form(words[at].form)[:3], ()):
        part = words[at : at + len(phrase)]
        if len(part) == len(phrase) and all(_is(word, said) for word, said in zip(part, phrase, strict=True)):
            yield group, len(phrase)


def _is(word: Word, said: str) -> bool:
    return word.value is None and (word.form == said or (len(said) > 2 and inflects(word.form, said)))
