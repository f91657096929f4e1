"""What a person is told who may not do something: every sentence, its reason, and what stands in it."""

from __future__ import annotations

import reprlib
from collections.abc import Mapping
from typing import Self

# The page knows these by their reasons and says them in its reader's language; a place in braces is a value.
_LONGEST = 500
SENTENCES = {
    # Messages, reactions, threads
    "noPlaceAnyMore": "#{place} does not exist any more.",
    "mayNotWrite": "{who} may not write in #{place}.",
    "mayNotReact": "{who} may not react in #{place}.",
    "mayNotOpenThreads": "{who} may not open threads in #{place}.",
    "mayNotDelete": "{who} may not delete this message.",
    "notTheirsToEdit": "Only the author can edit a message.",
    "nothingSaid": "A message needs some text or a file.",
    "nothingLeft": "A message needs some text.",
    "messageTooLong": "A message takes {most} characters; this one has {count}.",
    "fileTooBig": "A file may have {most} MB at most.",
    "tooManyFilesSent": "A message takes {most} files at most.",
    "notOneEmoji": "A reaction is one emoji.",
    "tooManyReactions": "A message takes {most} different reactions.",
    "cannotAnswer": "This message cannot be answered here: others do not see it.",
    "cannotReact": "This message cannot be reacted to here: others do not see it.",
    "cannotThread": "This message cannot be made a thread of here: others do not see it.",
    "threadThere": "This message has a thread already.",
    "threadName": "The name of a thread has 1 to {most} characters.",
    # Commands
    "channelUnseen": "{who} does not see #{place}.",
    "mayNotCommand": "{who} may not use commands in #{place}.",
    "commandNotPermitted": "{who} is not permitted to use {command!r}.",
    "noCommand": "The bot registered no command {command!r}; it registered {known}.",
    "noSubcommand": "/{command} does not exist; {group} has the sub-commands: {known}.",
    "needsSubcommand": "/{command} needs a sub-command: {known}.",
    "noOption": "/{command} has no option {option!r}; it has {known}.",
    "needsOption": "/{command} needs the option {option!r}.",
    "noCompletion": "The option {option!r} of /{command} offers no completion.",
    "optionOneOf": "The option {option!r} takes one of: {known}.",
    "optionTruth": "The option {option!r} takes true or false.",
    "optionKind": "The option {option!r} takes {kind}, not {value!r}.",
    "optionChannelKind": "The option {option!r} does not take a channel of this kind.",
    "optionTooShort": "The option {option!r} needs at least {least} characters.",
    "optionTooLong": "The option {option!r} takes at most {most} characters.",
    "optionBounds": "The option {option!r} takes a number from {least} to {most}.",
    # Buttons, selects, forms
    "messageGone": "This message is not there any more.",
    "usedUp": "{name!r} cannot be used any more.",
    "noComponent": "The message has no {name!r}; it has {known}.",
    "noButton": "{name!r} is not a button that asks the bot.",
    "noSelect": "{name!r} is not a select.",
    "selectBounds": "{name!r} takes {least} to {most} values.",
    "selectNotOffered": "{value!r} is not offered; there is {known}.",
    "nobodyWithId": "Nobody has the id {number}.",
    "noFormShown": "The bot showed no form.",
    "formGone": "This form is not there any more. Ask for it again.",
    "noField": "The form has no field {field!r}; it has {known}.",
    "fieldEmpty": "The field {field!r} must be filled in.",
    "fieldTooShort": "The field {field!r} needs at least {least} characters.",
    "fieldTooLong": "The field {field!r} takes at most {most} characters.",
    "fieldNeedsChoice": "The field {field!r} needs a choice.",
    "fieldNeedsFile": "The field {field!r} needs a file.",
    "fieldBounds": "The field {field!r} takes {least} to {most}, not {count}.",
    "fieldNotOffered": "{value!r} is not offered in {field!r}; it offers {known}.",
    "fieldValue": "The field {field!r} does not take {value!r}.",
    "fieldChannelKind": "The field {field!r} does not take a channel of this kind.",
    "unanswered": "The application did not respond.",
    # What a request of the page names, and how often it asks
    "noSuchChannel": "There is no such channel.",
    "noSuchMessage": "There is no such message.",
    "noSuchPerson": "Nobody of that name sits at this table.",
    "sentTooMuch": "What is sent may have {most} MB at most.",
    "notUnderstood": "The request cannot be understood: {problem}",
    "tooFast": "That is more at once than a table takes. Wait {seconds} s, then go on.",
    # Servers and channels
    "guildName": "The name of a server has 2 to {most} characters.",
    "tooManyGuilds": "This table has {most} servers already; more it does not hold.",
    "guildsHost": "This table is nearly full. Only whoever runs it founds more servers.",
    "noSuchGuild": "There is no such server.",
    "mayNotOpenChannels": "{who} may not open channels in {guild}.",
    "channelName": "The name of a channel has 1 to {most} letters, digits or hyphens.",
    "tooManyChannels": "{guild} has {most} channels already; more it does not hold.",
    "noSuchCategory": "There is no such category.",
    # The door
    "notOurs": "Only the playground's own page may ask this, opened by its address and not by a name.",
    "stranger": "Another user of this computer runs this table. Ask them for a link, or start a table of your own.",
    "seat": "This seat is somebody else's.",
    "seatsHost": "Only whoever runs the table hands out seats.",
    "stale": "This link leads to no seat any more. Ask whoever runs the table for a new one.",
    "phrase": "This table has a pass phrase. Whoever runs it knows it.",
    "wait": "Too many tries. Wait a minute, then try again.",
    "wrong": "That is not the pass phrase.",
    "name": "Say how you want to be called, in {most} characters at most.",
    "script": "Write your name in the letters of one alphabet.",
    "taken": "Somebody here is called {name} already. Take another name.",
    "everybody": "That name calls everybody. Take another name.",
    "alike": "That looks too much like {name}, who is here already. Take another name.",
    # The evening
    "eveningHost": "Only whoever runs the table leads the evening.",
    "noStartOver": "Starting over is for a playground that runs Skald itself.",
    "noStep": "There is no such step in this evening.",
    "notBegun": "The evening has not begun yet.",
    "busy": "One thing at a time: Skald is still at the last one.",
    "notScripted": "Only those whom a script plays can be sent away.",
    "modelGone": "That model is not offered here any more.",
    "eveningGone": "The channel of this evening is gone. Start over to have another.",
    "offline": "Skald is not online. Once it is, try again.",
    "noAnswerTo": "Skald did not answer /{command}. Try again.",
    "storyStopped": "Skald did not go on with the story. What you wrote is kept; look at the channel.",
    "noSamples": "Sample figures are filled in where the playground runs Skald itself.",
    "samplesFailed": "The sample figures could not be filled in. {problem}",
    "samplesLate": "The sample figures took too long, and were stopped.",
}


class Refused(Exception):
    """The client itself would not let a person do this; the message says why.

    One without a `reason` is in its reader's language already, such as an answer of the bot.
    """

    status = 400

    def __init__(self, sentence: str, reason: str | None = None, values: Mapping[str, object] | None = None) -> None:
        super().__init__(sentence)
        self.reason = reason
        self.values = values or {}

    @classmethod
    def of(cls, reason: str, **values: object) -> Self:
        """Make the refusal that has its sentence above."""
        shown = {name: _short(each) for name, each in values.items()}
        return cls(SENTENCES[reason].format(**shown), reason, shown)

    def told(self) -> dict[str, object]:
        """Return the error as a page is sent it: English, and what it takes to say it in another language."""
        if self.reason is None:
            return {"error": str(self)}
        return {"error": str(self), "reason": self.reason, "values": {**self.values}}


def _short(value: object) -> str | int | float:
    """Keep a sentence short, also where somebody sent a file or a book in place of a word."""
    if isinstance(value, int | float):
        return value
    return value[:_LONGEST] if isinstance(value, str) else reprlib.repr(value)
