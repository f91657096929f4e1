// What stands before the first message and after the last one.

import { avatar, el } from "../dom.js";
import { dots } from "../message.js";
import { signOf } from "../world.js";

/** The welcome at a channel's beginning, or a word that more is on its way. */
export function beginning(channel, isStart, { words }) {
  if (!isStart) return el("p", { class: "muted" }, words("older"));
  const name = `${signOf(channel)}${channel.name}`;
  return el(
    "div",
    { class: "welcome" },
    el("span", { class: "hash", "aria-hidden": "true" }, signOf(channel)),
    el("h2", null, words("welcome", { channel: name })),
    el("p", null, channel.topic || words("welcomeText")),
  );
}

/** A row for a call that waits for the bot: `{label}`. */
export function waitingFor(call, { world, seat }) {
  return el(
    "div",
    { class: "pending-row", role: "status" },
    avatar(world.bot, "small"),
    el("span", { class: "mention" }, `/${call.label}`),
    dots(),
    el("span", { class: "muted" }, seat.words("waiting")),
  );
}
