// The rail at the left edge: direct messages, the servers, and a way to found one.

import { el, icon } from "../dom.js";

export class Rail {
  /** `onHome()`, `onGuild(id)` and `onFound()` when the person chooses. */
  constructor(node, ctx, handlers) {
    Object.assign(this, { node, ctx, handlers });
    node.addEventListener("keydown", (event) => this.#key(event));
  }

  draw(home) {
    const { world, seat, unread } = this.ctx;
    const focus = this.node.contains(document.activeElement) && document.activeElement.dataset.rail;
    this.node.setAttribute("aria-label", seat.words("servers"));
    this.node.replaceChildren(
      this.#stop("home", seat.words("directs"), icon("chat"), home, unread.sum(world.directs), this.handlers.onHome),
      el("span", { class: "rail-line", "aria-hidden": "true" }),
      ...world.guilds.map((guild) => {
        const here = !home && guild === world.guild;
        const waits = unread.sum(world.sections(guild).flatMap(({ rows }) => rows));
        return this.#stop(guild.id, guild.name, initials(guild.name), here, waits, () => this.handlers.onGuild(guild.id));
      }),
      this.#stop("found", seat.words("foundServer"), icon("plus"), false, { mentions: 0 }, this.handlers.onFound),
    );
    if (focus) this.node.querySelector(`[data-rail="${CSS.escape(focus)}"]`)?.focus();
  }

  #stop(id, name, face, here, { unread, mentions }, onclick) {
    const { words } = this.ctx.seat;
    const spoken = [name, mentions && words("mentions", { n: mentions }), unread && words("unread")];
    return el(
      "button",
      {
        type: "button",
        class: `stop ${here ? "here" : ""} ${unread ? "unread" : ""}`,
        data: { rail: id },
        title: name,
        "aria-label": spoken.filter(Boolean).join(", "),
        "aria-current": here ? "true" : null,
        onclick,
      },
      el("span", { class: "stop-face", "aria-hidden": "true" }, face),
      mentions > 0 && el("span", { class: "count-mark", "aria-hidden": "true" }, countText(mentions)),
    );
  }

  #key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.altKey) return;
    event.preventDefault();
    const stops = [...this.node.querySelectorAll(".stop")];
    stops[(stops.indexOf(document.activeElement) + step + stops.length) % stops.length].focus();
  }
}

export const countText = (n) => (n > 99 ? "99+" : String(n));

/** Up to three first letters of the words of a name. */
function initials(name) {
  const words = name.split(/\s+/u).filter((word) => /[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(word));
  const letters = words.slice(0, 3).map((word) => [...word].find((c) => /[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(c)));
  return letters.join("").toUpperCase() || "?";
}
