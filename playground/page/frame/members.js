// Who is at the table: by role, there or away, and who is writing.

import { openAppMenu } from "../app_menu.js";
import { avatar, el } from "../dom.js";
import { dots } from "../message.js";
import { nameOf } from "../world.js";

export class Members {
  constructor(node, ctx, { onPerson }) {
    Object.assign(this, { node, ctx, onPerson });
    this.writing = new Set();
  }

  draw(channel) {
    this.channel = channel;
    const { words } = this.ctx.seat;
    const focus = this.node.contains(document.activeElement) && document.activeElement.dataset.member;
    this.node.setAttribute("aria-label", words("members"));
    this.node.replaceChildren(
      ...this.#groups().flatMap(({ title, people }) => [
        el("h2", { class: "group-title" }, `${title} — ${people.length}`),
        el(
          "ul",
          null,
          people.map((user) => this.#row(user)),
        ),
      ]),
    );
    if (focus) this.node.querySelector(`[data-member="${CSS.escape(focus)}"]`)?.focus();
  }

  /** Show who writes in the open channel, by their ids. */
  type(ids) {
    const now = new Set(ids);
    const same = now.size === this.writing.size && ids.every((id) => this.writing.has(id));
    this.writing = now;
    if (!same && this.channel) this.draw(this.channel);
  }

  #groups() {
    const { world, seat } = this.ctx;
    const { words } = seat;
    const online = (user) =>
      user.id === String(world.bot.id)
        ? world.bot.online
        : user.online || user === world.me || this.writing.has(user.id);
    const all =
      this.channel.type === 1
        ? [world.me, { ...world.bot, id: String(world.bot.id) }]
        : [...(world.guild?.members ?? [])].sort((a, b) => nameOf(a).localeCompare(nameOf(b), seat.locale));
    const there = all.filter(online);
    const groups = [];
    const take = (title, test, from = there) => {
      const people = from.filter((user) => test(user) && !groups.some((group) => group.people.includes(user)));
      if (people.length) groups.push({ title, people });
    };
    const hoisted = world.roles.filter((role) => role.hoist).sort((a, b) => b.position - a.position);
    for (const role of hoisted) take(role.name, (user) => user.roles?.includes(String(role.id)));
    take(words("bots"), (user) => user.bot);
    take(words("onlineGroup"), () => true);
    take(words("offlineGroup"), () => true, all.filter((user) => !online(user)));
    this.online = online;
    return groups;
  }

  #row(user) {
    const { words } = this.ctx.seat;
    const name = nameOf(user);
    const there = this.online(user);
    const writes = there && this.writing.has(user.id);
    const owner = user.id === this.ctx.world.guild?.owner;
    const rank = owner ? words("owner") : user.admin && !user.bot ? words("admin") : null;
    const state = words(writes ? "writing" : there ? "online" : "offline");
    const button = el(
      "button",
      {
        type: "button",
        class: there ? "member" : "member away",
        data: { member: user.name },
        "aria-haspopup": "dialog",
        "aria-expanded": "false",
        onclick: async () => {
          const { openProfile } = await import("./profile.js");
          openProfile(user, button, this.ctx, { onPerson: this.onPerson, online: there });
        },
        oncontextmenu: (event) => {
          event.preventDefault();
          openAppMenu("user", user, button, this.ctx, event);
        },
      },
      el(
        "span",
        { class: "presence-box" },
        avatar(user, "small"),
        writes
          ? el("span", { class: "presence writing", "aria-hidden": "true" }, dots())
          : el("span", { class: there ? "presence on" : "presence", "aria-hidden": "true" }),
      ),
      el("span", { class: "member-name" }, name),
      user.bot && el("span", { class: "tag" }, words("bot")),
      rank && el("span", { class: "rank" }, rank),
      el("span", { class: "spoken" }, state),
    );
    return el("li", null, button);
  }
}
