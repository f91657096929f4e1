// One field per slash-command option, typed as the option is: reads itself to a value or to a sentence that says what is wrong.

import { Combobox } from "./combobox.js";
import { el } from "./dom.js";
import { chooseFiles, tooLarge } from "./file_tray.js";
import { localDescription, localName, nameOf } from "./world.js";

export const KIND = {
  string: 3,
  integer: 4,
  boolean: 5,
  user: 6,
  channel: 7,
  role: 8,
  mentionable: 9,
  number: 10,
  attachment: 11,
};

export class Field {
  /** `ask(option, query, signal)` answers autocomplete. */
  constructor(option, ctx, { ask, onPicked, onRemove }) {
    this.option = option;
    this.ctx = ctx;
    this.label = localName(option, ctx.seat.locale);
    this.description = localDescription(option, ctx.seat.locale);
    this.control = this.#control(ask, onPicked);
    const remove =
      !option.required &&
      el(
        "button",
        {
          type: "button",
          class: "option-remove",
          "aria-label": ctx.seat.words("remove", { name: this.label }),
          tabindex: "-1",
          onclick: onRemove,
        },
        "×",
      );
    this.node = el(
      "div",
      { class: option.required ? "option-field" : "option-field extra", data: { option: option.name } },
      el("span", { class: "option-label", "aria-hidden": "true" }, this.label),
      this.control.node,
      remove,
    );
    this.node.addEventListener("input", () => this.complain(false));
  }

  focus() {
    this.control.input.focus();
  }

  set text(value) {
    this.control.input.value = value;
  }

  get empty() {
    return this.takesFile ? !this.control.read() : !this.control.input.value;
  }

  get takesFile() {
    return this.option.type === KIND.attachment;
  }

  set file(file) {
    this.control.take(file);
    this.complain(false);
  }

  complain(wrong = true) {
    this.node.classList.toggle("wrong", wrong);
    this.control.input.setAttribute("aria-invalid", String(wrong));
  }

  /** `{value}`, `{error: sentence}`, or `{}` for an option left out. */
  read() {
    const { words } = this.ctx.seat;
    const value = this.control.read();
    if (value === undefined)
      return this.option.required ? { error: words("required", { name: this.label }) } : {};
    if (value === null) return { error: words("pickChoice", { name: this.label }) };
    const error = this.#check(value);
    return error ? { error } : { value: this.#typed(value) };
  }

  #typed(value) {
    const numeric = this.option.type === KIND.integer || this.option.type === KIND.number;
    return numeric && typeof value === "string" ? Number(value) : value;
  }

  #check(value) {
    const { option, label: name } = this;
    const { words } = this.ctx.seat;
    if (this.takesFile) return tooLarge(value, this.ctx.seat);
    if (option.type === KIND.string) {
      const { length } = [...String(value)];
      if (option.min_length && length < option.min_length)
        return words("tooShort", { name, n: option.min_length });
      if (option.max_length && length > option.max_length)
        return words("tooLong", { name, n: option.max_length });
      return null;
    }
    if (option.type !== KIND.integer && option.type !== KIND.number) return null;
    const text = String(value).trim();
    if (option.type === KIND.integer && !/^[+-]?\d{1,16}$/.test(text)) return words("wholeNumber", { name });
    if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(text)) return words("number", { name });
    if (option.min_value !== undefined && Number(text) < option.min_value)
      return words("atLeast", { name, n: option.min_value });
    if (option.max_value !== undefined && Number(text) > option.max_value)
      return words("atMost", { name, n: option.max_value });
    return null;
  }

  #control(ask, onPicked) {
    const { option, ctx, label } = this;
    if (option.type === KIND.attachment) return fileControl(label, ctx.seat.words);
    if (option.autocomplete) {
      return listControl({
        label,
        ctx,
        onPicked,
        free: true,
        ask: (query, signal) => ask(option, query, signal),
      });
    }
    const rows = this.#rows();
    if (rows) return listControl({ label, ctx, onPicked, rows });
    return textControl(label, option);
  }

  #rows() {
    const { option, ctx } = this;
    const { world, seat } = ctx;
    if (option.choices?.length) {
      return option.choices.map((choice) => ({ value: choice.value, name: localName(choice, seat.locale) }));
    }
    const users = () =>
      [...world.people, world.bot].map((user) => ({ value: String(user.id), name: `@${nameOf(user)}` }));
    const roles = () =>
      world.roles.map((role) => ({ value: String(role.id), name: `@${role.name.replace(/^@/, "")}` }));
    const allowed = option.channel_types?.length ? new Set(option.channel_types) : null;
    const channels = () =>
      world.channels
        .filter((channel) => !allowed || allowed.has(channel.type ?? 0))
        .map((channel) => ({ value: String(channel.id), name: `#${channel.name}` }));
    const makers = {
      [KIND.boolean]: () => [
        { value: true, name: seat.words("yes") },
        { value: false, name: seat.words("no") },
      ],
      [KIND.user]: users,
      [KIND.role]: roles,
      [KIND.channel]: channels,
      [KIND.mentionable]: () => [...users(), ...roles()],
    };
    return makers[option.type]?.();
  }
}

function listControl(settings) {
  const box = new Combobox(settings);
  return { node: box.node, input: box.input, read: () => box.value() };
}

function textControl(label, option) {
  const numeric = option.type !== KIND.string;
  // A text may be long (an action, a description): it grows over lines, Enter still sends.
  const input = numeric
    ? el("input", {
        type: "text",
        class: "field-input",
        inputmode: option.type === KIND.integer ? "numeric" : "decimal",
        "aria-label": label,
        autocomplete: "off",
      })
    : el("textarea", { class: "field-input", rows: "1", "aria-label": label, autocomplete: "off" });
  return { node: input, input, read: () => input.value.trim() || undefined };
}

function fileControl(label, words) {
  let file = null;
  const { button, input } = chooseFiles("file", label, {
    onFiles: ([taken]) => take(taken),
    settings: { class: "field-input" },
    text: words("chooseFile"),
  });
  const take = (taken) => {
    file = taken ?? null;
    const name = file?.name ?? words("chooseFile");
    button.querySelector(".file-name").textContent = name;
    button.setAttribute("aria-label", `${label}: ${name}`);
  };
  button.className = "file-pick";
  take(null);
  return {
    node: el("span", { class: "file-option" }, button, input),
    input: button,
    take,
    read: () => file ?? undefined,
  };
}
