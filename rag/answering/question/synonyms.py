"""Synonyms of the news, so that "Who leads it?" finds "its CEO". Pure.

Each line is a group; a word may be in several. Words that a reader must not confuse share no group, however near they
are: profit and revenue, CEO and CFO, million and billion.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

GROUPS = tuple(
    tuple(line.split())
    for line in """
    acquire acquired acquisition buy bought purchase purchased takeover snapped
    agreement deal accord pact contract treaty
    aim goal target objective intend plan
    announce announced unveil unveiled reveal revealed disclose disclosed
    approve approved approval authorise authorize permit allowed
    arrest arrested detain detained custody
    assist help aid support
    ban banned prohibit prohibited outlaw outlawed forbid forbidden
    begin began start started launch launched commence
    boss ceo chief head leader lead leads led run runs helm director
    build built construct constructed make made making create created develop developed developing
    businessman entrepreneur founder
    call called name named dub dubbed describe described title titled
    car vehicle automobile
    cash money funds dollars capital
    child children kid kids
    client clients customer customers
    company firm business corporation startup enterprise
    competitor competitors rival rivals
    conflict war fighting battle
    cost costs price priced fee paid pay
    country nation state
    country-wide nationwide national
    court judge tribunal
    cut reduce reduced reduction lower lowered slash decrease decreased decline declined fall fell drop dropped
    dead die died death killed
    defence defense military army
    disease illness
    doctor physician
    doctors physicians
    employee employees staff worker workers personnel
    end ended finish finished conclude concluded
    establish established found founded start started set-up launched co-founded
    film movie
    fire blaze
    first initial earliest
    forecast predict predicted prediction expect expected expects projection estimate estimated
    fund funded finance financed back backed invest invested investment invests investor
    gain rise rose raise raised grow grew growth increase increased climb climbed
    gear equipment
    get receive received obtain obtained win won secure secured
    give gave provide provided supply supplied offer offered
    government state administration
    headgear helmet helmets
    headquarters headquartered based located
    huge big massive large largest biggest vast
    illegal unlawful
    injured hurt wounded
    job post role position
    jobs layoffs redundancies dismissed
    kid child
    law legislation act statute
    lawsuit suit sue sued litigation
    lawyer attorney
    leave left quit resign resigned depart departed
    live reside dwell inhabit
    lose lost losing
    meet met meeting summit talks
    need require required
    often frequently
    old age aged
    own owns owned owner belong belongs
    partner partnership collaborate collaborating collaboration cooperate together ally alliance
    pentagon defense military
    people users population residents citizens
    phone smartphone handset
    poll survey
    power electricity energy
    president leader
    prison jail
    problem issue difficulty
    product goods
    protest demonstration rally
    reason why because cause caused
    report reported reporting according
    revenue revenues sales turnover
    say said says state stated
    scientist researcher
    sell sold sale
    show showed demonstrate demonstrated
    size big large
    soldier soldiers troops military army
    speak speech talk
    spend spent invest invested expenditure spending
    stake share shareholding
    stock shares
    stop halt halted cease ceased
    student pupil
    supplier vendor contractor
    tax levy
    tell told inform
    town city
    train training trained teach
    try attempt
    use uses used utilise utilize employ employs
    value valued valuation worth
    vote election poll
    wealthy rich
    work works working collaborate collaborating
    write wrote written author
    """.strip().splitlines()
)


def alike(stem: Callable[[str], str]) -> Mapping[str, frozenset[str]]:
    """Each stem of the words above, with the stems of the other words in its groups."""
    found: dict[str, set[str]] = {}
    for group in GROUPS:
        stems = {stem(word) for word in group}
        for one in stems:
            found.setdefault(one, set()).update(stems - {one})
    return {one: frozenset(others) for one, others in found.items()}
