// Forms a bot opens: their fields and texts in a dialog that closes when the form was taken.

import { el } from "./dom.js";
import { formField } from "./form_fields.js";
import { markdown } from "./markdown.js";

// A bot answers within three seconds; after this long its answer was lost on the way.
const PATIENCE = 10000;

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
      {
        novalidate: true,
        onsubmit: (event) => this.#submit(event),
        oninput: () => {
          this.written = true;
        },
      },
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
        oncancel: (event) => this.#escape(event),
        onclose: () => {
          clearTimeout(this.timer);
          this.dialog.remove();
          // Whoever sent a command goes on writing; whoever pressed a button is at that button again.
          if (before?.isConnected && before.closest(".message")) before.focus();
          else ctx.focusComposer();
        },
      },
      this.form,
    );
    document.body.append(this.dialog);
    this.dialog.showModal();
    this.fields[0]?.focus();
  }

  /** It was not taken: the form stays open with the sentence, and can be sent again. */
  refuse(sentence) {
    clearTimeout(this.timer);
    this.sendButton.disabled = false;
    this.sendButton.removeAttribute("aria-busy");
    this.#say(sentence);
  }

  /** The bot has it. */
  taken() {
    this.dialog.close();
  }

  #say(sentence) {
    this.error.textContent = sentence;
    this.error.hidden = false;
    this.error.scrollIntoView({ block: "nearest" });
  }

  /** What was written goes away at the second Escape, not at the first. */
  #escape(event) {
    if (!this.written || this.warned) return;
    event.preventDefault();
    this.warned = true;
    this.#say(this.ctx.seat.words("discardForm"));
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
    this.sendButton.setAttribute("aria-busy", "true");
    const values = Object.fromEntries(this.fields.map((field) => [field.custom, field.read()]));
    const { channel, call } = this.data;
    this.timer = setTimeout(() => this.refuse(this.ctx.seat.words("somethingWrong")), PATIENCE);
    await this.ctx.calls.begin(this.ctx.api.submit(call, values), { channel, form: this });
  }
}
