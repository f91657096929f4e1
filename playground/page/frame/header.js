// The line over the log: which channel this is, what it is about, and its tools.

import { el, icon } from "../dom.js";
import { isThread, signOf } from "../world.js";

export class Header {
  /** `drawer(name, button)` opens or closes one, `shown(name)` tells; `onThread()`, `onFind()`. */
  constructor(node, ctx, handlers) {
    Object.assign(this, { node, ctx, handlers });
  }

  draw(channel) {
    const { world } = this.ctx;
    const parent = channel && isThread(channel) ? world.anywhere(channel.parent) : null;
    this.node.replaceChildren(
      this.#drawer("menu", "showChannels", "sidebar"),
      ...(channel ? this.#title(channel, parent) : []),
      el("span", { class: "stretch" }),
      ...(channel
        ? [
            channel.type !== 1 && !parent && channel.may_write && this.#tool("newThread", "newThread", this.handlers.onThread),
            this.#tool("find", "find", this.handlers.onFind, "Control+K"),
            this.#drawer("people", "showMembers", "members"),
          ].filter(Boolean)
        : []),
    );
  }

  #title(channel, parent) {
    return [
      parent &&
        el(
          "button",
          { type: "button", class: "parent", onclick: () => this.ctx.goTo(parent.id) },
          `${signOf(parent)} ${parent.name}`,
        ),
      parent && el("span", { class: "muted", "aria-hidden": "true" }, "›"),
      el("span", { class: "hash", "aria-hidden": "true" }, parent ? icon("thread") : signOf(channel)),
      el("h1", { class: "channel-title", title: channel.name }, channel.name),
      channel.topic && el("span", { class: "topic", title: channel.topic }, channel.topic),
    ].filter(Boolean);
  }

  #tool(picture, label, onclick, keys = null) {
    const text = this.ctx.seat.words(label);
    return el(
      "button",
      {
        type: "button",
        class: `round tool-${label}`,
        "aria-label": text,
        "aria-keyshortcuts": keys,
        title: keys ? `${text} (${keys.replace("Control", this.ctx.seat.words("control"))})` : text,
        onclick,
      },
      icon(picture),
    );
  }

  #drawer(picture, label, name) {
    const button = this.#tool(picture, label, () => this.handlers.drawer(name, button));
    button.classList.add(`drawer-${name}`);
    button.setAttribute("aria-expanded", String(this.handlers.shown(name)));
    button.setAttribute("aria-controls", name);
    return button;
  }
}
