// The bars over the log: how much is new since when, and the way back to the newest message.

import { el, icon } from "../dom.js";
import { timeOf } from "../world.js";
import { shortDate } from "./when.js";

export class Bars {
  constructor(ctx, { toPresent, toNew, markRead }) {
    this.ctx = ctx;
    this.unread = null;
    this.missed = 0;
    this.text = el("button", { type: "button", class: "new-bar-text", onclick: toNew });
    this.mark = el("button", { type: "button", class: "new-bar-mark", onclick: markRead });
    this.bar = el("div", { class: "new-bar", hidden: true }, this.text, this.mark);
    this.top = el("div", { class: "bar-top" }, this.bar);
    this.label = el("span", { class: "jump-text" });
    this.jump = el(
      "button",
      { type: "button", class: "jump", hidden: true, onclick: toPresent },
      this.label,
      icon("down"),
    );
    this.bottom = el("div", { class: "bar-bottom" }, this.jump);
  }

  /** What was new when the channel was opened: `{count, all, since}`, or null for nothing. */
  news(unread) {
    this.unread = unread;
    this.bar.hidden = !unread;
    if (!unread) return;
    const { words, locale } = this.ctx.seat;
    const { count, all, since } = unread;
    const many = `${new Intl.NumberFormat(locale).format(count)}${all ? "" : "+"}`;
    const when = shortDate(timeOf(since), locale);
    this.text.textContent = words(count === 1 && all ? "newOne" : "newMany", { count: many, when });
    this.mark.textContent = words("markRead");
  }

  /** The reader has seen where the new begins, or wants no word of it. */
  known() {
    this.unread = null;
    this.bar.hidden = true;
  }

  /** One more message came that is not in view. */
  more() {
    this.missed += 1;
  }

  /** Everything is seen. */
  seen() {
    this.missed = 0;
  }

  /** `away` from the end: the button shows; `present` tells whether the newest messages are loaded at all. */
  draw({ away, present }) {
    const { words, locale } = this.ctx.seat;
    this.jump.hidden = !away;
    if (!away) return;
    const count = new Intl.NumberFormat(locale).format(this.missed);
    const news = this.missed && words(this.missed === 1 ? "newBelowOne" : "newBelowMany", { count });
    const text = news || (present ? "" : words("olderShown"));
    if (this.label.textContent !== text) this.label.textContent = text;
    this.jump.classList.toggle("worded", Boolean(text));
    this.jump.setAttribute("aria-label", text ? `${text}: ${words("jump")}` : words("jump"));
  }
}
