// What a person began to write, for each channel: it survives a reload of the window and a change of channel.

const PREFIX = "skald-draft";

export class Drafts {
  constructor(seat) {
    this.seat = seat;
    this.kept = new Map(); // for browsers that keep nothing
  }

  get(channel) {
    const key = this.#key(channel);
    return this.kept.get(key) ?? this.#storage((storage) => storage.getItem(key)) ?? "";
  }

  set(channel, text) {
    const key = this.#key(channel);
    this.kept.set(key, text);
    this.#storage((storage) => (text ? storage.setItem(key, text) : storage.removeItem(key)));
  }

  #key(channel) {
    return `${PREFIX}:${this.seat.person}:${channel}`;
  }

  #storage(use) {
    try {
      return use(window.sessionStorage);
    } catch {
      return null; // storage that is full or not allowed: the draft lives as long as the window does
    }
  }
}
