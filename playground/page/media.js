// Attachments, images and files; alt text always reaches the reader.

import { el, icon, link, mediaAddress, once } from "./dom.js";

const WIDEST = 520;
const TALLEST = 350;

/** A message's attachments that no embed or component already shows: pictures together, files below. */
export function attachmentList(message, ctx) {
  const shown = JSON.stringify([message.embeds ?? [], message.components ?? []]);
  const used = (file) =>
    shown.includes(JSON.stringify(`attachment://${file.filename}`)) ||
    shown.includes(JSON.stringify(file.url));
  const files = (message.attachments ?? []).filter((file) => !used(file));
  const pictures = files.filter(isPicture);
  const rest = files.filter((file) => !isPicture(file)).map((file) => fileCard(file, ctx));
  return pictures.length ? [gallery(pictures, ctx), ...rest] : rest;
}

/** Pictures together: one in its own shape, several in a mosaic. */
export function gallery(pictures, ctx) {
  if (pictures.length === 1) return picture(pictures[0], ctx);
  return el(
    "div",
    { class: `gallery several of-${Math.min(pictures.length, 5)} rest-${pictures.length % 3}` },
    pictures.map((each) => picture(each, ctx)),
  );
}

/** Find where `attachment://name` leads, or take the address as it is. */
export function resolve(url, message) {
  if (typeof url !== "string" || !url.startsWith("attachment://")) return url;
  const name = url.slice("attachment://".length);
  return (message.attachments ?? []).find((file) => file.filename === name)?.url ?? null;
}

const isPicture = (file) =>
  /^image\/(png|jpe?g|gif|webp|avif)/.test(file.content_type ?? "") ||
  /\.(png|jpe?g|gif|webp|avif)$/i.test(file.filename ?? "");

/** An image in its frame; a press shows it large. Covered when it is a spoiler. */
export function picture(media, ctx, { wide = WIDEST, tall = TALLEST } = {}) {
  const { words } = ctx.seat;
  const source = mediaAddress(media.url);
  const alt = media.description ?? "";
  if (!source) return el("span", { class: "media-missing" }, alt || words("image"));
  const image = el("img", {
    src: source,
    alt: alt || words("image"),
    title: alt || null,
    loading: "lazy",
    ...fitted(media, wide, tall),
  });
  image.addEventListener("error", () =>
    frame.replaceWith(el("span", { class: "media-missing" }, alt || words("image"))),
  );
  const frame = link(source, image);
  frame.classList.add("picture");
  frame.dataset.words = alt;
  frame.addEventListener("click", (event) => enlarge(event, frame, ctx));
  if (media.spoiler || media.filename?.startsWith("SPOILER_")) cover(frame, ctx);
  return frame;
}

/** A plain press shows the picture over the page; with Ctrl and the like it is a link like any other. */
function enlarge(event, frame, ctx) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  openPicture(frame, ctx);
}

const openPicture = once(async (frame, ctx) => (await import("./log/lightbox.js")).openLightbox(frame, ctx));

/** Width and height in advance, so that the log does not jump when the image arrives. */
function fitted({ width, height }, wide, tall) {
  if (!(width > 0 && height > 0)) return {};
  const scale = Math.min(1, wide / width, tall / height);
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}

function cover(frame, ctx) {
  frame.classList.add("covered");
  frame.setAttribute("aria-label", ctx.seat.words("spoiler"));
  // Before the press that enlarges: the first one only uncovers.
  frame.addEventListener(
    "click",
    (event) => {
      if (!frame.classList.contains("covered")) return;
      event.preventDefault();
      frame.classList.remove("covered");
      frame.removeAttribute("aria-label");
    },
    true,
  );
}

/** A file as a card with a link to it. */
export function fileCard(file, ctx) {
  const source = mediaAddress(file.url);
  const name = file.filename ?? file.name ?? file.url ?? "";
  const size = Number.isFinite(file.size) ? readable(file.size, ctx.seat.locale) : "";
  const title = source ? link(source, name) : el("span", null, name);
  title.setAttribute("aria-label", ctx.seat.words("attachment", { name, size }));
  const card = el(
    "div",
    { class: "file-card" },
    icon("file"),
    el("div", null, title, el("small", null, size)),
  );
  return file.spoiler || file.filename?.startsWith("SPOILER_") ? lid(card, ctx) : card;
}

/** A lid over something that is a spoiler: a press takes it away. */
export function lid(node, ctx) {
  const over = el(
    "button",
    {
      type: "button",
      class: "lid",
      onclick: () => {
        over.replaceWith(node);
        node.tabIndex = -1;
        node.focus();
      },
    },
    ctx.seat.words("spoiler"),
  );
  return over;
}

function readable(bytes, locale) {
  const [unit, size] =
    bytes < 1024 ? ["byte", 1] : bytes < 1048576 ? ["kilobyte", 1024] : ["megabyte", 1048576];
  return new Intl.NumberFormat(locale, {
    style: "unit",
    unit,
    unitDisplay: "short",
    maximumFractionDigits: 1,
  }).format(bytes / size);
}
