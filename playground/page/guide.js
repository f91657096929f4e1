// The guide of the first evening: begin, a row of steps that tick themselves off, and one press to see each.

import { el, icon, once } from "./dom.js";
import { keep, kept } from "./keeping.js";

const FOLDED = "skald.guide.folded";
const EXTRAS = ["companions", "models"];

export class Guide {
  /** `back` takes the button that brings a hidden guide back. */
  constructor(node, back, ctx) {
    Object.assign(this, { node, ctx, state: null, picked: null, asked: null });
    this.folded = kept(FOLDED) === "1";
    this.startOver = once(() => this.#askStartOver());
    this.button = el("button", {
      type: "button",
      class: "guide-back",
      hidden: true,
      data: { guide: "show" },
      onclick: () => this.#do("hide", { panel: true }),
    });
    back.append(this.button);
  }

  /** What to say of a bot that ended by itself, or null. */
  get trouble() {
    const trouble = this.state?.trouble;
    return trouble ? this.ctx.seat.words(trouble.gone ? "botGone" : "botAgain", trouble) : null;
  }

  /** Ask how far the evening is. True when this is another table than before: somebody started over. */
  async load() {
    const state = await this.ctx.attempt(this.ctx.api.evening());
    if (!state) return false;
    const other = this.state && this.state.table !== state.table;
    this.#take(state);
    return Boolean(other);
  }

  draw() {
    const { state, node, button } = this;
    const { words } = this.ctx.seat;
    const here = Boolean(state?.offered && this.ctx.world.host);
    node.hidden = !here || state.hidden;
    button.hidden = !here || !state.hidden;
    button.textContent = words("guideShow");
    if (node.hidden) {
      node.replaceChildren();
      return;
    }
    const focus = node.contains(document.activeElement) ? document.activeElement.dataset : null;
    node.setAttribute("aria-label", words("guide"));
    node.classList.toggle("folded", this.folded);
    node.replaceChildren(this.#head(), ...(this.folded ? [] : [state.begun ? this.#steps() : this.#hello(), this.#notice()].filter(Boolean)));
    this.#bringPicked();
    if (focus) this.#focusAgain(focus);
  }

  #take(state) {
    const before = this.state;
    this.state = state;
    // The next step comes forward by itself, unless the person looks at another.
    if (before?.steps?.some((step, n) => step.name === this.picked && !step.done && state.steps?.[n].done)) this.picked = null;
    this.draw();
    if (state.begun && before && !before.begun) this.ctx.goTo(state.place);
    // The companions' sheets are large; what the story begins with is read first.
    if (before?.busy === "begin" && !state.busy && state.opening) this.ctx.reveal(state.opening);
  }

  async #do(deed, body = {}) {
    const { api, attempt, channel, goTo } = this.ctx;
    const asked = JSON.stringify([deed, body]);
    if (this.asked === asked) return; // pressed twice
    this.asked = asked;
    const state = await attempt(api.evening(deed, body));
    this.asked = null;
    if (!state) return;
    this.#take(state);
    if (body.step && channel?.id !== state.place) goTo(state.place);
  }

  #head() {
    const { words } = this.ctx.seat;
    const { begun, steps } = this.state;
    const done = steps.filter((step) => step.done).length;
    const fold = words(this.folded ? "guideUnfold" : "guideFold");
    return el(
      "div",
      { class: "guide-head" },
      el("h2", { class: "guide-title" }, words("guide")),
      begun && el(
          "span",
          { class: "guide-count", role: "img", "aria-label": words("guideProgress", { n: done, count: steps.length }) },
          `${done}/${steps.length}`,
        ),
      el("span", { class: "stretch" }),
      begun &&
        this.state.may_start_over &&
        !this.folded &&
        el(
          "button",
          { type: "button", class: "text-button guide-over", data: { guide: "start-over" }, onclick: this.startOver },
          words("startOver"),
        ),
      this.#tool("fold", fold, "down", () => this.#fold(), { "aria-expanded": String(!this.folded) }),
      this.#tool("hide", words("guideHide"), "close", () => this.#do("hide", { panel: false })),
    );
  }

  #tool(name, label, picture, onclick, more = {}) {
    return el(
      "button",
      { type: "button", class: `round guide-${name}`, "aria-label": label, title: label, data: { guide: name }, onclick, ...more },
      icon(picture),
    );
  }

  #hello() {
    const { words } = this.ctx.seat;
    const offered = this.state.models.offered;
    return el(
      "div",
      { class: "guide-hello" },
      el("p", { class: "guide-lead" }, words("guideHello")),
      el("p", null, words("guideIntro")),
      offered.length > 0 && el("p", null, words("hint_models"), " ", offered.map((each) => each.name).join(", ")),
      el(
        "button",
        { type: "button", class: "button primary", data: { guide: "begin" }, onclick: () => this.#do("begin") },
        words("guideBegin"),
      ),
    );
  }

  #steps() {
    const { steps, busy, founded } = this.state;
    const next = steps.find((step) => !step.done)?.name;
    const picked = this.picked ?? next ?? null;
    const opening = busy === "begin" || !founded;
    return el(
      "div",
      { class: "guide-body" },
      el(
        "ul",
        { class: "guide-steps" },
        steps.map((step) => el("li", null, this.#chip(step.name, picked, step.done))),
        EXTRAS.map((name) => el("li", null, this.#chip(name, picked, null))),
      ),
      el(
        "div",
        { class: "guide-detail", data: { detail: picked ?? "all" } },
        opening ? el("p", { class: "guide-busy" }, this.ctx.seat.words(this.ctx.world.bot?.online ? "guideBeginning" : "guideWaiting")) : this.#detail(picked),
      ),
    );
  }

  #chip(name, picked, done) {
    const { words } = this.ctx.seat;
    const label = EXTRAS.includes(name) ? words(name === "models" ? "guideModels" : "guideCompanions") : words(`step_${name}`);
    return el(
      "button",
      {
        type: "button",
        class: "guide-step",
        "aria-pressed": String(name === picked),
        data: { step: name, ...(done === null ? {} : { done: String(done) }) },
        onclick: () => {
          this.picked = name;
          this.draw();
        },
      },
      done && el("span", { class: "guide-tick", "aria-hidden": "true" }, "✓"),
      label,
      done && el("span", { class: "guide-said" }, `, ${words("guideDone")}`),
    );
  }

  #detail(picked) {
    const { words } = this.ctx.seat;
    if (!picked) return el("p", null, words("guideAll"));
    if (picked === "companions") return [this.#hint(picked), this.#companions()];
    if (picked === "models") return this.#models();
    const { busy } = this.state;
    const mine = busy === picked;
    return [
      this.#hint(picked),
      picked === "duel" && this.state.voting && el("p", { class: "guide-vote" }, words("guideVote")),
      el(
        "button",
        {
          type: "button",
          class: "button primary",
          disabled: Boolean(busy),
          data: { sample: picked },
          onclick: () => {
            this.picked = picked;
            this.#do("do", { step: picked });
          },
        },
        words(mine ? "guideWorking" : `sample_${picked}`),
      ),
      this.state.acts_as && el("p", { class: "guide-as" }, words("guideActsAs", { name: this.state.acts_as })),
    ];
  }

  #hint(name) {
    const { words } = this.ctx.seat;
    if (this.state.dismissed.includes(name)) return null;
    const label = words("guideDismiss");
    return el(
      "p",
      { class: "guide-hint" },
      el("span", null, words(`hint_${name}`)),
      el(
        "button",
        { type: "button", class: "round", "aria-label": label, title: label, data: { hint: name }, onclick: () => this.#do("hide", { hint: name }) },
        icon("close"),
      ),
    );
  }

  #companions() {
    const { words } = this.ctx.seat;
    return el(
      "div",
      { class: "guide-row" },
      this.state.companions.map(({ name, away }) => {
        const shown = this.ctx.world.people.find((person) => person.name === name)?.display_name ?? name;
        return el(
          "button",
          {
            type: "button",
            class: "button",
            data: { companion: name, away: String(away) },
            onclick: () => this.#do("do", { companion: name, away: !away }),
          },
          words(away ? "companionBack" : "companionAway", { name: shown }),
        );
      }),
    );
  }

  #models() {
    const { words } = this.ctx.seat;
    const { offered, chosen } = this.state.models;
    if (!offered.length) return el("p", null, words("modelsNone"));
    const teller = offered.find((each) => each.value === chosen);
    return [
      this.#hint("models"),
      teller && el("p", { class: "guide-vote" }, words("modelTells", { name: teller.name })),
      el(
        "div",
        { class: "guide-row" },
        offered
          .filter((each) => each !== teller)
          .map(({ name, value }) =>
            el(
              "button",
              { type: "button", class: "button", disabled: Boolean(this.state.busy), data: { model: value }, onclick: () => this.#do("do", { model: value }) },
              words("modelTell", { name }),
            ),
          ),
      ),
    ];
  }

  /** What went wrong last, or where the evening before is kept. */
  #notice() {
    const { words } = this.ctx.seat;
    const { problem } = this.state;
    const text = problem ? words("guideProblem", { text: problem.text }) : this.aside;
    return text ? el("p", { class: problem ? "guide-problem" : "guide-aside", role: "status" }, text) : null;
  }

  async #askStartOver() {
    const { askStartOver } = await import("./starting_over.js");
    askStartOver(this.ctx, (aside) => Object.assign(this, { aside, picked: null }));
  }

  #fold() {
    this.folded = !this.folded;
    keep(FOLDED, this.folded ? "1" : "0");
    this.draw();
  }

  /** On a phone the steps are one line that is longer than the screen. */
  #bringPicked() {
    const row = this.node.querySelector(".guide-steps");
    const chip = row?.querySelector("[aria-pressed=true]");
    if (chip) row.scrollLeft = chip.offsetLeft - row.offsetLeft - 24;
  }

  /** What had the focus before it was drawn anew has it still. */
  #focusAgain(data) {
    const [name, value] = Object.entries(data)[0] ?? [];
    const key = name?.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    const again = name && this.node.querySelector(`button[data-${key}="${CSS.escape(value)}"]`);
    (again ?? this.node.querySelector(".guide-step[aria-pressed=true]") ?? this.node.querySelector("button"))?.focus();
  }
}
