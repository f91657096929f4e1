// The channels of a server below their categories, threads below their channel; or the direct conversations.

import { avatar, el, icon } from "../dom.js";
import { isThread, signOf } from "../world.js";
import { countText } from "./rail.js";
import { keepValue, keptValue } from "../keeping.js";

const KEPT = "skald.folded";

export class Channels {
  /** `onOpen(id)` and `onNew(category)` when the person chooses. */
  constructor(node, ctx, handlers) {
    Object.assign(this, { node, ctx, handlers });
    this.folded = new Set(kept());
    node.addEventListener("keydown", (event) => this.#key(event));
  }

  draw(open, home) {
    this.open = open;
    const { world, seat } = this.ctx;
    const focus = this.node.contains(document.activeElement) ? document.activeElement.dataset : {};
    const { scrollTop } = this.node;
    this.node.replaceChildren(
      ...(home
        ? [this.#list(world.directs), !world.directs.length && el("p", { class: "muted quiet" }, seat.words("noDirects"))]
        : world
            .sections()
            .filter(({ category, rows }) => category || rows.length || world.me.admin)
            .map((section) => this.#section(section))
      ).filter(Boolean),
    );
    this.node.scrollTop = scrollTop;
    const again = focus.channel
      ? `[data-channel="${CSS.escape(focus.channel)}"]`
      : focus.category && `[data-category="${CSS.escape(focus.category)}"]`;
    if (again) this.node.querySelector(again)?.focus();
  }

  /** The channel `step` rows further, or the next one with something new. */
  beside(step, news = false) {
    const ids = [...this.node.querySelectorAll(news ? ".channel.unread, .channel.here" : ".channel")].map(
      (row) => row.dataset.channel,
    );
    if (!ids.length) return null;
    const here = ids.indexOf(this.open?.id);
    return ids.at((here + step) % ids.length);
  }

  #section({ category, rows }) {
    const may = this.ctx.world.me?.admin;
    if (!category)
      return el(
        "section",
        null,
        el("div", { class: "group-head" }, el("h2", { class: "group-title" }, this.ctx.seat.words("channels")), may && this.#adder(null)),
        this.#list(rows),
      );
    const folded = this.folded.has(category.id);
    // What is open or new stays in sight.
    const shown = folded ? rows.filter((row) => row.id === this.open?.id || this.ctx.unread.has(row)) : rows;
    return el(
      "section",
      { class: folded ? "category folded" : "category" },
      el(
        "div",
        { class: "group-head" },
        el(
          "h2",
          { class: "group-title" },
          el(
            "button",
            {
              type: "button",
              class: "fold",
              "aria-expanded": String(!folded),
              data: { category: category.id },
              onclick: () => this.#fold(category.id),
            },
            icon("down"),
            el("span", { class: "channel-name" }, category.name),
          ),
        ),
        may && this.#adder(category),
      ),
      this.#list(shown),
    );
  }

  #adder(category) {
    const label = this.ctx.seat.words("newChannel");
    return el(
      "button",
      { type: "button", class: "adder", title: label, "aria-label": category ? `${label}: ${category.name}` : label, onclick: () => this.handlers.onNew(category) },
      icon("plus"),
    );
  }

  #list(rows) {
    return el(
      "ul",
      null,
      rows.map((channel) => el("li", null, this.#row(channel))),
    );
  }

  #row(channel) {
    const { unread, world, seat } = this.ctx;
    const here = channel.id === this.open?.id;
    const news = !here && unread.has(channel);
    const mentions = unread.mentions(channel);
    const state = [
      "channel",
      isThread(channel) && "thread",
      here && "here",
      news && "unread",
      !channel.may_write && "closed",
    ];
    const spoken = [
      channel.name,
      mentions && seat.words("mentions", { n: mentions }),
      news && seat.words("unread"),
    ];
    return el(
      "button",
      {
        type: "button",
        class: state.filter(Boolean).join(" "),
        data: { channel: channel.id },
        title: channel.topic || null,
        "aria-label": spoken.filter(Boolean).join(", "),
        "aria-current": here ? "page" : null,
        onclick: () => this.handlers.onOpen(channel.id),
      },
      channel.type === 1
        ? avatar(world.bot, "small")
        : el("span", { class: "hash", "aria-hidden": "true" }, isThread(channel) ? icon("thread") : signOf(channel)),
      el("span", { class: "channel-name" }, channel.name),
      mentions > 0 && el("span", { class: "count-mark", "aria-hidden": "true" }, countText(mentions)),
    );
  }

  #fold(id) {
    if (!this.folded.delete(id)) this.folded.add(id);
    keepValue(KEPT, [...this.folded]);
    this.draw(this.open, false);
  }

  #key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.altKey) return;
    event.preventDefault();
    const rows = [...this.node.querySelectorAll("button")];
    rows[(rows.indexOf(document.activeElement) + step + rows.length) % rows.length].focus();
  }
}

function kept() {
  const list = keptValue(KEPT);
  return Array.isArray(list) ? list : [];
}
