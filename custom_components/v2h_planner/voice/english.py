"""How English is spoken to the home: rules, and what is said of each meaning."""

from typing import Final

from ..core.home import Mode
from .meaning import Meaning
from .phrases import Grammar

_RULES: Final = {
    "filler": "hey|hi|ok|okay|so|um|uh|well|right|oh|and|actually|sorry|please|now|just",
    "ask": "[(can|could|would) you [please]] tell me|do you know|I (want|'d like) to know|any idea|I wonder|I was wondering",
    "do": "would you mind|do you mind|[please] (can|could|will|would) you [please|just]|please|just|can we|could we|let's|(I|we) (want|need) you to|(I|we)'d like you to|(I|we) (want|need|would like) to|(I|we)'d like to|you can|you should|you'd better|you may|go ahead and|quickly",
    "end": "please|thanks|thank you|then|for me|for us|okay|ok|will you|would you|now|right now|at the moment|immediately|straight away|quick|quickly|again|today|for now",
    "car": "car|EV|E V|vehicle|<names>",
    "the": "the|my|our|your|this|that",
    "v2h": "V[ ](2|two|to|too)[ ](H|each)|(vehicle|car) to home",
    "unit": "<v2h> [unit|planner|system|charger]|[energy] planner|car charger|EV charger|wallbox",
    "thing": "[<the>] (<car>|<unit>|(home|house) battery)",
    "power": "electricity|power|energy|electric",
    "going": "charging|discharging|recharging|standing by|idle|on standby|feeding|powering|draining|emptying|charge|discharge|selling",
    "full": "full|charged|done|ready|finished|finish|complete|topped up|over|ends|end|finishes|fill up",
    "outage": "blackout|black out|power cut|power outage|outage|power failure|power goes out|power went out|power is out|power fails|power goes|power's out|grid (goes down|fails|is down|goes out)|lights go out|electricity goes out",
    "storm": "storm|storms|typhoon|typhoons|hurricane|bad weather|(weather|storm) (warning|warnings|alert|alerts)|warning|warnings",
    "percent": "percent|per cent|%",
    "km": "kilometers|kilometres|km|kms|k|miles|kilometer|kilometre|k m",
    "later": "tonight|tomorrow|overnight|later|this evening|during the night|next|today|this afternoon",
    "when": "when|when's|what time|at what time|what time's",
}

GRAMMAR: Final = Grammar(
    rules=_RULES,
    question="[<filler>] [<filler>] [<ask>] <phrase>",
    command="[<filler>] [<filler>] [<do>] <phrase> [<end>] [<end>]",
)

_MODES: Final = {
    Mode.ECONOMY: "economy|economic|economical|saving|savings|saver|money saving|money saver|cost saving|cheap|cheapest|budget|thrifty|low cost|bill saving|save money",
    Mode.CO2: "[low] (CO2|CO₂|C O 2|C O two|CO two|CO 2|C02|carbon)|low emission|low emissions|green|clean|cleanest|clean energy|climate|climate friendly|environment|environmental",
    Mode.RESILIENCE: "resilience|resilient|resiliency|storm|typhoon|disaster|emergency|backup|back up|hurricane|bad weather|outage|blackout|power cut|safety|preparedness",
}
_NORMAL: Final = "normal|usual|regular|standard|default|ordinary|previous|everyday"
_ECO: Final = "eco|ecology|ecological|eco-friendly|energy saving|power saving|energy saver"

_TO: Final = "[over|back] (to|in|into|on|onto)"
_SET: Final = "set|setting|switch|switching|change|changing|put|putting|turn|move|bring|take|flip|make"
_ON: Final = "use|start|activate|enable|engage|turn on|switch on|put on|run|choose|select|pick|begin|try|start up|trigger|kick in|initiate"
_OFF: Final = "turn off|switch off|stop|end|disable|deactivate|exit|leave|cancel|quit|finish|get out of|come out of|no more|kill"


def _mode(names: str) -> tuple[str, ...]:
    m = f"[the] ({names})"
    return (
        f"({_SET}) <thing> {_TO} {m} [mode|setting]",
        f"({_SET}) (it|everything|us|[<the>] (house|home|system)) {_TO} {m} (mode|setting)",
        f"[{{any}}] (switch|switching|change|changing|go|going|move|change over) {_TO} {m} (mode|setting)",
        f"(switch|switching|change|changing|go|going|move) {_TO} ({names})",
        f"(set|change|switch) [the] [energy|V2H] mode to {m}",
        f"(can|could|should|may) <thing> (be|go|run|switch) [put|set] (in|on|into|to) {m} mode",
        f"(I|we|there's|there is|because|since|quick|batten down) [{{any}}] {m} mode",
        f"[let's|let us|we] go ({names})",
        f"! ({_ON}) {m} mode [on]",
        f"! (turn|switch|put) {m} mode on",
        f"! {m} mode on",
        f"[go|go for|let's have|we need|I want|I'd like|give me|have|I'd like [<the>] (house|home) (on|in)|we want] [with|for] {m} mode",
    )


def _off(names: str) -> tuple[str, ...]:
    return (
        f"~ ({_OFF}) [the] ({names}) mode",
        f"~ (turn|switch) [the] ({names}) mode off",
        f"~ [the] ({names}) mode (off|is over|isn't needed|can be turned off) [any more|anymore]",
        f"(we|I) (don't|no longer) need [the] ({names}) mode [any more|anymore]",
    )


_ALL_MODES: Final = "|".join(_MODES.values())

_NEED: Final = "need|needs|use|uses|using|want|wants|take|takes|taking|have|drive|require"
_WHO: Final = "I|we|she|he|my (wife|husband|partner|son|daughter|mother|father)|I'll|we'll|I'd|we'd|I'm|we're|I've|we've|he'll|she'll"
_LEAVE: Final = "leaving|leave|heading out|head out|heading off|off|setting off|set off|driving|drive|departing|depart|going out|go out|going to work|hit the road|be off|be gone|be away|out"
_AT: Final = "at|by|around|about|tomorrow|tonight|in|before|on|early|this"
_JOBS: Final = "washing machine|dishwasher|dryer|tumble dryer|washer|laundry|washing|oven|water heater|boiler|wash|dishes|heater"
_CHEAP: Final = "cheapest|lowest|cheaper|cheap|least expensive|best time|best hours|best hour|best price|good time|best moment|best rate|best slot"
_TILL: Final = "for|until|till|til|before"
_NOT: Final = (
    "not|isn't|aren't|won't|doesn't|hasn't|didn't|don't|stopped|stop|haven't|can't|never|no longer|wouldn't"
)

TEMPLATES: Final[dict[Meaning, tuple[str, ...]]] = {
    Meaning.MODE: (*_mode(_ALL_MODES), "(economy|low CO2|low carbon|resilience) please"),
    Meaning.ECO: (*_mode(_ECO), f"! (turn|switch) ({_ECO}) on"),
    Meaning.NORMAL: (
        f"[{{any}}] [{_SET}|go|switch|get] [<thing>|it|everything|us|things] back to [the|its] ({_NORMAL}) [mode|setting|settings]",
        "[{any}] (go|get|switch|change|set|put) [<thing>|it|things|everything] back to (how it was|what it was|the mode) [before]",
        f"return [<thing>|it] to [the] ({_NORMAL}) [mode]",
        f"({_SET}) <thing> to [the] ({_NORMAL}) [mode]",
        "[use|go to|switch to|change to|activate|resume] [the] (normal|usual|regular|standard|default|everyday) mode",
        *_off(f"{_ALL_MODES}|{_ECO}"),
    ),
    Meaning.WHICH_MODE: (
        "(which|what) [energy] mode (is|are|'s) (<thing>|you|we|it|the house|the home) [in|on] [{more}]",
        "(which|what) [energy] mode (are we|are you|is it|is this) [in|on] [{more}]",
        "(which|what) mode (is|'s) (on|active|set|selected|running|in use) [{more}]",
        "(what's|what is) [the] [current] [V2H|planner|energy] mode",
        f"(is|are) (<thing>|you|we|it) [still] in [the] ({_ALL_MODES}) mode [{{more}}]",
    ),
    Meaning.RANGE: (
        "how far [{any}] (drive|go|get|travel|reach|<car>) [{more}]",
        "how many (<km>) [{any}] (left|drive|go|do|have|get|got|range|<car>|travel) [{more}]",
        "(what|what's|what is|how much|how's) [{any}] range [{more}]",
        "(can|could|will|have|do|does|is|would) [{any}] (enough|make|drive|get|manage|go|do|reach) [{more}] (<km>) [{rest}]",
    ),
    Meaning.WHY_NOT: (
        f"(why|why's|how come|what's the reason|what is the reason) [{{any}}] ({_NOT}) [{{more}}] (charging|discharging|charge|discharge|charged) [{{rest}}]",
        "(<thing>|it|<the> (<car>)'s)['s| is] (not|isn't) [{any}] (charging|discharging) [{more}]",
    ),
    Meaning.BACKUP: (
        "(how long|how many hours|how many days|can|could|would|will|if|what happens|what if|when|in|in case of|suppose|are we) [{any}] (<outage>) [{more}]",
        "(how long|how many hours|how many days) [{any}] (power|run|keep|supply|feed) [{more}] (house|home|lights|fridge|everything) [{rest}]",
        "(how long|how many hours|how many days|how much|what's|what is) [{any}] (backup|back up|emergency power|reserve power) [{more}]",
        "how long [{any}] (we|house|home) (last|survive|hold out|manage|cope|keep going) [{more}]",
    ),
    Meaning.FULL: (
        "(<when>|how long|how soon|how much longer|how many hours|how many minutes|how much more time) [{any}] (<car>|<car>'s|it|it's|charging) [{more}] (<full>) [{rest}]",
        "(<when>|how long|how soon|how much longer|how many hours) [{any}] (<car>|<car>'s|it|it's|charging|we) {more} (<percent>) [{rest}]",
        "(will|is) [<the>] (<car>|it|charging) [{any}] (<full>|at {rest} (<percent>)) (by|before|at|in|for|when) {more}",
        "(how long|how many hours) [{any}] to (charge|fill) [{more}]",
        "(how long|how much longer) [{any}] charging [{more}] (take|need|last|run|go on)",
        "(how long|how much longer) [{any}] (<car>) [{more}] (need|charge|charging|take)",
        "when can (I|we) (drive|take|use|have) [<the>] (<car>) [{more}]",
    ),
    Meaning.PLUGGED: (
        "(is|did|have|has|are|was) [{any}] (<car>|<car>'s) [{more}] (plugged|connected|plug|hooked|home|in the garage|on the charger|in) [{rest}]",
        "(is|did|have|has) [{any}] (plug|plugged|connect|connected) [in|up] <the> (<car>) [{more}]",
        "(where is|where's) <the> (<car>)",
    ),
    Meaning.SAVED: (
        "(how much|what|did|have|how's|what's|what are|what were|are) [{any}] (save|saved|saving|savings) [{more}]",
        "how much [{any}] (cheaper|better off|earned|less did we pay|less have we paid) [{more}]",
        "[today's|this month's|yesterday's|this week's|my|our] savings [{any}]",
    ),
    Meaning.COST: (
        "(how much|what|what's|what is|how high) [{any}] (spend|spent|pay|paid|bill|used up) [{more}] (today|so far) [{rest}]",
        "(how much|what) (did|has|was|have) [{any}] (<power>) [{more}] (today|so far) [{rest}]",
        "(what's|what is|how high is|how much is) (today's|our|my|the) (<power>) (bill|costs) [{more}]",
    ),
    Meaning.CHEAPEST: (
        f"(<when>|when is|when are) [{{any}}] ({_CHEAP}|drop|go down|come down|fall) [{{more}}]",
        f"(what's|what is|which|find|show|give|what|which hours|which hour) [{{any}}] ({_CHEAP}) [{{more}}] (time|hours|hour|slot|window|electricity|power|rate|price|run|wash|<later>|before|for) [{{rest}}]",
        "(what's|what is|which|find|show|give|find me) [{any}] (best time|best hours|cheapest time|cheapest hours|cheapest slot|cheapest window|cheapest hour|best slot|best window|cheapest two hours|best hour) [{more}]",
        f"[the] (cheapest|best) (time|hours|hour|slot|window|two hours) [{{any}}] (run|charge|wash|use|do|for|before|start|{_JOBS}|<later>) [{{more}}]",
        f"(<when>) (should|shall|can|could|do|would) (I|we) [{{any}}] ({_JOBS}) [{{more}}]",
        "(will|is) [{any}] (<power>) [{more}] (cheaper|cheap|expensive|dearer|less) [{rest}] (<later>)",
        "(what|how much|how|what's|what're|what are) [{any}] (<power>) [{more}] (<later>) [{rest}]",
    ),
    Meaning.PRICE: (
        "(what|what's|what is|how much|how|how's|is|are|show|how high|how low) [{any}] (<power>) [{more}] (price|prices|cost|costs|rate|rates|tariff|cheap|expensive|dear|costing|pricey|high|low) [{rest}]",
        "(what|what's|what is|how much|how's|how high|how expensive|how cheap|how dear) [{any}] (price|cost|rate|tariff|paying|pay|expensive|cheap|charge|going rate) [{more}] (<power>|kilowatt hour|kilowatt-hour|kwh|kilowatt) [{rest}]",
        "(what's|what is|how's) [the] (<power>) (at|like|doing) [now|right now|at the moment]",
        "[the|current] (<power>) (price|cost|rate|tariff) [now|please|right now|today|at the moment]",
        "(is|is it) [it] (cheap|expensive) [right now|now|at the moment]",
        "how (much|expensive|cheap|dear) (is|does|are|'s) [the] (<power>|kilowatt hour|kwh) [now|right now|at the moment|currently|today|cost|please]",
        "(is|is now) [it|this] [a] (good|cheap|expensive|bad) time to (use (<power>)|charge) [{more}]",
    ),
    Meaning.LEVEL: (
        "how (full|charged|empty|low) [{any}] (<thing>|<car>'s) [{more}]",
        "how much (charge|battery|juice|power|energy|electricity|fuel) [{any}] (<car>|<unit>|home battery|house battery) [{more}]",
        "how much (is|have (we|I) got|do (we|I) have|is there|does it have|have you got) [left] (in|on) <thing> [left|now]",
        "(what|what's|what is|how's|how is|how many|where's|how) [{any}] (<car>|<car>'s|<unit>|home battery) [{more}] (battery|charge|level|percent|percentage|at|charged|looking|state of charge|per cent|soc) [{rest}]",
        "(what|what's|what is|how's|how is|how many) [{any}] (battery|charge|percentage|level|state of charge|soc|percent|per cent) [{more}] (<car>|<unit>|home battery|house battery) [{rest}]",
        "[the|current] (battery|charge|battery level|charge level|state of charge|battery status) (of|in|on) <thing> [please|now]",
        "how are we (doing|off|fixed) (on|for) (charge|battery|juice)",
        "<thing>['s] (battery|charge|charge level|battery level|battery percentage|state of charge|percentage) [level|please|status|now]",
        "(is|does) <thing> [{any}] (full|charged|empty|low|enough charge|enough battery) [yet|already|now]",
        "(has) <thing> (finished|been|stopped) [charging|charged] [yet]",
    ),
    Meaning.PLAN: (
        "(what's|what is|what are|show|show me|how's) [the|your] [charging] (plan|plans|schedule) [{any}]",
        "(what|what's|what is|what have you got|how|anything|is there anything|are there any plans|any plans) [{any}] (you|<car>|<unit>|planned|charging) [{more}] (<later>) [{rest}]",
        "[tonight's|tomorrow's|today's] (charging plan|charging schedule|plan|schedule) [for <thing>]",
        "(<when>) [{any}] (charge|charging|discharge|discharging|recharge) [{more}]",
        "(will|are|do|is|are you) [{any}] (charge|charging|charged) [{more}] (<later>) [{rest}]",
    ),
    Meaning.DOING: (
        "(why|why's|how come|what's the reason|what is the reason|for what reason|what made you|explain why) [{any}] (<going>) [{more}]",
        "(what|what's|what is|explain what) [{any}] (<car>|<unit>|charging) [{more}] (doing|up to|going on) [{rest}]",
        "(what's|what is|what are you|what're you|what) (happening|going on|doing|up|up to) with (<thing>|[<the>] charging) [{any}]",
        "[(what's|what is)] [the] (status|state) of <thing> [now|please|right now]",
        "[what's|what is] <thing> (status|state) [please|now]",
        "(how's|how is|how are) (<thing>|[<the>] charging) (doing|going|coming along|getting on) [{any}]",
        "(is|are|'s) [{any}] (<car>|<unit>|you|it|home battery) [{more}] (charging|discharging|powering|feeding) [{rest}]",
    ),
    Meaning.STORM: (
        "(is|are|any|will|do|does|has|have|when|when's|when will|what about|should|are there any|is there any|you got any) [{any}] (<storm>) [(coming|on|expected|forecast|approaching|ahead|in|around|for|hit|hits|going|come|been|reach|issued|out|near|today|tonight|tomorrow|soon|here|this|arrive|active|warnings|about|get|to) [{more}]]",
        "(what's|what is|how's|how is) [the] (<storm>) [situation|status|doing|like]",
        "(which|what) (warnings|warning|weather warnings) [{any}]",
        "(storm|typhoon|weather) (warning|warnings|alert|alerts|news) [now|today|tonight|tomorrow|please]",
    ),
    Meaning.COMMANDING: (
        "(are|is|do|does|who|who's) [{any}] (controlling|in control of|in charge of|commanding|dry run|dry-run|automatic control|just planning|only planning|really control|actually control|simulation) [{more}]",
        "(is|'s) [the] (planner|energy planner|V2H planner|automatic control) [{any}] (on|off|active|running|enabled|working|in control)",
        "(do|does) (you|<unit>) [{any}] (control|command|steer|operate) <thing>",
        "is [the] control (on|off)",
        "(are|is) (you|<unit>) [still|really|actually] in (control|charge) [now|right now|again]",
    ),
    Meaning.HEED: (
        "[{any}] (get|be|make|make sure) [{more}] (ready|prepared|set) for (<the> (<storm>)|a (<storm>)|<storm>|[a|an|the] (<outage>))",
        "(prepare|brace|get ready|ready) [us|everything|the house|<thing>] for (<the> (<storm>)|a (<storm>)|<storm>|[a|an|the] (<outage>)) [after all]",
        "(charge|fill|fill up) (<thing>|everything|all batteries) [up] (for|before|because of|in case of) [a|an|the] (<storm>|<outage>)",
        "(there's|there is) a (storm|typhoon) coming (get ready|prepare|charge <thing>)",
        "(heed|mind|don't ignore|take seriously) [the|this|that] (<storm>) [after all]",
    ),
    Meaning.IGNORE: (
        "(ignore|disregard|forget about|forget|skip|dismiss|don't worry about|never mind|don't mind|don't bother (about|with)|don't prepare for|don't get ready for|stop preparing for|stop worrying about|no need to (prepare|get ready|worry) (for|about)|don't care about|pay no attention to|don't charge (for|because of)) [the|this|that|any] (<storm>)",
        "[the|this|that] (storm|typhoon|warning) (is|'s) (nothing|no problem|not a problem|harmless|going to miss us)",
        "(stop|cancel|end|call off) [the] storm (preparations|preparation|prep|precautions)",
    ),
    Meaning.CANCEL_TRIP: (
        "(cancel|forget|scrap|drop|skip|delete|remove|undo|call off|forget about) [that|the|my|this|our|tomorrow's|tonight's|last|next|about] [next|last|planned|car] (trip|drive|departure|journey|outing) [tomorrow|tonight|today|on {any}|at {any}|after all]",
        "(I|we) (don't|won't|do not|will not|no longer|'m not|'re not|am not|are not|'ll not) [{any}] (need|needing|use|using|want|take|taking|drive|driving) [<the>] (<car>) [{more}]",
        "(I'm|we're|I am|we are|I|we) (not|won't|staying|don't|will not) [be] (leaving|leave|going out|go out|driving|drive|home|going anywhere) [{any}]",
        "(tomorrow's|the|my|our|that) (trip|drive|departure) (is|'s|has been) (off|cancelled|canceled|not happening)",
    ),
    Meaning.TRIP: (
        f"[{{any}}] ({_WHO}) [{{more}}] ({_NEED}) [<the>] (<car>) [{{rest}}]",
        f"[{{any}}] ({_WHO}) [{{more}}] ({_LEAVE}) [{{rest}}] ({_AT}) {{end}}",
        f"[{{any}}] ({_WHO}) [{{more}}] ({_LEAVE}|doing|going|do|go) {{rest}} (<km>) [{{end}}]",
        f"({_WHO}) [{{any}}] ({_LEAVE}) (tomorrow|tonight)",
        f"(leaving|going out|heading out|heading off|setting off|driving|departing) [{{any}}] ({_AT}) {{rest}}",
        "(need|needing) [<the>] (<car>) {any}",
        "(I|we|I'll|we'll) (want|need) {any} (<percent>) [{more}] (by|at|before|tomorrow|for) {rest}",
        "[<the>] (<car>) (needs|has|must|should) [{any}] (<percent>) [{more}] (by|at|before|tomorrow|for) {rest}",
        "(have|get|make sure|see to it|see|make|keep|ensure) [that] [<the>] (<car>) [{any}] (ready|charged|full) [{more}] (by|at|for|tomorrow|before|in|when|until) {rest}",
        "[<the>] (<car>) (needs|has|must|should) [{any}] (ready|charged|full) [{more}] (by|at|for|tomorrow|before) {rest}",
        "(charge|prepare) [<the>] (<car>) (for|by|before|to be ready) {any}",
        "(plan|book|schedule) [a|an|the|me] [car] (trip|drive|departure|ride) [{any}]",
        "(there's|I have|we have|I've got|we've got) a [{any}] (trip|drive|journey) {more}",
    ),
    Meaning.STOP: (
        "(stop|end|quit|abort|cancel|halt|finish|no more|cut) [the] (charging|charge|recharging|discharging|car charging|charging session) [of] [<thing>]",
        "(stop|halt) (<the> (<car>)|<the> (<unit>)|<v2h>) [from] [charging|discharging]",
        "(stop) (<the>) (<car>)'s charging",
        "(don't|do not) charge <thing> [any more|anymore|any further|any longer]",
        "(cancel|undo) [the] charge now",
        "(that's enough|enough) [of] [the] charging [for] [<thing>]",
        "<thing> (is|has) (charged|had) enough",
    ),
    Meaning.PAUSE: (
        f"(pause|suspend|hold|halt|stop|interrupt|delay|postpone) [the] (<thing>|charging|discharging|charge|car charging|planner|charging [of] <thing>|<thing> charging) ({_TILL}) {{any}}",
        "(pause|suspend|hold|interrupt) [the] (<thing>|charging|discharging|charge|car charging|charging [of] <thing>|<thing> charging) [tonight|today|for a while|overnight|for tonight|this evening]",
        "(put|leave|set|keep) (<thing>|charging|[the] charging) on (hold|pause|standby) [{any}]",
        f"(leave|let) <thing> (alone|rest|be|sit|sleep|stand by) [tonight|overnight|today|({_TILL}) {{any}}]",
        f"(don't|do not|no|never) (charge|charging|discharge|discharging|drain|use|touch|command) [<thing>] (tonight|overnight|this evening|today|tomorrow|({_TILL}) {{any}})",
        "(don't|do not) (use|touch|discharge|drain|empty|command) <thing>",
        "not tonight (for|with) (<thing>|[the] charging)",
        "no charging (tonight|today|overnight|this evening|for now)",
        f"give <thing> a (break|rest|pause) [tonight|({_TILL}) {{any}}]",
        f"(hold off|wait) [with|on] [the] charging [<thing>] [tonight|({_TILL}) {{any}}]",
        "hands off <thing> [tonight]",
    ),
    Meaning.CHARGE: (
        "(charge|recharge|top up|fill up|juice up|fill|top|load) [up] <thing> [up] [fully|completely|all the way|as soon as possible]",
        "(charge|recharge|top up|fill up|juice up|fill|get|bring|take) [up] (<thing>|it) [up] (to|until|till) [at least] {any} (<percent>)",
        "(charge|recharge) <thing> (tomorrow|tonight|overnight|later|at|this evening) [{any}]",
        "(charge|fill) [up] <thing> (to|up to|until) [the] (max|maximum|full|top|brim|limit)",
        "(start|begin) [the] (charging|charge|car charging|to charge) [of] [<thing>] [to {any} (<percent>)|up to {any} (<percent>)]",
        "charge (now|immediately|right now|straight away|right away|at once)",
        "charge [up] to {any} (<percent>)",
        "[{any}] and charge [it|<thing>] to {more} (<percent>)",
        "give <thing> (a|some) [full|quick|bit of|little] (charge|juice|power)",
        "(let|set|have|make|get) <thing> [to] charge [to {any} (<percent>)|up to {any} (<percent>)]",
        "(top|fill) <thing> up [to {any} (<percent>)]",
        "charging <thing> [up] [to {any} (<percent>)]",
        "(get|put) (some|more|a bit of) (charge|power|juice|electricity) (in|into|in to) <thing>",
        "(I want|I need|I'd like|we need|we want) <thing> (charged|full|fully charged) [up] [to {any} (<percent>)|as soon as possible]",
        "(get) <thing> (charged|charging|full) [to {any} (<percent>)]",
    ),
    Meaning.RESUME: (
        "(resume|continue|restart|unpause|go on with|carry on with|carry on|go on|get on with|keep) (<thing>|charging|planning|discharging|[the] control|[the] (automatic control|planner)|charging <thing>|controlling <thing>)",
        "(give|hand|return) (<thing>|[the] control|it|control of <thing>) [back] [over] to (you|<thing>|the system|automatic)",
        "(give|hand) (back [the] control|[the] control back) [of <thing>] [to <thing>]",
        "(take|have) [back] [the] control [of|over] [<thing>] [back]",
        "take over (<thing>|control|the charging|again)",
        "(take|have) (<thing>) back",
        "(go|switch|turn|set|put) [<thing>|it] back (to|on) (automatic|auto|autopilot|automatic control|the plan|the schedule|your plan)",
        "(end|stop|cancel|lift) [the] (pause|charging break) [of|for] [<thing>|charging]",
        "(control|manage|command) <thing> again",
        "(<thing>|it)( is|'s) (all yours|yours) [again]",
        "(start|restart|turn|switch) (<unit>|[the] (planner|charging|automatic control)) [back] (again|on again|back on)",
        "charge again",
        "you take over [again|<thing>]",
        "<thing> can (go on|continue|carry on|charge again)",
        "(follow|stick to) the plan [again]",
    ),
}
