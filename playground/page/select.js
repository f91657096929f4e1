// Select menus, in messages and in modals: a button that opens a list, one or several values.

import { el, icon } from "./dom.js";
import { Listbox, place } from "./listbox.js";
import { nameOf } from "./world.js";

const TEXT_CHANNELS = [0, 5, 11, 12];

/** Rows to choose from, for each type of select: own options, users, roles, both, channels. */
function rowsOf(component, ctx) {
  const preset = new Set((component.default_values ?? []).map((value) => String(value.id)));
  const row = (thing, name, sigil) => ({
    value: String(thing.id),
    name: `${sigil}${name}`,
    selected: preset.has(String(thing.id)),
  });
  const users = () => [...ctx.world.people, ctx.world.bot].map((user) => row(user, nameOf(user), "@"));
  const roles = () => ctx.world.roles.map((role) => row(role, role.name.replace(/^@/, ""), "@"));
  const wanted = component.channel_types?.length ? component.channel_types : TEXT_CHANNELS;
  const channels = () =>
    ctx.world.channels
      .filter((channel) => wanted.includes(channel.type ?? 0))
      .map((channel) => row(channel, channel.name, "#"));
  const makers = { 5: users, 6: roles, 7: () => [...users(), ...roles()], 8: channels };
  if (makers[component.type]) return makers[component.type]();
  return (component.options ?? []).map((option) => ({
    value: option.value,
    name: option.label,
    description: option.description,
    selected: Boolean(option.default),
    sign: option.emoji && emojiText(option.emoji),
    mark: option.emoji && el("span", { class: "option-mark" }, emojiText(option.emoji)),
  }));
}

export const emojiText = (emoji) => (emoji.id ? `:${emoji.name}:` : emoji.name);

export class Select {
  /** `onChange(values)` is called once when the choice is made (one value) or the list closes (several). */
  constructor(component, ctx, { label, onChange = () => {} } = {}) {
    this.ctx = ctx;
    this.onChange = onChange;
    this.least = component.min_values ?? 1;
    this.most = component.max_values ?? 1;
    this.placeholder = component.placeholder ?? ctx.seat.words("choose");
    this.rows = rowsOf(component, ctx);
    this.text = el("span", { class: "select-text" });
    const name = label ?? this.placeholder;
    this.button = el(
      "button",
      {
        type: "button",
        class: "select",
        role: "combobox",
        "aria-haspopup": "listbox",
        "aria-expanded": "false",
        "aria-label": name,
        disabled: component.disabled,
        onclick: () => (this.open ? this.close() : this.show()),
        onkeydown: (event) => this.#key(event),
        onblur: () => this.close(),
      },
      this.text,
      icon("down"),
    );
    this.list = new Listbox({ label: name, many: this.most > 1, onPick: (row) => this.#pick(row) });
    this.list.owner = this.button;
    this.node = el("div", { class: "select-box", data: { customId: component.custom_id } }, this.button);
    this.moved = () => this.open && place(this.list.node, this.button);
    this.#describe();
  }

  values() {
    return this.rows.filter((row) => row.selected).map((row) => row.value);
  }

  get open() {
    return this.list.node.isConnected;
  }

  show() {
    this.before = this.values().join("\n");
    this.list.show(
      this.rows,
      Math.max(
        0,
        this.rows.findIndex((row) => row.selected),
      ),
    );
    if (!this.rows.length) this.list.say(this.ctx.seat.words("nothingFound"));
    this.node.append(this.list.node);
    this.button.setAttribute("aria-expanded", "true");
    this.button.setAttribute("aria-controls", this.list.id);
    place(this.list.node, this.button);
    this.list.activate(this.list.active); // now that it has its height, scroll to it
    document.addEventListener("scroll", this.moved, true);
  }

  close() {
    if (!this.open) return;
    this.list.node.remove();
    this.button.setAttribute("aria-expanded", "false");
    this.button.removeAttribute("aria-controls");
    this.button.removeAttribute("aria-activedescendant");
    document.removeEventListener("scroll", this.moved, true);
    const values = this.values();
    if (this.most > 1 && values.length >= this.least && values.join("\n") !== this.before)
      this.onChange(values);
  }

  #pick(row) {
    if (this.most === 1) {
      const again = row.selected && this.least === 0;
      for (const other of this.rows) other.selected = other === row && !again;
      this.#describe();
      this.close();
      this.onChange(this.values());
      return;
    }
    if (!row.selected && this.values().length >= this.most) return;
    row.selected = !row.selected;
    this.list.show(this.rows, this.rows.indexOf(row));
    this.#describe();
  }

  #describe() {
    const names = this.rows
      .filter((row) => row.selected)
      .map((row) => (row.sign ? `${row.sign} ${row.name}` : row.name));
    this.text.textContent = names.join(", ") || this.placeholder;
    this.text.classList.toggle("empty", !names.length);
  }

  #key(event) {
    const { key } = event;
    if (!this.open) {
      if (key === "ArrowDown" || key === "ArrowUp") {
        event.preventDefault();
        this.show();
      }
      return;
    }
    if (key === "ArrowDown" || key === "ArrowUp") this.list.move(key === "ArrowDown" ? 1 : -1);
    else if (key === "Enter" || key === " ") this.list.pick();
    else if (key === "Escape") this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
