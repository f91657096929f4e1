// Interactions this page began: what they wait for, what came of them.

import { Refused } from "./api.js";

export class Calls {
  /** `onFail(sentence, call)`, `onModal(modal)`, `onWaiting(calls)` whenever the ones under way change. */
  constructor({ onFail, onModal, onWaiting, words }) {
    this.handlers = { onFail, onModal, onWaiting, words };
    this.mine = new Map();
    this.early = new Map();
  }

  /** Follow a request that starts an interaction. Its button shows that it waits. True when it was accepted.
   *  A `form` is told whether it was `taken()`, or refused with a sentence. */
  async begin(request, { control = null, label = null, channel = null, message = null, form = null } = {}) {
    control?.closest(".message")?.querySelector(".complaint")?.remove();
    control?.classList.add("waiting");
    control?.setAttribute("aria-busy", "true");
    let answer;
    try {
      answer = await request;
    } catch (problem) {
      if (!(problem instanceof Refused)) throw problem;
      this.#release({ control });
      if (form) form.refuse(problem.message);
      else this.handlers.onFail(problem.message, { message });
      return false;
    }
    const id = String(answer.call?.id ?? answer.call);
    const call = { id, control, label, channel, message, form };
    this.mine.set(id, call);
    this.handlers.onWaiting(this.underWay());
    // The socket may have been quicker than the answer to the request.
    const events = this.early.get(id) ?? [];
    this.early.delete(id);
    for (const event of events) event();
    return true;
  }

  underWay() {
    return [...this.mine.values()].filter((call) => call.label);
  }

  /** The server tells how a call goes on. */
  event(data) {
    const call = this.#own(data.id, () => this.event(data));
    if (!call) return;
    if (data.state === "waiting") return;
    // Acknowledged, or given up. A bot that thinks has a message in the log that says so.
    this.#release(call);
    this.mine.delete(call.id);
    const error = this.handlers.words()("somethingWrong");
    if (data.state !== "failed") call.form?.taken();
    else if (call.form) call.form.refuse(error);
    else this.handlers.onFail(error, call);
    this.handlers.onWaiting(this.underWay());
  }

  /** The bot answered a call with a form. */
  modal(data) {
    const call = this.#own(data.call, () => this.modal(data));
    if (call) this.handlers.onModal({ ...data, channel: call.channel });
  }

  /** Forget everything, as after a change of person or a lost connection. */
  clear() {
    for (const call of this.mine.values()) this.#release(call);
    this.mine.clear();
    this.early.clear();
    this.handlers.onWaiting([]);
  }

  #own(id, later) {
    const call = this.mine.get(String(id));
    if (call) return call;
    // Not (yet) ours: another window of the same person may have begun it. Keep a few for a late answer.
    const kept = this.early.get(String(id)) ?? [];
    this.early.set(String(id), [...kept, later]);
    if (this.early.size > 50) this.early.delete(this.early.keys().next().value);
    return null;
  }

  #release({ control }) {
    control?.classList.remove("waiting");
    control?.removeAttribute("aria-busy");
  }
}
