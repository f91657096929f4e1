// One message of the log: built once, then only the parts that changed are made anew.

import { all } from "./components.js";
import { avatar, colour, el } from "./dom.js";
import { embedCard } from "./embeds.js";
import { THREAD_BEGUN, context, threadBegun, threadCard } from "./log/around.js";
import { dividers } from "./log/dividers.js";
import { reactionRow } from "./log/reactions.js";
import { spokenText } from "./log/spoken.js";
import { fullTime, shortTime } from "./log/when.js";
import { repaint } from "./markdown.js";
import { attachmentList } from "./media.js";
import { nameOf, timeOf } from "./world.js";

const EPHEMERAL = 1 << 6;
const LOADING = 1 << 7;
const GROUP_MS = 7 * 60 * 1000;

export const isEphemeral = (message) => Boolean(message.ephemeral || message.flags & EPHEMERAL);

export class MessageView {
  constructor(message, ctx) {
    this.ctx = ctx;
    this.id = message.id;
    this.drawn = {};
    const part = (name) => el("div", { class: name });
    this.parts = {
      dividers: part("dividers"),
      before: part("before"),
      content: part("content"),
      files: part("files"),
      embeds: part("embeds"),
      components: part("components"),
      thread: part("thread-part"),
      reactions: part("reactions"),
      note: part("note"),
    };
    ctx.world.meet(message.webhook_id ? null : message.author);
    const user = ctx.world.user(message.author.id) ?? message.author;
    this.author = nameOf(user);
    const { dividers: lines, before, ...rest } = this.parts;
    this.node = el(
      "li",
      { class: "message", data: { id: message.id } },
      lines,
      before,
      ...this.#header(message, user, Object.values(rest)),
    );
    this.update(message);
  }

  get isLoading() {
    return Boolean(this.message.flags & LOADING);
  }

  /** Show the message as it is now; parts that did not change keep their elements, focus and opened spoilers. */
  update(message) {
    this.message = message;
    const { ctx } = this;
    this.node.classList.toggle("ephemeral", isEphemeral(message));
    this.node.classList.toggle("loading", this.isLoading);
    this.node.classList.toggle("calls", this.#callsMe());
    this.#part(
      "before",
      [message.referenced_message, message.message_reference, message.interaction_metadata],
      () => context(message, ctx),
    );
    if (this.#changed("content", [message.content, Boolean(message.edited_timestamp), message.flags]))
      this.#content();
    this.#part("files", [message.attachments, message.embeds, message.components], () =>
      attachmentList(message, ctx),
    );
    this.#part("embeds", [message.embeds, message.attachments], () =>
      (message.embeds ?? []).map((embed) => embedCard(embed, message, ctx)),
    );
    this.#part("components", [message.components, message.attachments], () =>
      all(message.components, message, ctx),
    );
    this.#part("thread", message.thread, () => threadCard(message, ctx));
    this.#part("reactions", message.reactions, () => reactionRow(message, ctx));
    this.#part("note", isEphemeral(message), () => this.#note());
  }

  /** Stand below `previous`: under its header, when it is the same author's and close in time. */
  follow(previous, { newDay, fresh }) {
    const before = previous?.message;
    const joined =
      before &&
      !newDay &&
      !fresh &&
      before.author.id === this.message.author.id &&
      !this.parts.before.hasChildNodes() &&
      isEphemeral(before) === isEphemeral(this.message) &&
      nameOf(before.author) === nameOf(this.message.author) &&
      timeOf(this.message) - timeOf(before) < GROUP_MS;
    this.node.classList.toggle("joined", Boolean(joined));
    this.#part("dividers", [newDay, fresh], () => dividers(this.message, { newDay, fresh }, this.ctx));
  }

  /** What the person who sits here may do with it. */
  rights() {
    const { me } = this.ctx.world;
    const own = this.message.author.id === me?.id;
    const open = !isEphemeral(this.message) && !this.isLoading;
    const writes = open && this.ctx.channel?.may_write !== false;
    return {
      react: writes,
      reply: writes,
      edit: own && open && this.message.type !== THREAD_BEGUN,
      delete: open && Boolean(own || me?.admin),
      thread: writes && this.ctx.channel?.type === 0,
      dismiss: isEphemeral(this.message),
    };
  }

  /** The message in words, for who hears it: who says it, and what stands there. */
  spoken() {
    const { content, files, embeds, components } = this.parts;
    return `${this.author}: ${spokenText([content, files, embeds, components], this.ctx.seat.words)}`;
  }

  /** Say a sentence under the message, such as that its button did not work. */
  complain(sentence) {
    this.node.querySelector(".complaint")?.remove();
    this.parts.note.after(el("div", { class: "complaint", role: "alert" }, sentence));
  }

  #changed(name, data) {
    const key = JSON.stringify(data) ?? "";
    if (this.drawn[name] === key) return false;
    this.drawn[name] = key;
    return true;
  }

  #part(name, data, draw) {
    if (this.#changed(name, data)) this.parts[name].replaceChildren(...[draw() ?? []].flat());
  }

  #header(message, user, parts) {
    const when = timeOf(message);
    const { locale, words } = this.ctx.seat;
    const short = shortTime(when, locale);
    const iso = when.toISOString();
    const shade = message.author.bot ? "" : (colour(user.color) ?? "");
    return [
      el(
        "div",
        { class: "gutter" },
        avatar({ ...user, bot: message.author.bot }),
        el("time", { class: "hover-time", datetime: iso }, short),
      ),
      el(
        "div",
        { class: "body" },
        el(
          "div",
          { class: "head" },
          el("span", { class: "author", style: { "--own": shade } }, this.author),
          message.author.bot && el("span", { class: "tag" }, words("bot")),
          el("time", { datetime: iso, title: fullTime(when, locale) }, short),
        ),
        parts,
      ),
    ];
  }

  #content() {
    const { message, ctx } = this;
    const { words } = ctx.seat;
    const { content } = this.parts;
    if (this.isLoading) {
      content.replaceChildren(
        el("div", { class: "thinking" }, dots(), words("thinking", { name: this.author })),
      );
    } else if (message.type === THREAD_BEGUN) content.replaceChildren(threadBegun(message, ctx));
    else if (!message.content) content.replaceChildren();
    else {
      const old = content.querySelector(":scope > .markdown");
      old?.querySelector(".edited")?.remove();
      const text = repaint(old, message.content, ctx);
      if (text !== old) content.replaceChildren(text);
      if (message.edited_timestamp) {
        const last = text.lastElementChild;
        const mark = el("span", { class: "edited" }, ` ${words("edited")}`);
        (last?.matches("p, small") ? last : text).append(mark);
      }
    }
  }

  #callsMe() {
    const { message, ctx } = this;
    const { me } = ctx.world;
    if (!me || message.author.id === me.id) return false;
    return (
      message.mention_everyone ||
      (message.mentions ?? []).some((user) => user.id === me.id) ||
      (message.mention_roles ?? []).some((role) => me.roles?.includes(role))
    );
  }

  #note() {
    const { ctx, message } = this;
    if (!isEphemeral(message)) return [];
    const { words } = ctx.seat;
    return el(
      "div",
      { class: "ephemeral-note" },
      words("onlyYou"),
      " · ",
      el(
        "button",
        { type: "button", class: "text-button", onclick: () => ctx.dismiss(message.id) },
        words("dismiss"),
      ),
    );
  }
}

/** Three dots that move: somebody is at work. */
export function dots() {
  return el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i"));
}
