// The card of somebody: who they are, their roles, their seat, and what the bot offers on them.

import { appEntries } from "../app_menu.js";
import { avatar, colour, el, icon } from "../dom.js";
import { nameOf } from "../world.js";
import { popUp, walkMenu } from "./popover.js";

export function openProfile(user, anchor, ctx, { onPerson, online }) {
  const { world, seat } = ctx;
  const { words } = seat;
  const name = nameOf(user);
  const shut = (then) => () => {
    card.hidePopover();
    then();
  };
  const mine = user.id === world.me?.id;
  const apps = user.bot ? [] : appEntries("user", user, ctx, () => card.hidePopover());
  const card = el(
    "div",
    { class: "profile", role: "dialog", "aria-label": name, tabindex: "-1" },
    el("div", { class: "profile-band", style: { "background-color": colour(user.color) ?? "var(--brand)" } }),
    el("span", { class: "profile-face" }, avatar(user, "large"), el("span", { class: online ? "presence on" : "presence" })),
    el("h3", { class: "profile-name" }, name, user.bot && el("span", { class: "tag" }, words("bot"))),
    el("p", { class: "profile-handle" }, `${user.name ?? name} · ${words(online ? "online" : "offline")}`),
    roles(user, ctx),
    el(
      "div",
      { class: "profile-deeds" },
      user.bot && el("button", { type: "button", class: "button", onclick: shut(() => ctx.whisper()) }, icon("chat"), words("whisper")),
      !mine && user.seat &&
        el("button", { type: "button", class: "button primary", onclick: shut(() => onPerson(user.name)) }, words("sitAs", { name })),
    ),
    apps.length > 0 &&
      el(
        "div",
        { class: "profile-apps" },
        el("h4", { class: "group-title", id: "profile-apps" }, words("apps")),
        el("div", { role: "menu", "aria-labelledby": "profile-apps", onkeydown: walkMenu }, apps),
      ),
  );
  apps[0]?.setAttribute("tabindex", "0");
  popUp(card, anchor, { beside: true });
  card.focus();
}

function roles(user, { world, seat }) {
  const own = world.roles.filter((role) => user.roles?.includes(String(role.id)));
  const ranks = [user.id === world.guild?.owner ? seat.words("owner") : user.admin && !user.bot && seat.words("admin")];
  if (!own.length && !ranks[0]) return null;
  return el(
    "ul",
    { class: "profile-roles", "aria-label": seat.words("roles") },
    ranks.filter(Boolean).map((rank) => el("li", { class: "role-chip" }, rank)),
    own.map((role) =>
      el(
        "li",
        { class: "role-chip" },
        el("span", { class: "role-dot", "aria-hidden": "true", style: { "background-color": colour(role.color) ?? "var(--away)" } }),
        role.name,
      ),
    ),
  );
}
