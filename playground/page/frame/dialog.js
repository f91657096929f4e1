// A small window over the page that asks for one thing or tells one.

import { el, icon } from "../dom.js";

/** Open a dialog; `fill(close)` gives its content. With `onSend` it is a form, which closes when that answers true. */
export function openDialog(ctx, title, fill, { send = null, onSend = null } = {}) {
  const { words } = ctx.seat;
  const back = document.activeElement;
  const close = () => dialog.close();
  const problem = el("p", { class: "dialog-problem", role: "alert" });
  const label = words("close");
  const dialog = el(
    "dialog",
    { class: "dialog", "aria-labelledby": "dialog-title" },
    el(
      "form",
      {
        method: "dialog",
        novalidate: true,
        onsubmit: async (event) => {
          event.preventDefault();
          const sender = dialog.querySelector(".dialog-send");
          if (!onSend || sender.disabled) return;
          sender.disabled = true;
          problem.textContent = "";
          if (await onSend((sentence) => (problem.textContent = sentence))) close();
          sender.disabled = false;
        },
      },
      el(
        "header",
        null,
        el("h2", { id: "dialog-title" }, title),
        el("button", { type: "button", class: "round", "aria-label": label, title: label, onclick: close }, icon("close")),
      ),
      el("div", { class: "dialog-body" }, fill(close), problem),
      onSend &&
        el(
          "footer",
          null,
          el("button", { type: "button", class: "button plain", onclick: close }, words("cancel")),
          el("button", { type: "submit", class: "button primary dialog-send" }, send),
        ),
    ),
  );
  dialog.addEventListener("close", () => {
    dialog.remove();
    back?.focus?.();
  });
  // Pressing beside it closes it, as everywhere.
  dialog.addEventListener("pointerdown", (event) => event.target === dialog && close());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** Ask for a name; `act(name, complain)` answers true when it worked. */
export function askName(ctx, { title, text, label, value = "", send, most = 100 }, act) {
  const input = el("input", { class: "dialog-input", maxlength: most, autocomplete: "off", autofocus: true, value });
  const fill = () => [text && el("p", null, text), el("label", { class: "dialog-label" }, label, input)];
  const onSend = (complain) => {
    const name = input.value.trim();
    if (name) return act(name, complain);
    complain(ctx.seat.words("nameNeeded"));
    input.focus();
    return false;
  };
  return openDialog(ctx, title, fill, { send, onSend });
}
