// The panel at the bottom left: who sits here, and a menu for the seat, the language, the look and friends.

import { avatar, el, icon } from "../dom.js";
import { LOCALES } from "../words.js";
import { nameOf } from "../world.js";
import { entry, popUp, walkMenu } from "./popover.js";
import { theme, THEMES, wear } from "./theme.js";

export class SeatPanel {
  /** `onPerson(name)` and `onLocale(code)` when the person chooses. */
  constructor(node, ctx, handlers) {
    Object.assign(this, { node, ctx, handlers });
  }

  draw() {
    const { world, seat } = this.ctx;
    const { words } = seat;
    const { me } = world;
    const focus = this.node.contains(document.activeElement);
    const button = el(
      "button",
      {
        type: "button",
        class: "seat-me",
        data: { me: me.name },
        "aria-haspopup": "menu",
        "aria-expanded": "false",
        "aria-label": words("seatOf", { name: nameOf(me) }),
        onclick: () => this.open(button),
      },
      el("span", { class: "presence-box" }, avatar(me, "small"), el("span", { class: "presence on" })),
      el(
        "span",
        { class: "seat-name" },
        el("strong", null, nameOf(me)),
        el("small", null, words(me.admin ? "admin" : "player")),
      ),
      icon("gear"),
    );
    this.node.replaceChildren(button);
    if (focus) button.focus();
  }

  open(anchor) {
    const menu = el("div", { class: "menu seat-menu", role: "menu", onkeydown: walkMenu });
    this.#fill(menu);
    popUp(menu, anchor, { above: true });
    (menu.querySelector('[aria-checked="true"]') ?? menu.querySelector(".entry")).focus();
  }

  #fill(menu) {
    const { world, seat } = this.ctx;
    const { words } = seat;
    const shut = (then) => () => {
      menu.hidePopover();
      then();
    };
    const seats = world.people.filter((person) => person.seat || person === world.me);
    const group = (title, rows) =>
      el("div", { role: "group", "aria-label": title }, el("p", { class: "group-title", "aria-hidden": "true" }, title), rows);
    menu.setAttribute("aria-label", words("seatOf", { name: nameOf(world.me) }));
    menu.replaceChildren(
      group(
        words("playAs"),
        seats.map((person) =>
          entry(nameOf(person), shut(() => this.handlers.onPerson(person.name)), {
            checked: person === world.me,
            lead: avatar(person, "tiny"),
            data: { person: person.name },
          }),
        ),
      ),
      group(
        words("language"),
        LOCALES.map(({ code, name }) =>
          entry(name, shut(() => this.handlers.onLocale(code)), { checked: seat.locale === code, lang: code }),
        ),
      ),
      group(
        words("look"),
        THEMES.map((name) => {
          const change = () => {
            wear(name);
            this.#fill(menu);
            menu.querySelector(`[data-theme-name="${name}"]`).focus();
          };
          return entry(words(`theme_${name}`), change, { checked: theme() === name, data: { themeName: name } });
        }),
      ),
      ...(world.host ? [group(words("friends"), this.#invite(shut))] : []),
    );
  }

  #invite(shut) {
    const open = shut(async () => (await import("./invite.js")).openInvite(this.ctx));
    return entry(this.ctx.seat.words("invite"), open, { lead: icon("people"), data: { deed: "invite" } });
  }
}
