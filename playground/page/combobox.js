// A text field with a list of values under it: choices that are known, or ones asked for while the person types.

import { Refused } from "./api.js";
import { el } from "./dom.js";
import { Listbox, place } from "./listbox.js";

const PAUSE = 120;

export class Combobox {
  /** `rows` is a list of `{value, name}`, or `ask(query, signal)` fetches it, or is Refused; `free` lets other text stand. */
  constructor({ label, ctx, rows = null, ask = null, free = false, onPicked = () => {} }) {
    Object.assign(this, { ctx, rows, ask, free, onPicked });
    this.chosen = null;
    this.moved = () => this.#place();
    this.input = el("input", {
      type: "text",
      class: "field-input",
      autocomplete: "off",
      spellcheck: "false",
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-label": label,
      oninput: () => this.#typed(),
      onfocus: () => this.show(),
      onclick: () => this.open || this.show(),
      onblur: () => this.close(),
      onkeydown: (event) => this.#key(event),
    });
    this.list = new Listbox({ label, onPick: (row) => this.#pick(row) });
    this.list.owner = this.input;
    this.node = el("span", { class: "combobox" }, this.input);
  }

  get open() {
    return this.list.node.isConnected;
  }

  /** The value to send: a picked row's, the text where text may stand, or null for none that fits. */
  value() {
    const text = this.input.value.trim();
    if (this.chosen && this.chosen.name === this.input.value) return this.chosen.value;
    if (!text) return undefined;
    const exact = (this.rows ?? []).find((row) => row.name.toLowerCase() === text.toLowerCase());
    if (exact) return exact.value;
    return this.free ? text : null;
  }

  show() {
    if (!this.open) {
      this.node.append(this.list.node);
      this.input.setAttribute("aria-expanded", "true");
      this.input.setAttribute("aria-controls", this.list.id);
      window.addEventListener("resize", this.moved);
    }
    this.#place();
    this.#refresh(0);
  }

  close() {
    clearTimeout(this.timer);
    this.request?.abort();
    this.list.node.remove();
    window.removeEventListener("resize", this.moved);
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-controls");
    this.input.removeAttribute("aria-activedescendant");
  }

  #place() {
    const field = this.node.closest(".option-field") ?? this.node;
    // Above the whole composer, so that no other field is covered.
    if (this.open) place(this.list.node, field, field.closest("#dock > div") ?? field);
  }

  #typed() {
    if (!this.open) this.show();
    else this.#refresh(this.ask ? PAUSE : 0);
  }

  #refresh(pause) {
    const query = this.input.value;
    clearTimeout(this.timer);
    if (this.rows) {
      const wanted = this.chosen?.name === query ? "" : query.trim().toLowerCase();
      this.#show(
        this.rows.filter((row) => row.name.toLowerCase().includes(wanted)),
        query,
      );
      return;
    }
    // The newest question wins: an older one under way is let go, and its answer could not be shown any more.
    this.request?.abort();
    const request = new AbortController();
    this.request = request;
    if (!this.list.rows.length) this.list.say(this.ctx.seat.words("searching"));
    this.list.node.setAttribute("aria-busy", "true");
    this.timer = setTimeout(() => this.#fetch(query, request), pause);
  }

  async #fetch(query, request) {
    const stale = () => request !== this.request || request.signal.aborted;
    try {
      const rows = await this.ask(query, request.signal);
      if (!stale()) this.#show(rows, query);
    } catch (problem) {
      if (stale()) return; // a newer question is under way: what became of this one matters to nobody
      if (!(problem instanceof Refused)) throw problem;
      this.list.say(problem.message);
    }
    this.#place();
  }

  #show(rows, query) {
    const typed = plain(query.trim());
    // Free text is sent as it stands unless it looks like the beginning of a value, or of a word of one.
    const found = (test) => rows.findIndex((row) => typed && test(plain(row.name)));
    const whole = found((name) => name.startsWith(typed));
    const begins = whole < 0 ? found((name) => name.includes(` ${typed}`)) : whole;
    if (rows.length) this.list.show(rows, this.free ? begins : Math.max(0, begins));
    else if (this.free) this.close();
    else this.list.say(this.ctx.seat.words("nothingFound"));
    this.#place();
  }

  #pick(row) {
    this.chosen = row;
    this.input.value = row.name;
    this.close();
    this.onPicked(row);
  }

  #key(event) {
    if (event.isComposing) return;
    const { key } = event;
    if (key === "ArrowDown" || key === "ArrowUp") {
      if (!this.open) this.show();
      else this.list.move(key === "ArrowDown" ? 1 : -1);
      event.preventDefault();
    } else if (!this.open) return;
    else if (key === "Enter" && this.list.active >= 0 && this.chosen?.name !== this.input.value) {
      this.list.pick();
      event.preventDefault();
      event.stopPropagation();
    } else if (key === "Tab" && !event.shiftKey && this.list.active >= 0 && this.input.value)
      this.list.pick();
    else if (key === "Escape") {
      this.close();
      event.preventDefault();
      event.stopPropagation();
    }
  }
}

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
