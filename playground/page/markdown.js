// Markdown trees to elements. Whatever a person or a model wrote arrives here as text and leaves as text nodes.

import { parseBlocks } from "./blocks.js";
import { el, link, webAddress } from "./dom.js";
import { parseInline } from "./inline.js";
import { commandTitle } from "./world.js";

/** Message text as elements. `ctx` names users, channels and roles and knows the language. */
export function markdown(text, ctx) {
  return repaint(null, text, ctx);
}

// What was drawn in each element: one text for each of its blocks.
const drawn = new WeakMap();

/** Show another text in an element of `markdown`: blocks that are the same stay, with what was opened in them. */
export function repaint(node, text, ctx) {
  const blocks = parseBlocks(text ?? "");
  const keys = blocks.map((block) => JSON.stringify(block));
  const target = node ?? el("div", { class: "markdown" });
  const old = drawn.get(target) ?? [];
  drawn.set(target, keys);
  let same = 0;
  while (same < keys.length && keys[same] === old[same]) same += 1;
  while (target.childNodes.length > same) target.lastChild.remove();
  target.append(...blocks.slice(same).map((block) => blockNode(block, ctx)));
  return target;
}

/** One line's worth of markdown (embed titles, field names) as nodes. */
export function inlineMarkdown(text, ctx) {
  return nodes(parseInline(text ?? ""), ctx);
}

function blockNode(block, ctx) {
  if (block.type === "code") {
    return el(
      "pre",
      { class: "code-block", tabindex: "0" },
      el("code", { data: { language: block.language ?? "" } }, block.text),
    );
  }
  if (block.type === "quote")
    return el(
      "blockquote",
      null,
      block.blocks.map((inner) => blockNode(inner, ctx)),
    );
  if (block.type === "list") return listNode(block, ctx);
  // The page's own headings end at h2, so a message's begin at h3.
  const tags = { heading: `h${block.level + 2}`, subtext: "small", text: "p" };
  return el(tags[block.type], { class: block.type }, inlineMarkdown(block.text, ctx));
}

function listNode(list, ctx) {
  const start = list.ordered && list.start !== 1 ? String(list.start) : null;
  return el(
    list.ordered ? "ol" : "ul",
    { start },
    list.items.map((item) =>
      el(
        "li",
        null,
        inlineMarkdown(item.text, ctx),
        item.lists.map((inner) => listNode(inner, ctx)),
      ),
    ),
  );
}

function nodes(tree, ctx) {
  return tree.map((node) =>
    typeof node === "string" ? document.createTextNode(node) : inlineNode(node, ctx),
  );
}

function inlineNode(node, ctx) {
  const { words } = ctx.seat;
  if (node.type === "spoiler") return spoiler(nodes(node.children, ctx), words);
  if (node.type === "code") return el("code", { class: "inline-code" }, node.text);
  if (node.type === "link") return linkNode(node, ctx);
  if (node.type === "user")
    return mention(`@${ctx.world.userName(node.id) ?? words("unknownUser")}`, node.id === ctx.world.me?.id);
  if (node.type === "role") return mention(`@${ctx.world.role(node.id)?.name ?? words("unknownRole")}`);
  if (node.type === "channel") return channelNode(node, ctx);
  if (node.type === "everyone") return mention(node.text, true);
  if (node.type === "command") return mention(commandTitle(node.text, ctx.world.commands, ctx.seat.locale));
  if (node.type === "emoji") return el("span", { class: "custom-emoji" }, `:${node.text}:`);
  if (node.type === "time") return timeNode(node, ctx.seat.locale);
  return el(node.type, null, nodes(node.children, ctx));
}

function linkNode(node, ctx) {
  const href = webAddress(node.href);
  const here = href && placeIn(href, ctx);
  if (here) return placeNode(here, node, ctx);
  const children = nodes(node.children, ctx);
  return href ? link(href, children) : el("span", null, children);
}

const PLACES = [/^https:\/\/discord\.com\/channels\/(?:\d+|@me)\/(\d+)(?:\/(\d+))?$/, /#[^/]*\/(\d+)\/(\d+)$/];

/** The channel and message of this playground that an address leads to, in Discord's words or the page's own. */
function placeIn(href, ctx) {
  const [theirs, ours] = PLACES;
  const found = theirs.exec(href) ?? (href.startsWith(`${location.origin}/`) && ours.exec(href));
  const channel = found && ctx.world.anywhere(found[1]);
  return channel ? { channel, message: found[2] ?? null } : null;
}

function placeNode({ channel, message }, { href, children }, ctx) {
  const bare = children.length === 1 && children[0] === href;
  const go = async () => {
    if (ctx.channel?.id !== channel.id) await ctx.goTo(channel.id);
    if (message) await ctx.reveal(message);
  };
  const label = bare ? `#${channel.name}${message ? " › 💬" : ""}` : nodes(children, ctx);
  return el("button", { type: "button", class: bare ? "mention" : "text-button", onclick: go }, label);
}

function mention(text, mine = false) {
  return el("span", { class: mine ? "mention mine" : "mention" }, text);
}

function channelNode(node, ctx) {
  const channel = ctx.world.channel(node.id);
  if (!channel) return mention(`#${ctx.seat.words("unknownChannel")}`);
  return el(
    "button",
    { type: "button", class: "mention", onclick: () => ctx.goTo(channel.id) },
    `#${channel.name}`,
  );
}

function spoiler(children, words) {
  const inner = el("span", { class: "hidden-text" }, children);
  const node = el(
    "span",
    {
      class: "spoiler",
      role: "button",
      tabindex: "0",
      "aria-label": words("spoiler"),
      "aria-expanded": "false",
    },
    inner,
  );
  const show = (event) => {
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    if (node.classList.contains("shown")) return;
    event.preventDefault();
    node.classList.add("shown");
    for (const name of ["role", "tabindex", "aria-label", "aria-expanded"]) node.removeAttribute(name);
  };
  node.addEventListener("click", show);
  node.addEventListener("keydown", show);
  return node;
}

const STYLES = {
  t: { timeStyle: "short" },
  T: { timeStyle: "medium" },
  d: { dateStyle: "short" },
  D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" },
  F: { dateStyle: "full", timeStyle: "short" },
  s: { dateStyle: "short", timeStyle: "short" },
  S: { dateStyle: "short", timeStyle: "medium" },
};

function timeNode({ seconds, style }, locale) {
  const when = new Date(seconds * 1000);
  if (Number.isNaN(when.getTime())) return el("span", null, `<t:${seconds}>`);
  const full = new Intl.DateTimeFormat(locale, STYLES.F).format(when);
  const text =
    style === "R" ? relative(when, locale) : new Intl.DateTimeFormat(locale, STYLES[style]).format(when);
  return el("time", { class: "stamp", datetime: when.toISOString(), title: full }, text);
}

const UNITS = [
  ["year", 31536000],
  ["month", 2628000],
  ["day", 86400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];

function relative(when, locale) {
  const away = (when.getTime() - Date.now()) / 1000;
  const [unit, size] = UNITS.find(([, seconds]) => Math.abs(away) >= seconds) ?? UNITS.at(-1);
  return new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(Math.round(away / size), unit);
}
