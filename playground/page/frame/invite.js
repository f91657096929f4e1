// A link for each seat, to hand to a friend.

import { avatar, el, icon } from "../dom.js";
import { nameOf } from "../world.js";
import { openDialog } from "./dialog.js";

export async function openInvite(ctx) {
  const { words } = ctx.seat;
  const seats = await ctx.attempt(ctx.api.seats());
  if (!seats) return;
  const here = location.origin + location.pathname;
  const lonely = ["127.0.0.1", "localhost", "[::1]"].includes(location.hostname);
  openDialog(ctx, words("invite"), () => [
    el("p", null, words("inviteText")),
    lonely && el("p", { class: "hint-box" }, words("inviteAlone")),
    el(
      "ul",
      { class: "invites" },
      seats.map(({ name, key }) => row(ctx, name, `${here}#key=${key}`)),
    ),
  ]);
}

function row(ctx, name, address) {
  const { words } = ctx.seat;
  const user = [...ctx.world.users.values()].find((one) => one.name === name) ?? { name };
  const field = el("input", {
    class: "dialog-input",
    readonly: true,
    value: address,
    "aria-label": words("linkOf", { name: nameOf(user) }),
    onfocus: (event) => event.target.select(),
  });
  const said = el("span", { class: "spoken", role: "status" });
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(address);
    } catch {
      // No clipboard for pages that came over plain http from a network: the marked text is copied by hand.
      field.focus();
      field.select();
      if (!document.execCommand("copy")) return;
    }
    button.replaceChildren(words("copied"));
    said.textContent = words("copied");
  };
  const button = el(
    "button",
    { type: "button", class: "button", "aria-label": words("copySeat", { name: nameOf(user) }), onclick: copy },
    icon("copy"),
    words("copy"),
  );
  return el(
    "li",
    { class: "invite", data: { seat: name } },
    avatar(user, "small"),
    el("strong", { class: "member-name" }, nameOf(user)),
    field,
    button,
    said,
  );
}
