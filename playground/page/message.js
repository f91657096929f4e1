// One message of the log: built once, then only the parts that changed are made anew.

import { openAppMenu } from "./app_menu.js";
import { all } from "./components.js";
import { avatar, colour, el, icon } from "./dom.js";
import { embedCard } from "./embeds.js";
import { markdown } from "./markdown.js";
import { attachmentList } from "./media.js";
import { emojiText } from "./select.js";
import { commandTitle, nameOf, timeOf } from "./world.js";

const EPHEMERAL = 1 << 6;
const LOADING = 1 << 7;
const COMMAND_ANSWERS = new Set([20, 23]);
const GROUP_MS = 7 * 60 * 1000;
const QUICK = ["👍", "❤️", "😂", "🎲", "⚔️", "🎉", "😮", "🙏"];

export const isEphemeral = (message) => message.ephemeral || Boolean(message.flags & EPHEMERAL);
const isLoading = (message) => Boolean(message.flags & LOADING);

export class MessageView {
  constructor(message, ctx) {
    this.ctx = ctx;
    this.id = message.id;
    this.drawn = {};
    this.parts = {
      before: el("div", { class: "before" }),
      content: el("div", { class: "content" }),
      files: el("div", { class: "files" }),
      embeds: el("div", { class: "embeds" }),
      components: el("div", { class: "components" }),
      reactions: el("div", { class: "reactions" }),
      note: el("div", { class: "note" }),
    };
    this.actions = el("div", { class: "actions" });
    this.node = el("li", {
      class: "message",
      data: { id: message.id },
      oncontextmenu: (event) => this.#menu(event),
    });
    ctx.world.meet(message.webhook_id ? null : message.author);
    const user = ctx.world.user(message.author.id) ?? message.author;
    this.author = nameOf(user);
    const when = timeOf(message);
    const { locale, words } = ctx.seat;
    const short = new Intl.DateTimeFormat(locale, { timeStyle: "short" }).format(when);
    this.node.append(
      this.parts.before,
      el(
        "div",
        { class: "gutter" },
        avatar({ ...user, bot: message.author.bot }),
        el("time", { class: "hover-time", datetime: when.toISOString() }, short),
      ),
      el(
        "div",
        { class: "body" },
        el(
          "div",
          { class: "head" },
          el(
            "span",
            { class: "author", style: { color: message.author.bot ? "" : (colour(user.color) ?? "") } },
            this.author,
          ),
          message.author.bot && el("span", { class: "tag" }, words("bot")),
          el(
            "time",
            {
              datetime: when.toISOString(),
              title: new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "medium" }).format(when),
            },
            short,
          ),
        ),
        this.parts.content,
        this.parts.files,
        this.parts.embeds,
        this.parts.components,
        this.parts.reactions,
        this.parts.note,
      ),
      this.actions,
    );
    this.update(message);
  }

  /** Show the message as it is now; parts that did not change keep their elements, focus and opened spoilers. */
  update(message) {
    this.message = message;
    this.node.classList.toggle("ephemeral", Boolean(isEphemeral(message)));
    this.node.classList.toggle("loading", isLoading(message));
    this.#part(
      "before",
      [message.referenced_message, message.message_reference, message.interaction_metadata],
      () => this.#before(),
    );
    this.#part("content", [message.content, message.edited_timestamp, message.flags], () => this.#content());
    this.#part("files", [message.attachments, message.embeds?.length], () =>
      attachmentList(message, this.ctx),
    );
    this.#part("embeds", [message.embeds, message.attachments], () =>
      (message.embeds ?? []).map((embed) => embedCard(embed, message, this.ctx)),
    );
    this.#part("components", [message.components, message.attachments], () =>
      all(message.components, message, this.ctx),
    );
    this.#part("reactions", message.reactions, () => this.#reactions());
    this.#part("note", isEphemeral(message), () => this.#note());
    if (!this.actions.childElementCount) this.actions.append(...this.#actions());
  }

  /** Stand below `previous`: under its header, when it is the same author's and close in time. */
  follow(previous, dayText) {
    const before = previous?.message;
    const joined =
      before &&
      !dayText &&
      before.author.id === this.message.author.id &&
      !this.parts.before.hasChildNodes() &&
      isEphemeral(before) === isEphemeral(this.message) &&
      nameOf(before.author) === nameOf(this.message.author) &&
      timeOf(this.message) - timeOf(before) < GROUP_MS;
    this.node.classList.toggle("joined", Boolean(joined));
    if (dayText) this.node.dataset.day = dayText;
    else delete this.node.dataset.day;
  }

  /** Say a sentence under the message, such as that its button did not work. */
  complain(sentence) {
    this.node.querySelector(".complaint")?.remove();
    this.parts.note.after(el("div", { class: "complaint", role: "alert" }, sentence));
  }

  #part(name, data, draw) {
    const key = JSON.stringify(data) ?? "";
    if (this.drawn[name] === key) return;
    this.drawn[name] = key;
    this.parts[name].replaceChildren(...[draw() ?? []].flat());
  }

  #before() {
    const { message, ctx } = this;
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
      el("span", { class: "excerpt" }, plain(original.content).slice(0, 120) || "…"),
    );
  }

  #content() {
    const { message, ctx } = this;
    const { words } = ctx.seat;
    if (isLoading(message))
      return el("div", { class: "thinking" }, dots(), words("thinking", { name: this.author }));
    if (!message.content) return [];
    const text = markdown(message.content, ctx);
    if (message.edited_timestamp) {
      const last = text.lastElementChild;
      const mark = el("span", { class: "edited" }, ` ${words("edited")}`);
      if (last?.matches("p, small")) last.append(mark);
      else text.append(mark);
    }
    return text;
  }

  #reactions() {
    const { message, ctx } = this;
    return (message.reactions ?? []).map((reaction) => {
      const emoji = emojiText(reaction.emoji);
      const mine = (reaction.users ?? []).includes(ctx.world.me?.id);
      return el(
        "button",
        {
          type: "button",
          class: mine ? "reaction mine" : "reaction",
          "aria-pressed": String(mine),
          "aria-label": ctx.seat.words("reaction", { emoji, count: reaction.count }),
          onclick: () => ctx.attempt(ctx.api.act("react", message, { emoji, remove: mine })),
        },
        el("span", null, emoji),
        el("span", { class: "count" }, String(reaction.count)),
      );
    });
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

  #actions() {
    const { ctx, message } = this;
    if (isEphemeral(message)) return [];
    const { words } = ctx.seat;
    const tool = (name, label, act) =>
      el(
        "button",
        { type: "button", class: "tool", title: words(label), "aria-label": words(label), onclick: act },
        icon(name),
      );
    const mine = message.author.id === ctx.world.me?.id;
    return [
      tool("smile", "react", () => this.#pickReaction()),
      tool("reply", "reply", () => ctx.replyTo(this.message)),
      mine && tool("pencil", "edit", () => ctx.edit(this)),
      (mine || ctx.world.me?.admin) &&
        tool("bin", "delete", () => ctx.attempt(ctx.api.act("delete", message))),
      tool("more", "apps", (event) => openAppMenu("message", message, event.currentTarget, ctx)),
    ].filter(Boolean);
  }

  /** A press of the right button, or a long one: the menu of the message; links keep their own. */
  #menu(event) {
    const anchor = this.actions.lastElementChild;
    if (!anchor || event.shiftKey || event.target.closest("a, input, textarea, .app-menu")) return;
    event.preventDefault();
    openAppMenu("message", this.message, anchor, this.ctx, event);
  }

  #pickReaction() {
    const { ctx, message } = this;
    const close = () => this.actions.firstElementChild.focus(); // losing the focus removes the tray
    const tray = el(
      "div",
      { class: "tray", onkeydown: (event) => event.key === "Escape" && close() },
      QUICK.map((emoji) =>
        el(
          "button",
          {
            type: "button",
            class: "tool",
            "aria-label": emoji,
            onclick: () => {
              close();
              ctx.attempt(ctx.api.act("react", message, { emoji }));
            },
          },
          emoji,
        ),
      ),
    );
    this.actions.querySelector(".tray")?.remove();
    this.actions.append(tray);
    tray.firstElementChild.focus();
    tray.addEventListener("focusout", (event) => tray.contains(event.relatedTarget) || tray.remove());
  }
}

/** A line of a message without the marks of its markdown. */
const plain = (content) => (content ?? "").replace(/^(?:#{1,3}|-#|>) |[*_~`|]{1,3}/gm, "");

/** Three dots that move: somebody is at work. */
export function dots() {
  return el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i"));
}
