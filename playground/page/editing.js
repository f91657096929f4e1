// Editing one's own message in its place. What was begun is kept until it is saved or given up: the message may leave
// the log meanwhile, because many came or another channel was shown.

import { el } from "./dom.js";

/** Put a text box over a message; Enter saves, Escape gives up. */
export function editInPlace(view, ctx) {
  const { words } = ctx.seat;
  const { content } = view.parts;
  if (!content.isConnected || view.node.querySelector(".editor")) return;
  const { id } = view.message;
  const done = () => {
    ctx.drafts.set(id, "");
    editor.remove();
    content.hidden = false;
    ctx.focusComposer();
  };
  const save = async () => {
    const text = box.value.trim(); // none is left to the server to refuse: one with a file needs none
    if (
      text === view.message.content ||
      (await ctx.attempt(ctx.api.act("edit", view.message, { content: text })))
    )
      done();
  };
  const box = el("textarea", {
    value: ctx.drafts.get(id) || view.message.content,
    rows: "2",
    maxlength: "2000",
    "aria-label": words("edit"),
    oninput: () => ctx.drafts.set(id, box.value === view.message.content ? "" : box.value),
    onkeydown: (event) => {
      if (event.isComposing) return;
      if (event.key === "Enter" && !event.shiftKey) save();
      else if (event.key === "Escape") done();
      else return;
      event.preventDefault();
      event.stopPropagation();
    },
  });
  const editor = el(
    "div",
    { class: "editor" },
    box,
    el(
      "div",
      { class: "muted" },
      words("editHint"),
      " · ",
      el("button", { type: "button", class: "text-button", onclick: save }, words("save")),
      " · ",
      el("button", { type: "button", class: "text-button", onclick: done }, words("cancel")),
    ),
  );
  content.hidden = true;
  content.after(editor);
  box.focus();
  box.setSelectionRange(box.value.length, box.value.length);
}
