// What stands around a message's own words: what it answers, and the thread that began on it.

import { avatar, el, icon } from "../dom.js";
import { inlineMarkdown } from "../markdown.js";
import { commandTitle, nameOf } from "../world.js";

const COMMAND_ANSWERS = new Set([20, 23]);
const EXCERPT = 120;
/** The kind of message that says that somebody began a thread. */
export const THREAD_BEGUN = 18;

/** The line above: the command it answers, or the message it replies to, which a press shows. */
export function context(message, ctx) {
  const { words } = ctx.seat;
  const used = message.interaction_metadata;
  const command = used?.name ?? message.interaction?.name;
  if (COMMAND_ANSWERS.has(message.type) && used && command) {
    const user = used.user && (ctx.world.user(used.user.id) ?? used.user);
    return el(
      "div",
      { class: "context" },
      user && avatar(user, "tiny"),
      el("strong", null, nameOf(user) ?? ""),
      ` ${words("used")} `,
      el("span", { class: "mention" }, commandTitle(command, ctx.world.commands, ctx.seat.locale)),
    );
  }
  const original = message.referenced_message;
  if (message.message_reference && original === null)
    return el("div", { class: "context" }, icon("reply"), el("em", null, words("gone")));
  if (!original) return null;
  const user = ctx.world.user(original.author.id) ?? original.author;
  return el(
    "button",
    { type: "button", class: "context", onclick: () => ctx.reveal(original.id) },
    avatar(user, "tiny"),
    el("strong", null, nameOf(user)),
    el("span", { class: "excerpt" }, plain(original.content, ctx).slice(0, EXCERPT) || words("noText")),
  );
}

/** The thread that began on the message. */
export function threadCard({ thread }, ctx) {
  if (!thread) return null;
  return el(
    "button",
    { type: "button", class: "thread-card", onclick: () => ctx.goTo(thread.id) },
    el("strong", null, thread.name),
    el("span", { class: "thread-go" }, ctx.seat.words("goToThread"), " ›"),
  );
}

/** What stands where somebody began a thread beside the messages: that they did, and the way there. */
export function threadBegun({ content, message_reference: there }, ctx) {
  const open = () => ctx.goTo(there.channel_id);
  const way = el("button", { type: "button", class: "mention", onclick: open }, content);
  return el("p", { class: "text" }, ctx.seat.words("beganThread"), " ", way);
}

/** A message's words as they are read, without marks; what a spoiler covers stays covered. */
function plain(content, ctx) {
  const line = (content ?? "").replace(/^(?:#{1,3}|-#|>) /gm, "");
  const read = el("span", null, inlineMarkdown(line, ctx));
  for (const spoiler of read.querySelectorAll(".spoiler")) spoiler.textContent = "▒▒▒";
  return read.textContent;
}
