// The live side of the page: one WebSocket that comes back by itself; where there is none, asking every two seconds.

import { Refused, Unwelcome } from "./api.js";

const FIRST_WAIT = 500;
const LONGEST_WAIT = 8000;
// After so many sockets that never opened, asking is tried; it may be that only sockets do not come through.
const TRIES = 2;
const ASK_EVERY = 2000;
// While asking, a socket is tried again after so many times.
const ASKS = 30;
// A clock that jumped this far stood still meanwhile: the machine slept, and the socket may be dead without a word.
const SLEPT = 90_000;
const BEAT = 5000;

export class Live {
  /**
   * `onEvent(type, data)` for each push, `onOpen({asking})` when connected, `onLost(milliseconds)` until the next
   * try, `onTurnedAway()` when the seat is no longer theirs; `ask(window)` asks for what a socket would have pushed.
   */
  constructor(handlers) {
    this.handlers = handlers;
    this.tries = 0;
    this.round = 0;
    this.beat = Date.now();
    setInterval(() => this.#awake(), BEAT);
    window.addEventListener("online", () => this.person && this.#open());
    document.addEventListener("visibilitychange", () => document.hidden || this.#awake() || this.#hurry());
  }

  /** Connect as a person; an earlier connection is let go. */
  connect(person, key) {
    this.person = person;
    this.key = key;
    this.tries = 0;
    this.window = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
    this.#open();
  }

  #open() {
    clearTimeout(this.timer);
    this.timer = null;
    this.round += 1;
    this.#drop();
    const address = new URL(`/page/ws?${new URLSearchParams({ person: this.person, key: this.key })}`, location.href);
    address.protocol = address.protocol.replace("http", "ws");
    let socket;
    try {
      socket = new WebSocket(address);
    } catch {
      this.#ask(this.round, 0); // this browser has none, or may not use it
      return;
    }
    this.socket = socket;
    socket.addEventListener("open", () => {
      this.tries = 0;
      this.handlers.onOpen({ asking: false });
    });
    socket.addEventListener("message", (event) => {
      const { type, data } = JSON.parse(event.data);
      this.handlers.onEvent(type, data);
    });
    socket.addEventListener("close", () => socket === this.socket && this.#later());
  }

  #later() {
    this.socket = null;
    this.tries += 1;
    if (this.tries > TRIES) {
      this.#ask(this.round, 0);
      return;
    }
    this.#wait();
  }

  #wait() {
    this.lost = true;
    // Some jitter, so that several windows do not knock at the same moment.
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (this.tries - 1)) * (0.75 + Math.random() / 2);
    this.handlers.onLost(wait);
    this.timer = setTimeout(() => this.#open(), wait);
  }

  /** Ask once, then again; a server that does not answer this either is lost. */
  async #ask(round, n) {
    let answer;
    try {
      answer = await this.handlers.ask(this.window);
    } catch (problem) {
      if (!(problem instanceof Refused)) throw problem;
      if (round !== this.round) return;
      if (problem instanceof Unwelcome) this.handlers.onTurnedAway();
      else this.#wait();
      return;
    }
    if (round !== this.round) return; // another connection began meanwhile
    if (answer.fresh || this.lost) this.handlers.onOpen({ asking: true });
    this.lost = false;
    for (const { type, data } of answer.events) this.handlers.onEvent(type, data);
    const again = n < ASKS || typeof WebSocket === "undefined";
    this.timer = setTimeout(() => (again ? this.#ask(round, n + 1) : this.#open()), ASK_EVERY);
  }

  /** Notice that the machine slept: true when a new connection was begun. */
  #awake() {
    const now = Date.now();
    const slept = now - this.beat > SLEPT;
    this.beat = now;
    if (slept && this.person) this.#open();
    return slept;
  }

  #hurry() {
    if (this.timer) this.#open();
  }

  #drop() {
    const old = this.socket;
    this.socket = null; // first, so that its close event is not taken for a loss
    old?.close();
  }
}
