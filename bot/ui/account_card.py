"""What people read of their account: what it is, who tried to sign in, and what came of a form."""

from __future__ import annotations

from collections.abc import Sequence

import discord
from discord.utils import format_dt

from bot.domain.plaintext import escape, shown
from bot.i18n import N_, translate
from bot.services.accounts.outcomes import OUTCOMES
from bot.services.accounts.values import AccountView, SignedIn, Visit
from bot.ui.cards import COLOUR

REGISTERED = N_("✅ Your account is registered, and you are signed in.")
SIGNED_IN = N_("✅ You are signed in. It ends by itself when you do nothing with your account for a while.")
ELSEWHERE = N_(
    "This Discord user plays as another account. /account link makes the two one: everything played here then belongs "
    "to the account you are signed in to."
)
RECOVERED = N_(
    "Your recovery code is used up. Choose a new password now with /account password: it does not ask for the old one."
)
CHANGED = N_("✅ It is changed. Whoever else was signed in to your account is signed out.")
CODE = N_(
    "Your recovery code: **`{code}`**\nKeep it somewhere safe, it is shown only now, and any earlier one is void. If "
    "you forget your password, type it in its place in /account login, once."
)
SIGNED_OUT = N_("You are signed out here. You play on as before.")
SIGNED_OUT_EVERYWHERE = N_("Your account is signed out everywhere. You play on as before.")
LINKED = N_(
    "🔗 This Discord user belongs to your account now, and so does everything played here before. /account show lists "
    "all of them."
)
UNLINKED = N_(
    "<@{discord_id}> does not belong to your account any more and begins anew with the next word. What was played "
    "stays with your account."
)


def registered(code: str, language: str) -> str:
    """Say that somebody is registered, with the code that is shown only once."""
    return "\n\n".join((translate(REGISTERED, language), _code(code, language)))


def signed_in(who: SignedIn, language: str) -> str:
    """Say that somebody is signed in, and what they may want to do next."""
    told = [translate(SIGNED_IN, language)]
    if who.fresh_code is not None:
        told += [translate(RECOVERED, language), _code(who.fresh_code, language)]
    if not who.linked:
        told.append(translate(ELSEWHERE, language))
    return "\n\n".join(told)


def changed(code: str, language: str) -> str:
    """Say that a password or an address is changed, with the next code."""
    return "\n\n".join((translate(CHANGED, language), _code(code, language)))


def _code(code: str, language: str) -> str:
    return translate(CODE, language).format(code=code)


def account_card(view: AccountView, language: str) -> discord.Embed:
    """Show what somebody may see of their account."""

    def t(sentence: str) -> str:
        return translate(sentence, language)

    embed = discord.Embed(title=t(N_("Your account")), colour=COLOUR)
    embed.add_field(name=t(N_("Name")), value=shown(view.name))
    embed.add_field(name=t(N_("Known since")), value=format_dt(view.since, "D"))
    unregistered = t(N_("no; you play all the same. /account register makes it yours beyond Discord"))
    embed.add_field(
        name=t(N_("Registered")), value=unregistered if view.email is None else escape(view.email), inline=False
    )
    people = ", ".join(f"<@{discord_id}>" for discord_id in view.discord_ids[:25])
    embed.add_field(name=t(N_("Discord users")), value=people or "–", inline=False)
    if view.until is None:
        session = t(N_("no; /account login signs you in"))
    else:
        sentence = t(N_("as {address}, until {until} if you do nothing"))
        session = sentence.format(address=escape(view.signed_in_as or "?"), until=format_dt(view.until, "R"))
    if view.elsewhere:
        session += "\n" + t(ELSEWHERE)
    embed.add_field(name=t(N_("Signed in")), value=session[:1024], inline=False)
    return embed


def history_card(visits: Sequence[Visit], language: str) -> discord.Embed:
    """List who tried to sign in and what came of it, the newest first."""
    embed = discord.Embed(title=translate(N_("Sign-ins to your account"), language), colour=COLOUR)
    lines = [
        f"{format_dt(one.at, 'd')} {format_dt(one.at, 't')} · <@{one.discord_id}> ({shown(one.name)}) · "
        + translate(OUTCOMES.get(one.outcome, one.outcome), language)
        for one in visits
    ]
    embed.description = "\n".join(lines) or translate(N_("Nobody has tried yet."), language)
    return embed
