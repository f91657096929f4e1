// A tray of emoji to react with: searched by words, walked by arrows.

import { el } from "../dom.js";
import { popUp } from "../frame/popover.js";
import { EMOJI } from "./emoji.js";
import { keepValue, keptValue } from "../keeping.js";

const KEPT = "skald.emoji";
const RECENT = 9;
const FIRST = ["👍", "❤️", "😂", "🎲", "⚔️", "🎉", "😮", "🙏", "👀"];

/** Open the tray at a button; `use(emoji)` is called once with what is picked. */
export function pickEmoji(anchor, ctx, use) {
  const { words } = ctx.seat;
  const own = recent();
  const grid = el("div", { class: "emoji-grid", role: "listbox", "aria-label": words("react") });
  const name = el("p", { class: "emoji-name", "aria-hidden": "true" });
  const box = el("input", {
    class: "emoji-search",
    type: "search",
    placeholder: words("findEmoji"),
    "aria-label": words("findEmoji"),
    autocomplete: "off",
    oninput: () => draw(box.value),
  });
  const tray = el("div", { class: "emoji-tray", role: "dialog", "aria-label": words("react") }, box, grid, name);
  const pick = (emoji) => {
    tray.hidePopover();
    remember(emoji, own);
    use(emoji);
  };
  const draw = (typed) => {
    const found = find(typed, own);
    grid.replaceChildren(
      ...found.map(([emoji, said]) => emojiButton(emoji, said[ctx.seat.locale.startsWith("fr") ? 1 : 0], pick)),
    );
    grid.hidden = !found.length;
    if (found.length) grid.firstChild.tabIndex = 0;
    name.textContent = found.length ? "" : words("nothingFound");
  };
  const tell = (event) => (name.textContent = event.target.closest?.(".emoji")?.title ?? name.textContent);
  grid.addEventListener("pointerover", tell);
  grid.addEventListener("focusin", tell);
  tray.addEventListener("keydown", (event) => walk(event, box, grid, pick));
  draw("");
  popUp(tray, anchor);
  box.focus();
}

function emojiButton(emoji, name, pick) {
  return el(
    "button",
    {
      type: "button",
      class: "emoji",
      role: "option",
      "aria-selected": "false",
      "aria-label": name,
      title: name,
      tabindex: "-1",
      data: { emoji },
      onclick: () => pick(emoji),
    },
    emoji,
  );
}

function walk(event, box, grid, pick) {
  const all = [...grid.children];
  const at = all.indexOf(document.activeElement);
  if (event.key === "Enter" && at < 0 && all.length) {
    event.preventDefault();
    pick(all[0].dataset.emoji);
    return;
  }
  const columns = all.filter((each) => each.offsetTop === all[0].offsetTop).length;
  const inBox = at < 0;
  const steps = { ArrowDown: inBox ? 1 : columns, ArrowUp: -columns, ArrowLeft: -1, ArrowRight: 1 };
  const step = steps[event.key];
  // In the box, left and right move in what is written.
  if (!step || !all.length || (inBox && event.key !== "ArrowDown")) return;
  event.preventDefault();
  const next = at + step;
  if (next < 0) box.focus();
  else all[Math.min(next, all.length - 1)].focus();
}

/** Emoji whose words hold everything that was typed; without a word, those used lately come first. */
function find(typed, own) {
  const wanted = plain(typed).split(/\s+/).filter(Boolean);
  if (wanted.length) {
    return EMOJI.filter(([emoji, said]) => {
      const text = plain(said.join(" "));
      return emoji === typed.trim() || wanted.every((word) => text.includes(word));
    });
  }
  const first = [...new Set([...own, ...FIRST])].slice(0, RECENT);
  const known = new Map(EMOJI);
  const head = first.filter((emoji) => known.has(emoji)).map((emoji) => [emoji, known.get(emoji)]);
  return [...head, ...EMOJI.filter(([emoji]) => !first.includes(emoji))];
}

const plain = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replaceAll("œ", "oe");

function recent() {
  const list = keptValue(KEPT);
  return Array.isArray(list) ? list.filter((one) => typeof one === "string") : [];
}

function remember(emoji, own) {
  keepValue(KEPT, [...new Set([emoji, ...own])].slice(0, RECENT));
}
