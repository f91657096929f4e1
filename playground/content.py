"""Check a message body and make a draft of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from playground.components import check_components
from playground.embeds import check_embeds
from playground.errors import DiscordError, Form, Json, empty_message, invalid, too_large
from playground.file_address import address
from playground.jsonvalue import objects, things
from playground.messages import Draft, Upload, attach
from playground.model import COMPONENTS_V2, EPHEMERAL, SUPPRESS_EMBEDS, Attachment, Channel, Message
from playground.polls import check_poll

MAX_CONTENT = 2000
MAX_FILES = 10
MAX_FILE_BYTES = 10 * 1024 * 1024
SUPPRESS_NOTIFICATIONS = 1 << 12
_SETTABLE = SUPPRESS_EMBEDS | EPHEMERAL | SUPPRESS_NOTIFICATIONS | COMPONENTS_V2
_LEGACY = {"content": "content", "embeds": "embeds", "sticker_ids": "stickers", "poll": "poll"}

Uploads = Mapping[int, Upload]


def new_message(place: Channel, body: Json, uploads: Uploads, *, may_be_empty: bool = False) -> Draft:
    """Make a draft of a new message. Raises DiscordError 50006, 50035 or 40005."""
    form = Form()
    draft = Draft()
    flags = body.get("flags") or 0
    if not isinstance(flags, int):
        form.fail(("flags",), "NUMBER_TYPE_COERCE", f'Value "{flags}" is not int.')
        flags = 0
    draft.flags = flags & _SETTABLE
    v2 = bool(draft.flags & COMPONENTS_V2)
    draft.content = _content(form, body.get("content"))
    draft.embeds = check_embeds(form, body.get("embeds"))
    draft.components = check_components(form, body.get("components"), v2)
    draft.nonce = _nonce(form, body)
    draft.poll = check_poll(form, body.get("poll"), place.world)
    draft.allowed = check_allowed_mentions(form, body.get("allowed_mentions"))
    if v2:
        _no_legacy(form, body)
    _check_files(form, body, uploads)
    form.check()
    if not (draft.content.strip() or draft.embeds or draft.components or uploads or draft.poll or may_be_empty):
        raise empty_message()
    draft.attachments = _uploaded(place, body, uploads)
    _resolve_media(place, draft)
    return draft


def edited_message(message: Message, body: Json, uploads: Uploads) -> Draft:
    """Make a draft of a message after an edit; what the body does not name stays."""
    form = Form()
    flags = message.flags
    if "flags" in body and isinstance(body["flags"], int):
        flags |= body["flags"] & COMPONENTS_V2
        flags = (flags & ~SUPPRESS_EMBEDS) | (body["flags"] & SUPPRESS_EMBEDS)
    v2 = bool(flags & COMPONENTS_V2)
    draft = Draft(message.content, message.embeds, message.components, [*message.attachments], flags, message.nonce)
    draft.poll = message.poll
    if "content" in body:
        draft.content = _content(form, body["content"])
    if "embeds" in body:
        draft.embeds = check_embeds(form, body["embeds"])
    if "components" in body:
        draft.components = check_components(form, body["components"], v2)
    if message.loading and body.get("poll"):
        draft.poll = check_poll(form, body["poll"], message.channel.world)
    draft.allowed = check_allowed_mentions(form, body.get("allowed_mentions"))
    if v2:
        _no_legacy(form, body)
    _check_files(form, body, uploads)
    form.check()
    if body.get("attachments") is not None or uploads:
        draft.attachments = _kept(message, body) + _uploaded(message.channel, body, uploads)
    shown = draft.content.strip() or draft.embeds or draft.components or draft.attachments or draft.poll
    if not shown and not flags & SUPPRESS_EMBEDS:
        raise empty_message()
    _resolve_media(message.channel, draft)
    return draft


def _content(form: Form, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, (bool, dict, list)):
        form.fail(("content",), "STRING_TYPE_CONVERT", f'Could not interpret "{value}" as string.')
        return ""
    text = str(value)
    form.length(("content",), text, 0, MAX_CONTENT)
    # Discord trims what surrounds a message.
    return text.strip()


def _nonce(form: Form, body: Json) -> str | int | None:
    nonce: object = body.get("nonce")
    if nonce is None or (isinstance(nonce, int) and abs(nonce) < 1 << 63):
        return nonce
    if not isinstance(nonce, str):
        form.fail(("nonce",), "NONCE_TYPE", "Invalid nonce")
    form.length(("nonce",), str(nonce), 0, 25)
    return str(nonce)


def _no_legacy(form: Form, body: Json) -> None:
    for key, name in _LEGACY.items():
        if body.get(key):
            message = f"The '{name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
            form.fail((key,), "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", message)


def check_allowed_mentions(form: Form, value: object) -> Json | None:
    """Check the rules for pings: a kind may be parsed or listed, not both."""
    if not isinstance(value, dict):
        return None
    allowed = cast(Json, value)
    parse = things(allowed.get("parse"))
    for kind in ("users", "roles"):
        listed = things(allowed.get(kind))
        path = ("allowed_mentions", kind)
        if listed and kind in parse:
            message = f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.'
            form.fail(("allowed_mentions",), "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", message)
        if len(listed) > 100:
            form.fail(path, "BASE_TYPE_MAX_LENGTH", "Must be 100 or fewer in length.")
    for index, kind in enumerate(parse):
        if kind not in ("users", "roles", "everyone"):
            form.choices(("allowed_mentions", "parse", index), ("roles", "users", "everyone"))
    return allowed


def _described(body: Json) -> dict[str, Json]:
    listed = objects(body.get("attachments"))
    return {str(item.get("id")): item for item in listed}


def _check_files(form: Form, body: Json, uploads: Uploads) -> None:
    described = _described(body)
    if len(uploads) > MAX_FILES or len(described) > MAX_FILES:
        form.fail(("attachments",), "BASE_TYPE_MAX_LENGTH", f"Must be {MAX_FILES} or fewer in length.")
    for index, item in enumerate(described.values()):
        text = item.get("description")
        if text is not None:
            form.length(("attachments", index, "description"), str(text), 0, 1024)
    for upload in uploads.values():
        if len(upload.data) > MAX_FILE_BYTES:
            raise too_large()


def _uploaded(place: Channel, body: Json, uploads: Uploads) -> list[Attachment]:
    described = _described(body)
    result: list[Attachment] = []
    for index, upload in sorted(uploads.items()):
        told = described.get(str(index), {})
        name = str(told.get("filename") or upload.filename)
        result.append(attach(place.world, place, Upload(name, upload.data, told.get("description"))))
    return result


def _kept(message: Message, body: Json) -> list[Attachment]:
    if body.get("attachments") is None:
        return [*message.attachments]
    named = _described(body)
    return [item for item in message.attachments if str(item.id) in named]


def _resolve_media(place: Channel, draft: Draft) -> None:
    """Replace attachment:// addresses by those of the uploaded files."""
    if not draft.attachments:
        return
    known = {f"attachment://{item.filename}": address(place.world, item) for item in draft.attachments}

    def swap(value: Any) -> Any:
        if isinstance(value, str):
            return known.get(value, value)
        if isinstance(value, list):
            return [swap(item) for item in cast("list[Any]", value)]
        if isinstance(value, dict):
            return {key: swap(item) for key, item in cast(Json, value).items()}
        return value

    draft.embeds = swap(draft.embeds)
    draft.components = swap(draft.components)


def reference(place: Channel, value: object) -> Message | None:
    """Find the message replied to. Raises 50035 when there is none and that matters."""
    if not isinstance(value, dict):
        return None
    told = cast(Json, value)
    try:
        found = place.world.messages.get(int(told.get("message_id") or 0))
    except ValueError as problem:
        text = f'Value "{told.get("message_id")}" is not snowflake.'
        raise invalid(("message_reference", "message_id"), "NUMBER_TYPE_COERCE", text) from problem
    if found is None or found.channel is not place or found.ephemeral:
        if told.get("fail_if_not_exists", True):
            raise invalid(("message_reference",), "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
        return None
    return found


def system_message(message: Message) -> DiscordError | None:
    """Return the error for acting on a message Discord itself wrote."""
    return (
        None
        if message.kind in (0, 19, 20, 23)
        else DiscordError(403, 50021, "Cannot execute action on a system message")
    )
