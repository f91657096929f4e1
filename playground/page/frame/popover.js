// Menus and cards that open at a button, close by themselves, and give the focus back.

import { el } from "../dom.js";

const EDGE = 8;

/** Show a node at a button, or at a point `{x, y}`; `above` opens it upward. Escape or a press elsewhere closes it. */
export function popUp(node, anchor, { at = null, above = false, beside = false } = {}) {
  node.popover = "auto";
  node.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    if (node.contains(document.activeElement)) anchor.focus();
    anchor.setAttribute("aria-expanded", "false");
    node.remove();
  });
  document.body.append(node);
  node.showPopover();
  if (anchor.hasAttribute("aria-expanded")) anchor.setAttribute("aria-expanded", "true");
  const box = anchor.getBoundingClientRect();
  const { width, height } = node.getBoundingClientRect();
  let [x, y] = at ? [at.x, at.y] : [box.right - width, box.bottom + 4];
  if (above) [x, y] = [box.left, box.top - height - EDGE];
  if (beside) [x, y] = [box.left - width - EDGE, box.top];
  node.style.left = `${Math.max(EDGE, Math.min(x, window.innerWidth - width - EDGE))}px`;
  node.style.top = `${Math.max(EDGE, Math.min(y, window.innerHeight - height - EDGE))}px`;
  return node;
}

/** Walk the entries of a menu with the arrows, Home and End; Tab leaves it. */
export function walkMenu(event) {
  const items = [...event.currentTarget.querySelectorAll('[role^="menuitem"]')];
  if (event.key === "Tab" && event.currentTarget.hasAttribute("popover")) event.currentTarget.hidePopover();
  const here = items.indexOf(document.activeElement);
  const next = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: -1 }[event.key];
  if (next === undefined || !items.length) return;
  event.preventDefault();
  items.at(next % items.length).focus();
}

/** An entry of a menu; `checked` makes it one of several to choose from. */
export function entry(label, onclick, { checked = null, lead = null, data = null, lang = null } = {}) {
  return el(
    "button",
    {
      type: "button",
      class: "entry",
      role: checked === null ? "menuitem" : "menuitemradio",
      "aria-checked": checked === null ? null : String(checked),
      tabindex: "-1",
      data,
      lang,
      onclick,
    },
    lead,
    el("span", { class: "entry-text" }, label),
    checked && el("span", { class: "tick", "aria-hidden": "true" }, "✓"),
  );
}
