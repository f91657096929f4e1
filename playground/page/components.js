// Message components of both generations: rows of buttons and menus, and the layout ones (containers, sections …).

import { colour, el, link, webAddress } from "./dom.js";
import { markdown } from "./markdown.js";
import { fileCard, gallery, lid, picture, resolve } from "./media.js";
import { emojiText, Select } from "./select.js";

const STYLES = { 1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link", 6: "premium" };

const MAKERS = {
  1: (row, message, ctx) => el("div", { class: "action-row" }, all(row.components, message, ctx)),
  2: button,
  3: menu,
  5: menu,
  6: menu,
  7: menu,
  8: menu,
  9: section,
  10: (text, message, ctx) => el("div", { class: "text-display" }, markdown(text.content, ctx)),
  11: (part, message, ctx) =>
    el("div", { class: "v2-thumbnail" }, picture(mediaOf(part, message), ctx, { wide: 85, tall: 85 })),
  12: mosaic,
  13: (part, message, ctx) => fileCard(fileOf(part, message), ctx),
  14: (part) =>
    el("hr", {
      class: `separator ${part.divider === false ? "bare" : ""} ${part.spacing === 2 ? "large" : ""}`,
    }),
  17: container,
};

/** A message's components as elements; what a later Discord adds is named, not dropped. */
export function all(components, message, ctx) {
  return (components ?? []).map((part) => (MAKERS[part.type] ?? unknown)(part, message, ctx));
}

function unknown(part, message, ctx) {
  return el("p", { class: "media-missing" }, ctx.seat.words("poll"));
}

function button(part, message, ctx) {
  const label = [
    part.emoji && el("span", { class: "button-emoji" }, emojiText(part.emoji)),
    part.label && el("span", null, part.label),
  ];
  const look = `button ${STYLES[part.style] ?? "secondary"}`;
  if (part.style === 5) {
    const href = part.disabled ? null : webAddress(part.url);
    const node = href
      ? link(href, label, el("span", { class: "out", "aria-hidden": "true" }, "↗"))
      : el("button", { type: "button", disabled: true }, label);
    node.className = look;
    return node;
  }
  const node = el(
    "button",
    { type: "button", class: look, disabled: part.disabled, data: { customId: part.custom_id ?? "" } },
    label,
  );
  node.addEventListener("click", () => {
    if (node.classList.contains("waiting")) return;
    ctx.calls.begin(ctx.api.act("click", message, { custom_id: part.custom_id }), { control: node, message });
  });
  return node;
}

function menu(part, message, ctx) {
  const select = new Select(part, ctx, {
    onChange: (values) =>
      ctx.calls.begin(ctx.api.act("select", message, { custom_id: part.custom_id, values }), {
        control: select.button,
        message,
      }),
  });
  return select.node;
}

function section(part, message, ctx) {
  return el(
    "div",
    { class: "v2-section" },
    el("div", { class: "v2-section-text" }, all(part.components, message, ctx)),
    all(part.accessory ? [part.accessory] : [], message, ctx),
  );
}

function container(part, message, ctx) {
  const accent = colour(part.accent_color);
  const node = el(
    "div",
    { class: accent ? "v2-container accented" : "v2-container", style: accent ? { "--bar": accent } : {} },
    all(part.components, message, ctx),
  );
  return part.spoiler ? lid(node, ctx) : node;
}

function mosaic(part, message, ctx) {
  const items = (part.items ?? []).map((item) => mediaOf(item, message));
  return el("div", { class: "gallery" }, gallery(items, ctx));
}

function mediaOf(part, message) {
  const media = part.media ?? {};
  return { ...media, url: resolve(media.url, message), description: part.description, spoiler: part.spoiler };
}

function fileOf(part, message) {
  const name = (part.file?.url ?? "").replace(/^attachment:\/\//, "");
  const kept = (message.attachments ?? []).find(
    (file) => file.filename === name || file.url === part.file?.url,
  );
  return {
    filename: part.name ?? name.split("/").at(-1),
    size: part.size,
    url: resolve(part.file?.url, message),
    spoiler: part.spoiler,
    ...kept,
  };
}
