// The message log: a window onto a channel's messages, which follows its end or stays where the reader is.

import { el } from "./dom.js";
import { Announcer } from "./log/announce.js";
import { Bars } from "./log/bars.js";
import { beginning, waitingFor } from "./log/edges.js";
import { walkKeys } from "./log/keys.js";
import { mend } from "./log/mending.js";
import { compareIds, sorted } from "./log/order.js";
import { Place } from "./log/place.js";
import { Toolbar } from "./log/toolbar.js";
import { MessageWindow, MOST } from "./log/window.js";
import { signOf } from "./world.js";

const PAGE = 50;

export class Log {
  constructor(node, ctx) {
    this.node = node;
    this.ctx = ctx;
    this.dismissed = new Set();
    this.list = el("ol", { class: "messages" });
    this.pending = el("div", { class: "pending" });
    this.top = el("div", { class: "log-top" });
    this.inner = el("div", { class: "log-inner" }, this.top, this.list, this.pending);
    this.window = new MessageWindow(this.list, ctx);
    this.bars = new Bars(ctx, {
      toPresent: () => this.toPresent(),
      toNew: () => this.#toNew(),
      markRead: () => this.#markRead(),
    });
    this.announcer = new Announcer(ctx);
    this.toolbar = new Toolbar(node, this, ctx);
    // What is said aloud is said once, by the announcer: a reply that is being written would be said at each edit.
    node.setAttribute("role", "log");
    node.setAttribute("aria-live", "off");
    node.replaceChildren(this.bars.top, this.inner, this.bars.bottom);
    node.after(this.announcer.node);
    this.place = new Place(node, this.inner, this.list, {
      onMove: () => this.#moved(),
      hasEnd: () => this.window.end,
    });
    walkKeys(node, this, ctx);
  }

  /** Whether the newest message is here and in view. */
  get pinned() {
    return this.window.end && this.place.pinned;
  }

  /** Show a channel from its newest messages, or around the message `at`; the list comes in any order. */
  fill(channel, messages, at = null) {
    const { words } = this.ctx.seat;
    this.channel = channel;
    this.node.setAttribute("aria-label", words("log", { channel: `${signOf(channel)}${channel.name}` }));
    this.window.newFrom = this.ctx.unread?.upTo(channel.id) ?? null;
    this.#begin(messages, at);
    this.#news();
    this.#moved();
  }

  #begin(messages, at) {
    this.toolbar.leave();
    this.announcer.clear();
    const start = at === null && messages.length < PAGE;
    this.window.fill(this.#wanted(messages), { start, end: at === null });
    this.#drawTop();
    if (at === null) this.place.toEnd();
    else this.#glow(at);
  }

  /** After a gap: what stands here is fetched anew, what is new is added, and nothing moves. */
  async refresh(messages) {
    const { channel, ctx, window, place } = this;
    const wanted = (all) => (this.channel === channel ? this.#wanted(all) : null);
    const joined = await mend({ channel, ctx, window, place, wanted }, messages);
    if (this.channel !== channel) return;
    if (joined) this.#moved();
    else this.#begin(messages, null);
  }

  /** Add a message, or show its newest state. */
  put(message) {
    if (message.channel_id !== this.channel?.id || this.dismissed.has(message.id)) return;
    const { window, place, ctx } = this;
    const mine = [message.author.id, message.interaction_metadata?.user?.id].includes(ctx.world.me?.id);
    // One's own words, and the answer to one's own command, are looked at wherever one was.
    if (!window.end && mine && compareIds(window.newest ?? "", message.id) < 0) {
      this.toPresent();
      return;
    }
    if (!window.covers(message.id)) {
      if (!window.end && compareIds(window.newest, message.id) < 0) {
        this.bars.more();
        this.#moved();
      }
      return;
    }
    const last = compareIds(window.newest ?? "", message.id) < 0;
    let isNew = false;
    place.keep(() => {
      isNew = window.add(message);
      if (place.pinned) window.trim(true);
    });
    const view = window.view(message.id);
    if (isNew && last) this.announcer.came(view);
    else this.announcer.changed(view);
    if (!isNew || !last) return;
    if (mine) {
      window.markNew(null);
      place.toEnd();
    } else if (!place.pinned) this.bars.more();
    // Whoever reads while hundreds come keeps what they read; the side that is farther away leaves.
    if (window.size > 2 * MOST) place.keep(() => window.trim(place.index > MOST));
    this.#moved();
  }

  /** Show an edit; one of a message that is not loaded changes nothing here. */
  change(message) {
    if (this.window.view(message.id) || this.window.covers(message.id)) this.put(message);
  }

  /** Lay changed reactions or other single properties over a message that is shown. */
  patch(id, change) {
    const view = this.window.view(id);
    if (view) this.place.keep(() => view.update({ ...view.message, ...change }));
  }

  remove(id) {
    this.place.keep(() => {
      const view = this.window.remove(id);
      if (view) this.toolbar.leave(view);
    });
  }

  dismiss(id) {
    this.dismissed.add(id);
    this.remove(id);
  }

  /** Let a reaction to a message be picked, at a button. */
  pickReaction(id, anchor) {
    const view = this.window.view(id);
    if (view) this.toolbar.react(view, anchor);
  }

  complain(id, sentence) {
    const view = this.window.view(id);
    if (view) this.place.keep(() => view.complain(sentence));
    return Boolean(view);
  }

  /** Go to a message and let it glow; one that is far away is loaded with what is around it. */
  async reveal(id) {
    if (this.window.view(id)) {
      this.#glow(id);
      return;
    }
    const { channel, ctx } = this;
    await ctx.fetching(ctx.api.messages(channel.id, { around: id }), (messages) => {
      if (this.channel !== channel || !messages.length) return;
      this.#begin(messages, id);
      this.#moved();
    });
  }

  /** Rows at the end for calls that wait for the bot: `{label}`. */
  showPending(calls) {
    const here = calls.filter((call) => call.channel === this.channel?.id);
    this.place.keep(() => this.pending.replaceChildren(...here.map((call) => waitingFor(call, this.ctx))));
  }

  lastOwn() {
    return [...this.window.ids]
      .reverse()
      .map((id) => this.window.view(id))
      .find((view) => view.rights().edit);
  }

  toEnd() {
    if (this.window.end) this.place.toEnd();
    else this.toPresent();
  }

  /** Show the newest messages, loaded anew when they are far away. */
  async toPresent() {
    const { channel, ctx } = this;
    if (this.window.end) {
      this.place.toEnd();
      this.#moved();
      return;
    }
    await ctx.fetching(ctx.api.messages(channel.id), (messages) => {
      if (this.channel !== channel) return;
      this.#begin(messages, null);
      this.#moved();
    });
  }

  #wanted(messages) {
    return sorted(messages.filter((message) => !this.dismissed.has(message.id)));
  }

  #glow(id) {
    const near = Math.min(this.window.after(id), this.window.size - 1);
    const { node } = this.window.view(id) ?? this.window.at(near) ?? {};
    if (!node) return;
    // Of what is taller than the window, its beginning.
    this.place.show(node, node.offsetHeight > this.node.clientHeight * 0.8 ? "start" : "center");
    node.classList.remove("glow");
    requestAnimationFrame(() => node.classList.add("glow"));
  }

  #drawTop() {
    this.top.replaceChildren(beginning(this.channel, this.window.start, this.ctx.seat));
  }

  #moved() {
    const { window, place } = this;
    if (this.pinned) this.bars.seen();
    this.bars.draw({ away: !this.pinned, present: window.end });
    if (this.bars.unread && this.#newNode() && place.sees(this.#newNode())) this.bars.known();
    const reach = this.node.clientHeight;
    if (this.loading || !window.size) return;
    if (!window.start && place.above < reach) this.#load("before");
    else if (!window.end && place.below < reach) this.#load("after");
  }

  /** Load the messages before or after those that stand here, and let those at the other end go. */
  async #load(way) {
    const { channel, window, ctx } = this;
    this.loading = true;
    const edge = way === "before" ? window.oldest : window.newest;
    const got = await ctx.fetching(ctx.api.messages(channel.id, { [way]: edge }), (messages) => {
      if (this.channel !== channel || edge !== (way === "before" ? window.oldest : window.newest)) return;
      this.place.keep(() => {
        const all = messages.length < PAGE;
        if (way === "before") window.start = all;
        else window.end = all;
        window.addAll(this.#wanted(messages));
        window.trim(way === "after");
        this.#drawTop();
      });
    });
    this.loading = false;
    if (got) requestAnimationFrame(() => this.#moved());
  }

  /** How much is new in the channel that was opened, and since when. */
  #news() {
    const { window, ctx } = this;
    const from = window.newFrom;
    const first = from === null || !window.end ? window.size : window.after(from);
    const views = window.ids.slice(first).map((id) => window.view(id));
    const foreign = views.filter((view) => view.message.author.id !== ctx.world.me?.id);
    const all = window.start || first > 0;
    this.bars.news(foreign.length ? { count: foreign.length, all, since: foreign[0].message } : null);
  }

  #newNode() {
    const { window } = this;
    return window.newFrom === null ? null : (window.at(window.after(window.newFrom))?.node ?? null);
  }

  #toNew() {
    const { window } = this;
    this.bars.known();
    const at = window.after(window.newFrom ?? "");
    if (at > 0 || window.start) this.place.show(window.at(Math.min(at, window.size - 1)).node, "center");
    else this.reveal(window.newFrom || "1");
  }

  #markRead() {
    this.bars.known();
    this.place.keep(() => this.window.markNew(null));
    this.toEnd();
  }
}
