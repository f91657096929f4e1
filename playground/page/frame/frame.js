// The frame around the log: servers, channels, the seat, the header, the members; what is unread, and the way there.

import { el, once } from "../dom.js";
import { nameOf, signOf } from "../world.js";
import { Channels } from "./channels.js";
import { Header } from "./header.js";
import { Members } from "./members.js";
import { Rail } from "./rail.js";
import { SeatPanel } from "./seat_panel.js";
import { entitle } from "./title.js";
import { Unread } from "./unread.js";

// What is opened now and then is loaded when it is.
const founding = () => import("./founding.js");
const WIDE = "(min-width: 1001px)";

export class Frame {
  /** `onPerson(name)`, `onLocale(code)` and `ctx.goTo(channel id)` when the person chooses. */
  constructor(nodes, ctx, { onPerson, onLocale }) {
    Object.assign(this, { nodes, ctx });
    this.unread = new Unread(ctx, () => this.#lists());
    this.last = new Map();
    this.name = el("h2", { class: "guild" });
    const list = el("div", { class: "channels", tabindex: "-1" });
    const seat = el("div", { class: "seat" });
    nodes.sidebar.replaceChildren(this.name, list, seat);
    const goTo = (id) => {
      this.shut();
      if (id) ctx.goTo(id);
    };
    this.rail = new Rail(nodes.rail, ctx, {
      onHome: () => this.#home(),
      onGuild: (id) => this.#guild(id),
      onFound: once(async () => (await founding()).foundServer(ctx)),
    });
    this.channels = new Channels(list, ctx, {
      onOpen: goTo,
      onNew: once(async (category) => (await founding()).newChannel(ctx, category)),
    });
    this.panel = new SeatPanel(seat, ctx, { onPerson, onLocale });
    this.header = new Header(nodes.header, ctx, {
      drawer: (name, button) => this.#drawer(name, button),
      shown: (name) => this.#shown(name),
      onThread: once(async () => (await founding()).newThread(ctx)),
      onFind: () => this.#find(),
    });
    this.members = new Members(nodes.members, ctx, { onPerson });
    nodes.veil.addEventListener("click", () => this.shut());
    nodes.log.addEventListener("scroll", () => this.seen(), { passive: true });
    window.addEventListener("focus", () => this.seen());
    document.addEventListener("visibilitychange", () => this.seen());
    window.matchMedia(WIDE).addEventListener("change", () => this.shut());
    document.addEventListener("keydown", (event) => this.#key(event));
  }

  /** Somebody sat down: take up what they have read. */
  sit() {
    this.unread.sit();
  }

  /** A channel is about to be shown; what was read of it until now is kept for the line above what is new. */
  enter(channel) {
    this.unread.open(channel);
    if (channel.guild) this.last.set(channel.guild, channel.id);
  }

  /** Draw everything around a channel, or around none where there is nothing to open. */
  draw(channel) {
    this.channel = channel;
    const { world, seat } = this.ctx;
    const home = channel ? channel.type === 1 : !world.guild;
    this.nodes.sidebar.setAttribute("aria-label", seat.words("channels"));
    this.name.textContent = home ? seat.words("directs") : world.guild.name;
    this.name.title = this.name.textContent;
    this.#lists();
    this.panel.draw();
    this.header.draw(channel);
    if (channel) this.members.draw(channel);
  }

  /** A message came, to the open channel or to another one. */
  arrived(message) {
    const { world } = this.ctx;
    const place = world.anywhere(message.channel_id);
    if (message.ephemeral) {
      // Only this person's answer, and nothing the server counts; but it can have been seen.
      if (place) place.answered = message.id;
      this.seen();
      return;
    }
    const before = place && this.#marks(place);
    const channel = world.newest(message.channel_id, message.id);
    if (!channel) return;
    if (message.author.id === world.me.id || this.#sees(channel)) this.unread.seen(channel);
    else if (channel.type === 1 || calls(message, world)) world.called(channel, message.id);
    if (before !== this.#marks(channel)) this.#lists();
  }

  /** What was deleted calls nobody any more. */
  gone(channelId, ids) {
    const channel = this.ctx.world.anywhere(channelId);
    const calls = channel?.calls?.filter((id) => !ids.includes(id));
    if (!calls || calls.length === channel.calls.length) return;
    channel.calls = calls;
    this.#lists();
  }

  /** What is open has been read to its end. */
  seen() {
    if (this.channel && this.#sees(this.channel) && this.unread.seen(this.channel)) this.#lists();
  }

  presence({ user, online }) {
    const known = this.ctx.world.presence(user, online);
    if (known && this.channel) this.members.draw(this.channel);
    return known;
  }

  botState() {
    if (this.channel) this.members.draw(this.channel);
  }

  type(ids) {
    this.members.type(ids);
  }

  shut() {
    for (const node of [this.nodes.left, this.nodes.members]) node.classList.remove("shown");
    this.nodes.veil.hidden = true;
    this.#expanded();
  }

  #marks(channel) {
    return `${this.unread.has(channel)} ${this.unread.mentions(channel)}`;
  }

  #sees(channel) {
    return channel.id === this.channel?.id && !document.hidden && this.ctx.atEnd();
  }

  #lists() {
    if (!this.ctx.world.me) return;
    const home = this.channel ? this.channel.type === 1 : !this.ctx.world.guild;
    this.channels.draw(this.channel, home);
    this.#rail();
  }

  #rail() {
    const { world } = this.ctx;
    this.rail.draw(this.channel ? this.channel.type === 1 : !world.guild);
    const place = this.channel ? `${signOf(this.channel)}${this.channel.name} · ` : "";
    entitle(`${place}${nameOf(world.me)} · Skald`, this.unread.sum(world.everywhere()));
  }

  async #find() {
    (await import("./switcher.js")).openSwitcher(this.ctx);
  }

  #home() {
    const { world } = this.ctx;
    if (world.directs.length) this.ctx.goTo(world.directs[0].id);
    else this.ctx.whisper();
  }

  #guild(id) {
    const { world } = this.ctx;
    const rows = world.sections(world.guilds.find((guild) => guild.id === id)).flatMap((section) => section.rows);
    const again = rows.find((channel) => channel.id === this.last.get(id)) ?? rows[0];
    if (again) this.ctx.goTo(again.id);
  }

  #shown(name) {
    if (name === "members" && window.matchMedia(WIDE).matches)
      return !this.nodes.shell.classList.contains("alone");
    return this.#node(name).classList.contains("shown");
  }

  #node(name) {
    return name === "sidebar" ? this.nodes.left : this.nodes[name];
  }

  #drawer(name, button) {
    if (name === "members" && window.matchMedia(WIDE).matches) {
      this.nodes.shell.classList.toggle("alone");
      this.#expanded();
      return;
    }
    const open = this.#shown(name);
    this.shut();
    if (open) return;
    this.opener = button;
    this.#node(name).classList.add("shown");
    this.nodes.veil.hidden = false;
    this.#expanded();
    const inside = name === "sidebar" ? this.nodes.sidebar : this.nodes.members;
    (inside.querySelector('[aria-current="page"]') ?? inside.querySelector("button"))?.focus();
  }

  #expanded() {
    for (const button of this.nodes.header.querySelectorAll("[aria-controls]"))
      button.setAttribute("aria-expanded", String(this.#shown(button.getAttribute("aria-controls"))));
  }

  #key(event) {
    if (event.key === "Escape" && !this.nodes.veil.hidden) {
      this.shut();
      this.opener?.focus();
    }
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      this.#find();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !event.altKey || event.ctrlKey || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    const next = this.channels.beside(step, event.shiftKey);
    if (next && next !== this.channel?.id) this.ctx.goTo(next);
  }
}

/** Whether a message calls whoever sits here. */
function calls(message, { me }) {
  return (
    message.mention_everyone ||
    (message.mentions ?? []).some((user) => user.id === me.id) ||
    (message.mention_roles ?? []).some((role) => me.roles?.includes(String(role)))
  );
}
