// The drawer for the curious: when one message came about, what its models were sent, and what went over the wire.

import { el, icon } from "../dom.js";
import * as own from "../words/drawer.js";
import { learn } from "../words.js";
import { nameOf } from "../world.js";
import { fullTime } from "../log/when.js";
import { drawModel } from "./model.js";
import { drawTimeline } from "./timeline.js";
import { drawWire } from "./wire.js";

const TABS = { timeline: drawTimeline, model: drawModel, wire: drawWire };
const NARROW = "(max-width: 720px)";
const SETTLE_MS = 400;

learn(own);
const dressed = new Promise((resolve) => {
  // Whether or not the style comes, what the drawer says can be read.
  const style = { rel: "stylesheet", href: "./drawer.css", onload: resolve, onerror: resolve };
  document.head.append(el("link", style));
});

let open = null;

/** Open the drawer on a message, or turn the open one to it. */
export async function inspect(message, ctx) {
  await dressed;
  open ??= new Drawer(ctx);
  await open.turnTo(message);
}

/** What happens to the message that is looked at is shown a moment later. */
export function heard(data) {
  open?.heard(data);
}

/** Somebody else sits down: what was looked at is not theirs. */
export function shut() {
  open?.node.close();
}

class Drawer {
  constructor(ctx) {
    this.ctx = ctx;
    this.back = document.activeElement;
    this.tab = "timeline";
    this.opened = new Set();
    const { words } = ctx.seat;
    this.title = el("h2", { id: "look-title" });
    this.about = el("p", { class: "look-about" });
    this.tabs = el(
      "div",
      { class: "look-tabs", role: "tablist", "aria-label": words("lookTitle"), onkeydown: (event) => this.#walk(event) },
      Object.keys(TABS).map((name) => this.#tab(name)),
    );
    this.panel = el("div", { class: "look-panel", id: "look-panel", role: "tabpanel", tabindex: "0" });
    const tool = (picture, label, onclick) =>
      el("button", { type: "button", class: "round", title: words(label), "aria-label": words(label), onclick }, icon(picture));
    this.node = el(
      "dialog",
      { class: "look", "aria-labelledby": "look-title", onkeydown: (event) => this.#escape(event) },
      el("header", null, el("div", null, this.title, this.about), tool("close", "close", () => this.node.close())),
      this.tabs,
      this.panel,
    );
    this.node.addEventListener("close", () => this.#closed());
    document.body.append(this.node);
    if (matchMedia(NARROW).matches) this.node.showModal();
    else this.node.show();
    document.body.classList.add("looking");
  }

  async turnTo(message) {
    const { words, locale } = this.ctx.seat;
    this.message = message;
    this.chosen = 0;
    this.opened.clear();
    this.told = null;
    this.title.textContent = words("lookTitle");
    const author = nameOf(this.ctx.world.user(message.author.id) ?? message.author);
    this.about.textContent = `${author}, ${fullTime(new Date(message.timestamp), locale)}`;
    this.panel.replaceChildren(el("p", { class: "look-hint", role: "status" }, words("searching")));
    this.#mark();
    this.tabs.querySelector('[aria-selected="true"]').focus();
    await this.#fetch();
  }

  heard(data) {
    if (data.id !== this.message?.id) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#fetch(), SETTLE_MS);
  }

  async #fetch() {
    const { message, ctx } = this;
    const both = await ctx.attempt(Promise.all([ctx.api.look("wire", message), ctx.api.look("trace", message)]));
    if (message !== this.message || !this.node.open) return; // somebody looks at another one by now
    if (!both) {
      this.panel.replaceChildren(el("p", { class: "look-hint", role: "status" }, ctx.seat.words("lookFailed")));
      return;
    }
    const [wire, { why, traces }] = both;
    this.told = { wire, why, traces, message };
    this.#draw();
  }

  /** Draw the tab anew; what was opened stays open, and the place is kept. */
  #draw() {
    if (!this.told) return;
    const { scrollTop } = this.panel;
    const focused = document.activeElement?.closest?.("[data-key]")?.dataset.key;
    const { traces } = this.told;
    const trace = traces[this.chosen] ?? null;
    let drawn;
    try {
      drawn = TABS[this.tab]({ ...this.told, trace }, this.ctx, (key, ...parts) => this.#fold(key, ...parts));
    } catch (problem) {
      console.warn(problem); // a trace that another version of the bot wrote
      drawn = el("p", { class: "look-hint", role: "status" }, this.ctx.seat.words("lookFailed"));
    }
    this.panel.replaceChildren(...[this.tab !== "wire" && this.#chooser(traces), drawn].flat().filter(Boolean));
    this.panel.scrollTop = scrollTop;
    if (focused) this.panel.querySelector(`[data-key="${CSS.escape(focused)}"] > summary`)?.focus();
  }

  /** Something that opens: its content is made when it does, `more()` gives it. */
  #fold(key, summary, more, first = false) {
    const node = el("details", { data: { key }, class: "look-fold" }, el("summary", null, summary));
    const fill = () => node.childElementCount > 1 || node.append(el("div", { class: "look-inner" }, more()));
    node.addEventListener("toggle", () => {
      if (node.open) fill();
      this.opened[node.open ? "add" : "delete"](key);
      this.opened[node.open ? "delete" : "add"](`shut ${key}`);
    });
    if (this.opened.has(key) || (first && !this.opened.has(`shut ${key}`))) {
      fill();
      node.open = true;
    }
    return node;
  }

  /** A turn that failed, or was told again, has several tellings. */
  #chooser(traces) {
    if (traces.length < 2) return null;
    const { words, locale } = this.ctx.seat;
    const label = (trace) => {
      const when = fullTime(new Date(trace.ended * 1000), locale);
      if (trace.status !== "told") return words("lookFailedTurn", { when });
      return words("lookTold", { when, model: trace.kind ? words(`lookAside_${trace.kind}`) : (trace.model ?? "") });
    };
    return el(
      "label",
      { class: "look-chooser" },
      words("lookTelling"),
      el(
        "select",
        { onchange: (event) => ((this.chosen = Number(event.target.value)), this.#draw()) },
        traces.map((trace, n) => el("option", { value: String(n), selected: n === this.chosen }, label(trace))),
      ),
    );
  }

  #tab(name) {
    const label = this.ctx.seat.words(`lookTab_${name}`);
    return el(
      "button",
      { type: "button", role: "tab", id: `look-${name}`, "aria-controls": "look-panel", data: { tab: name }, onclick: () => this.#choose(name) },
      label,
    );
  }

  #choose(name) {
    this.tab = name;
    this.#mark();
    this.panel.scrollTop = 0;
    this.#draw();
  }

  #mark() {
    for (const tab of this.tabs.children) {
      const on = tab.dataset.tab === this.tab;
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
    }
    this.panel.setAttribute("aria-labelledby", `look-${this.tab}`);
  }

  #walk(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const names = Object.keys(TABS);
    this.#choose(names[(names.indexOf(this.tab) + step + names.length) % names.length]);
    this.tabs.querySelector('[aria-selected="true"]').focus();
  }

  #escape(event) {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    this.node.close();
  }

  #closed() {
    clearTimeout(this.timer);
    open = null;
    this.node.remove();
    document.body.classList.remove("looking");
    const still = this.back?.isConnected && this.back !== document.body;
    const message = document.querySelector(`li.message[data-id="${CSS.escape(this.message?.id ?? "")}"]`);
    if (still) return this.back.focus();
    if (!message) return this.ctx.focusComposer();
    // The menu it was opened from is gone; from its message one walks on.
    message.tabIndex = -1;
    message.addEventListener("blur", () => message.removeAttribute("tabindex"), { once: true });
    message.focus();
  }
}
