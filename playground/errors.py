"""Discord's errors: status, code, sentence and the nested form errors of code 50035."""

from __future__ import annotations

from collections.abc import Sequence

from playground.jsonvalue import Json

Path = Sequence[str | int]


class DiscordError(Exception):
    """Answer a request with an error body as Discord words it."""

    def __init__(self, status: int, code: int, message: str, errors: Json | None = None) -> None:
        super().__init__(f"{status} (error code: {code}): {message}")
        self.status = status
        self.code = code
        self.message = message
        self.errors = errors

    def body(self) -> Json:
        """Return the JSON object Discord sends."""
        body: Json = {"message": self.message, "code": self.code}
        if self.errors:
            body["errors"] = self.errors
        return body


class Form:
    """Collect what is wrong with a request body, then raise it as one 50035."""

    def __init__(self) -> None:
        self.errors: Json = {}

    def fail(self, path: Path, code: str, message: str) -> None:
        """Note one error at a path such as ("embeds", 0, "title")."""
        node = self.errors
        for step in path:
            node = node.setdefault(str(step), {})
        node.setdefault("_errors", []).append({"code": code, "message": message})

    def length(self, path: Path, text: str, low: int, high: int) -> None:
        """Note a text that is shorter or longer than allowed."""
        size = len(text)
        if low <= size <= high:
            return
        if low == 0:
            self.fail(path, "BASE_TYPE_MAX_LENGTH", f"Must be {high} or fewer in length.")
        elif size == 0:
            self.fail(path, "BASE_TYPE_REQUIRED", "This field is required")
        else:
            self.fail(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {low} and {high} in length.")

    def required(self, path: Path) -> None:
        """Note a missing field."""
        self.fail(path, "BASE_TYPE_REQUIRED", "This field is required")

    def choices(self, path: Path, allowed: Sequence[object]) -> None:
        """Note a value that is not one of those allowed."""
        listed = ", ".join(str(value) for value in allowed)
        self.fail(path, "BASE_TYPE_CHOICES", f"Value must be one of {{{listed}}}.")

    def check(self) -> None:
        """Raise when anything was noted."""
        if self.errors:
            raise DiscordError(400, 50035, "Invalid Form Body", _deepest(self.errors))


def _deepest(node: Json) -> Json:
    """Leave out a whole's errors where its parts have errors of their own; Discord never sends both."""
    inner = {key: _deepest(value) for key, value in node.items() if key != "_errors"}
    return inner or node


def invalid(path: Path, code: str, message: str) -> DiscordError:
    """Make a 50035 with a single error."""
    form = Form()
    form.fail(path, code, message)
    return DiscordError(400, 50035, "Invalid Form Body", form.errors)


def not_found() -> DiscordError:
    return DiscordError(404, 0, "404: Not Found")


def unauthorized() -> DiscordError:
    return DiscordError(401, 0, "401: Unauthorized")


def unknown_channel() -> DiscordError:
    return DiscordError(404, 10003, "Unknown Channel")


def unknown_guild() -> DiscordError:
    return DiscordError(404, 10004, "Unknown Guild")


def unknown_member() -> DiscordError:
    return DiscordError(404, 10007, "Unknown Member")


def unknown_message() -> DiscordError:
    return DiscordError(404, 10008, "Unknown Message")


def unknown_role() -> DiscordError:
    return DiscordError(404, 10011, "Unknown Role")


def unknown_user() -> DiscordError:
    return DiscordError(404, 10013, "Unknown User")


def unknown_webhook() -> DiscordError:
    return DiscordError(404, 10015, "Unknown Webhook")


def unknown_interaction() -> DiscordError:
    return DiscordError(404, 10062, "Unknown interaction")


def unknown_command() -> DiscordError:
    return DiscordError(404, 10063, "Unknown application command")


def already_acknowledged() -> DiscordError:
    return DiscordError(400, 40060, "Interaction has already been acknowledged.")


def too_large() -> DiscordError:
    return DiscordError(413, 40005, "Request entity too large")


def missing_access() -> DiscordError:
    return DiscordError(403, 50001, "Missing Access")


def foreign_message() -> DiscordError:
    return DiscordError(403, 50005, "Cannot edit a message authored by another user")


def empty_message() -> DiscordError:
    return DiscordError(400, 50006, "Cannot send an empty message")


def missing_permissions() -> DiscordError:
    return DiscordError(403, 50013, "Missing Permissions")


def invalid_webhook_token() -> DiscordError:
    return DiscordError(401, 50027, "Invalid Webhook Token")


def wrong_channel_type() -> DiscordError:
    return DiscordError(400, 50024, "Cannot execute action on this channel type")


def thread_archived() -> DiscordError:
    return DiscordError(400, 50083, "Thread is archived")
