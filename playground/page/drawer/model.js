// What the models of a turn or an answer were sent, request by request, and what they answered.

import { el } from "../dom.js";
import { duration } from "./durations.js";
import { argumentsBlock, jsonBlock, textBlock } from "./json.js";

const RECENT = 3;
const SHOWN = [
  ["input_tokens", "lookInput"],
  ["cache_read_tokens", "lookCached"],
  ["output_tokens", "lookOutput"],
  ["reasoning_tokens", "lookReasoning"],
  ["cost_usd", "lookCost"],
  ["finish_reason", "lookFinish"],
  ["http_status", "lookStatus"],
  ["request_id", "lookRequestId"],
];

/** Say why there is nothing to show of models; the same for what needs a trace in the timeline. */
export function missing({ why, message }, ctx) {
  const { words } = ctx.seat;
  const key = { host: "lookHostOnly", off: "lookTracesOff" }[why] ?? (message.author.bot ? "lookNoTrace" : "lookNoTraceYet");
  return el("p", { class: "look-hint" }, words(key));
}

export function drawModel(told, ctx, fold) {
  const { trace } = told;
  const { words } = ctx.seat;
  if (!trace) return missing(told, ctx);
  return [
    facts(trace, ctx),
    !trace.calls.length && el("p", { class: "look-hint" }, words(trace.duel ? "lookBeforeRestart" : "lookByHand")),
    el(
      "ol",
      { class: "look-list" },
      trace.calls.map((call, n) => {
        const last = n === trace.calls.length - 1;
        return el("li", null, fold(`call ${n}`, callTitle(call, n, ctx), () => callBody(trace, call, n, ctx, fold), last));
      }),
    ),
  ];
}

function facts(trace, ctx) {
  const { words } = ctx.seat;
  const lines = [
    trace.turn && words("lookTurn", { n: trace.turn }) + (trace.take > 1 ? ` · ${words("lookTake", { n: trace.take })}` : ""),
    trace.turn && trace.model && words("lookToldBy", { model: trace.model }),
    trace.wanted && trace.wanted !== trace.model && words("lookWanted", { model: trace.wanted }),
    trace.duel && words("lookDuel", { a: trace.duel.a, b: trace.duel.b }),
    trace.duel?.told && words("lookDuelTold", { model: trace.duel[trace.duel.told] }),
    trace.error && words("lookError", { error: trace.error }),
    ...(trace.notes ?? []),
  ].filter(Boolean);
  return lines.length > 0 && el("ul", { class: "look-facts" }, lines.map((line) => el("li", null, line)));
}

/** What a request was for, in a word; what stands beside the turns is named by the version of its prompt. */
export function purposeOf(call, ctx) {
  const { words } = ctx.seat;
  if (call.duel) return words("lookDuelTelling");
  const turn = { adjudicate: "lookAdjudicates", narrate: "lookNarrates" }[call.purpose];
  return words(turn ?? `lookAside_${(call.version ?? "").replace(/-\d+$/, "")}`);
}

function callTitle(call, n, ctx) {
  const { words, locale } = ctx.seat;
  const asked = call.answer.calls.length;
  return [
    el("span", { class: "look-at" }, `${n + 1}.`),
    el("span", { class: "look-what" }, `${call.model}, ${purposeOf(call, ctx)}`),
    el(
      "span",
      { class: call.error ? "look-status bad" : "look-status" },
      [
        call.try > 1 && words("lookTry", { n: call.try }),
        call.error,
        call.withdrawn && words("lookWithdrawn"),
        asked > 0 && words(asked === 1 ? "lookOneTool" : "lookManyTools", { n: asked }),
        duration(call.ended, locale),
      ]
        .filter(Boolean)
        .join(" · "),
    ),
  ];
}

function callBody(trace, call, n, ctx, fold) {
  const { words } = ctx.seat;
  const { sent, answer } = call;
  const system = trace.texts[sent.system];
  const messages = sent.messages.map((place) => trace.messages[place]);
  const early = messages.slice(0, -RECENT);
  const many = (key, list) => `${words(key)} (${list.length})`;
  return [
    el("h3", null, words("lookSent")),
    system && fold(`system ${n}`, words("lookSystem"), () => textBlock(words("lookSystem"), system, ctx)),
    sent.tools.length > 0 &&
      fold(`tools ${n}`, `${many("lookTools", sent.tools)}${sent.tools_allowed ? "" : ` · ${words("lookNoTools")}`}`, () =>
        sent.tools.map((place) => toolBlock(trace.tools[place], ctx)),
      ),
    early.length > 0 && fold(`early ${n}`, many("lookEarlier", early), () => early.map((one) => messageBlock(one, ctx))),
    messages.slice(-RECENT).map((one) => messageBlock(one, ctx)),
    el("h3", null, words("lookAnswered")),
    answer.text && textBlock(words("lookWords"), answer.text, ctx),
    answer.calls.map((one) => argumentsBlock(words("lookAsks", { tool: one.name }), one.arguments, ctx)),
    !answer.text &&
      !answer.calls.length &&
      el("p", { class: "look-hint" }, words(call.purpose === "image" && !call.error ? "lookPicture" : "lookNothing")),
    measured(call, ctx),
    fold(`all ${n}`, words("lookMeasured"), () => jsonBlock(words("lookMeasured"), call.measured, ctx)),
  ];
}

const ROLES = { user: "lookUser", assistant: "lookAssistant", tool: "lookToolResult" };

function messageBlock(message, ctx) {
  const role = ROLES[message.role] ? ctx.seat.words(ROLES[message.role]) : String(message.role);
  const calls = (message.calls ?? []).map((one) =>
    argumentsBlock(ctx.seat.words("lookAsks", { tool: one.name }), one.arguments, ctx),
  );
  if (message.role === "tool") return argumentsBlock(role, message.content, ctx);
  return [message.content && textBlock(role, message.content, ctx), calls];
}

function toolBlock(tool, ctx) {
  return [el("p", null, el("strong", null, tool.name), ` ${tool.description}`), jsonBlock(tool.name, tool.parameters, ctx)];
}

function measured(call, ctx) {
  const { words } = ctx.seat;
  const rows = SHOWN.filter(([name]) => call.measured[name] !== undefined);
  return el(
    "dl",
    { class: "look-measured" },
    rows.map(([name, label]) => [el("dt", null, words(label)), el("dd", null, String(call.measured[name]))]),
  );
}
