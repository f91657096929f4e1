"""The bot's answers to interactions: acknowledgement, edits and follow-ups, within their deadlines."""

from __future__ import annotations

from typing import cast

from playground import commands, wire
from playground.content import Uploads, edited_message, new_message
from playground.errors import (
    DiscordError,
    Form,
    already_acknowledged,
    invalid_webhook_token,
    unknown_interaction,
    unknown_message,
    unknown_webhook,
)
from playground.events import Notice
from playground.interactions import AUTOCOMPLETE, COMMAND, MODAL, TOKEN_SECONDS, Interaction, metadata, tell
from playground.jsonvalue import Json, an_object
from playground.messages import Draft, edited, fill, post
from playground.modals import check_modal
from playground.model import EPHEMERAL, LOADING, Message
from playground.world import World

MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, CHOICES, SHOW_MODAL = 4, 5, 6, 7, 8, 9


def acknowledge(world: World, number: int, token: str, body: Json, uploads: Uploads) -> Interaction:
    """Take the bot's first answer. Raises 10062 when unknown or too late, 40060 when it is the second."""
    interaction = world.interactions.get(number)
    if interaction is None or interaction.token != token or interaction.failed:
        raise unknown_interaction()
    if interaction.acknowledged is not None:
        raise already_acknowledged()
    kind = body.get("type")
    allowed = _allowed(interaction)
    if kind not in allowed:
        form = Form()
        form.choices(("type",), allowed)
        form.check()
    data = an_object(body.get("data"))
    if kind == MESSAGE:
        draft = new_message(interaction.channel, data, uploads)
        interaction.original = respond(world, interaction, draft, first=True)
    elif kind == DEFERRED:
        flags = int(data.get("flags") or 0) & EPHEMERAL
        interaction.original = respond(world, interaction, Draft(flags=flags | LOADING), first=True)
    elif kind == UPDATE and interaction.message is not None:
        change(interaction.message, data, uploads)
        interaction.original = interaction.message
    elif kind == DEFERRED_UPDATE:
        interaction.original = interaction.message
    elif kind == CHOICES:
        interaction.choices = commands.check_choices(interaction.data, data)
    elif kind == SHOW_MODAL:
        interaction.modal = check_modal(data)
    interaction.acknowledged = cast(int, kind)
    if interaction.timer is not None:
        interaction.timer.cancel()
    if interaction.modal is not None:
        told: Json = {"call": str(interaction.id), **interaction.modal}
        world.hub.notify(Notice("modal", told, interaction.user.id))
    tell(world, interaction)
    return interaction


def _allowed(interaction: Interaction) -> tuple[int, ...]:
    if interaction.kind == AUTOCOMPLETE:
        return (CHOICES,)
    allowed = [MESSAGE, DEFERRED]
    if interaction.message is not None:
        allowed += [DEFERRED_UPDATE, UPDATE]
    if interaction.kind != MODAL:
        allowed.append(SHOW_MODAL)
    return tuple(allowed)


def respond(world: World, interaction: Interaction, draft: Draft, first: bool) -> Message:
    """Post an answer to an interaction: the first one, or a follow-up."""
    place = interaction.channel
    application_id = world.application.id
    more: dict[str, object] = {"application_id": application_id, "webhook_id": application_id, "kind": 19}
    if first and interaction.kind == COMMAND:
        more["kind"] = 20 if interaction.data.get("type", 1) == 1 else 23
        if interaction.data.get("type") == 3:
            more |= {"reference_id": int(interaction.data["target_id"]), "reference_channel_id": place.id}
    else:
        replied = interaction.message if first else interaction.original
        if replied is None:
            more["kind"] = 0
        else:
            more |= {"reference_id": replied.id, "reference_channel_id": place.id}
    more["interaction_metadata"] = metadata(world, interaction)
    if interaction.kind == COMMAND:
        more["interaction"] = {
            "id": str(interaction.id),
            "type": COMMAND,
            "name": interaction.name,
            "user": wire.user(interaction.user),
        }
    if draft.flags & EPHEMERAL:
        more["seen_by"] = interaction.user.id
    return post(place, world.application.bot, draft, **more)


def change(message: Message, data: Json, uploads: Uploads) -> None:
    """Edit an answer; a "thinking" one becomes a message by it."""
    draft = edited_message(message, data, uploads)
    was_loading = message.loading
    message.flags = draft.flags & ~LOADING
    draft.flags = 0
    fill(message, draft)
    edited(message, stamp=not was_loading)


def by_token(world: World, token: str) -> Interaction:
    """Find an interaction by the token its webhook uses. Raises 10015 or 50027."""
    interaction = world.tokens.get(token)
    if interaction is None or interaction.acknowledged is None:
        raise unknown_webhook()
    if world.clock.time() - interaction.created_at > TOKEN_SECONDS:
        raise invalid_webhook_token()
    return interaction


def answer_message(interaction: Interaction, which: str) -> Message:
    """Find "@original" or a follow-up by id. Raises 10008."""
    if which == "@original":
        found = interaction.original
    else:
        mine = [*interaction.followups, *([interaction.original] if interaction.original else [])]
        found = next((item for item in mine if str(item.id) == which), None)
    if found is None or found.deleted:
        raise unknown_message()
    return found


def edit_answer(world: World, interaction: Interaction, which: str, body: Json, uploads: Uploads) -> Message:
    """Edit the first answer or a follow-up."""
    message = answer_message(interaction, which)
    change(message, body, uploads)
    tell(world, interaction)
    return message


def follow_up(world: World, interaction: Interaction, body: Json, uploads: Uploads) -> Message:
    """Post a follow-up; the first one after a deferral fills the "thinking" message."""
    original = interaction.original
    if original is not None and original.loading and not original.deleted:
        if not (body.get("content") or body.get("embeds") or body.get("components") or uploads or body.get("poll")):
            raise DiscordError(400, 50006, "Cannot send an empty message")
        change(original, body, uploads)
        tell(world, interaction)
        return original
    message = respond(world, interaction, new_message(interaction.channel, body, uploads), first=False)
    interaction.followups.append(message)
    world.hub.touch()
    return message


def callback_body(interaction: Interaction) -> Json:
    """Shape the answer to a callback that asked for one."""
    about: Json = {"id": str(interaction.id), "type": interaction.kind}
    body: Json = {"interaction": about}
    message = interaction.original
    if message is not None and interaction.acknowledged in (MESSAGE, DEFERRED, UPDATE, DEFERRED_UPDATE):
        about["response_message_id"] = str(message.id)
        about["response_message_loading"] = message.loading
        about["response_message_ephemeral"] = message.ephemeral
    # A deferral created a message too, but Discord names only its id.
    if message is not None and interaction.acknowledged in (MESSAGE, UPDATE):
        body["resource"] = {"type": interaction.acknowledged, "message": wire.message(message)}
    return body
