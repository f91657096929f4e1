// The slash-command picker: opens above the composer while the text begins with "/".

import { el } from "./dom.js";
import { Listbox } from "./listbox.js";
import { Offering } from "./offering.js";
import { leaves, localName } from "./world.js";

export class Picker extends Offering {
  /** `onPick(command)`: the command that was chosen. */
  constructor(owner, ctx, onPick) {
    super();
    this.ctx = ctx;
    this.owner = owner;
    this.onPick = onPick;
    this.list = new Listbox({
      label: ctx.seat.words("commands"),
      onPick: (row) => onPick(row.value),
    }).ownedBy(owner);
    this.node = el(
      "div",
      { class: "picker", hidden: true },
      el("div", { class: "picker-title" }, ctx.seat.words("commands")),
      this.list.node,
    );
  }

  /** Follow the text of the composer. A whole command name followed by a space is a choice already. */
  follow(text) {
    if (!text.startsWith("/") || text.includes("\n") || this.dismissed === text) {
      this.close();
      return;
    }
    this.dismissed = null;
    const query = text.slice(1).toLowerCase();
    const commands = leaves(this.ctx.world.commands, this.ctx.seat.locale);
    const whole = commands.find((command) =>
      [command.label, command.path].some((name) => query.startsWith(`${name.toLowerCase()} `)),
    );
    if (whole) {
      const name = [whole.label, whole.path].find((one) => query.startsWith(`${one.toLowerCase()} `));
      this.close();
      this.onPick(whole, text.slice(name.length + 2));
      return;
    }
    if (!this.open) this.#renew();
    this.node.hidden = false;
    this.owner.setAttribute("aria-expanded", "true");
    this.owner.setAttribute("aria-controls", this.list.id); // a completion may have had the text before
    const found = ranked(commands, query.trim());
    if (found.length) this.list.show(found.map((command) => this.#row(command)));
    else this.list.say(this.ctx.seat.words("noCommands"));
  }

  /** The bot may have registered others since: show what is known at once, then what is true now. */
  async #renew() {
    const before = JSON.stringify(this.ctx.world.commands);
    await this.ctx.loadCommands();
    if (this.owner.isConnected && JSON.stringify(this.ctx.world.commands) !== before)
      this.follow(this.owner.value);
  }

  #row(command) {
    const { locale } = this.ctx.seat;
    const options = command.options.map((option) =>
      el("span", { class: option.required ? "hint needed" : "hint" }, localName(option, locale)),
    );
    return {
      value: command,
      description: command.description,
      name: el("span", null, el("span", { class: "slash-name" }, `/${command.label}`), options),
    };
  }
}

/** Commands whose name begins with the query first, then those that have it in a word or the description. */
function ranked(commands, query) {
  const score = (command) => {
    const names = [command.label, command.path].map((name) => name.toLowerCase());
    if (names.some((name) => name.startsWith(query))) return 0;
    if (names.some((name) => name.split(/[\s-]/).some((word) => word.startsWith(query)))) return 1;
    if (names.some((name) => name.includes(query))) return 2;
    return 3;
  };
  return commands
    .map((command) => [score(command), command])
    .filter(([points]) => points < 3)
    .sort(([a, one], [b, other]) => a - b || one.label.localeCompare(other.label))
    .map(([, command]) => command);
}
