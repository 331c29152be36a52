"""English sentences of a home that are not about its car or power: none of them may be taken."""

from typing import Final

SENTENCES: Final = (
    "is the vacuum charging", "is the laptop charged", "charge my phone", "when will the vacuum be full",
    "how full is the water tank", "how much battery does my phone have left", "how much battery has the door lock left",
    "what's the battery level of the remote", "is my watch fully charged", "why isnt the vacuum charging",
    "when will the dishwasher be done", "when is the washing machine finished", "when does the dryer finish",
    "is the dishwasher done yet", "how long until the oven is ready", "what is the vacuum doing",
    "what are the kids doing", "start the vacuum", "stop the vacuum", "pause the vacuum for two hours",
    "resume the dishwasher", "turn on eco mode on the washing machine", "put the dishwasher in eco mode",
    "set the air conditioner to economy", "switch the air purifier to green", "set the thermostat to energy saving mode",
    "set the lights to green", "turn the lamp green", "turn the living room lights back to normal",
    "set the ac back to normal", "put the tv in normal mode", "put my phone in low power mode",
    "turn on night mode", "turn on do not disturb mode", "turn on party mode", "activate movie mode",
    "switch to dark mode", "start the backup of my computer", "is the backup finished", "stop the music",
    "pause the movie until tomorrow morning", "resume the podcast", "carry on playing", "set an alarm at 7",
    "wake me up at seven tomorrow", "cancel my alarm", "cancel the alarm tomorrow", "set a timer for two hours",
    "what's the weather", "is it going to rain tomorrow", "will it snow tonight", "what is my plan for tomorrow",
    "what's on my calendar tonight", "remind me to charge my headphones tonight", "remind me to leave at seven",
    "how long is the drive to osaka", "how much is a coffee in yen", "when is the cheapest flight to tokyo",
    "how much did i spend on groceries this month", "open the car park gate", "lock the car", "warm up the car",
    "turn on the storm lamp", "are there any new messages", "is there any warning on the boiler",
    "how long does the milk last", "what's the price of bitcoin now", "fill up the bath", "stop filling the bath",
    "start charging the drone", "charge the vacuum now",
)  # fmt: skip
