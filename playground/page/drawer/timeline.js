// When what happened: a row for each thing that took time, on one scale. Each row says in words what its bar shows.

import { el } from "../dom.js";
import { duration } from "./durations.js";
import { missing, purposeOf } from "./model.js";

const LEAST = 0.4; // per cent of the width that even a moment takes

export function drawTimeline(told, ctx) {
  const { words, locale } = ctx.seat;
  const rows = [...ofTrace(told.trace, ctx), ...ofWire(told, ctx)].filter((row) => Number.isFinite(row.start));
  rows.sort((a, b) => a.start - b.start);
  if (!rows.length) return [el("p", { class: "look-hint" }, words("lookNoWire")), !told.trace && missing(told, ctx)];
  const zero = rows[0].start;
  const span = Math.max(...rows.map((row) => row.end ?? row.start)) - zero || 0.001;
  // What happens at the very end is seen, too.
  const place = (at) => `min(${Math.max(((at - zero) / span) * 100, 0)}%, 100% - 3px)`;
  const width = (from, to) => `${Math.max(((to - from) / span) * 100, LEAST)}%`;
  return [
    el("p", { class: "look-hint" }, words("lookSpan", { time: duration(span, locale) })),
    el(
      "ol",
      { class: "look-line" },
      rows.map((row) =>
        el(
          "li",
          { class: `look-row ${row.tone}`, data: { row: row.kind } },
          el("span", { class: "look-label" }, row.label),
          el("span", { class: "look-when" }, `+${duration(row.start - zero, locale)}${row.note ? ` · ${row.note}` : ""}`),
          el(
            "span",
            { class: "look-track", "aria-hidden": "true" },
            (row.parts ?? [[row.start, row.end ?? row.start, ""]]).map(([from, to, look]) =>
              el("i", { class: look, style: { left: place(from), width: width(from, to) } }),
            ),
          ),
        ),
      ),
    ),
    !told.trace && missing(told, ctx),
  ];
}

function ofTrace(trace, ctx) {
  if (!trace) return [];
  const { words, locale } = ctx.seat;
  const took = (from, to) => words("lookTook", { time: duration(Math.max(to - from, 0), locale) });
  const calls = trace.calls.flatMap((call, n) => [callRow(call, ctx), ...toolRows(trace, call, n, ctx)]);
  if (trace.kind) return calls; // beside the turns, nothing waits in a queue
  const rows = [
    { kind: "queue", label: words(trace.attempt > 1 ? "lookBefore" : "lookQueue"), start: trace.received, end: trace.started, note: took(trace.received, trace.started), tone: "is-wait" },
    ...calls,
  ];
  const { duel } = trace;
  if (duel?.closed) rows.push({ kind: "vote", label: words("lookVote"), start: duel.made, end: duel.closed, note: took(duel.made, duel.closed), tone: "is-wait" });
  const felt = (at) => words("lookFelt", { time: duration(at - trace.received, locale) });
  if (trace.first_word) rows.push({ kind: "first-word", label: words("lookFirstWord"), start: trace.first_word, note: felt(trace.first_word), tone: "is-mark" });
  const over = words(trace.status === "told" ? "lookWhole" : "lookGaveUp");
  rows.push({ kind: "ended", label: over, start: trace.ended, note: felt(trace.ended), tone: trace.status === "told" ? "is-mark" : "is-mark bad" });
  return rows;
}

function callRow(call, ctx) {
  const { words, locale } = ctx.seat;
  const start = call.at;
  const end = call.at + call.ended;
  const first = call.first ?? call.ended;
  const note = [
    call.first !== null && words("lookFirstToken", { time: duration(call.first, locale) }),
    words("lookTook", { time: duration(call.ended, locale) }),
    call.error,
    call.withdrawn && words("lookWithdrawn"),
  ];
  return {
    kind: "call",
    label: words("lookCall", { model: call.model, purpose: purposeOf(call, ctx) }),
    start,
    end,
    note: note.filter(Boolean).join(" · "),
    tone: call.error ? "is-call bad" : "is-call",
    parts: [
      [start, start + first, "silent"],
      [start + first, end, ""],
    ],
  };
}

function toolRows(trace, call, n, ctx) {
  return call.answer.calls.map((asked) => {
    const later = trace.calls.slice(n + 1).flatMap((one) => one.sent.messages.map((at) => trace.messages[at]));
    const result = later.find((one) => one.role === "tool" && one.answers === asked.id)?.content;
    const note = [clipped(asked.arguments), result && `→ ${clipped(result)}`].filter(Boolean).join(" ");
    return { kind: "tool", label: ctx.seat.words("lookTool", { tool: asked.name }), start: call.at + asked.at, note, tone: "is-tool" };
  });
}

const clipped = (text) => (text.length > 120 ? `${[...text].slice(0, 120).join("")}…` : text);

function ofWire({ wire, message }, ctx) {
  const { words, locale } = ctx.seat;
  const requests = wire.entries.filter((entry) => entry.kind === "request");
  const heard = wire.entries.filter((entry) => entry.kind === "event" && ["MESSAGE_CREATE", "INTERACTION_CREATE"].includes(entry.name));
  const mine = message.author.id === ctx.world.bot?.id;
  // The bot hears its own message too, which is nobody's deed.
  const deeds = heard.filter((entry) => !(mine && entry.name === "MESSAGE_CREATE" && entry.data.id === message.id));
  const rows = deeds.map((entry) => ({
    kind: "event",
    label: words(entry.name === "INTERACTION_CREATE" ? "lookHeardCommand" : "lookHeardMessage"),
    start: entry.at,
    tone: "is-mark",
  }));
  const first = requests[0];
  if (!first) return rows;
  const last = requests.at(-1);
  const failed = requests.filter((entry) => entry.status >= 400).length;
  const note = [
    words(requests.length === 1 ? "lookOneRequest" : "lookManyRequests", { n: requests.length }),
    failed > 0 && words("lookRefused", { n: failed }),
    requests.length > 1 && words("lookTook", { time: duration(last.at + last.took - first.at, locale) }),
  ];
  rows.push({
    kind: "edits",
    label: words("lookEdits"),
    start: first.at,
    end: last.at + last.took,
    note: note.filter(Boolean).join(" · "),
    tone: "is-edits",
    parts: requests.map((entry) => [entry.at, entry.at + entry.took, entry.status >= 400 ? "bad" : ""]),
  });
  return rows;
}
