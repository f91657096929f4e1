// Requests to the playground's server, on behalf of the person who sits here.

import { refusalIn } from "./words.js";

/** A request that the server refused, or that never reached it; its message is a sentence for the person. */
export class Refused extends Error {}

/** The server wants to know first who this is: a pass phrase, or a link that still leads to a seat. */
export class Unwelcome extends Refused {
  constructor(reason, sentence) {
    super(sentence);
    this.reason = reason;
  }
}

export class Api {
  constructor(seat) {
    this.seat = seat;
  }

  /** Come in with the key of this window, with a pass phrase, or just so: `{key, person, host}`. */
  enter(body = {}) {
    return this.#send("/page/enter", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(this.seat.key ? { key: this.seat.key, ...body } : body),
    });
  }
  state() {
    return this.#get("state");
  }
  /** The commands of a server, or of the direct conversation (`guild` ""). */
  commands(guild) {
    return this.#get("commands", { guild });
  }
  /** Make a "guild", a "channel", a "thread", or the "direct" conversation: `{channel}`, where to go. */
  found(kind, body) {
    return this.#post(kind, body);
  }
  /** How far the first evening is, or after a `deed` ("begin", "do", "hide", "start-over"). */
  async evening(deed, body) {
    const told = await (deed ? this.#post(`evening/${deed}`, body) : this.#get("evening"));
    const { problem } = told;
    if (problem) problem.text = await refusalIn(this.seat.locale, problem);
    return told;
  }
  seats() {
    return this.#get("seats");
  }
  /** What was pushed to a window without a socket since it asked last: `{fresh, events}`. */
  poll(window) {
    return this.#get("poll", { window });
  }
  /** A page of a channel, oldest first: the newest messages, or those `before`, `after` or `around` an id. */
  messages(channel, where = {}, limit = 50) {
    return this.#get("messages", { channel, ...where, limit });
  }
  /** What is behind a message: what went over the "wire", or the "trace" of its turn. */
  look(what, message) {
    return this.#get(what, { message: message.id });
  }
  say(channel, content, replyTo, files = []) {
    const body = { channel, content, ...(replyTo ? { reply_to: replyTo } : {}) };
    return files.length ? this.#upload("say", body, files) : this.#post("say", body);
  }
  /** Let the others see that somebody writes. */
  typing(channel) {
    return this.#post("type", { channel });
  }
  act(verb, message, more = {}) {
    return this.#post(verb, { message: message.id, channel: message.channel_id, ...more });
  }
  /** `files` maps the names of attachment options to their files. */
  slash(channel, command, options, files = {}) {
    const names = Object.keys(files);
    if (!names.length) return this.#post("slash", { channel, command, options });
    const places = Object.fromEntries(names.map((name, n) => [name, n]));
    return this.#upload("slash", { channel, command, options, files: places }, Object.values(files));
  }
  /** Use an entry of the menu on a message or a person (`kind` "message" or "user"). */
  menu(name, kind, target, channel) {
    return this.#post("menu", { name, kind, target, channel });
  }
  autocomplete(body, signal) {
    return this.#post("autocomplete", body, signal);
  }
  /** Send a form; lists of files in `values` go up beside the others. */
  submit(call, values) {
    const files = [];
    const places = {};
    const plain = {};
    for (const [name, value] of Object.entries(values)) {
      if (!Array.isArray(value) || !(value[0] instanceof File)) plain[name] = value;
      else places[name] = value.map((file) => files.push(file) - 1);
    }
    const body = { call, values: plain };
    return files.length ? this.#upload("submit", { ...body, files: places }, files) : this.#post("submit", body);
  }

  #get(path, query = {}) {
    const all = { person: this.seat.person, locale: this.seat.locale, ...query };
    const given = Object.entries(all).filter(([, value]) => value !== undefined && value !== null);
    return this.#send(`/page/${path}?${new URLSearchParams(given)}`);
  }

  #post(path, body, signal) {
    return this.#send(`/page/${path}`, {
      method: "POST",
      signal,
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(this.#signed(body)),
    });
  }

  #upload(path, body, files) {
    const form = new FormData();
    form.append("payload_json", JSON.stringify(this.#signed(body)));
    files.forEach((file, n) => form.append(`files[${n}]`, file, file.name));
    return this.#send(`/page/${path}`, { method: "POST", body: form });
  }

  #signed(body) {
    return { person: this.seat.person, locale: this.seat.locale, ...body };
  }

  async #send(url, init = {}) {
    let response;
    try {
      const headers = { ...init.headers, ...(this.seat.key ? { "X-Skald-Key": this.seat.key } : {}) };
      response = await fetch(url, { ...init, headers });
    } catch (problem) {
      if (problem.name === "AbortError") throw problem;
      throw new Refused(this.seat.words("noServer"));
    }
    const answer = await response.json().catch((problem) => {
      if (problem.name === "AbortError") throw problem;
      return null; // a crash page is no JSON; the status tells
    });
    if (response.ok) return answer;
    const sentence = answer?.error
      ? await refusalIn(this.seat.locale, answer)
      : this.seat.words("serverFailed", { status: response.status });
    throw response.status === 401 ? new Unwelcome(answer?.reason, sentence) : new Refused(sentence);
  }
}
