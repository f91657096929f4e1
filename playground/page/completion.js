// While a person writes: people behind @, channels behind #, and emoji behind a colon, to pick from a list.

import { el } from "./dom.js";
import { Listbox } from "./listbox.js";
import { namesLike } from "./mentions.js";
import { Offering } from "./offering.js";

const BEGUN = /(?:^|[\s(])([@#])([^\s@#]{0,32})$|(?:^|[\s(]):([\p{L}_]{2,32})$/u;

export class Completion extends Offering {
  /** Complete what is typed into a text; `onTyped()` is called when it was changed. */
  constructor(owner, ctx, onTyped) {
    super();
    Object.assign(this, { owner, ctx, onTyped });
    const label = ctx.seat.words("completions");
    this.list = new Listbox({ label, onPick: (row) => this.#take(row.value) });
    this.list.owner = owner;
    this.node = el("div", { class: "completion", hidden: true }, this.list.node);
  }

  /** The text up to the caret. */
  get followed() {
    return this.owner.value.slice(0, this.owner.selectionStart);
  }

  /** Follow what stands before the caret. */
  async follow() {
    const { owner } = this;
    const before = this.followed;
    const found = owner.selectionStart === owner.selectionEnd ? BEGUN.exec(before) : null;
    if (!found || before === this.dismissed) {
      this.close();
      return;
    }
    this.dismissed = null;
    const [, sign, name, emoji] = found;
    const rows = sign ? this.#names(sign, name) : await this.#emoji(emoji);
    if (this.followed !== before) return; // typed on while emoji were loaded
    this.length = (name ?? emoji).length + 1;
    if (!rows.length) {
      this.close();
      return;
    }
    this.node.hidden = false;
    owner.setAttribute("aria-expanded", "true");
    owner.setAttribute("aria-controls", this.list.id);
    this.list.show(rows);
  }

  #names(sign, typed) {
    return namesLike(sign, typed, this.ctx.world).map(({ name }) => ({
      name: `${sign}${name}`,
      value: `${sign}${name} `,
    }));
  }

  async #emoji(typed) {
    const { EMOJI } = await import("./log/emoji.js");
    const wanted = typed.toLowerCase().replaceAll("_", " ");
    const french = this.ctx.seat.locale.startsWith("fr");
    return EMOJI.filter(([, words]) => words.some((said) => said.toLowerCase().includes(wanted)))
      .slice(0, 12)
      .map(([sign, [english, other]]) => ({
        name: (french ? other : english).split(",")[0],
        value: `${sign} `,
        mark: el("span", { class: "option-mark" }, sign),
      }));
  }

  #take(text) {
    const { owner } = this;
    const end = owner.selectionStart;
    owner.setRangeText(text, end - this.length, end, "end");
    this.close();
    this.onTyped();
  }
}
