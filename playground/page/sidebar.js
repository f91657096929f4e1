// The frame around the log: channels, who plays, the language, the header, the members.

import { openAppMenu } from "./app_menu.js";
import { avatar, el, icon } from "./dom.js";
import { LOCALES } from "./words.js";
import { nameOf, signOf } from "./world.js";

export class Frame {
  /** `onPerson(name)`, `onLocale(code)` and `ctx.goTo(channel id)` when the person chooses. */
  constructor(nodes, ctx, { onPerson, onLocale }) {
    Object.assign(this, { nodes, ctx, onPerson, onLocale });
    this.unread = new Set();
    nodes.veil.addEventListener("click", () => this.shut());
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.shut());
  }

  draw(channel) {
    this.channel = channel;
    this.unread.delete(channel.id);
    const { words } = this.ctx.seat;
    const { world } = this.ctx;
    this.nodes.sidebar.setAttribute("aria-label", words("channels"));
    this.nodes.members.setAttribute("aria-label", words("members"));
    this.nodes.sidebar.replaceChildren(
      el("h1", { class: "guild" }, world.guild.name),
      this.#channels(),
      el("div", { class: "seat" }, this.#people(), this.#languages()),
    );
    this.nodes.header.replaceChildren(
      this.#drawer("menu", "showChannels", "sidebar"),
      el("span", { class: "hash", "aria-hidden": "true" }, signOf(channel)),
      el("h2", { class: "channel-title" }, channel.name),
      el("span", { class: "topic" }, channel.topic),
      el("span", { class: "stretch" }),
      this.#drawer("people", "showMembers", "members"),
    );
    this.#members();
    document.title = `${signOf(channel)}${channel.name} · ${nameOf(world.me)} · Skald`;
  }

  /** A message came to a channel that is not open. */
  mark(channelId) {
    if (channelId === this.channel?.id || this.unread.has(channelId)) return;
    this.unread.add(channelId);
    const button = this.nodes.sidebar.querySelector(`[data-channel="${CSS.escape(channelId)}"]`);
    button?.classList.add("unread");
    button?.setAttribute("aria-label", this.#spoken(this.ctx.world.channel(channelId), true));
  }

  botState() {
    this.#members();
  }

  shut() {
    for (const node of [this.nodes.sidebar, this.nodes.members]) node.classList.remove("shown");
    this.nodes.veil.hidden = true;
    for (const button of this.nodes.header.querySelectorAll("[aria-expanded]"))
      button.setAttribute("aria-expanded", "false");
  }

  #drawer(picture, label, name) {
    const text = this.ctx.seat.words(label);
    const button = el(
      "button",
      {
        type: "button",
        class: `round drawer-${name}`,
        "aria-label": text,
        title: text,
        "aria-expanded": "false",
        "aria-controls": name,
        onclick: () => {
          const open = this.nodes[name].classList.contains("shown");
          this.shut();
          if (open) return;
          this.nodes[name].classList.add("shown");
          this.nodes.veil.hidden = false;
          button.setAttribute("aria-expanded", "true");
          this.nodes[name].querySelector("button")?.focus();
        },
      },
      icon(picture),
    );
    return button;
  }

  #channels() {
    const { words } = this.ctx.seat;
    return el(
      "div",
      { class: "channels" },
      el("h2", { class: "group-title" }, words("channels")),
      el(
        "ul",
        null,
        this.ctx.world.channels.map((channel) => {
          const here = channel.id === this.channel.id;
          const unread = this.unread.has(channel.id);
          return el(
            "li",
            null,
            el(
              "button",
              {
                type: "button",
                class: `channel ${channel.parent ? "thread" : ""} ${here ? "here" : ""} ${unread ? "unread" : ""}`,
                data: { channel: channel.id },
                "aria-label": this.#spoken(channel, unread),
                "aria-current": here ? "page" : null,
                onclick: () => {
                  this.shut();
                  this.ctx.goTo(channel.id);
                },
              },
              el("span", { class: "hash", "aria-hidden": "true" }, signOf(channel)),
              el("span", { class: "channel-name" }, channel.name),
            ),
          );
        }),
      ),
    );
  }

  #spoken(channel, unread) {
    return unread ? `${channel.name}, ${this.ctx.seat.words("unread")}` : channel.name;
  }

  #people() {
    const { words } = this.ctx.seat;
    const { world } = this.ctx;
    return el(
      "div",
      { class: "people", role: "group", "aria-labelledby": "play-as" },
      el("h2", { class: "group-title", id: "play-as" }, words("playAs")),
      el(
        "div",
        { class: "people-row" },
        world.people.map((person) =>
          el(
            "button",
            {
              type: "button",
              class: "person",
              "aria-pressed": String(person === world.me),
              data: { person: person.name },
              onclick: () => this.onPerson(person.name),
            },
            avatar(person, "small"),
            el("span", { class: "person-name" }, nameOf(person)),
            person.admin && el("span", { class: "role" }, words("admin")),
          ),
        ),
      ),
    );
  }

  #languages() {
    const { seat } = this.ctx;
    return el(
      "div",
      { class: "languages", role: "group", "aria-label": seat.words("language") },
      LOCALES.map(({ code, short, name }) =>
        el(
          "button",
          {
            type: "button",
            lang: code,
            title: name,
            "aria-label": name,
            "aria-pressed": String(seat.locale === code),
            onclick: () => this.onLocale(code),
          },
          short,
        ),
      ),
    );
  }

  #members() {
    const { words } = this.ctx.seat;
    const { world } = this.ctx;
    const row = (user, state, online) => {
      const name = words("appsOf", { name: nameOf(user) });
      const more = el(
        "button",
        {
          type: "button",
          class: "tool",
          title: name,
          "aria-label": name,
          onclick: () => openAppMenu("user", user, more, this.ctx),
        },
        icon("more"),
      );
      const menu = (event) => {
        event.preventDefault();
        openAppMenu("user", user, more, this.ctx, event);
      };
      return el(
        "li",
        { class: online ? "member" : "member away", oncontextmenu: menu },
        el(
          "span",
          { class: "presence-box" },
          avatar(user, "small"),
          el("span", { class: online ? "presence on" : "presence" }),
        ),
        el("span", { class: "member-name" }, nameOf(user)),
        user.bot && el("span", { class: "tag" }, words("bot")),
        el("span", { class: "member-state" }, state),
        more,
      );
    };
    const botState = words(world.bot.online ? "online" : "offline");
    this.nodes.members.replaceChildren(
      el("h2", { class: "group-title" }, words("bots")),
      el("ul", null, row(world.bot, botState, world.bot.online)),
      el("h2", { class: "group-title" }, words("people")),
      el(
        "ul",
        null,
        world.people.map((person) => row(person, person.admin ? words("admin") : "", true)),
      ),
    );
  }
}
