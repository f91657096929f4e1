// What went between Discord and the bot about a message, in order.

import { el } from "../dom.js";
import { duration } from "./durations.js";
import { jsonBlock } from "./json.js";

export function drawWire({ wire }, ctx, fold) {
  const { words } = ctx.seat;
  if (!wire.kept) return el("p", { class: "look-hint" }, words("lookNotKept"));
  if (!wire.entries.length) return el("p", { class: "look-hint" }, words("lookNoWire"));
  const zero = wire.entries[0].at;
  const known = new Map();
  const key = (entry) => {
    const name = `wire ${entry.at} ${entry.path ?? entry.name}`;
    known.set(name, (known.get(name) ?? 0) + 1);
    return `${name} ${known.get(name)}`;
  };
  return [
    el("p", { class: "look-hint" }, words("lookWireAbout")),
    wire.left_off > 0 && el("p", { class: "look-hint" }, words("lookLeftOff", { n: wire.left_off })),
    el(
      "ol",
      { class: "look-list" },
      wire.entries.map((entry) =>
        el("li", null, fold(key(entry), summary(entry, entry.at - zero, ctx), () => body(entry, ctx))),
      ),
    ),
  ];
}

function summary(entry, since, ctx) {
  const { words, locale } = ctx.seat;
  const event = entry.kind === "event";
  const failed = !event && entry.status >= 400;
  const way = words(event ? "lookToBot" : "lookToDiscord");
  return [
    el("span", { class: "look-at" }, `+${duration(since, locale)}`),
    el("span", { class: event ? "look-way event" : "look-way", title: way, role: "img", "aria-label": way }, event ? "↓" : "↑"),
    el("span", { class: "look-what" }, event ? entry.name : `${entry.method} ${short(entry.path)}`),
    !event &&
      el("span", { class: failed ? "look-status bad" : "look-status" }, `${entry.status} · ${duration(entry.took, locale)}`),
  ];
}

/** A path without the numbers that fill it: their place is in the details. */
const short = (path) => path.replace(/\/\d{15,}/g, "/…");

function body(entry, ctx) {
  const { words } = ctx.seat;
  if (entry.kind === "event")
    return [entry.private && el("p", { class: "look-hint" }, words("lookPrivate")), jsonBlock(entry.name, entry.data, ctx)];
  return [
    el("p", { class: "look-path" }, `${entry.method} ${entry.path}`),
    entry.private && el("p", { class: "look-hint" }, words("lookPrivate")),
    entry.injected && el("p", { class: "look-hint" }, words("lookInjected")),
    entry.files.length > 0 && el("p", null, words("lookFiles", { names: entry.files.join(", ") })),
    entry.request !== null && jsonBlock(words("lookRequest"), entry.request, ctx),
    jsonBlock(words("lookResponse", { status: entry.status }), entry.response, ctx),
  ];
}
