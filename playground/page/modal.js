// Forms a bot opens: text inputs, menus, and texts, bare or inside labels.

import { el } from "./dom.js";
import { markdown } from "./markdown.js";
import { Select } from "./select.js";

const SELECTS = new Set([3, 5, 6, 7, 8]);

export class Modal {
  /** Open a form: `{call, title, components}`. Cancel and Escape close it, nothing is sent. */
  constructor(data, ctx) {
    this.data = data;
    this.ctx = ctx;
    this.inputs = [];
    const { words } = ctx.seat;
    const titleId = `modal-${data.call}`;
    const before = document.activeElement;
    this.error = el("div", { class: "notice", role: "alert", hidden: true });
    this.sendButton = el("button", { type: "submit", class: "button primary" }, words("submit"));
    this.form = el(
      "form",
      { novalidate: true, onsubmit: (event) => this.#submit(event) },
      el(
        "header",
        null,
        el("h2", { id: titleId }, data.title),
        el(
          "button",
          {
            type: "button",
            class: "round",
            "aria-label": words("close"),
            onclick: () => this.dialog.close(),
          },
          "×",
        ),
      ),
      el(
        "div",
        { class: "modal-fields" },
        data.components.map((part) => this.#part(part)),
        this.error,
      ),
      el(
        "footer",
        null,
        el(
          "button",
          { type: "button", class: "button plain", onclick: () => this.dialog.close() },
          words("cancel"),
        ),
        this.sendButton,
      ),
    );
    this.dialog = el(
      "dialog",
      {
        class: "modal",
        "aria-labelledby": titleId,
        onclose: () => {
          this.dialog.remove();
          if (before?.isConnected) before.focus();
        },
      },
      this.form,
    );
    document.body.append(this.dialog);
    this.dialog.showModal();
    this.inputs[0]?.focus();
  }

  /** The server did not take it: the form stays open with the sentence. */
  refuse(sentence) {
    this.sendButton.disabled = false;
    this.error.textContent = sentence;
    this.error.hidden = false;
  }

  #part(part, label = null) {
    if (part.type === 1) return (part.components ?? []).map((inner) => this.#part(inner));
    if (part.type === 18) return this.#part(part.component, part);
    if (part.type === 10) return el("div", { class: "modal-text" }, markdown(part.content, this.ctx));
    const name = label?.label ?? part.label ?? part.placeholder ?? "";
    if (part.type === 4) return this.#text(part, name, label?.description);
    if (SELECTS.has(part.type)) return this.#select(part, name, label?.description);
    return el("p", { class: "muted" }, this.ctx.seat.words("poll"));
  }

  #field(part, name, description, control, inputId) {
    const problem = el("div", { class: "field-problem", id: `${inputId}-problem`, role: "alert" });
    const needed = part.required !== false;
    const node = el(
      "div",
      { class: "modal-field" },
      el(
        "label",
        { for: inputId },
        name,
        needed && el("span", { class: "needed", "aria-hidden": "true" }, " *"),
      ),
      description && el("p", { class: "muted" }, description),
      control,
      problem,
    );
    return { node, problem, needed };
  }

  #text(part, name, description) {
    const { words } = this.ctx.seat;
    const id = `field-${this.data.call}-${this.inputs.length}`;
    const settings = {
      id,
      class: "modal-input",
      placeholder: part.placeholder,
      value: part.value ?? "",
      maxlength: part.max_length ? String(part.max_length) : null,
      "aria-required": String(part.required !== false),
      "aria-describedby": `${id}-problem`,
      data: { customId: part.custom_id },
    };
    const input =
      part.style === 2
        ? el("textarea", { ...settings, rows: "4" })
        : el("input", { type: "text", ...settings });
    const { node, problem, needed } = this.#field(part, name, description, input, id);
    if (part.max_length) {
      const count = el("span", { class: "muted counter", "aria-hidden": "true" });
      const show = () => {
        count.textContent = words("chars", { count: [...input.value].length, max: part.max_length });
      };
      input.addEventListener("input", show);
      show();
      node.append(count);
    }
    this.inputs.push({
      id: part.custom_id,
      problem,
      focus: () => input.focus(),
      read: () => input.value,
      check: () => {
        const { length } = [...input.value];
        input.removeAttribute("aria-invalid");
        if (!length) return needed ? words("required", { name }) : null;
        if (part.min_length && length < part.min_length)
          return words("tooShort", { name, n: part.min_length });
        if (part.max_length && length > part.max_length)
          return words("tooLong", { name, n: part.max_length });
        return null;
      },
    });
    return node;
  }

  #select(part, name, description) {
    const { words } = this.ctx.seat;
    const id = `field-${this.data.call}-${this.inputs.length}`;
    const select = new Select(part, this.ctx, { label: name });
    select.button.id = id;
    const { node, problem, needed } = this.#field(part, name, description, select.node, id);
    this.inputs.push({
      id: part.custom_id,
      problem,
      focus: () => select.button.focus(),
      read: () => select.values(),
      check: () => {
        const count = select.values().length;
        if (!count) return needed && select.least > 0 ? words("required", { name }) : null;
        return count < select.least ? words("chooseOne", { n: select.least }) : null;
      },
    });
    return node;
  }

  async #submit(event) {
    event.preventDefault();
    let first = null;
    for (const input of this.inputs) {
      const sentence = input.check();
      input.problem.textContent = sentence ?? "";
      if (sentence && !first) first = input;
    }
    if (first) {
      first.focus();
      return;
    }
    this.sendButton.disabled = true;
    const values = Object.fromEntries(this.inputs.map((input) => [input.id, input.read()]));
    const request = this.ctx.api.submit(this.data.call, values, { channel: this.data.channel });
    const sent = await this.ctx.calls.begin(request, { channel: this.data.channel, form: this });
    if (sent) this.dialog.close();
  }
}
