// Who sits at this page, in which channel, in which language: kept in the address, so that a link is a seat.

import { HERE, keep, kept } from "./keeping.js";
import { LOCALES, wordsFor } from "./words.js";

const KEPT = "skald.locale";
const KEY = "skald.key";

export class Seat {
  constructor() {
    this.key = kept(KEY, HERE);
    this.read();
    this.setLocale(this.#keptLocale());
  }

  /** Take person, channel and message from the address (`#kira/123/456`). True when one of them changed. */
  read() {
    const link = /^#key=([\w-]+)$/.exec(location.hash);
    if (link) {
      // A link to a seat: the key goes with this window, and out of the address at once.
      this.hold(link[1]);
      history.replaceState(null, "", "#");
    }
    const [person, channel, message] = location.hash.slice(1).split("/").map(decoded);
    const changed = (person || null) !== this.person || (channel || null) !== this.channel;
    this.person = person || null;
    this.channel = channel || null;
    this.message = /^\d{1,20}$/.test(message ?? "") ? message : null;
    return changed || this.message !== null;
  }

  /** The message that the address leads to, once; null for none. */
  takeMessage() {
    const { message } = this;
    this.message = null;
    return message;
  }

  /** Keep the key that lets this window act; each window has its own, so that each may be somebody else. */
  hold(key) {
    this.key = key;
    keep(KEY, key, HERE);
  }

  /** Sit elsewhere and write it into the address, without a step in the history. */
  move({ person = this.person, channel = this.channel }) {
    this.person = person;
    this.channel = channel;
    history.replaceState(null, "", `#${encodeURIComponent(person)}/${encodeURIComponent(channel ?? "")}`);
  }

  setLocale(code) {
    this.locale = code;
    this.words = wordsFor(code);
    document.documentElement.lang = code;
    keep(KEPT, code);
  }

  #keptLocale() {
    const code = kept(KEPT);
    if (LOCALES.some((locale) => locale.code === code)) return code;
    return navigator.language.startsWith("fr") ? "fr" : "en-US";
  }
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a mistyped address; no person is called that, and the first one sits down instead
  }
}
