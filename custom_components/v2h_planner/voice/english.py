"""How English is spoken to the home: rules, and what is said of each meaning."""

from typing import Final

from ..core.home import Mode
from .meaning import Meaning
from .phrases import Grammar

_RULES: Final = {
    "filler": "not tonight|hey|hi|hello|house|home|ok|okay|alright|all right|so|um|uh|er|erm|hmm|well|right|oh|and|but|actually|sorry|excuse me|please|now|just|yes|yeah|no|thanks|great|wait|hang on|yo|by the way|quick question|good morning|good evening|listen|look|tonight|tomorrow|today|this (week|month|evening)|overnight|last (week|month|night)|yesterday|tomorrow (morning|night)",
    "ask": "[please] [(can|could|would|will) you] [please|kindly|quickly] (tell|check|say|see|show|let me know|find out|explain|remind) [me|us] [please|quickly] [if|whether|again|about]|[do|would|have] you [happen to] (know|got any idea|have any idea|any idea) [if|whether]|(I|we) (want|need|would like|'d like|should like|'d love|would love|wanted) to (know|ask|hear|check|see) [if|whether|you]|any (idea|clue|chance you know)|(I|we) (wonder|was wondering|'m wondering|'m curious|am curious|forgot|don't know|can't remember) [if|whether]|(may|can|could) I (ask|know|check)|what about|got a question",
    "do": "would you mind|do you mind|[please] (can|could|will|would) you [please|just|kindly|now|quickly] [be so kind as to|be a dear and]|please|do|just|(can|could|may|might|shall|should) (we|I) [please]|can|let's|let us|(I|we) (want|need|would like|'d like|should like|'d prefer|would prefer|'d love) [you|it] [to]|(you|we|I) (can|should|'d better|had better|may|could|must|need to|have to|ought to)|go ahead and|go and|quickly|immediately|better|it's time to|time to|(I think|maybe|perhaps) [(we|you|I) (should|could)]|from now on|(mom|mum|dad|my wife|my husband|he|she|they) (says|said|wants you) [to]|be (so kind|a dear) and|remember to|make sure to|why don't (you|we)|how about (you|we)|is it possible to|would it be possible to|it would be (nice|great|good) if you|I'd be grateful if you|gonna|kindly",
    "end": "please|thanks|thank you|cheers|then|too|love|dear|mate|buddy|or not|or what|for me|for us|okay|ok|will you|would you|could you|can you|now|right now|at the moment|at present|currently|immediately|straight away|right away|at once|asap|as soon as possible|quick|quickly|again|today|tonight|for now|for the moment|from now on|for the time being|if possible|if you can|after all|instead|a bit|for a bit|by any chance|do you know",
    "car": "car|EV|E V|E.V.|evie|vehicle|electric car|electric vehicle|Leaf|Ariya|Outlander|Nissan|<names>",
    "the": "the|my|our|your|this|that",
    "v2h": "(V|vee)[ ](2|two|to|too)[ ](H|each|aitch)|(vehicle|car) to home",
    "unit": "<v2h> [unit|planner|system|charger|box|station]|[energy|power] planner|[car|EV] charger|charging station|wallbox|wall box|energy system",
    "thing": "[<the>] (<car>|<unit>|<battery>)",
    "going": "charging|discharging|recharging|standing by|idle|on standby|feeding|powering|draining|emptying|charge|discharge|selling|running|exporting|importing",
    "percent": "percent|per cent|%",
    "km": "kilometers|kilometres|km|kms|k|miles|kilometer|kilometre|k m",
    "battery": "(car|EV|home|house|big|storage|stationary) (battery|batteries)|battery",
    "word": "is|are|was|were|be|been|has|have|had|got|do|does|did|will|would|can|could|should|it|it's|you|you're|your|we|we're|us|me|I|I'm|my|our|the|a|this|that|so|still|right|now|really|currently|already|even|just|all|any|more|much|at|of|for|from|by|to|on|in|moment|going|left|remaining|there|present|and|yet|until|till|before|am|one|gonna|being|become|becomes|get|if|whether|need",
    "few": "[(<word>) [(<word>) [<word>]]]",
    "it": "(<thing>['s]|it|that|you|everything|charging|<the> system|<the> house|<the> home)",
    "charge": "[battery|charge|charging] (battery|charge|percentage|percent|per cent|level|state of charge|soc|juice)",
    "later": "tonight|tomorrow|tomorrow's|overnight|later|this evening|during the night|next|today|this afternoon|tomorrow morning|this weekend|through the night",
    "full": "full|fully|charged|done|ready|finished|finish|finishing|complete|completed|topped up|topped off|over|ends|end|finishes|fill up|stop charging",
    "outage": "blackout|black out|blackouts|power cut|power cuts|power outage|outage|power failure|outages|(power|electricity|current) [supply] (goes out|went out|is out|fails|goes|goes off|goes down|is cut|gets cut|cuts out|is off|'s out)|grid (goes down|fails|is down|goes out|went down|is gone)|lights (go|went) out|(electricity|current) (goes out|fails|goes off|is cut)|emergency|earthquake|disaster",
    "storm": "storm|storms|typhoon|typhoons|hurricane|bad weather|severe weather|thunderstorm|thunderstorms|storming",
    "warning": "[weather|storm|typhoon|wind|rain|heavy rain|severe weather|emergency|disaster] (warning|warnings|alert|alerts|advisory|advisories)",
    "power": "electricity|power|energy|electric|juice|current",
    "when": "when|when's|what time|at what time|what time's|when is|when are|until when|by when",
    # What can only be ours: about it, anything may be said between the words that count.
    "own": "[<the>] (<car>['s]|<v2h>|[car|EV] charger|(car|EV|home|house) battery)",
    "not": "not|isn't|aren't|won't|doesn't|hasn't|didn't|don't|stopped|stop|haven't|can't|cannot|never|no longer|wouldn't|wasn't|no|refuse|refusing|refuses|nothing",
    "saved": "[today|yesterday|(this|last) (week|month)|so far|by far|(with|by|through|thanks to|because of|using) {more}] [(today|yesterday|this|last|so|since|compared|over|for) {rest}]",
    "tens": "fifty|sixty|seventy|eighty|ninety|ninety five|a hundred|one hundred|50|60|70|80|85|90|95|100",
    "clock": "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon|midnight|half|quarter|1|2|3|4|5|6|7|8|9|10|11|12",
    "lead": "([the|there (might|could|may|will|would) be (a|an)|a|there's a|there is a|that|another] (<storm>|<warning>|<outage>|weather|danger|wind|rain)['s] {any}|(I|we|I'm|we're|I've|we've|because|since|as|if|something came up|plans) {any})",
}

GRAMMAR: Final = Grammar(
    rules=_RULES,
    question="[<filler> [<filler>]] [<ask>] <phrase> [<end>]",
    command="[<filler> [<filler>]] [<do>] <phrase> [<end> [<end>]]",
)

_MODES: Final = {
    Mode.ECONOMY: "economy|economic|economical|saving|savings|saver|money saving|money saver|cost saving|cost saver|cheap|cheapest|cheaper|budget|thrifty|low cost|lowest cost|bill saving|save money|saving money",
    Mode.CO2: "[low|lower|lowest] (CO2|CO₂|C O 2|C O two|CO two|CO 2|C02|carbon)|low emission|low emissions|green|greener|greenest|clean|cleanest|clean energy|green energy|climate|climate friendly|environment|environmental|environmentally friendly",
    Mode.RESILIENCE: "resilience|resilient|resiliency|resilliance|storm|typhoon|disaster|emergency|backup|back up|hurricane|bad weather|outage|blackout|power cut|safety|preparedness|emergency backup|disaster prevention|storm safety",
}
_NORMAL: Final = "normal|usual|regular|standard|default|ordinary|previous|everyday"
_ECO: Final = "eco|ecology|ecological|eco-friendly|eco friendly|echo|energy saving|power saving|energy saver|energy save|power save"
# What names a mode of ours by itself: an air conditioner may be told to save, but not to be resilient.
_OURS: Final = "low CO2|low carbon|low C O 2|low C O two|low CO two|low CO 2|resilience|resilient|economy"

_TO: Final = "[over|back] [to|in|into|on|onto]"
_SET: Final = "set|setting|switch|switching|change|changing|put|putting|turn|turning|move|moving|bring|take|flip|make|making|get|run|running|keep"
_GO: Final = "switch|switching|change|changing|go|going|move|moving|change over|enter|get|shift|swap|set|return|put|reset|restore|revert"
_ON: Final = "use|using|start|starting|activate|activating|enable|enabling|engage|turn on|turning on|switch on|switching on|put on|run|choose|select|pick|begin|try|start up|trigger|kick in|initiate|launch|set|do|enter"
_OFF: Final = "turn off|turning off|switch off|switching off|stop|end|disable|disabling|deactivate|exit|leave|cancel|quit|finish|get out of|come out of|no more|kill|drop|shut off|leaving|undo"
_WHY_MODE: Final = (
    "[(because|as|since|for|until|there's|there is|so|before|while|during|due to|in case|when|till) {rest}]"
)


def _mode(names: str, ours: str) -> tuple[str, ...]:
    m = f"[the|a|an] ({names})"
    return (
        f"[<lead>] ({_SET}) (<it>|us) {_TO} {m} (mode|setting) {_WHY_MODE}",
        f"({_SET}) (<thing>|everything|us|<the> (house|home|system)) {_TO} {m} {_WHY_MODE}",
        f"({_SET}) it {_TO} [the] ({ours}) {_WHY_MODE}",
        f"{m} mode (please|change|switch|set|start|use|activate)",
        f"[<lead>] ({_GO}) [<it>] [over] (to|in|into|on|onto) {m} (mode|setting) {_WHY_MODE}",
        f"[<lead>] ({_GO}) [over|back] [to|in|into|on] ({ours}) [mode] {_WHY_MODE}",
        f"(switch|switching|change|changing|go|going|move|get) [over|back] (to|in|into|on|onto) ({names}) {_WHY_MODE}",
        f"(set|change|switch|make) [<the>] [energy|V2H|planner|planner's|house|power] mode to {m} [mode]",
        f"[can|could|should|may|shall] (<thing>|<the> (house|home|system)) [(be|go|run|switch|should|can|could|will|needs to)] [be|go|run|switch|to be] [put|set|switched] [in|on|into|to] {m} mode",
        f"(I|we|there's|there is|because|since|quick|batten down) [{{any}}] {m} mode",
        f"[<lead>] (go|going|run|stay) [all|full|fully] ({names}) {_WHY_MODE}",
        f"! [<lead>] ({_ON}) {m} (mode|setting) [on] {_WHY_MODE}",
        f"! ({_ON}) ({ours}) [on] {_WHY_MODE}",
        f"! (turn|switch|put) {m} mode on",
        f"! (turn|switch|put) ({ours}) on",
        f"! {m} mode [on] [for {{rest}}]",
        f"[go|go for|let's have|we need|I want|I'd like|I prefer|give me|give us|have|time for|I'd like <the> (house|home) (on|in)|we want|back to|to] [with|for] {m} mode",
    )


def _off(names: str) -> tuple[str, ...]:
    return (
        f"~ ({_OFF}) [the] ({names}) [mode] [(and|then|because|since|as|it's) {{rest}}]",
        f"~ (turn|switch|take|shut) [<thing>|the house|us] (out of|off|from) [the] ({names}) mode",
        f"~ (turn|switch|put|take|shut) [the] ({names}) [mode] off",
        f"~ [the] ({names}) mode (off|is over|isn't needed|is not needed|can be turned off|can end) [any more|anymore]",
        f"(we|I) (don't|no longer) need [the] ({names}) mode [any more|anymore]",
    )


_ALL_MODES: Final = "|".join(_MODES.values())

_NEED: Final = (
    "need|needs|use|uses|using|want|wants|take|takes|taking|have|drive|driving|require|needing|wanting"
)
_WHO: Final = "I|we|she|he|my (wife|husband|partner|son|daughter|mother|father|mom|mum|dad)|I'll|we'll|I'd|we'd|I'm|we're|I've|we've|he'll|she'll|she's|he's"
_LEAVE: Final = "leaving|leave|heading out|head out|heading off|heading|head|off|setting off|set off|driving|drive|departing|depart|going out|go out|going to work|go to work|hit the road|be off|be gone|be away|taking off|take off|popping out|pop out|nipping out|stepping out|setting out|starting out|be out|off out|on the road|start driving|get going|going off|taking the kids|picking up"
# Where one leaves, for where and how: "leave the window open at night" is none of it.
_WAY: Final = "home|the house|work|early|with <thing>|in <thing>|with it|by car|<later>|again|here|from here|from home|(for|to|on) {more}|at"
_AT: Final = "at|by|around|about|tomorrow|tonight|in|before|on|early|this|next"
_JOBS: Final = "washing machine|dishwasher|dryer|tumble dryer|washer|laundry|washing|oven|water heater|boiler|wash|dishes|heater|bath|rice cooker|air conditioner|ironing|clothes"
_RUN: Final = f"run|use|charge|do|wash|start|turn|switch|cook|heat|dry|iron|bake|put|be|have|recharge|plug|fill|buy (power|electricity)|running|using|charging|{_JOBS}"
_CHEAP: Final = "[most] (cheapest|lowest|cheaper|cheap|least expensive)|the least"
_SLOT: Final = "time|times|hour|hours|slot|slots|window|moment|rate|rates|price|prices|period|two hours|2 hours|three hours|3 hours|four hours|4 hours|power|electricity|energy"
_IN: Final = "for|until|till|til|before|by|after|between|in|over|within|during|on|at|this|through"
_TILL: Final = "for|until|till|til|before|the rest of|in"
_LASTS: Final = "last|survive|hold out|manage|cope|keep going|hold up|make it|stay on|go on|live|get by|get through|have power|keep the lights on|run"

_AS_EVER: Final = "as usual|as always|as ever|like always|like usual|the usual|[the] same as (usual|always|ever|every day)|business as usual|like every day|like any other day"
_TOMORROW: Final = "tomorrow|today|(tomorrow|this) morning"

TEMPLATES: Final[dict[Meaning, tuple[str, ...]]] = {
    Meaning.AS_USUAL: (
        f"({_TOMORROW}) [is|will be|'s|it's|we drive|I drive|we leave|I leave|I'm driving|we're driving|go|we go|I go] [just] ({_AS_EVER}) [(with|for) <thing>]",
        f"[it's|just] ({_AS_EVER}) [again] [for] ({_TOMORROW}) [(with|for) <thing>]",
        f"[{_TOMORROW}] ({_WHO}) (drive|drives|leave|leaves|go|goes|commute|commutes|driving|leaving|going|use|uses|need|needs|take|takes|'ll drive|will drive|will leave) [<the>] [<car>] ({_AS_EVER}) ({_TOMORROW})",
        f"[{_TOMORROW}] [<the>] (<car>) (goes|leaves|is used|is needed|drives|is going|will be used|will leave|will go) ({_AS_EVER}) [{_TOMORROW}]",
        f"({_WHO}) (need|needs|use|uses|take|takes|want) [<the>] (<car>) ({_TOMORROW}) ({_AS_EVER})",
    ),
    Meaning.STAYS: (
        f"[<the>] (<car>) [will|'ll|is going to|can|should|must|is|'s] (stay|stays|staying|remain|remains|be|stand|stands) [here] [at] [home] [in the garage] [all day] ({_TOMORROW}) [all day]",
        f"({_TOMORROW}) [<the>] (<car>) [will|'ll|is going to|can|is|'s] (stay|stays|staying|remain|remains|be|stands) (at home|home|here|in the garage|plugged in) [all day]",
        f"(leave|leaving|keep|keeping|we leave|I leave|we'll leave|I'll leave|we're leaving|I'm leaving) [<the>] (<car>) (at home|home|here|in the garage) ({_TOMORROW}) [all day]",
    ),
    Meaning.TO_KNOW: (
        "what (do|would|did) you (need|want|have|like) to (know|ask) [me] [from (me|us)] [about (tomorrow|<thing>|the trips)] [for tomorrow]",
        "(is|'s) there anything you (need|want|have|would like) to (know|ask) [me] [from (me|us)] [about (tomorrow|<thing>)]",
        "ask me [about] [<the>] [<car>] (what you need to know|your question|about tomorrow|tomorrow) [(with|for) <thing>]",
        "ask [me|us] about (tomorrow|tomorrow's (trip|trips|drive|plans|plan)|<thing> tomorrow)",
        "[do you] have (a|any) (question|questions) (about tomorrow|about <thing>|for tomorrow)",
    ),
    Meaning.NORMAL: (
        f"[<lead>] [{_SET}|{_GO}] [<it>|us|things] back to [the|our|its|my] ({_NORMAL}) [mode|setting|settings|operation|again]",
        f"[<lead>] ({_SET}|{_GO}) [<it>|us|things] [back] to [the|our] ({_NORMAL}) (mode|setting|settings|operation)",
        f"[<lead>] ({_SET}|{_GO}) (<thing>|everything|things|us|<the> (house|home|system)) [back] to [the|our] ({_NORMAL})",
        "[<lead>] (go|get|switch|change|set|put|everything) [<it>|things] back to (how it was|what it was|the way it was|before|the mode [before|(we|it|I|you) {more}]) [before]",
        f"[use|activate|resume|select|turn on|start|enable|restore|I want|let's have] [the] ({_NORMAL}) mode [on]",
        *_off(f"{_ALL_MODES}|{_ECO}"),
    ),
    Meaning.WHICH_MODE: (
        "[what's|what is|which is] [the] [current|active|present|energy] mode [(of|for|on|in) (<thing>|<the> (house|home|system))]",
        "(what|which mode) (are you|is <thing>|is it) <few> (optimizing|optimising|trying to save|aiming|set|saving) [for|on|to] <few>",
        "(which|what|what's) [<the>] [current] [V2H|planner|energy|power|<car>] (mode|setting)['s] <few> [<thing>|house|home|<the> (house|home|system)] <few> [active|set|selected|running|in use|chosen|picked|using|used]",
        f"<few> [<thing>] (in|on) [the] ({_ALL_MODES}|{_NORMAL}|{_ECO}) mode <few>",
        f"(is|isn't) <few> ({_ALL_MODES}|{_ECO}) mode (on|off|active|enabled|running|set|still on|still active) <few>",
        "[the] current mode",
    ),
    Meaning.MODE: (
        *_mode(_ALL_MODES, _OURS),
        f"({_OURS}) [please]",
        f"[<lead>] ({_SET}|{_GO}|{_ON}|I want|I'd like|I need|we want|pop|throw|stick|into|in) [{{any}}] ({_MODES[Mode.CO2]}|{_MODES[Mode.RESILIENCE]}) mode [{{rest}}]",
        f"[<lead>] (pop|throw|stick|place|transition) (<it>|us) {_TO} [the] ({_ALL_MODES}) mode",
        "save [me|us] [some] money [(on|with|for) {any}]",
    ),
    Meaning.ECO: (*_mode(_ECO, "eco"), f"! (turn|switch|put) ({_ECO}) [mode] on", "save (energy|power)"),
    Meaning.RANGE: (
        "<thing> <few> how far <few> [go|drive|run|reach]",
        "how far <few> (drive|go|get|travel|reach|take me|take us|<thing>) [{more}]",
        "how many (<km>) [{any}] (left|drive|go|do|have|get|got|range|<car>|travel|remaining|remain|charge|battery) [{more}]",
        "(what|what's|what is|how much|how's|tell me|how long is) <few> [<thing>['s] <few>] [driving|remaining|current|electric|estimated] range <few> [<thing> <few>]",
        "[[<the>] (<car>)['s]] [remaining|driving] range [left] [(of|in|on) <thing>]",
        "(can|could|will|have|do|does|is|would|are|has) [{any}] (enough|make|drive|get|manage|go|do|reach|cover|good for) [{more}] (<km>) [{rest}]",
        "(can|could|will|have|do|does|is|would|has) [{any}] (<car>|<battery>|charge|range|juice) [{more}] (to get to|to drive to|to reach|get me to|get us to|to go to|make it to|for the trip to|for the drive to) {rest}",
    ),
    Meaning.WHY_NOT: (
        "[<lead>] [<thing> is] [plugged in|connected] [but|and] (why|why's|how come|what's the reason|what is the reason|for what reason|what's stopping|what stops|what's keeping|any reason|is there a reason|explain why) <few> [<thing>['s] <few>] (<not>) <few> [<thing>['s] <few>] [started|starting|start] (charging|discharging|charge|discharge|charged|used|being used|working|powering|feeding|doing anything|do anything) [{rest}]",
        "(what's stopping|what stops|what's keeping) (<it>|you) (from) (charging|discharging) [{rest}]",
        "[[<lead>] <thing>['s] [is] (plugged in|connected) [but|and]] <few> [<thing>['s] <few>] (not|isn't|doesn't|won't|hasn't|didn't) <few> (charging|discharging|charge|charged|discharge) [(why|why's|how come|even though|although|but|what's wrong|what) [{rest}]]",
        "(what's wrong with|what's the matter with|what is wrong with) (<thing>|[<the>] charging) <few>",
        "[{any}] (why|why's|how come|reason|what's stopping|what's wrong) [{any}] (<not>|waiting|wait) [{more}] <own> [{rest}]",
        "[{any}] (why|why's|how come|reason) [{any}] <own> [{more}] (<not>|waiting|wait) [{rest}]",
        "<own> [{any}] (not|isn't|doesn't|won't) [{more}] (charging|charge) [{rest}]",
        "[{any}] <own> {any} why (isn't|not|doesn't|won't|hasn't|is it not) [{more}]",
    ),
    Meaning.BACKUP: (
        "[a|the] (<outage>) {any} (how long|how many hours|last) [{more}]",
        "(how long|how many hours|how many days|how much time|can|could|would|will|if|what happens|what if|when|in|in case of|during|suppose|are we|do we|are you|how well|how are we) [{any}] (<outage>) [{more}]",
        "(how long|how many hours|how many days) <few> [<thing> <few>] (power|run|keep|supply|feed|support|carry) [{more}] (house|home|lights|fridge|everything|us|place) [{rest}]",
        "(how long|how many hours|how many days|how much|what's|what is) <few> (backup|back up|emergency power|reserve power|emergency supply) [time|power|left|duration] <few>",
        f"(how long|how many hours|how many days) <few> (house|home|household|family|the house|the battery|the car|<thing>|<few>) <few> ({_LASTS}) <few> [(without|off|on|if|with|when|during|in) {{rest}}]",
        "(could|can|would|will|how long|do) <few> (house|home|<few>) <few> (without (the grid|power|electricity)|off grid|off the grid|on (battery|the battery|the car) [alone]) [{rest}]",
        "(could|can|would|will|how long|how many hours|do) [{any}] without [any] (the grid|grid power|power|electricity) [{rest}]",
    ),
    Meaning.FULL: (
        "(what's|what is|give|show|is there) <few> (estimated|remaining|charging|finish|end|completion) [charge|charging] time <few> (full|charge|charged|<thing>|charging|done|<percent>) [{rest}]",
        "<thing> <few> (full|done|ready|charged|finished|finish) <few> (when|what time|how long)",
        "(what's|what is) [the] ETA (for|of|on|to) [the] (charging|charge|<thing>|full {any}) [{rest}]",
        "(<when>|how long|how soon|how much longer|how many hours|how many minutes|how much more time|how much time) <few> (<thing>['s]|it's|it|charging|<the> charging|<the> charge) <few> [charging|charge|to be|finished|charged] <few> (<full>) [{rest}]",
        "(<when>|how long|how soon|how much longer|how many hours) [{any}] (<thing>['s]|it|it's|charging|we) {more} (<percent>) [{rest}]",
        "(will|is|would|can) [<the>] (<car>|it|charging|<battery>) <few> [charging|charge|to be] <few> (<full>|at {any} (<percent>)) (by|before|for|when|on time|until|tomorrow|in time|at [about] (<clock>)) [{more}]",
        "(how long|how many hours|how much time) <few> [to] (charge|fill|fully charge|charge up) [{more}]",
        "(how long|how much longer|how much time) <few> [<thing>['s] <few>] (charge|charging) [time] <few> [take|need|last|run|go on|left] [{more}]",
        "(how long|how much longer) <few> (<thing>) <few> (need|charge|charging|take|have to charge) [{more}]",
        "when can (I|we) (drive|take|use|have|unplug|go with) [<the>] (<car>) [{more}]",
        "(estimated|remaining) [charging|charge] time [left] [(for|of|until) {more}]",
        "[{any}] (<when>|how long|how soon|how much longer|[more] hours|minutes) [{any}] <own> [{more}] (<full>|<percent>) [{rest}]",
        "(how long|how much time|how many hours) <few> [<thing>] (take|need|needed|takes|needs) [<few>] (charge|fill|recharge|top up) [{more}]",
        "(how long|how much longer|<when>) (until|till|before|to|is it) [at|{any}] (<percent>) [{rest}]",
        "(how long|how much longer|how many hours) [{any}] (charge|fill|recharge|charging) <own> [{more}]",
    ),
    Meaning.PLUGGED: (
        "(is|did|have|has|are|was|did (anyone|somebody|someone)) <few> (<the> (<car>)['s]|it) <few> [properly|correctly|forget to be] (plugged|connected|plug|hooked|home|at home|in the garage|on the charger|in|attached|here|away|back) [in|up] [yet|now|right now|to <thing>|at home|properly|(overnight|since|all|tonight|for) {rest}]",
        "(is|did|have|has|are) [<few>|{any}] (plug|plugged|connect|connected|hook up|hooked) [in|up] [to] (<thing>|it) [in|up] [{more}]",
        "<thing> [is|'s] (plugged in|connected) [or not]",
        "(where is|where's) <the> (<car>)",
        "(is|did) <the> [charging|charge|EV|car] (cable|plug|connector) <few> [plugged|connected|attached|in] [in|to] [<thing>|it]",
    ),
    Meaning.SAVED: (
        "[{any}] (how much|how many) [{any}] (saved|saving|savings) <few> [(on|in|of) (<power>|yen|money|total)] <saved>",
        "[{any}] (what|are|have|did) [{any}] (saved|saving|savings) <few> [money|anything|yen|something|<power>] <saved>",
        "[{any}] (how much|how many|what|did) [{any}] save [{more}] (today|yesterday|this {any}|last {any}|so far|money|yen) [{rest}]",
        "<few> (save|saved|saving|savings) <few> how (much|many) [money|yen] <few>",
        "(how much|how many|what|did|have|has|how's|what's|what are|what were|are|do|does|is|was) <few> [money|yen|cash] <few> [<thing> <few>] (save|saved|saving|savings|saves) <few> [money|anything|yen|something|<power>] <saved>",
        "how much [money|yen] <few> [<thing>|V2H] <few> (cheaper|better off|earned|earn|make|made|less did we pay|less have we paid) [us|me] <few> [(today|yesterday|this|last|so|since|thanks|with|through|because) {more}]",
        "[what's|what is|what are|what were|tell me|how much (is|are|were)] (today's|this month's|yesterday's|this week's|last month's|my|our|the|total|show [me] [<the>]|monthly|weekly|daily|this week's) (saving|savings) [{any}]",
        "savings [(today|yesterday|this|last|so|for|of|in) {any}]",
    ),
    Meaning.COST: (
        "(how much|what|what's|what is|how high) <few> [money] <few> (spend|spent|pay|paid|bill|used up) [{more}] (<power>|grid|charging) [{any}] (today|so far) [{rest}]",
        "(how much|what) (did|has|was|were|have) [{any}] (<power>) [{more}] (today|so far) [{rest}]",
        "(how much|what) (did|has|was|have|does) <few> (<power>|charging|<thing>) <few> (cost|costs|costed) <few> (today|so far) [{rest}]",
        "(what's|what is|how high is|how much is) [today's|our|my|the] (<power>) (bill|costs) [today|so far|for today]",
        "today's (<power>) (cost|costs|bill|spending)",
    ),
    Meaning.CHEAPEST: (
        f"(<when>|what's|what is|which|is|find|tell me) <few> (best|good|ideal|right|optimal) [{_SLOT}] <few> to ({_RUN}) [{{rest}}]",
        f"<few> (<power>) <few> ({_CHEAP}) <few> [<later>] (when|what time|which time|which hour) <few>",
        f"(<when>|when is|when are|which hours|which hour|which time|at which time) <few> [<power>|<power> price|price of <power>|<power> prices|prices|it|rates] <few> ({_CHEAP}) [{_SLOT}] [{_SLOT}] <few> [<power>|rate|price] [<later>] [({_IN}|<later>|to|so|and) {{rest}}]",
        f"(what's|what is|which|find|show|give|what|tell|which hours|which hour|get|are|is|when's|when is|when are) <few> ({_CHEAP}) <few> ({_SLOT}|[{{any}}] (hours|hour)) [{_SLOT}] <few> [(of|for|to have|with) [the] (<power>)] <few> [(to|for|I can) <few> ({_RUN}|<later>) [{{rest}}]|({_IN}|<later>) [{{rest}}]]",
        f"[find|give|show] [the] (cheapest|best) <few> [{_SLOT}|{{any}} (hours|hour)] [to] ({_RUN}|{_IN}|<later>|before) [{{more}}]",
        "[the] (cheapest|lowest) (time|hours|hour|slot|window|price|rate|electricity|power) [(of|for) (<power>|the day|today)]",
        f"(<when>|which hours) (should|shall|can|could|do|would|is it|am|must) [it|I|we] [best|better|smart|cheap|cheapest|to] [to] [{{any}}] ({_JOBS}) [{{more}}]",
        "(<when>) (should|shall|can|could|would) (I|we) {any} (cheap|cheaply|cheapest|save|least|for less|lowest) [{more}]",
        "(<when>|when will|when does|when do) <few> (<power>|prices|price|rates|<power> prices) <few> [price|prices] <few> (drop|go down|come down|fall|cheap|cheaper|cheapest|lowest|low|lower|get cheap|get cheaper|down) [{more}]",
        "(will|is) <few> (<power>|it) <few> (cheaper|cheap|expensive|dearer|less) <few> (<later>) [{more}]",
        "(what|how much|how|how's|what're|what are|what will|how will) [{any}] (<power>) [{more}] (cost|costs|price|prices|rate|rates|tariff|look|like|be) [{end}] (<later>) [{rest}]",
        "should (I|we) (wait|run|start|do) [{any}] (now or|until|later|<later>) [{more}]",
        "(tomorrow's|tonight's) [<power>] (prices|price|rates|cheapest {any})",
        f"[{{any}}] (<when>|hour|time|hours) [{{any}}] (<power>|prices|rates) [{{more}}] ({_CHEAP}) [{{rest}}]",
        f"(I|we) {{any}} (<when>) <few> [<power>] <few> ({_CHEAP}) [{{rest}}]",
    ),
    Meaning.PRICE: (
        "<few> (<power>) <few> [price] <few> (cheap|expensive|high|low|dear) [or {more}]",
        "(<power>) (price|cost) <few> (how much|what) <few>",
        "(what|what's|what is|how much|how|how's|is|are|show|how high|how low|tell|give) [{any}] (<power>) [{more}] (price|prices|cost|costs|rate|rates|tariff|cheap|expensive|dear|costing|pricey|high|low|costly) [{rest}]",
        "(what|what's|what is|how much|how's|how high|how expensive|how cheap|how dear|tell|give|how) [{any}] (price|cost|costs|rate|tariff|paying|pay|expensive|cheap|charge|going rate) [{more}] (<power>|kilowatt hour|kilowatt-hour|kwh|kilowatt|unit|grid) [{rest}]",
        "(what's|what is|how's|how much's) [the] [current] (<power>|grid) (at|like|doing|now|price) [now|right now|at the moment]",
        "(how much|what|what's) <few> (<power>|kilowatt hour|kilowatt-hour|kwh|kilowatt|kw h|k w h) <few> [cost|costing|go for|worth] <few>",
        "[the|current|what's the current] (<power>) (price|prices|cost|rate|tariff) <few>",
        "(is|is it) [it|this] [a] (cheap|expensive) [{any}] (right now|now|at the moment|power|electricity)",
        "how (expensive|cheap|dear|pricey) <few> (<power>|kilowatt hour|kwh) <few>",
        "(is|is now) [it|this] [now] [a] (good|cheap|expensive|bad|right) (time|moment) [for me|right now|now] to (use (<power>)|charge|run|do|start) [{more}]",
    ),
    Meaning.PLAN: (
        "(what's|what is|what are|show|show me|how's|tell me|read|read me|give me|explain|what does|how does) [the|your|our|me|<thing>['s]] [tonight's|tomorrow's|today's|overnight] [energy|power|charging|V2H|charge] (plan|plans|schedule|scheduled) <few> [(for|of|with) [<the>] (<later>|night|day|next {any}|<thing>|charging|house|home|weekend|morning)|look [like]|say|<later>] [like|for <later>|<later>]",
        "(what|what's|what is|what have you got|how|anything|is there anything|are there any plans|any plans|tell me what) <few> (you|<thing>['s]|planned|charging) [{more}] (<later>) [{rest}]",
        "[tonight's|tomorrow's|today's|your] (charging plan|charging schedule|plan|schedule|energy plan) [for <thing>] [tonight|tomorrow|today|for tonight|for tomorrow]",
        "(<when>) <few> [<thing>['s]|you] <few> [start|begin|plan to|planning to|next|scheduled to|starting|going to] [to] <few> (charge|charging|discharge|discharging|recharge|start) [<thing>|it] [<later>] <few> [(next|at|for|from|and|until|because|if|with|tomorrow|tonight) {more}]",
        "(will|are|do|does|is|are you|did you plan) <few> [<thing>['s]|you] <few> (charge|charging|charged|discharge|use|used|using|topped up|do) [{more}] (<later>|during {any}) [{rest}]",
        "(<when>) (is|'s) the next (charge|charging|charging session) [{more}]",
        "(what's|what is|what are you) next [for <thing>|planned]",
        "[{any}] (what|what's|when|will|are|do|does|happens|happen|plan|plans|going) [{any}] <own> [{more}] (tonight|tomorrow|overnight|later|this evening|next|during the night) [{rest}]",
        "[{any}] (what|what's|when|will|are|do|happens|happen|plan|plans|going) [{any}] (tonight|tomorrow|overnight|later|this evening|during the night) [{more}] <own> [{rest}]",
        "(what|what's|what will) <few> (happen|happening|planned|going on) (overnight|during the night|tonight) [with <thing>]",
    ),
    Meaning.DOING: (
        "(why|why's|how come|what's the reason|what is the reason|for what reason|what made you|explain why|tell me why|what's the point of) <few> [<thing>['s]|<the> (house|home)] <few> [<thing> <few>] [start|stop|started|stopped] (<going>|charged|discharged|in|on|doing) [{more}]",
        "(what|what's|what is|explain|tell me|explain what) <few> [what] <few> (<thing>['s]|<the> charging|you|you're|<the> (system|planner)) <few> (doing|up to|going on|do|doing now) [(with|now|and|right|at|to|for|today|about|in) [{rest}]]",
        "what [<thing>] doing [<few>]",
        "(what's|what is|what are you|what're you|what) (happening|going on|doing|up|up to|the deal|the story) with (<thing>|[<the>] (charging|energy|power)) [{any}]",
        "[(what's|what is|give me|show|check|tell me|how's)] [the|a] [current|charging|short] (status|state|update|report|status report|status update) (of|on|for|with|from) (<thing>|[the] charging) <few>",
        "[what's|what is|check|give me] <thing>['s] [charging|current] (status|state|report|update) <few>",
        "[charging|charge|energy] (status|report)",
        "(how's|how is|how are|how) (<thing>|[<the>] charging) (doing|going|coming along|getting on|do) [{any}]",
        "(is|are|'s) <few> [<thing>|you] <few> (charging|discharging|powering|feeding|running|supplying) [it|now|right now|yet|already|again|still|at all|<few> (<the> (house|home)|<thing>|<power>|the grid|(from|off|on|with|by|to) [{rest}])]",
        "[is] <thing>['s] [is] <few> (charging|discharging|being (charged|discharged|used|emptied|drained)) <few>",
        "(is|are) <the> (house|home) <few> (running|powered|living|fed) (on|from|off|by|with) {more}",
        "explain [yourself|what you're doing|your decision|this] [please|with <thing>]",
        "[{any}] (why|why's|how come|reason) [{any}] <own> {rest}",
        "[{any}] (what|what's|how's) [{any}] <own> [{more}] (doing|do|happening|up to|going on) [{rest}]",
        "[give|show|send] [me] [a|an|the] [short|quick] (update|status|report|news|summary) (on|of|about|for|from) <own> <few>",
        "(is|are|does|do) [{any}] (using|use|drawing|taking|getting|pulling|charging|discharging|living) [{more}] <own> [{rest}]",
        "(is|are) <own> {any} (charging|discharging|powering|feeding|supplying|used|idle|running) [{rest}]",
        "is <own> (giving|sending|providing|putting|supplying|delivering) {rest}",
    ),
    Meaning.LEVEL: (
        "<thing>['s] <few> [<charge>] <few> how (much|many|full|charged) <few> [<charge>|percent] <few>",
        "how (full|charged|empty|low|fully charged|well charged|much charged) <few> (<thing>['s]|home battery) <few> [charge|charged|battery] <few>",
        "how (much|many) <few> (charge|battery|juice|power|energy|electricity|electric|fuel|kilowatt hours|kwh|percent|percentage|per cent) <few> <thing>['s] <few> [got|have|hold|holding|contain|charge|charged|battery|at]",
        "how (much|many) [percent|per cent] (charge|battery|juice|percent|percentage|per cent|battery charge|battery power) <few>",
        "how much <few> (left|remaining|stored) (in|on) <thing> <few>",
        "how much (is|have (we|I) got|do (we|I) have|is there|does it have|have you got|has it got) [left] (in|on) <thing> <few>",
        "(what|what's|what is|how's|how is|how many|check|get|show|give me|tell me|how) <few> [<thing>['s] <few>] [current] (<charge>) <few> [<thing>['s] <few>] [at|charged|on|have|looking|like|doing]",
        "(what|what's|what is|where's|where is|how's|how is) <thing> <few> (at|looking|charged to|sitting at|on|up to now) <few>",
        "(what|how's|where) (is|are|'s) <thing> [currently|now] (at|charged to|sitting at|standing at)",
        "[the|current] (<charge> (level|status|percentage)|battery|percentage|soc|state of charge|charge (of|in|on) <thing>) [(of|in|on|for) <thing>] <few>",
        "how (are we|am I) (doing|off|fixed) (on|for) (charge|battery|juice)",
        "<thing>['s] [current] (<charge>) <few>",
        "(is|does|has|do|did) <thing> <few> (full|fully|charged|empty|low|dead|flat|charged up|enough charge|enough battery|enough juice|need|topped up|topped off|charge|done|ready|finish|finished) [to be|full|charged|charging|charge|a charge|enough] <few>",
        "(is|are) (it|we) (fully charged|charged up|charged|full yet|fully charged yet)",
        "(has|have) <thing> <few> (finished|stopped|got) [charging|charged|enough charge] <few>",
        "(is|did) [the] charging <few> (finished|done|complete|over|finish|completed|ready) <few>",
        "do (I|we) (need|have) to charge [<thing>] <few>",
        "[{any}] (how much|how many|how full|how|what|what's|is there|level|percentage) [{any}] <own> [{more}] (<charge>|full|charged|left|have|has|got|hold|at|on) [right now|now|left|currently|yet|{rest}]",
        "[{any}] (how much|how many|how full|what|what's|is there|any) [{any}] (<charge>|full|charged|left|power|energy|electricity) [{more}] <own> [{rest}]",
        "(do|have|is there|does|has) <few> [enough|much|any|plenty of] (charge|juice|battery) <few> [<thing> <few>]",
    ),
    Meaning.STORM: (
        "<few> (<storm>) <few> (coming|approaching|near|close|on its way|on the way|expected|here) [or {more}]",
        "(is|are|any|will|do|does|has|have|when|when's|when will|what about|should|are there any|is there any|you got any|is there|how about|there|how far|how close|how strong|how bad) [{any}] (<storm>) [(coming|on|expected|forecast|approaching|ahead|in (the area|our area|the forecast|japan|sight)|in {rest} days|around|for (us|tonight|tomorrow|here|our area|my area|today)|hit|hits|going|gonna|come|been|reach|issued|out|near|today|tonight|tomorrow|soon|here|this|arrive|active|about|get|to|over|headed|heading|on its way|close|still|danger|affect|strike|predicted|likely|away|or|we|I|passed|gone|threat|making|this week|next|where|moving) [{more}]]",
        "<few> (<warning>) <few> [(active|in force|in effect|issued|out|on|up|for|today|tonight|tomorrow|coming|(in|for) (the|our|my|this) (area|region|city|town|place)|current|right now|over|lifted)] <few>",
        "(what's|what is|how's|how is|where's|where is|what|which|read|tell me|show) <few> (<storm>|<warning>) <few> [situation|status|doing|like|risk|news|out|in force|in effect|issued|active]",
        "(storm|typhoon|weather) (warning|warnings|alert|alerts|news|update|status|info|information|report) <few>",
    ),
    Meaning.COMMANDING: (
        "(are|is|do|does|who|who's|am|can) [{any}] (controlling|in control of|in charge of|commanding|dry run|dry-run|dry running|automatic control|automatic|automatically|just planning|only planning|really control|actually control|simulation|simulating|in control|just pretending|for real|test mode|trial mode) [(of|over) (<thing>|it|everything|things|<the> (house|home|charging|energy|power))|<thing>|everything|it|mode|<the> (house|charging)] <few> [(or|yet|only) {more}]",
        "(is|'s) [the] (planner|energy planner|V2H planner|<v2h>|automatic control|automation|<unit>) <few> (on|off|active|running|enabled|working|in control|switched on|turned on|in charge|live) <few>",
        "(do|does|can) (you|<unit>) <few> (control|command|steer|operate) (<thing>|everything|it) <few>",
        "(is|are) <few> control (on|off|active|enabled|switched on) <few>",
        "(are|is) (you|<unit>) <few> in (control|charge) [now|right now|again|of {any}]",
        "(who's|who is) (controlling|in charge of|in control of|running) <thing>",
        "who (controls|commands|runs|operates|steers|is controlling) <thing> [{rest}]",
    ),
    Meaning.HEED: (
        "[<lead>] (get|be|make|make sure|getting|have|keep) [{more}] (ready|prepared|set|full|charged) (for|before|in case of) [a|an|the|this|that|tonight's|tomorrow's|any|bad|possible] (<storm>|<outage>) [{rest}]",
        "[<lead>] (prepare|brace|get ready|ready|preparing) [us|everything|<the> (house|home)|<thing>|house] for [a|an|the|this|that|tonight's|tomorrow's|any|possible] (<storm>|<outage>|<warning>) [{rest}]",
        "(charge|fill|fill up|save|keep) (<thing>|everything|all batteries|[some] power) [up] (for|before|because of|in case of) [a|an|the] (<storm>|<outage>)",
        "[there's|there is] a (storm|typhoon|hurricane) [is] coming [so] [please] (get ready|prepare|charge <thing>|be ready|act) [{rest}]",
        "(heed|mind|don't ignore|do not ignore|take seriously|stop ignoring|respect|take) [the|this|that] (<storm>|<warning>) [after all|again|seriously]",
    ),
    Meaning.IGNORE: (
        "[<lead>] (ignore|disregard|forget about|forget|skip|dismiss|don't worry about|never mind [about]|don't mind|not to worry about|don't bother (about|with|preparing for)|don't (prepare|get ready|react|charge up) (for|to)|stop preparing for|stop worrying about|no need to (prepare|get ready|worry|react|charge) (for|about|to)|don't care about|pay no attention to|don't charge (for|because of)|override|cancel|don't listen to|overlook) [the|this|that|any|all|today's|tonight's|current] (<storm>|<warning>) [{rest}]",
        "[the|this|that] (<storm>|<warning>) (is|'s|isn't|won't|will) (nothing|no problem|not a problem|harmless|going to miss us|miss us|not going to hit us|not coming|a false alarm) [{rest}]",
        "[the|this|that] (<storm>) (isn't|is not|won't) [going to] (coming|come|hit|reach) [us|here] [{rest}]",
        "(stop|cancel|end|call off) [the|all] (storm|typhoon) (preparations|preparation|prep|precautions|watch|preparing)",
        "<lead> ignore (it|that)",
        "there (won't|will not) be [a|any] (<storm>) [{rest}]",
        "(there's|there is) no (<storm>) [coming|here|today|tonight|any more]",
    ),
    Meaning.CANCEL_TRIP: (
        "[<lead>] (cancel|forget|scrap|drop|skip|delete|remove|undo|call off|forget about|never mind|clear|abandon) [that|the|my|this|our|tomorrow's|tonight's|last|next|about|about the|about my|all] [next|last|planned|car|morning|morning's|tomorrow's|{any}] (trip|drive|departure|journey|outing|trips) [tomorrow|tonight|today|on {more}|at {more}|for {more}|after all|to {more}]",
        "[<lead>] (I|we|she|he|nobody|no one) (don't|doesn't|won't|do not|will not|no longer|'m not|'re not|am not|are not|'ll not|shan't|shall not|needn't|need not) [{any}] (need|needing|use|using|want|take|taking|drive|driving) [to (use|take|drive|have)] [<the>] (<car>) [{more}]",
        "(I'm|we're|I am|we are|I|we) (not|won't|don't|will not|shan't|no longer) [be] [going to] (leaving|leave|going out|go out|driving|drive|going anywhere|go anywhere|(go|going) (tomorrow|today|tonight)) [{more}]",
        "(I'm|we're|I am|we are|I|we) (staying|will stay|'ll stay|stay) [at] home [{more}]",
        "(tomorrow's|the|my|our|that) [{any}] (trip|drive|departure) [{more}] (is|'s|has been|was|got) (off|cancelled|canceled|not happening|called off)",
        "(change of plans|plans changed|plans have changed|my plans changed) [{any}]",
        "(no trip|no drive|no driving) [tomorrow|today|tonight] [after all|{any}]",
        "(no need for|no one needs|nobody needs|[there is|there's] no need for) [<the>] (<car>) [{more}]",
        "[<the>] (<car>) (isn't|is not|won't be) (needed|required) [{more}]",
    ),
    Meaning.TRIP: (
        f"[{{any}}] ({_WHO}) ([{{more}}] (({_NEED}) [<the>] (<car>) [{{rest}}]|({_LEAVE}|need|want|going|go|doing|do|commute|have|got|travel|travelling|traveling|be driving) {{rest}} (<km>|(by|in|with) [<the>] (<car>)) [{{end}}])|<few> ({_LEAVE}) [{_WAY}] ({_AT}) {{end}})",
        f"({_WHO}) <few> ({_LEAVE}) [{_WAY}] (tomorrow|tonight|now|soon|right now) [{{any}}]",
        f"[tomorrow|today|tonight] (leaving|going out|heading out|heading off|setting off|driving|departing|departure) [{_WAY}] ({_AT}) {{rest}}",
        "(need|needing|gonna need|going to need|will need|must have) [<the>] (<car>) {any}",
        f"[{{any}}] (<car>) (needed|required|wanted) ({_AT}|for) {{rest}}",
        "(I|we|I'll|we'll|I'd like|we'd like) (want|need|<few>) {any} (<percent>) [{more}] (by|at|before|tomorrow|for|in) {rest}",
        "(can|could) (I|we) (have|get|use|take) [<the>] (<car>) {any} (by|at|before|tomorrow|for|in|tonight) {rest}",
        "[<the>] (<car>) (needs|has|must|should|to) [{any}] (<percent>) [{more}] (by|at|before|tomorrow|for|in) {rest}",
        "(have|get|make sure|see to it|see|make|keep|ensure|I want|I need|I'd like|we need|we want) [that] [<the>] (<car>|it) [{any}] (ready|charged|full|<percent>) [{more}] (by|at|for|tomorrow|before|in|when|until|on|tonight) {rest}",
        "[<the>] (<car>) (needs|has|must|should|to) [{any}] (ready|charged|full) [{more}] (by|at|for|tomorrow|before|on) {rest}",
        "[please] (be|get) ready (by|at) {any}",
        "(charge|prepare|fill|top up) (<thing>|it) [{any}] (by|before|to be ready|so that|so) {more}",
        "(charge|prepare|fill|top up) (<thing>|it) [{any}] for (tomorrow|[a|the|my|our] [{more}] (trip|drive|journey|commute|work)|{more} (<km>)|(<when>)) [{rest}]",
        "(plan|book|schedule|add|enter|register|set up|note|put in) [a|an|the|me|my] [{any}] (trip|drive|departure|ride|journey) [{more}]",
        "(there's|I have|we have|I've got|we've got|I got|we got) [a|an] [{any}] (trip|drive|journey|commute) {more}",
        "[{any}] (<km>) [{more}] (trip|drive|journey|round trip|departure|commute) [{rest}]",
        "[{any}] (trip|drive|journey|departure|commute) [{more}] (<km>|at {end}) [{rest}]",
    ),
    Meaning.STOP: (
        "[<the>] (<car>|<battery>) (charge|charging) (stop|finish|end)",
        "[<the>] (<car>|<battery>) stop [charge|charging|now]",
        "(kill|shut down|turn off|no more) [the] (charging|charge)",
        "(stop|end|quit|abort|cancel|halt|finish|no more|cut|terminate|stopping) [the|all] (charging|charge|recharging|discharging|car charging|charging session|feeding|selling|exporting) [of|from|to] [<thing>|it|now] [<few>]",
        "(stop|halt) (<the> (<car>|<battery>)|<the> (<unit>)|<v2h>|it) [from] (charging|discharging|being charged)",
        "(stop|halt) (<thing>)",
        "(stop) (using|draining|emptying|discharging|powering|feeding|running|taking power from|drawing from) [the house|home] [{any}] (from|with|off|<thing>) [<thing>]",
        "(stop) (<the>) (<car>)'s charging",
        "(don't|do not) charge [<thing>|it] (any more|anymore|any further|any longer|now|right now)",
        "(cancel|undo) [the] charge [now]",
        "(that's enough|enough|that's all|that will do) [of|with] [the] charging [for] [<thing>]",
        "<thing> (is|has) (charged|had) enough",
        "(unplug|switch off|turn off|shut off) [the] (charging|charge) [of <thing>]",
        "(turn|switch|shut) [the] (charging|discharging) off",
    ),
    Meaning.PAUSE: (
        f"(I|we) (don't|do not) want [you|<thing>|it|any] [to] [be] (charge|charging|charged|discharge|discharging|drain|use|using|touch|touching) [<thing>|it|anything] [tonight|overnight|today|tomorrow|({_TILL}|during|when) {{any}}]",
        f"(pause|suspend|hold|halt|stop|interrupt|delay|postpone|put off|pausing) [the] (<thing>|charging|discharging|charge|car charging|planner|charging [of] <thing>|<thing> charging|everything|all charging) ({_TILL}|tonight|today|overnight) [{{any}}]",
        "(pause|suspend|hold|interrupt|delay|postpone|pausing) [the|all] (<thing>|charging|discharging|charge|car charging|charging [of] <thing>|<thing> charging|automatic control|control) [for a while|for a bit|this evening|a while]",
        "(put|leave|set|keep) (<thing>|[the] charging) on (hold|pause|standby) [{any}]",
        "(take|have) a (break|rest|pause) (from|with) (charging|<thing>) [{any}]",
        f"(leave|let|keep) <thing> (alone|rest|be|sit|sleep|stand by|in peace|as it is|where it is|off) [tonight|overnight|today|({_TILL}) {{any}}]",
        f"(don't|do not|no|never) (charge|charging|discharge|discharging|drain|use|using|touch|touching|command|charge up|start charging|recharge) [<thing>|it|anything|at all] [tonight|overnight|this evening|today|tomorrow|just yet|yet|at night|({_TILL}|during|after|when|while) {{any}}]",
        "not (tonight|today|now) (for|with) (<thing>|[the] charging)",
        "(not tonight|no not tonight|skip tonight|skip charging [{any}]|skip the charging [{any}]|skip tonight's charging)",
        f"give <thing> a (break|rest|pause|night off) [tonight|({_TILL}) {{any}}]",
        f"(hold off|wait|chill|go easy|ease off|hold back|take it easy) [with|on] [the] (charging|charging <thing>|<thing>) [tonight|({_TILL}) {{any}}]",
        "(hands off|keep off|keep your hands off|stay away from) <thing> [{any}]",
        "pause (until|till|for {any} (hour|hours)) [{rest}]",
    ),
    Meaning.CHARGE: (
        "[<the>] (<car>|<battery>) (charge|charging) [start|please|begin]",
        "[<the>] (<car>|<battery>) start (charge|charging)",
        "set [<the>] (charge|charging|<thing>|<car> charge|charge level) to {any} (<percent>)",
        "(charge|recharge|top up|fill up|juice up|fill|top|load|boost|charge up|top off) [up] (<thing>) [up] [fully|completely|all the way|full|a bit|a little|quickly|fast|at full power|at full speed|right away|to full|immediately|now]",
        "(charge|recharge|fill up) <thing> (as|at) {rest}",
        "(fill|top) (it|her|him|them|this) (up|off) [fully|all the way|completely]",
        "(charge|top up|recharge) it [up] [fully|completely|all the way|full|to full]",
        "(charge|recharge|top up|fill up|juice up|fill|get|bring|take|charge up|top off) [up] (<thing>|it|her) [up|charged] [up] (to|until|till|at) [at least|about] {any} (<percent>)",
        "(charge|recharge|top up) (<thing>|it) [up] (tomorrow|tonight|overnight|later|at|this evening) [{any}]",
        "(charge|fill|top) [up] (<thing>|it) [up] (to|up to|until|till) [the|it's|it is|a] (max|maximum|full|fully charged|top|brim|limit|hundred|full charge|one hundred|100)",
        "(start|begin|commence|starting|turn on|switch on|force) [the] (charging|charge|car charging|to charge|recharging) [up] [of] [<thing>|it] [to {any} (<percent>)|up to {any} (<percent>)]",
        "charge (now|immediately|right now|straight away|right away|at once|up|up now|it now|please)",
        "(full charge|quick charge|fast charge|top up) [now|please|right now|for <thing>|<thing>]",
        "charge [up] to {any} (<percent>)",
        "(charge|recharge|top up|fill|get|bring) (<thing>|it) [up] (to|until) (<tens>)",
        "[{any}] and charge [it|<thing>] to {more} (<percent>)",
        "give (<thing>|it|me) (a|some|more|another) [full|quick|bit of|little|fast|more|bit more|little more] (charge|juice|power|top up|boost)",
        "(let|set|have|make|get) (<thing>|it) [to|start] (charge|charging|start charging) [to {any} (<percent>)|up to {any} (<percent>)]",
        "(top|fill|charge) <thing> up [to {any} (<percent>)]",
        "charging <thing> [up] [to {any} (<percent>)]",
        "(get|put|give me|give us) (some|more|a bit of|a bit more|some more) (charge|power|juice|electricity) (in|into|in to|for|to) <thing>",
        "(I want|I need|I'd like|we need|we want) (<thing>) [to be] (charged|full|fully charged|topped up) [up] [to {any} (<percent>)|as soon as possible]",
        "(get) (<thing>|it) [fully] (charged|charging|full) [up] [to {any} (<percent>)]",
        "(I|we) (need|want|'d like) a (full|quick|fast) charge [(as|for|in|by|right) {rest}]",
        "a (full|quick|fast) charge [as soon as possible|now|for <thing>]",
    ),
    Meaning.RESUME: (
        "(resume|continue with|continue|restart|unpause|go on with|carry on with|carry on|go on|get on with|keep|proceed with) (<thing>|[the] charging|planning|discharging|[the] (automatic control|planner|control|plan|schedule)|charging <thing>|controlling <thing>|[the] automatic charging|controlling|automatic mode|[the] automation|as planned)",
        "(give|hand|return|pass) (<thing>|[<the>] control|it|control of <thing>|the reins) [back] [over] to (you|<thing>|the system|automatic|the automation|the computer|the planner)",
        "(give|hand|you can have) (back [the] control|[the] control back|it back) [of <thing>] [to <thing>]",
        "[I] (give|hand) you [back] [the] control [back] [of <thing>] [again]",
        "(take|have|take back|regain) [back] [the] control [of|over] [<thing>] [back]",
        "<thing> (can|may|should) (have|take|take back) [the] control [back|again]",
        "take over (<thing>|control|the control|the charging|again|from here|from now)",
        "(you [can|may|got this]|please) take over",
        "(take|have) (<thing>) back",
        "(go|switch|turn|set|put|back) [<thing>|it] [back] (to|on) (automatic|auto|autopilot|automatic control|automatic mode|auto mode|the plan|the schedule|your plan)",
        "(end|stop|cancel|lift|finish) [the] (pause|charging break|break|hold) [of|for|on] [<thing>|charging]",
        "(control|manage|command|plan) <thing> again",
        "(<thing>|it)( is|'s) (all yours|yours) [again]",
        "(start|restart|turn|switch) (<unit>|[the] (planner|charging|automatic control|control)) [back] (again|on again|back on|on)",
        "(start|begin) (charging|to charge|planning|controlling) [<thing>] again",
        "(turn on|switch on|enable|activate) [the] (automatic control|planner|automatic charging|control)",
        "charge again",
        "you take over [again|<thing>]",
        "(<thing>|you) [can] (go on|continue|carry on|charge again|go ahead|go back to charging) [again|now|charging|with {any}]",
        "(follow|stick to|go back to|back to) the (plan|schedule) [again]",
        "do your (thing|job|work) [again]",
        "(start|begin|keep|go back to) (managing|controlling|planning|optimizing|charging|looking after) [<thing>|it] again",
    ),
}
