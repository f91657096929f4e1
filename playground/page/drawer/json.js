// JSON as people read it: indented, with its keys and values told apart, and a button that copies it.

import { el, icon } from "../dom.js";
import { copyText } from "../log/copying.js";

const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const LONGEST = 100_000;

/** A block of JSON under a small heading. */
export function jsonBlock(label, value, ctx) {
  const text = JSON.stringify(value, null, 2) ?? "null";
  return textBlock(label, text, ctx, coloured(text.slice(0, LONGEST)));
}

/** A block of text as it is, under a small heading, with a button that copies it. */
export function textBlock(label, text, ctx, shown = [text]) {
  const copy = ctx.seat.words("copyText");
  return el(
    "section",
    { class: "look-block" },
    el(
      "header",
      null,
      el("h4", null, label),
      el(
        "button",
        { type: "button", class: "round", title: copy, "aria-label": `${copy}: ${label}`, onclick: () => copyText(text, ctx) },
        icon("copy"),
      ),
    ),
    el("pre", { tabindex: "0", role: "group", "aria-label": label }, shown),
  );
}

/** The arguments of a tool, which a model may have written wrong: as JSON where they are some. */
export function argumentsBlock(label, text, ctx) {
  try {
    return jsonBlock(label, JSON.parse(text), ctx);
  } catch {
    return textBlock(label, text, ctx); // as the model wrote it
  }
}

function coloured(text) {
  const parts = [];
  let at = 0;
  for (const found of text.matchAll(TOKEN)) {
    if (found.index > at) parts.push(text.slice(at, found.index));
    const [whole, string, colon] = found;
    if (string && colon) parts.push(el("span", { class: "json-key" }, string), colon);
    else parts.push(el("span", { class: string ? "json-text" : "json-value" }, whole));
    at = found.index + whole.length;
  }
  parts.push(text.slice(at));
  return parts;
}
