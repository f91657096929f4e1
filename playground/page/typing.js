// "Skald is typing…": who writes in the open channel, until when.

import { el } from "./dom.js";
import { dots } from "./message.js";

const LASTS = 10_000;

export class Typing {
  constructor(ctx) {
    this.ctx = ctx;
    this.until = new Map();
    this.node = el("div", { class: "typing", "aria-live": "polite" });
  }

  /** Someone began to write: `{channel, user, until?}`, `until` in milliseconds since 1970. */
  start({ channel, user, until }) {
    // The server's clock may be another one: never show it longer than Discord does.
    const end = Math.min(Math.max(until ?? 0, Date.now() + 1000), Date.now() + LASTS);
    this.until.set(`${channel}/${user}`, end);
    this.draw();
  }

  stop(channel, user) {
    if (this.until.delete(`${channel}/${user}`)) this.draw();
  }

  clear() {
    this.until.clear();
    this.draw();
  }

  draw() {
    const { world, seat } = this.ctx;
    clearTimeout(this.timer);
    const now = Date.now();
    for (const [key, end] of this.until) if (end <= now) this.until.delete(key);
    const ids = [...this.until.keys()]
      .map((key) => key.split("/"))
      .filter(([channel, user]) => channel === this.ctx.channel?.id && user !== world.me?.id)
      .map(([, user]) => user);
    const here = ids.map((user) => world.userName(user) ?? seat.words("unknownUser"));
    this.ctx.typed(ids);
    const names = new Intl.ListFormat(seat.locale).format(here);
    this.node.replaceChildren(
      ...(here.length
        ? [dots(), el("span", null, seat.words(here.length > 1 ? "typingMany" : "typing", { names }))]
        : []),
    );
    if (this.until.size)
      this.timer = setTimeout(() => this.draw(), Math.min(...this.until.values()) - now + 50);
  }
}
