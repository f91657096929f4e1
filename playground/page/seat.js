// Who sits at this page, in which channel, in which language: kept in the address, so that a link is a seat.

import { LOCALES, wordsFor } from "./words.js";

const KEPT = "skald.locale";

export class Seat {
  constructor() {
    this.read();
    this.setLocale(this.#keptLocale());
  }

  /** Take person and channel from the address (`#kira/123`). True when one of them changed. */
  read() {
    const [person, channel] = location.hash.slice(1).split("/").map(decoded);
    const changed = (person || null) !== this.person || (channel || null) !== this.channel;
    this.person = person || null;
    this.channel = channel || null;
    return changed;
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
    try {
      localStorage.setItem(KEPT, code);
    } catch {
      // Storage may be closed to the page; the language then lasts until it is closed.
    }
  }

  #keptLocale() {
    let kept = null;
    try {
      kept = localStorage.getItem(KEPT);
    } catch {
      // As above: ask the browser instead.
    }
    if (LOCALES.some(({ code }) => code === kept)) return kept;
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
