// What a screen reader says of the log: each message once, a reply when it is finished and not at each edit.

import { el } from "../dom.js";

// The bot puts this behind a reply that goes on.
const GOES_ON = /▌\s*$/;
const QUIET_MS = 1200;
const SHORTLY_MS = 150;
const KEPT_MS = 10_000;

export class Announcer {
  constructor(ctx) {
    this.ctx = ctx;
    this.node = el("div", { class: "unseen", role: "status", "aria-live": "polite" });
    this.waiting = new Map();
    this.said = new Set();
  }

  /** Forget what was to be said, as when another channel is shown: a whole history is no news. */
  clear() {
    for (const timer of this.waiting.values()) clearTimeout(timer);
    this.waiting.clear();
    this.said.clear();
    this.node.replaceChildren();
  }

  /** A message came; it is said as soon as it is whole. */
  came(view) {
    if (view.message.author.id === this.ctx.world.me?.id) this.said.add(view.id);
    else this.#wait(view);
  }

  /** A message changed: one that waits goes on waiting, one that was said is not said again. */
  changed(view) {
    if (this.waiting.has(view.id)) this.#wait(view);
  }

  #wait(view) {
    if (this.said.has(view.id)) return;
    clearTimeout(this.waiting.get(view.id));
    const quiet = view.message.author.bot ? QUIET_MS : SHORTLY_MS;
    this.waiting.set(
      view.id,
      setTimeout(() => this.#say(view), quiet),
    );
  }

  #say(view) {
    if (view.isLoading || GOES_ON.test(view.message.content ?? "")) return; // its next edit asks again
    this.waiting.delete(view.id);
    this.said.add(view.id);
    const line = el("p", null, view.spoken());
    this.node.append(line);
    setTimeout(() => line.remove(), KEPT_MS);
  }
}
