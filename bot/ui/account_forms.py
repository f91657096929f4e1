"""The forms people register, sign in and change their password with."""

from __future__ import annotations

from typing import Any, Final

import discord

from bot.i18n import N_, translate
from bot.ui.forms import ready

FORM: Final = "skald:account:"
# Longer than what is taken, so that whoever types too much reads why, and in their language.
_ADDRESS: Final = 320
_PASSWORD: Final = 200

PRIVATE = N_(
    "Discord cannot hide what you type here, so see that nobody looks on. It is sent to Skald only, which shows it to "
    "nobody; of a password it keeps no more than a hash, from which nobody can get it back."
)
_NEEDS = N_("8 characters or more, with a capital letter, a small letter and a digit.")
_ADDRESS_USE = N_("You sign in with it. Nothing is ever sent there.")


def register_form(language: str) -> discord.ui.Modal:
    """Ask for an address and a password, twice."""
    return _form(
        "register",
        N_("Make your account yours"),
        language,
        _field("address", N_("E-mail address"), language, about=_ADDRESS_USE, longest=_ADDRESS),
        _field("password", N_("Password"), language, about=_NEEDS),
        _field("again", N_("Password, once more"), language),
    )


def login_form(language: str) -> discord.ui.Modal:
    """Ask for an address and a password."""
    about = N_("Forgotten? Type your recovery code instead.")
    return _form(
        "login",
        N_("Sign in"),
        language,
        _field("address", N_("E-mail address"), language, longest=_ADDRESS),
        _field("password", N_("Password"), language, about=about),
    )


def password_form(language: str, *, recovering: bool) -> discord.ui.Modal:
    """Ask for what shall be new; the old password only of who did not sign in with a recovery code."""
    old = () if recovering else (_field("old", N_("Old password"), language),)
    kept = N_("Leave it empty to keep the one you have.")
    return _form(
        "recover" if recovering else "password",
        N_("A new password or address"),
        language,
        *old,
        _field("new", N_("New password"), language, about=_NEEDS, needed=False),
        _field("again", N_("New password, once more"), language, needed=False),
        _field("address", N_("New e-mail address"), language, about=kept, longest=_ADDRESS, needed=False),
    )


def _form(name: str, title: str, language: str, *fields: discord.ui.Label[Any]) -> discord.ui.Modal:
    form = discord.ui.Modal(title=translate(title, language)[:45], custom_id=f"{FORM}{name}")
    form.add_item(discord.ui.TextDisplay(translate(PRIVATE, language)))
    for field in fields:
        form.add_item(field)
    return ready(form)


def _field(
    name: str, label: str, language: str, *, about: str = "", longest: int = _PASSWORD, needed: bool = True
) -> discord.ui.Label[Any]:
    typed: discord.ui.TextInput[Any] = discord.ui.TextInput(custom_id=name, max_length=longest, required=needed)
    described = translate(about, language) if about else None
    return discord.ui.Label(text=translate(label, language), description=described, component=typed)
