// The list behind the command picker, the option fields and the select menus; and where it opens.

import { el } from "./dom.js";

let serial = 0;

export class Listbox {
  /** `onPick(row)` gets a row of `{value, name, description?, mark?}`. */
  constructor({ label, onPick, many = false }) {
    serial += 1;
    this.id = `list-${serial}`;
    this.onPick = onPick;
    this.node = el("ul", {
      id: this.id,
      class: "listbox",
      role: "listbox",
      "aria-label": label,
      "aria-multiselectable": many ? "true" : null,
    });
    this.rows = [];
    this.active = -1;
    this.owner = null;
  }

  /** The control that keeps the keyboard focus while the list is open. */
  ownedBy(control) {
    this.owner = control;
    control.setAttribute("aria-controls", this.id);
    return this;
  }

  show(rows, active = 0) {
    this.rows = rows;
    this.items = rows.map((row, n) => this.#item(row, n));
    this.node.replaceChildren(...this.items);
    this.node.removeAttribute("aria-busy");
    this.activate(Math.min(active, rows.length - 1));
  }

  /** Show a sentence in place of rows. */
  say(text) {
    this.rows = [];
    this.items = [];
    this.active = -1;
    this.owner?.removeAttribute("aria-activedescendant");
    this.node.removeAttribute("aria-busy");
    this.node.replaceChildren(el("li", { class: "listbox-note", role: "presentation" }, text));
  }

  activate(n) {
    this.items[this.active]?.classList.remove("active");
    this.active = n;
    const item = this.items[n];
    if (!item) {
      this.owner?.removeAttribute("aria-activedescendant");
      return;
    }
    item.classList.add("active");
    item.scrollIntoView({ block: "nearest" });
    this.owner?.setAttribute("aria-activedescendant", item.id);
  }

  move(step) {
    if (!this.rows.length) return;
    const from = this.active < 0 && step < 0 ? 0 : this.active;
    this.activate((from + step + this.rows.length) % this.rows.length);
  }

  /** Pick the highlighted row; false when there is none. */
  pick() {
    const row = this.rows[this.active];
    if (row) this.onPick(row);
    return Boolean(row);
  }

  #item(row, n) {
    return el(
      "li",
      {
        id: `${this.id}-${n}`,
        role: "option",
        class: row.disabled ? "off" : "",
        "aria-selected": String(Boolean(row.selected)),
        onmousedown: (event) => event.preventDefault(), // the focus stays in the owner
        onmousemove: () => this.active !== n && this.activate(n),
        onclick: () => this.onPick(row),
      },
      row.mark,
      el(
        "span",
        { class: "option-text" },
        el("span", { class: "option-name" }, row.name),
        row.description && el("span", { class: "option-description" }, row.description),
      ),
      row.selected && el("span", { class: "tick", "aria-hidden": "true" }, "✓"),
    );
  }
}

/** Put a floating list under its anchor, or above it and all of its `frame` where there is more room. */
export function place(list, anchor, frame = anchor) {
  const box = anchor.getBoundingClientRect();
  const { top } = frame.getBoundingClientRect();
  const below = window.innerHeight - box.bottom - 12;
  const above = top - 12;
  const upward = below < 220 && above > below;
  const width = Math.min(Math.max(box.width, 220), window.innerWidth - 16);
  Object.assign(list.style, {
    position: "fixed",
    width: `${width}px`,
    maxHeight: `${Math.min(320, upward ? above : below)}px`,
    left: `${Math.max(8, Math.min(box.left, window.innerWidth - width - 8))}px`,
    top: upward ? "auto" : `${box.bottom + 4}px`,
    bottom: upward ? `${window.innerHeight - top + 4}px` : "auto",
  });
}
