// The live side of the page: one WebSocket that comes back by itself.

const FIRST_WAIT = 500;
const LONGEST_WAIT = 8000;

export class Live {
  /** `onEvent(type, data)` for each push, `onOpen()` when connected, `onLost(milliseconds)` until the next try. */
  constructor({ onEvent, onOpen, onLost }) {
    this.handlers = { onEvent, onOpen, onLost };
    this.tries = 0;
    window.addEventListener("online", () => this.#hurry());
    document.addEventListener("visibilitychange", () => document.hidden || this.#hurry());
  }

  /** Connect as a person; an earlier connection is let go. */
  connect(person, key) {
    this.person = person;
    this.key = key;
    this.tries = 0;
    this.#open();
  }

  #open() {
    clearTimeout(this.timer);
    this.timer = null;
    this.#drop();
    const address = new URL(`/page/ws?${new URLSearchParams({ person: this.person, key: this.key })}`, location.href);
    address.protocol = address.protocol.replace("http", "ws");
    const socket = new WebSocket(address);
    this.socket = socket;
    socket.addEventListener("open", () => {
      this.tries = 0;
      this.handlers.onOpen();
    });
    socket.addEventListener("message", (event) => {
      const { type, data } = JSON.parse(event.data);
      this.handlers.onEvent(type, data);
    });
    socket.addEventListener("close", () => socket === this.socket && this.#later());
  }

  #later() {
    this.socket = null;
    // Some jitter, so that several windows do not knock at the same moment.
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.tries) * (0.75 + Math.random() / 2);
    this.tries += 1;
    this.handlers.onLost(wait);
    this.timer = setTimeout(() => this.#open(), wait);
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
