"""Interaction callbacks and the answers sent through an interaction's token."""

from __future__ import annotations

from playground import wire
from playground.answers import acknowledge, answer_message, by_token, callback_body, edit_answer, follow_up
from playground.interactions import Interaction
from playground.messages import remove
from playground.rest.call import NO_CONTENT, Answer, RestCall
from playground.rest.routing import Table


def callback(call: RestCall) -> Answer:
    number, token = call.number("interaction_id"), call.params["interaction_token"]
    interaction = acknowledge(call.world, number, token, call.json, call.uploads)
    if call.query.get("with_response", "").lower() not in ("1", "true"):
        return NO_CONTENT
    return Answer(200, callback_body(interaction))


def is_interaction(call: RestCall) -> bool:
    """Tell whether a webhook path names the application itself, that is, an interaction."""
    return call.params["webhook_id"] == str(call.world.application.id)


def _interaction(call: RestCall) -> Interaction:
    return by_token(call.world, call.params["webhook_token"])


def create(call: RestCall) -> Answer:
    interaction = _interaction(call)
    return Answer(200, wire.message(follow_up(call.world, interaction, call.json, call.uploads)))


def get(call: RestCall) -> Answer:
    return Answer(200, wire.message(answer_message(_interaction(call), call.params["message_id"])))


def edit(call: RestCall) -> Answer:
    interaction = _interaction(call)
    which = call.params["message_id"]
    return Answer(200, wire.message(edit_answer(call.world, interaction, which, call.json, call.uploads)))


def delete(call: RestCall) -> Answer:
    interaction = _interaction(call)
    remove(answer_message(interaction, call.params["message_id"]))
    return NO_CONTENT


def add_routes(table: Table) -> None:
    table.add("POST /interactions/{interaction_id}/{interaction_token}/callback", callback, public=True)
