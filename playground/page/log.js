// The message log: keeps order, grouping and the place where the person reads.

import { avatar, el, icon } from "./dom.js";
import { dots, isEphemeral, MessageView } from "./message.js";
import { signOf, timeOf } from "./world.js";

const NEAR = 80;
const PAGE = 50;

export class Log {
  constructor(node, ctx) {
    this.node = node;
    this.ctx = ctx;
    this.views = new Map();
    this.dismissed = new Set();
    this.pinned = true;
    this.list = el("ol", {
      class: "messages",
      role: "log",
      "aria-live": "polite",
      "aria-relevant": "additions",
    });
    this.pending = el("div", { class: "pending" });
    this.top = el("div", { class: "log-top" });
    this.jump = el(
      "button",
      { type: "button", class: "jump", hidden: true, onclick: () => this.toEnd() },
      icon("down"),
    );
    this.inner = el("div", { class: "log-inner" }, this.top, this.list, this.pending);
    node.replaceChildren(this.inner, this.jump);
    node.addEventListener("scroll", () => this.#scrolled());
    // Whatever grows (an image, an edit, a window made small) keeps the end in view if it was.
    this.observer = new ResizeObserver(() => this.pinned && this.toEnd());
    this.observer.observe(this.inner);
    this.observer.observe(node);
  }

  /** Show a channel from its newest messages; the list comes in any order. */
  fill(channel, messages) {
    const { words } = this.ctx.seat;
    this.channel = channel;
    this.views.clear();
    this.complete = messages.length < PAGE;
    this.list.setAttribute("aria-label", words("log", { channel: `${signOf(channel)}${channel.name}` }));
    this.jump.setAttribute("aria-label", words("jump"));
    this.list.setAttribute("aria-live", "off"); // a whole history is not news
    this.list.replaceChildren();
    for (const message of sorted(messages)) this.#put(message);
    this.#drawTop();
    this.toEnd();
    requestAnimationFrame(() => this.list.setAttribute("aria-live", "polite"));
  }

  /** After a gap: take what is new or changed, drop what was deleted, move nothing else. */
  refresh(messages) {
    const fresh = new Set(messages.map((message) => message.id));
    const oldest = sorted(messages)[0];
    for (const view of [...this.views.values()]) {
      if (oldest && compare(view.message, oldest) >= 0 && !fresh.has(view.id)) this.remove(view.id);
    }
    for (const message of sorted(messages)) this.put(message);
  }

  /** Add a message, or show its newest state. */
  put(message) {
    if (message.channel_id !== this.channel?.id) return;
    const stay = this.pinned;
    this.#put(message);
    if (stay) this.toEnd();
    else if (
      [message.author.id, message.interaction_metadata?.user?.id].includes(this.ctx.world.me?.id) &&
      this.list.lastElementChild?.dataset.id === message.id
    )
      this.toEnd(); // one's own words, and the answer to one's own command
  }

  /** Show an edit; one of a message older than what is loaded changes nothing here. */
  change(message) {
    const first = this.views.get(this.list.firstElementChild?.dataset.id);
    if (this.views.has(message.id) || (first && compare(message, first.message) > 0)) this.put(message);
  }

  /** Lay changed reactions or other single properties over a message that is shown. */
  patch(id, change) {
    const view = this.views.get(id);
    if (view) view.update({ ...view.message, ...change });
  }

  remove(id) {
    const view = this.views.get(id);
    if (!view) return;
    const next = view.node.nextElementSibling;
    this.views.delete(id);
    view.node.remove();
    if (next) this.#regroup(this.views.get(next.dataset.id));
  }

  dismiss(id) {
    this.dismissed.add(id);
    this.remove(id);
  }

  complain(id, sentence) {
    const view = this.views.get(id);
    view?.complain(sentence);
    return Boolean(view);
  }

  /** Scroll to a message and let it glow, if it is loaded. */
  reveal(id) {
    const view = this.views.get(id);
    if (!view) return;
    view.node.scrollIntoView({ block: "center" });
    view.node.classList.remove("glow");
    requestAnimationFrame(() => view.node.classList.add("glow"));
  }

  /** Rows at the end for calls that wait for the bot: `{label}`. */
  showPending(calls) {
    const { world, seat } = this.ctx;
    const stay = this.pinned;
    const here = calls.filter((call) => call.channel === this.channel?.id);
    this.pending.replaceChildren(
      ...here.map((call) =>
        el(
          "div",
          { class: "pending-row", role: "status" },
          avatar(world.bot, "small"),
          el("span", { class: "mention" }, `/${call.label}`),
          dots(),
          el("span", { class: "muted" }, seat.words("waiting")),
        ),
      ),
    );
    if (stay) this.toEnd();
  }

  lastOwn() {
    return [...this.views.values()]
      .filter((view) => view.message.author.id === this.ctx.world.me?.id && !isEphemeral(view.message))
      .sort((a, b) => compare(a.message, b.message))
      .at(-1);
  }

  toEnd() {
    this.pinned = true;
    this.node.scrollTop = this.node.scrollHeight;
    this.jump.hidden = true;
  }

  #put(message) {
    if (this.dismissed.has(message.id)) return;
    const known = this.views.get(message.id);
    if (known) {
      known.update(message);
      return;
    }
    const view = new MessageView(message, this.ctx);
    this.views.set(message.id, view);
    let before = null;
    for (let at = this.list.lastElementChild; at; at = at.previousElementSibling) {
      if (compare(this.views.get(at.dataset.id).message, message) < 0) break;
      before = at;
    }
    this.list.insertBefore(view.node, before);
    this.#regroup(view);
    if (before) this.#regroup(this.views.get(before.dataset.id));
  }

  #regroup(view) {
    const previous = this.views.get(view.node.previousElementSibling?.dataset.id);
    const day = timeOf(view.message).toDateString();
    const sameDay = previous && timeOf(previous.message).toDateString() === day;
    view.follow(previous, sameDay ? null : this.#dayText(timeOf(view.message)));
  }

  #dayText(when) {
    return new Intl.DateTimeFormat(this.ctx.seat.locale, { dateStyle: "long" }).format(when);
  }

  #drawTop() {
    const { words } = this.ctx.seat;
    if (!this.complete) this.top.replaceChildren(el("p", { class: "muted" }, words("older")));
    else {
      this.top.replaceChildren(
        el(
          "div",
          { class: "welcome" },
          el("span", { class: "hash", "aria-hidden": "true" }, signOf(this.channel)),
          el("h2", null, words("welcome", { channel: `${signOf(this.channel)}${this.channel.name}` })),
          el("p", null, this.channel.topic || words("welcomeText")),
        ),
      );
    }
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.node;
    this.pinned = scrollHeight - scrollTop - clientHeight < NEAR;
    this.jump.hidden = this.pinned;
    if (scrollTop < 200 && !this.complete && !this.loading) this.#older();
  }

  async #older() {
    this.loading = true;
    const { channel } = this;
    const first = this.list.firstElementChild?.dataset.id;
    const messages = await this.ctx.attempt(this.ctx.api.messages(channel.id, first));
    this.loading = false;
    if (!messages || this.channel !== channel) return;
    this.complete = messages.length < PAGE;
    const fromEnd = this.node.scrollHeight - this.node.scrollTop;
    for (const message of sorted(messages)) this.#put(message);
    this.#drawTop();
    this.node.scrollTop = this.node.scrollHeight - fromEnd;
  }
}

const sorted = (messages) => [...messages].sort(compare);

/** Snowflakes are numbers in time order, longer ones are later. */
function compare(a, b) {
  if (a.id.length !== b.id.length) return a.id.length - b.id.length;
  return a.id < b.id ? -1 : Number(a.id > b.id);
}
