// Forms a bot opens: their fields and texts in a dialog that closes when the form was taken.

import { el } from "./dom.js";
import { formField } from "./form_fields.js";
import { markdown } from "./markdown.js";

export class Modal {
  /** Open a form: `{call, title, components}`. Cancel and Escape close it, nothing is sent. */
  constructor(data, ctx) {
    this.data = data;
    this.ctx = ctx;
    this.fields = [];
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
    this.fields[0]?.focus();
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
    const heading = {
      name: label?.label ?? part.label ?? part.placeholder ?? "",
      description: label?.description,
    };
    const field = formField(part, heading, `field-${this.data.call}-${this.fields.length}`, this.ctx);
    if (!field) return el("p", { class: "muted unknown-field" }, this.ctx.seat.words("unknownField"));
    this.fields.push(field);
    return field.node;
  }

  async #submit(event) {
    event.preventDefault();
    if (this.sendButton.disabled) return;
    let first = null;
    for (const field of this.fields) {
      const sentence = field.check();
      field.problem.textContent = sentence ?? "";
      if (sentence && !first) first = field;
    }
    if (first) {
      first.focus();
      return;
    }
    this.error.hidden = true;
    this.sendButton.disabled = true;
    const values = Object.fromEntries(this.fields.map((field) => [field.custom, field.read()]));
    const { channel, call } = this.data;
    const sent = await this.ctx.calls.begin(this.ctx.api.submit(call, values), { channel, form: this });
    if (sent) this.dialog.close();
  }
}
