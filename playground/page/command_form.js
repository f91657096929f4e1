// A chosen slash command in the composer: its options as fields, required ones first, others to add.

import { el } from "./dom.js";
import { Field, KIND } from "./fields.js";
import { localDescription, localName } from "./world.js";

export class CommandForm {
  /** `onSend()` when Enter is pressed in a field, `onCancel()` when the command is given up, `onHint(sentence, wrong)` for words above. */
  constructor(command, channel, ctx, { onSend, onCancel, onHint }) {
    Object.assign(this, { command, channel, ctx, onSend, onCancel, onHint });
    this.fields = [];
    this.boxes = el("div", { class: "option-fields" });
    this.adders = el("div", { class: "option-adders" });
    this.node = el(
      "div",
      {
        class: "command-form",
        role: "group",
        "aria-label": `/${command.label}`,
        onkeydown: (event) => this.#key(event),
      },
      el("span", { class: "command-name", tabindex: "-1" }, `/${command.label}`),
      this.boxes,
      this.adders,
    );
    for (const option of command.options) if (option.required) this.#add(option);
    this.#drawAdders();
  }

  /** Put the caret where the person goes on; `text` typed behind the command's name goes into the first option. */
  focus(text = "") {
    if (!this.fields.length && text && this.command.options.length) this.#add(this.command.options[0]);
    this.#drawAdders();
    if (text && this.fields.length) this.fields[0].text = text;
    if (this.fields.length) this.fields[0].focus();
    else this.node.querySelector(".command-name").focus();
    if (!this.fields.length) this.onHint(this.command.description);
  }

  /** Put a file where one is asked for: into the first field for files that is empty. */
  attach([file]) {
    let field = this.fields.find((one) => one.takesFile && one.empty);
    const more = this.command.options.find(
      (option) => option.type === KIND.attachment && !this.fields.some((one) => one.option === option),
    );
    if (!field && more) {
      field = this.#add(more);
      this.#drawAdders();
    }
    if (!field || !file) return;
    field.file = file;
    field.focus();
  }

  /** `{options, files}` when every field holds, else null after saying what is wrong. */
  read() {
    const options = {};
    const files = {};
    for (const field of this.fields) {
      const { value, error } = field.read();
      if (error) {
        field.focus();
        field.complain();
        this.onHint(error, true);
        return null;
      }
      if (value instanceof File) files[field.option.name] = value;
      else if (value !== undefined) options[field.option.name] = value;
    }
    return { options, files };
  }

  #add(option) {
    const field = new Field(option, this.ctx, {
      ask: (asked, query, signal) => this.#ask(asked, query, signal),
      onPicked: () => this.#next(field),
      onRemove: () => this.#remove(field),
    });
    field.node.addEventListener("focusin", () => this.onHint(hint(field, this.ctx.seat.words)));
    this.fields.push(field);
    this.boxes.append(field.node);
    return field;
  }

  #remove(field) {
    this.fields = this.fields.filter((other) => other !== field);
    field.node.remove();
    this.#drawAdders();
    (this.fields.at(-1) ?? this.adders.firstElementChild)?.focus();
  }

  #drawAdders() {
    const { locale, words } = this.ctx.seat;
    const used = new Set(this.fields.map((field) => field.option.name));
    const rest = this.command.options.filter((option) => !used.has(option.name));
    this.adders.replaceChildren(
      ...rest.map((option) =>
        el(
          "button",
          {
            type: "button",
            class: "option-adder",
            data: { option: option.name },
            title: localDescription(option, locale),
            "aria-label": `${words("optional")}: ${localName(option, locale)}`,
            onclick: () => {
              const field = this.#add(option);
              this.#drawAdders();
              field.focus();
            },
          },
          `+ ${localName(option, locale)}`,
        ),
      ),
    );
  }

  async #ask(option, query, signal) {
    const filled = {};
    for (const field of this.fields) {
      if (field.option === option) continue;
      const { value } = field.read();
      if (value !== undefined && !(value instanceof File)) filled[field.option.name] = value;
    }
    const body = {
      channel: this.channel.id,
      command: this.command.path,
      option: option.name,
      value: query,
      filled,
    };
    const { choices } = await this.ctx.api.autocomplete(body, signal);
    return choices.map((choice) => ({ value: choice.value, name: localName(choice, this.ctx.seat.locale) }));
  }

  /** After a pick the caret goes to the next required field that is still empty. */
  #next(field) {
    const open = this.fields.find((other) => other !== field && other.option.required && other.empty);
    open?.focus();
  }

  #key(event) {
    if (event.isComposing) return;
    const inField = event.target.matches("input, textarea");
    if (event.key === "Enter" && !event.shiftKey && !event.target.matches("button")) {
      event.preventDefault();
      this.onSend();
    } else if (event.key === "Escape") {
      event.preventDefault();
      this.onCancel();
    } else if (event.key === "Backspace" && (!inField || !event.target.value)) {
      const field = this.fields.find((one) => one.node.contains(event.target));
      event.preventDefault();
      if (field?.takesFile && !field.empty) field.file = null;
      else if (field && !field.option.required) this.#remove(field);
      else if (!field || field === this.fields[0]) this.onCancel();
      else this.fields[this.fields.indexOf(field) - 1].focus();
    } else if (event.key === "ArrowLeft" || event.key === "ArrowRight") this.#walk(event);
  }

  /** Arrows go on to the next chip where the text of this one ends. */
  #walk(event) {
    const { target } = event;
    const back = event.key === "ArrowLeft";
    const stops = [...this.node.querySelectorAll(".field-input, .file-pick, .option-adder")];
    const here = stops.indexOf(target);
    const typed = target.matches("textarea, input[type=text]");
    const atEdge =
      !typed ||
      (target.selectionStart === target.selectionEnd && target.selectionEnd === (back ? 0 : target.value.length));
    const next = stops[here + (back ? -1 : 1)];
    if (here < 0 || !atEdge || !next) return;
    event.preventDefault();
    next.focus();
    if (next.matches("textarea, input[type=text]")) {
      const caret = back ? next.value.length : 0;
      next.setSelectionRange(caret, caret);
    }
  }
}

/** What an option is for; discord.py says "…" where a bot says nothing. */
function hint({ label, description }, words) {
  return description && description !== "…" ? words("optionHint", { name: label, about: description }) : label;
}
