// What a person began to write, to a channel or in place of a message: it survives a reload and a change of channel.

import { HERE, keep, kept } from "./keeping.js";

const PREFIX = "skald-draft";

export class Drafts {
  constructor(seat) {
    this.seat = seat;
    this.kept = new Map(); // for browsers that keep nothing
  }

  /** What was begun at a channel or a message, by its id; "" for nothing. */
  get(place) {
    const key = this.#key(place);
    return this.kept.get(key) ?? kept(key, HERE) ?? "";
  }

  set(place, text) {
    const key = this.#key(place);
    this.kept.set(key, text);
    keep(key, text || null, HERE);
  }

  #key(place) {
    return `${PREFIX}:${this.seat.person}:${place}`;
  }
}
