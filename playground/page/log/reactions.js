// The reactions under a message: who reacted is told, one's own is taken back by a second press.

import { el, icon } from "../dom.js";
import { emojiText } from "../select.js";

const NAMED = 3;

/** One button for each emoji, and one more that adds another. */
export function reactionRow(message, ctx) {
  const reactions = message.reactions ?? [];
  if (!reactions.length) return [];
  const { words } = ctx.seat;
  const add = el(
    "button",
    {
      type: "button",
      class: "react-more",
      title: words("react"),
      "aria-label": words("react"),
      onclick: () => ctx.pickReaction(message, add),
    },
    icon("smile"),
  );
  const may = ctx.channel?.may_write !== false;
  return [...reactions.map((reaction) => reactionButton(reaction, message, ctx)), ...(may ? [add] : [])];
}

function reactionButton(reaction, message, ctx) {
  const { words } = ctx.seat;
  const emoji = emojiText(reaction.emoji);
  const users = reaction.users ?? [];
  const mine = users.includes(ctx.world.me?.id);
  const names = whoReacted(users, ctx);
  return el(
    "button",
    {
      type: "button",
      class: mine ? "reaction mine" : "reaction",
      title: names,
      "aria-pressed": String(mine),
      "aria-label": words("reaction", { emoji, count: reaction.count, names }),
      onclick: () => ctx.attempt(ctx.api.act("react", message, { emoji, remove: mine })),
    },
    el("span", { class: "reaction-emoji" }, emoji),
    el("span", { class: "count" }, String(reaction.count)),
  );
}

function whoReacted(users, ctx) {
  const { words, locale } = ctx.seat;
  const names = users.slice(0, NAMED).map((id) => ctx.world.userName(id) ?? words("unknownUser"));
  const rest = users.length - names.length;
  if (rest > 0) names.push(words("andMore", { n: rest }));
  return new Intl.ListFormat(locale).format(names);
}
