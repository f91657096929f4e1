// Embeds: the bordered cards below a message's text.

import { colour, el, link, mediaAddress, webAddress } from "./dom.js";
import { inlineMarkdown, markdown } from "./markdown.js";
import { picture, resolve } from "./media.js";

/** One embed object as an element. */
export function embedCard(embed, message, ctx) {
  const media = (part) => part && { ...part, url: resolve(part.proxy_url ?? part.url, message) };
  const thumbnail = media(embed.thumbnail);
  const image = media(embed.image);
  const body = el(
    "div",
    { class: "embed-body" },
    author(embed.author, message),
    title(embed, ctx),
    embed.description && el("div", { class: "embed-description" }, markdown(embed.description, ctx)),
    fields(embed.fields ?? [], ctx),
  );
  return el(
    "article",
    {
      class: thumbnail ? "embed with-thumbnail" : "embed",
      style: { "--bar": colour(embed.color) ?? "var(--embed-bar)" },
    },
    body,
    thumbnail && el("div", { class: "embed-thumbnail" }, picture(thumbnail, ctx, { wide: 80, tall: 80 })),
    image && el("div", { class: "embed-image" }, picture(image, ctx, { wide: 440, tall: 330 })),
    footer(embed, message, ctx),
  );
}

function linked(url, content) {
  const href = webAddress(url);
  return href ? link(href, content) : el("span", null, content);
}

function smallIcon(url, message) {
  const source = mediaAddress(resolve(url, message));
  return source && el("img", { class: "embed-icon", src: source, alt: "" });
}

function author(part, message) {
  if (!part?.name) return null;
  return el(
    "div",
    { class: "embed-author" },
    smallIcon(part.proxy_icon_url ?? part.icon_url, message),
    linked(part.url, part.name),
  );
}

function title(embed, ctx) {
  if (!embed.title) return null;
  return el("h3", { class: "embed-title" }, linked(embed.url, inlineMarkdown(embed.title, ctx)));
}

function fields(list, ctx) {
  if (!list.length) return null;
  const spans = inlineSpans(list);
  return el(
    "dl",
    { class: "embed-fields" },
    list.map((field, n) =>
      el(
        "div",
        { class: `embed-field span-${spans[n]}` },
        el("dt", null, inlineMarkdown(field.name, ctx)),
        el("dd", null, markdown(field.value, ctx)),
      ),
    ),
  );
}

/** How many of twelve columns each field takes: inline ones stand up to three in a row. */
function inlineSpans(list) {
  const spans = [];
  for (let at = 0; at < list.length;) {
    let row = 1;
    if (list[at].inline) while (row < 3 && list[at + row]?.inline) row += 1;
    for (let n = 0; n < row; n += 1) spans.push(12 / row);
    at += row;
  }
  return spans;
}

function footer(embed, message, ctx) {
  const when = embed.timestamp ? new Date(embed.timestamp) : null;
  const date =
    when && !Number.isNaN(when.getTime())
      ? new Intl.DateTimeFormat(ctx.seat.locale, { dateStyle: "short", timeStyle: "short" }).format(when)
      : null;
  const text = [embed.footer?.text, date].filter(Boolean).join(" • ");
  if (!text) return null;
  return el(
    "footer",
    { class: "embed-footer" },
    smallIcon(embed.footer?.proxy_icon_url ?? embed.footer?.icon_url, message),
    el("span", null, text),
  );
}
