// Ctrl+K: go to any channel, thread, conversation or server by a few letters of its name.

import { el } from "../dom.js";
import { Listbox } from "../listbox.js";
import { isThread, signOf } from "../world.js";

const MOST = 50;

export function openSwitcher(ctx) {
  if (document.querySelector("dialog[open]")) return;
  const { words } = ctx.seat;
  const back = document.activeElement;
  const list = new Listbox({ label: words("find"), onPick: (row) => go(row.value) });
  const input = el("input", {
    class: "dialog-input",
    role: "combobox",
    "aria-expanded": "true",
    "aria-autocomplete": "list",
    "aria-label": words("find"),
    placeholder: words("findHint"),
    autocomplete: "off",
    spellcheck: "false",
    oninput: () => look(),
    onkeydown: key,
  });
  list.ownedBy(input);
  const dialog = el("dialog", { class: "dialog switcher", "aria-label": words("find") }, input, list.node);
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (!went) back?.focus?.();
  });
  dialog.addEventListener("pointerdown", (event) => event.target === dialog && dialog.close());
  let went = false;
  const all = places(ctx);

  function look() {
    const rows = found(all, input.value).slice(0, MOST);
    if (rows.length) list.show(rows);
    else list.say(words("nothingFound"));
  }
  function go(id) {
    went = true;
    dialog.close();
    ctx.goTo(id);
  }
  function key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) list.move(step);
    else if (event.key === "Enter") list.pick();
    else return;
    event.preventDefault();
  }

  document.body.append(dialog);
  dialog.showModal();
  input.focus();
  look();
}

function places(ctx) {
  const { world, unread } = ctx;
  const home = (channel) => world.guilds.find((guild) => guild.id === channel.guild)?.name ?? ctx.seat.words("directs");
  return world
    .everywhere()
    .filter((channel) => channel.id !== ctx.channel?.id)
    .map((channel) => {
      const parent = isThread(channel) ? world.anywhere(channel.parent) : null;
      return {
        value: channel.id,
        name: channel.name,
        description: parent ? `${home(channel)} · #${parent.name}` : home(channel),
        mark: el("span", { class: "option-mark", "aria-hidden": "true" }, parent ? "↳" : signOf(channel)),
        weight: unread.mentions(channel) ? 2 : Number(unread.has(channel)),
      };
    });
}

/** What is called for, best first; without letters what has something new comes first. */
function found(rows, text) {
  const wanted = plain(text.replace(/^[#@]/, ""));
  const rank = (row) => {
    const name = plain(row.name);
    if (name.startsWith(wanted)) return 2;
    return name.includes(wanted) || plain(row.description).includes(wanted) ? 1 : 0;
  };
  return rows
    .map((row) => ({ row, rank: rank(row) }))
    .filter((one) => one.rank)
    .sort((a, b) => b.rank - a.rank || b.row.weight - a.row.weight)
    .map((one) => one.row);
}

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
