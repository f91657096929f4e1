// What a person began to write, for each channel: it survives a reload of the window and a change of channel.

import { HERE, keep, kept } from "./keeping.js";

const PREFIX = "skald-draft";

export class Drafts {
  constructor(seat) {
    this.seat = seat;
    this.kept = new Map(); // for browsers that keep nothing
  }

  get(channel) {
    const key = this.#key(channel);
    return this.kept.get(key) ?? kept(key, HERE) ?? "";
  }

  set(channel, text) {
    const key = this.#key(channel);
    this.kept.set(key, text);
    keep(key, text || null, HERE);
  }

  #key(channel) {
    return `${PREFIX}:${this.seat.person}:${channel}`;
  }
}
