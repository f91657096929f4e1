// Discord's block markdown to a tree: code blocks, quotes, headings, subtext, lists; line by line, once.

const HEADING = /^(#{1,3}) +(\S.*)$/;
const ITEM = /^( *)([-*]|\d{1,9}\.) +(\S.*)$/;
const LANGUAGE = /^([a-zA-Z0-9_+\-.#]{1,20})\n/;
const DEEPEST_LIST = 10;

/** Parse a message: a list of `{type: "text" | "code" | "quote" | "heading" | "subtext" | "list", …}`. */
export function parseBlocks(source, quoted = false) {
  return new Blocks(source, quoted).run();
}

class Blocks {
  constructor(source, quoted) {
    this.source = source;
    this.quoted = quoted;
    this.out = [];
    this.lines = [];
    this.items = [];
    this.noMoreFences = false;
  }

  run() {
    const { source } = this;
    let at = 0;
    let lineStart = true;
    while (at <= source.length) {
      if (lineStart && !this.quoted && source.startsWith(">>> ", at)) {
        this.put({ type: "quote", blocks: parseBlocks(source.slice(at + 4), true) });
        break;
      }
      const newline = source.indexOf("\n", at);
      const end = newline < 0 ? source.length : newline;
      const line = source.slice(at, end);
      if (lineStart && !this.quoted && line.startsWith("> ")) {
        at = this.quote(at);
        continue;
      }
      const fence = this.fence(line, at);
      if (fence) {
        if (fence.start > at) this.lines.push(source.slice(at, fence.start));
        this.put(codeBlock(source.slice(fence.start + 3, fence.end - 3)));
        lineStart = source[fence.end] === "\n";
        at = lineStart ? fence.end + 1 : fence.end;
        if (at >= source.length) break;
        continue;
      }
      if (!(lineStart && this.special(line))) this.text(line);
      lineStart = true;
      at = end + 1;
    }
    this.flush();
    return this.out;
  }

  text(line) {
    if (this.items.length) this.flush();
    this.lines.push(line);
  }

  put(block) {
    this.flush();
    this.out.push(block);
  }

  flush() {
    const text = this.lines.join("\n");
    if (this.lines.length && (text || !this.out.length || this.lines.length > 1))
      this.out.push({ type: "text", text });
    if (this.items.length) this.out.push(nest(this.items));
    this.lines = [];
    this.items = [];
  }

  special(line) {
    const heading = HEADING.exec(line);
    if (heading) return (this.put({ type: "heading", level: heading[1].length, text: heading[2] }), true);
    if (line.startsWith("-# ") && line.length > 3)
      return (this.put({ type: "subtext", text: line.slice(3) }), true);
    const item = ITEM.exec(line);
    if (!item) return false;
    const ordered = item[2].endsWith(".");
    const first = this.items[0];
    if (!first || (item[1].length <= first.indent && ordered !== first.ordered)) this.flush();
    this.items.push({
      indent: item[1].length,
      ordered,
      start: ordered ? parseInt(item[2], 10) : 1,
      text: item[3],
    });
    return true;
  }

  quote(at) {
    const lines = [];
    while (this.source.startsWith("> ", at)) {
      const newline = this.source.indexOf("\n", at);
      const end = newline < 0 ? this.source.length : newline;
      lines.push(this.source.slice(at + 2, end));
      at = end + 1;
    }
    this.put({ type: "quote", blocks: parseBlocks(lines.join("\n"), true) });
    return at;
  }

  /** A ``` … ``` that starts on this line, as absolute positions; an empty or open one is text. */
  fence(line, at) {
    if (this.noMoreFences) return null;
    const index = line.indexOf("```");
    if (index < 0 || line[index - 1] === "\\") return null;
    const start = at + index;
    const close = this.source.indexOf("```", start + 3);
    if (close < 0) this.noMoreFences = true;
    return close > start + 3 ? { start, end: close + 3 } : null;
  }
}

function codeBlock(inner) {
  const language = LANGUAGE.exec(inner);
  const text = (language ? inner.slice(language[0].length) : inner).replace(/^\n/, "").replace(/\n$/, "");
  return { type: "code", language: language?.[1] ?? null, text };
}

/** Flat items with indents to lists within lists. */
function nest(items) {
  const root = { type: "list", ordered: items[0].ordered, start: items[0].start, items: [] };
  const open = [{ indent: items[0].indent, list: root }];
  for (const item of items) {
    while (open.length > 1 && item.indent < open.at(-1).indent) open.pop();
    const parent = open.at(-1).list.items.at(-1);
    if (parent && item.indent >= open.at(-1).indent + 2 && open.length < DEEPEST_LIST) {
      const list = { type: "list", ordered: item.ordered, start: item.start, items: [] };
      parent.lists.push(list);
      open.push({ indent: item.indent, list });
    }
    open.at(-1).list.items.push({ text: item.text, lists: [] });
  }
  return root;
}
