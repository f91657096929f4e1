// What a bot offers on a message or a person: the entries of their menus.

import { el } from "./dom.js";
import { localName } from "./world.js";

const KINDS = { user: 2, message: 3 };
const EDGE = 8;

/** Open the menu on a message (`kind` "message") or a person ("user") under a button, or at a point `{x, y}`. */
export function openAppMenu(kind, target, anchor, ctx, at = null) {
  const { words, locale } = ctx.seat;
  const entries = ctx.world.commands.filter((command) => command.type === KINDS[kind]);
  const use = (command) => {
    menu.hidePopover();
    const request = ctx.api.menu(command.name, kind, target.id, ctx.channel.id);
    ctx.calls.begin(request, { channel: ctx.channel.id, message: kind === "message" ? target : null });
  };
  const menu = el(
    "div",
    { class: "app-menu", popover: "auto", role: "menu", "aria-label": words("apps"), onkeydown: key },
    entries.map((command) =>
      el(
        "button",
        { type: "button", role: "menuitem", tabindex: "-1", onclick: () => use(command) },
        localName(command, locale),
      ),
    ),
    !entries.length && el("p", { class: "muted" }, words("nothingFound")),
  );
  menu.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    if (menu.contains(document.activeElement)) anchor.focus();
    menu.remove();
  });
  document.body.append(menu);
  menu.showPopover();
  put(menu, anchor, at);
  menu.querySelector("button")?.focus();
}

function key(event) {
  const items = [...event.currentTarget.querySelectorAll("button")];
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Tab") event.currentTarget.hidePopover();
  if (!step || !items.length) return;
  event.preventDefault();
  items[(items.indexOf(document.activeElement) + step + items.length) % items.length].focus();
}

/** Where it was asked for, and within the window. */
function put(menu, anchor, at) {
  const box = anchor.getBoundingClientRect();
  const { width, height } = menu.getBoundingClientRect();
  const [x, y] = at ? [at.x, at.y] : [box.right - width, box.bottom + 4];
  menu.style.left = `${Math.max(EDGE, Math.min(x, window.innerWidth - width - EDGE))}px`;
  menu.style.top = `${Math.max(EDGE, Math.min(y, window.innerHeight - height - EDGE))}px`;
}
