// The messages that stand on the page: some hundreds around what is read, in order, each with its view.

import { MessageView } from "../message.js";
import { timeOf } from "../world.js";
import { compareIds, placeOf } from "./order.js";

/** How many messages stand on the page before those far from the reader leave it. */
export const MOST = 200;

export class MessageWindow {
  constructor(list, ctx) {
    this.list = list;
    this.ctx = ctx;
    this.views = new Map();
    this.ids = [];
    this.start = false;
    this.end = false;
    this.newFrom = null;
  }

  get size() {
    return this.ids.length;
  }
  get oldest() {
    return this.ids[0];
  }
  get newest() {
    return this.ids.at(-1);
  }

  view(id) {
    return this.views.get(id);
  }

  at(index) {
    return this.views.get(this.ids.at(index));
  }

  /** Begin anew with these; `start` and `end` tell whether the channel's first and last message are among them. */
  fill(messages, { start, end }) {
    this.views.clear();
    this.ids = [];
    this.list.replaceChildren();
    this.start = start;
    this.end = end;
    this.addAll(messages);
  }

  /** Whether a message belongs among those shown, and is not before or after them. */
  covers(id) {
    if (!this.ids.length) return this.start && this.end;
    return (
      (this.start || compareIds(this.oldest, id) <= 0) && (this.end || compareIds(id, this.newest) <= 0)
    );
  }

  /** Put messages in their places, all at once. */
  addAll(messages) {
    for (const message of messages) this.add(message);
  }

  /** Put a message in its place, or show its newest state. True when it was not there. */
  add(message) {
    const known = this.views.get(message.id);
    if (known) {
      known.update(message);
      return false;
    }
    const view = new MessageView(message, this.ctx);
    const at = placeOf(this.ids, message.id);
    const next = this.at(at);
    this.list.insertBefore(view.node, at < this.size ? next.node : null);
    this.ids.splice(at, 0, message.id);
    this.views.set(message.id, view);
    this.#group(at);
    this.#group(at + 1);
    return true;
  }

  /** Take one out; what is deleted is not missed by its neighbours. */
  remove(id) {
    const view = this.views.get(id);
    if (!view) return null;
    const at = placeOf(this.ids, id);
    this.ids.splice(at, 1);
    this.views.delete(id);
    view.node.remove();
    this.#group(at);
    return view;
  }

  /** Let the oldest (`fromStart`) or the newest leave the page until `MOST` are left. */
  trim(fromStart) {
    const many = this.size - MOST;
    if (many <= 0) return false;
    for (const id of this.ids.splice(fromStart ? 0 : MOST, many)) {
      this.views.get(id).node.remove();
      this.views.delete(id);
    }
    if (fromStart) {
      this.start = false;
      this.#group(0);
    } else this.end = false;
    return true;
  }

  /** Draw the line above the first message after `id`; null draws none. */
  markNew(id) {
    const before = this.newFrom;
    this.newFrom = id;
    for (const each of [before, id]) {
      if (each === null) continue;
      const at = placeOf(this.ids, each);
      for (const near of [at, at + 1]) this.#group(near);
    }
  }

  /** The index of the first message after `id`. */
  after(id) {
    const at = placeOf(this.ids, id);
    return this.ids[at] === id ? at + 1 : at;
  }

  #group(at) {
    if (at < 0 || at >= this.size) return;
    const view = this.at(at);
    const previous = at > 0 ? this.at(at - 1) : null;
    const day = timeOf(view.message).toDateString();
    const sameDay = previous && timeOf(previous.message).toDateString() === day;
    const first = previous ? compareIds(previous.id, this.newFrom ?? "") <= 0 : this.start;
    const fresh = this.newFrom !== null && compareIds(view.id, this.newFrom) > 0 && first;
    view.follow(previous, { newDay: !sameDay, fresh });
  }
}
