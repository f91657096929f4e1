// What each person has read, kept in this browser: the newest message seen of each channel. What came since, and which
// of it calls them, the world knows.

import { later } from "../world.js";
import { keepValue, keptValue } from "../keeping.js";

const KEPT = "skald.read";

export class Unread {
  /** `onChange()` when another window of this browser read something. */
  constructor(ctx, onChange) {
    this.ctx = ctx;
    this.before = new Map();
    window.addEventListener("storage", (event) => {
      if (event.key !== this.#name) return;
      this.#load();
      onChange();
    });
  }

  /** Take up what this person has read; on the very first visit everything there is counts as read. */
  sit() {
    this.before.clear();
    this.#load();
    if (this.since !== undefined) return;
    this.since = "";
    for (const { last_message: last } of this.ctx.world.everywhere()) if (later(last, this.since)) this.since = last;
    this.#save();
  }

  /** The newest message this person had read of a channel when it was opened, or "" for none. */
  upTo(channelId) {
    return this.before.get(channelId) ?? this.#read(channelId);
  }

  /** A channel is opened: what was read until now is remembered for the line above what is new. */
  open(channel) {
    this.before.set(channel.id, this.#read(channel.id));
  }

  /** Everything in a channel has been seen. True when that is news. */
  seen(channel) {
    const { last_message: last, answered } = channel;
    const newest = later(answered, last) ? answered : last;
    if (!later(newest, this.#read(channel.id))) return false;
    this.read[channel.id] = newest;
    this.#save();
    return true;
  }

  has(channel) {
    return later(channel.last_message, this.#read(channel.id));
  }

  /** How many messages since then call this person by name. */
  mentions(channel) {
    const read = this.#read(channel.id);
    return (channel.calls ?? []).filter((id) => later(id, read)).length;
  }

  /** What waits in several channels: `{unread, mentions}`. */
  sum(channels) {
    return {
      unread: channels.some((channel) => this.has(channel)),
      mentions: channels.reduce((total, channel) => total + this.mentions(channel), 0),
    };
  }

  get #name() {
    return `${KEPT}.${this.ctx.world.me?.id}`;
  }

  #read(channelId) {
    return this.read[channelId] ?? this.since ?? "";
  }

  #load() {
    const kept = keptValue(this.#name);
    this.since = typeof kept?.since === "string" ? kept.since : undefined;
    this.read = { ...kept?.read };
  }

  #save() {
    const { since, read } = this;
    keepValue(this.#name, { since, read });
  }
}
