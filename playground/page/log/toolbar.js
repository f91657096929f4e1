// The tools of the message under the pointer: one bar for the whole log, which stands where it is needed.

import { el, icon, once } from "../dom.js";

export class Toolbar {
  /** `node` holds the messages of the `log`. */
  constructor(node, log, ctx) {
    this.log = log;
    this.ctx = ctx;
    this.view = null;
    this.bar = el("div", { class: "actions" });
    node.addEventListener("pointerover", (event) => this.#over(event.target));
    node.addEventListener("focusin", (event) => this.#over(event.target));
    node.addEventListener("pointerleave", () => this.#busy() || this.leave());
    node.addEventListener("contextmenu", (event) => this.#asked(event));
  }

  /** Go away, from one view or from wherever it is. */
  leave(view = this.view) {
    if (view !== this.view) return;
    this.view = null;
    this.bar.remove();
  }

  /** Open the tray of emoji of a message, at a button or at its tools. */
  async react(view, anchor = null) {
    this.#stand(view);
    const at = anchor ?? this.bar.querySelector("[data-tool=react]") ?? view.node;
    const { pickEmoji } = await import("./emoji_picker.js");
    pickEmoji(at, this.ctx, (emoji) => this.ctx.attempt(this.ctx.api.act("react", view.message, { emoji })));
  }

  /** Open the menu of a message, at its tools or at a point. */
  async menu(view, at = null) {
    this.#stand(view);
    const { openMessageMenu } = await import("./menu.js");
    const anchor = this.bar.querySelector("[data-tool=more]") ?? view.node;
    openMessageMenu(view, anchor, this, this.ctx, at);
  }

  /** Delete a message; asks first. */
  remove = once(async (view) => {
    const { ctx } = this;
    const { openDialog } = await import("../frame/dialog.js");
    const { words } = ctx.seat;
    const said = el("blockquote", { class: "asked-about" }, view.spoken());
    openDialog(ctx, words("deleteTitle"), () => [el("p", null, words("deleteAsk")), said], {
      send: words("delete"),
      onSend: () => ctx.attempt(ctx.api.act("delete", view.message)),
    }).classList.add("grave");
  });

  #over(target) {
    const id = target.closest?.(".message")?.dataset.id;
    const view = id && this.log.window.view(id);
    if (view && view !== this.view && !this.#busy()) this.#stand(view);
  }

  /** Whether the bar is in use: it stays while one of its menus is open. */
  #busy() {
    return Boolean(this.bar.querySelector("[aria-expanded=true]")) && this.bar.isConnected;
  }

  #stand(view) {
    if (this.view === view && this.bar.isConnected) return;
    this.view = view;
    const may = view.rights();
    const { words } = this.ctx.seat;
    const tool = (name, drawing, act) =>
      el(
        "button",
        {
          type: "button",
          class: "tool",
          title: words(name),
          "aria-label": words(name),
          data: { tool: name },
          onclick: act,
        },
        icon(drawing),
      );
    const tools = [
      may.react && tool("react", "smile", () => this.react(view)),
      may.reply && tool("reply", "reply", () => this.ctx.replyTo(view.message)),
      may.edit && tool("edit", "pencil", () => this.ctx.edit(view)),
      may.delete && tool("delete", "bin", () => this.remove(view)),
      tool("more", "more", () => this.menu(view)),
    ].filter(Boolean);
    for (const each of tools)
      if (["react", "more"].includes(each.dataset.tool)) each.setAttribute("aria-expanded", "false");
    this.bar.replaceChildren(...tools);
    view.node.append(this.bar);
  }

  /** A press of the right button, or a long one; links and boxes keep their own menu. */
  #asked(event) {
    const view = this.log.window.view(event.target.closest(".message")?.dataset.id);
    if (!view || event.shiftKey || event.target.closest("a, input, textarea, [popover]")) return;
    event.preventDefault();
    // The keyboard's menu key has no point of its own.
    this.menu(view, event.clientX || event.clientY ? { x: event.clientX, y: event.clientY } : null);
  }
}
