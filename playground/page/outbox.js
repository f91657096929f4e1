// Messages on their way: shown at once, greyed, until the server has them.

import { avatar, el } from "./dom.js";
import { nameOf } from "./world.js";

// What is confirmed sooner than this is in the log already: showing it twice would only flicker.
const SOON = 100;

export class Outbox {
  constructor(ctx) {
    this.ctx = ctx;
    this.node = el("ol", { class: "outbox", hidden: true, "aria-label": ctx.seat.words("sendingMessages") });
  }

  /** Show a message until `done()` is called. */
  add(content, files) {
    const { world, seat } = this.ctx;
    const row = el(
      "li",
      { class: "outgoing", "aria-busy": "true" },
      avatar(world.me, "small"),
      el(
        "div",
        { class: "outgoing-text" },
        el("span", { class: "outgoing-name" }, nameOf(world.me)),
        el("span", { class: "muted" }, ` ${seat.words("waiting")}`),
        el("div", { class: "outgoing-content" }, content),
        files.map((file) => el("div", { class: "muted" }, file.name)),
      ),
    );
    const timer = setTimeout(() => {
      this.node.append(row);
      this.node.hidden = false;
    }, SOON);
    return () => {
      clearTimeout(timer);
      row.remove();
      this.node.hidden = !this.node.childElementCount;
    };
  }
}
