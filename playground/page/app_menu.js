// What a bot offers on a message or a person: the entries of their menus.

import { el } from "./dom.js";
import { entry, popUp, walkMenu } from "./frame/popover.js";
import { localName } from "./world.js";

const KINDS = { user: 2, message: 3 };

/** Make the entries for a message (`kind` "message") or a person ("user"); `before()` runs when one is used. */
export function appEntries(kind, target, ctx, before) {
  const use = (command) => {
    before();
    const request = ctx.api.menu(command.name, kind, target.id, ctx.channel.id);
    ctx.calls.begin(request, { channel: ctx.channel.id, message: kind === "message" ? target : null });
  };
  return ctx.world.commands
    .filter((command) => command.type === KINDS[kind])
    .map((command) => entry(localName(command, ctx.seat.locale), () => use(command)));
}

/** Open the menu on a message or a person under a button, or at a point `{x, y}`. */
export function openAppMenu(kind, target, anchor, ctx, at = null) {
  const { words } = ctx.seat;
  const entries = appEntries(kind, target, ctx, () => menu.hidePopover());
  const menu = el(
    "div",
    { class: "app-menu menu", role: "menu", "aria-label": words("apps"), onkeydown: walkMenu },
    entries.length
      ? entries
      : el("p", { class: "muted quiet", role: "menuitem", "aria-disabled": "true", tabindex: "-1" }, words("nothingFound")),
  );
  popUp(menu, anchor, { at });
  menu.querySelector("[role=menuitem]").focus();
}
