// To the clipboard, and a word that it is there.

import { el } from "../dom.js";

const SHOWN_MS = 2500;

/** Copy a text and say so. */
export async function copyText(text, ctx) {
  const done = (await modern(text)) || old(text);
  say(ctx.seat.words(done ? "copied" : "notCopied"));
}

async function modern(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // not there on a page of another machine without TLS, or not allowed
  }
}

function old(text) {
  const box = el("textarea", { class: "unseen", value: text, "aria-hidden": "true" });
  const back = document.activeElement;
  document.body.append(box);
  box.select();
  const done = document.execCommand("copy");
  box.remove();
  back?.focus?.();
  return done;
}

function say(sentence) {
  document.querySelector(".toast")?.remove();
  const node = el("div", { class: "toast", role: "status" });
  document.body.append(node);
  node.textContent = sentence;
  setTimeout(() => node.remove(), SHOWN_MS);
}
