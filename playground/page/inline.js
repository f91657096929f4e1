// Discord's inline markdown to a tree, in one pass over the text: no backtracking, whatever a player pastes.
//
// Each mark (**, *, __, _, ~~, ||) is open at most once at a time, so the stack never holds more than six frames;
// a run longer than three is text. A mark that never closes is put back as text.

const NODE = { "**": "strong", "*": "em", __: "u", _: "em", "~~": "s", "||": "spoiler" };
const PLAIN = /[^\\`*_~|<[h@\p{L}\p{N}]+|[\p{L}\p{N}]+/uy;
const URL_HERE = /https?:\/\/[^\s<>"]+/y;
const MASKED = /\[([^[\]\n]{1,500})\]\((<?)(https?:\/\/[^\s()<>]{1,2000})(>?)(?: "[^"\n]{0,200}")?\)/y;
const ANGLE = new RegExp(
  [
    "<(?:@!?(?<user>\\d{1,20})",
    "@&(?<role>\\d{1,20})",
    "#(?<channel>\\d{1,20})",
    "\\/(?<command>[^:<>\\n]{1,100}):\\d{1,20}",
    "t:(?<time>-?\\d{1,13})(?::(?<style>[tTdDfFRsS]))?",
    "a?:(?<emoji>\\w{1,32}):\\d{1,20}",
    "(?<url>https?:\\/\\/[^\\s<>]{1,2000}))>",
  ].join("|"),
  "y",
);
const WORD = /[\p{L}\p{N}_]/u;

/** Parse inline markdown: a list of strings and `{type, children | text | id | …}`. */
export function parseInline(text, { links = true } = {}) {
  return new Inline(text, links).run();
}

class Inline {
  constructor(text, links) {
    this.text = text;
    this.links = links;
    this.at = 0;
    this.plain = [];
    this.stack = [{ mark: null, children: [] }];
    this.closers = null;
  }

  run() {
    while (this.at < this.text.length) this.step(this.text[this.at]);
    this.flush();
    this.collapseTo(0);
    return this.stack[0].children;
  }

  step(c) {
    if (c === "\\") return this.escape();
    if (c === "`") return this.code();
    if (c === "*" || c === "_" || c === "~" || c === "|") return this.marks(c);
    if (c === "<" && this.match(ANGLE, (found) => angle(found.groups))) return undefined;
    if (c === "[" && this.links && this.match(MASKED, masked)) return undefined;
    if (c === "h" && this.links && !WORD.test(this.text[this.at - 1] ?? " ") && this.url()) return undefined;
    if (c === "@" && this.everyone()) return undefined;
    PLAIN.lastIndex = this.at;
    const found = PLAIN.exec(this.text);
    return this.literal(found ? found[0] : c);
  }

  literal(text) {
    this.plain.push(text);
    this.at += text.length;
  }

  flush() {
    if (this.plain.length) this.stack.at(-1).children.push(this.plain.join(""));
    this.plain = [];
  }

  node(node, length) {
    this.flush();
    this.stack.at(-1).children.push(node);
    this.at += length;
  }

  match(pattern, make) {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (!found) return false;
    this.node(make(found), found[0].length);
    return true;
  }

  escape() {
    const next = this.text[this.at + 1];
    if (next !== undefined && /[!-/:-@[-`{-~]/.test(next)) {
      this.plain.push(next);
      this.at += 2;
    } else this.literal("\\");
  }

  url() {
    URL_HERE.lastIndex = this.at;
    const found = URL_HERE.exec(this.text);
    if (!found) return false;
    let end = found[0].length;
    while (end > 8 && /[.,:;!?'*_~|)\]]/.test(found[0][end - 1])) {
      if (found[0][end - 1] === ")" && found[0].includes("(")) break;
      end -= 1;
    }
    const href = found[0].slice(0, end);
    this.node({ type: "link", href, children: [href] }, end);
    return true;
  }

  everyone() {
    const name = ["@everyone", "@here"].find((word) => this.text.startsWith(word, this.at));
    if (name) this.node({ type: "everyone", text: name }, name.length);
    return Boolean(name);
  }

  code() {
    this.closers ??= pairBackticks(this.text);
    const run = runLength(this.text, this.at);
    const close = this.closers.get(this.at);
    if (close === undefined) return this.literal("`".repeat(run));
    const inner = this.text.slice(this.at + run, close);
    return this.node({ type: "code", text: inner }, close + run - this.at);
  }

  marks(c) {
    const run = runLength(this.text, this.at);
    const known = c === "*" || c === "_" ? run <= 3 : run === 2;
    if (!known) return this.literal(c.repeat(run));
    const before = this.text[this.at - 1] ?? " ";
    const after = this.text[this.at + run] ?? " ";
    let order = [c.repeat(run)];
    if (run === 3) order = this.depth(c) > this.depth(c + c) ? [c, c + c] : [c + c, c];
    for (const mark of order) this.toggle(mark, before, after);
    return undefined;
  }

  depth(mark) {
    return this.stack.findIndex((frame) => frame.mark === mark);
  }

  toggle(mark, before, after) {
    const at = this.depth(mark);
    if (at < 0 && opens(mark, before, after)) {
      this.flush();
      this.stack.push({ mark, children: [] });
      this.at += mark.length;
      return;
    }
    const empty = at === this.stack.length - 1 && !this.stack[at].children.length && !this.plain.length;
    if (at < 0 || empty || !closes(mark, before, after)) {
      this.literal(mark);
      return;
    }
    this.flush();
    this.collapseTo(at);
    const { children } = this.stack.pop();
    this.node({ type: NODE[mark], children }, mark.length);
  }

  /** Give the frames above `level` back to it as text. */
  collapseTo(level) {
    while (this.stack.length > level + 1) {
      const { mark, children } = this.stack.pop();
      const target = this.stack.at(-1).children;
      target.push(mark);
      for (const child of children) target.push(child);
    }
  }
}

function opens(mark, before, after) {
  if (mark === "*") return !/\s/.test(after);
  if (mark === "_") return !WORD.test(before) && !/\s/.test(after);
  return true;
}

function closes(mark, before, after) {
  if (mark === "*") return !/\s/.test(before);
  if (mark === "_") return !WORD.test(after);
  return true;
}

function runLength(text, at) {
  let end = at;
  while (text[end] === text[at]) end += 1;
  return end - at;
}

/** For each run of backticks, where the next run of the same length begins; found in one pass from the end. */
function pairBackticks(text) {
  const latest = new Map();
  const closers = new Map();
  for (const { 0: run, index } of [...text.matchAll(/`+/g)].reverse()) {
    if (latest.has(run.length)) closers.set(index, latest.get(run.length));
    latest.set(run.length, index);
  }
  return closers;
}

function masked(found) {
  return { type: "link", href: found[3], children: parseInline(found[1], { links: false }) };
}

function angle({ user, role, channel, command, time, style, emoji, url }) {
  if (user) return { type: "user", id: user };
  if (role) return { type: "role", id: role };
  if (channel) return { type: "channel", id: channel };
  if (command) return { type: "command", text: command };
  if (time) return { type: "time", seconds: Number(time), style: style ?? "f" };
  if (emoji) return { type: "emoji", text: emoji };
  return { type: "link", href: url, children: [url] };
}
