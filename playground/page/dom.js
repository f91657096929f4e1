// The one way the page makes elements: attributes and text, never markup from a string.

/** Make an element; `on<event>` adds a listener, `style` sets properties, null and false children are left out. */
export function el(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) assign(node, name, value);
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) node.append(child);
  }
  return node;
}

function assign(node, name, value) {
  if (value === undefined || value === null || value === false) return;
  if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (name === "class") node.className = value;
  else if (name === "style")
    for (const [key, item] of Object.entries(value)) node.style.setProperty(key, item);
  else if (name === "data") Object.assign(node.dataset, value);
  else if (name === "value" || name === "checked") node[name] = value;
  else node.setAttribute(name, value === true ? "" : value);
}

/** Let one press open one thing: while what it needs is still loading, another press opens nothing. */
export function once(open) {
  let busy = false;
  return async (...given) => {
    if (busy) return;
    busy = true;
    try {
      await open(...given);
    } finally {
      busy = false;
    }
  };
}

/** The address if it is one a person may safely follow, else null: javascript:, data: and the like stay text. */
export function webAddress(text) {
  if (typeof text !== "string" || !/^https?:\/\//i.test(text)) return null;
  try {
    return new URL(text).href;
  } catch {
    return null; // not an address: the caller shows it as text
  }
}

/** An address for an image or a file: a web address, or a path of the page's own server. */
export function mediaAddress(text) {
  // A file of this playground is where the page is, whatever address the bot knows it by.
  const own = /^https?:\/\/[^/]+(\/attachments\/[^#]*)/.exec(typeof text === "string" ? text : "");
  if (own) return own[1];
  if (typeof text === "string" && /^\/(?![/\\])/.test(text)) return text;
  return webAddress(text);
}

/** A link that opens beside the page and tells the other side nothing about it. */
export function link(href, ...children) {
  return el("a", { href, target: "_blank", rel: "noopener noreferrer nofollow" }, ...children);
}

/** A Discord colour number as CSS, or null for none. */
export function colour(number) {
  if (typeof number === "string" && /^#[0-9a-f]{6}$/i.test(number)) return number;
  if (!Number.isInteger(number) || number <= 0 || number > 0xffffff) return null;
  return `#${number.toString(16).padStart(6, "0")}`;
}

const SVG = "http://www.w3.org/2000/svg";
const PATHS = {
  menu: "M3 6h18M3 12h18M3 18h18",
  people:
    "M8.5 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2 20c0-4 3-6 6.5-6s6.5 2 6.5 6M16 11a3 3 0 1 0-1-5.800M17.5 14c2.5.4 4.5 2 4.5 6",
  plus: "M12 5v14M5 12h14",
  send: "M4 12l16-8-6 16-3-6.5z",
  close: "M6 6l12 12M18 6L6 18",
  reply: "M10 6l-6 6 6 6M4 12h9c4 0 7 2 7 6",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  smile: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8.5 14.5c1 1.5 2.2 2 3.5 2s2.5-.5 3.5-2M9 9.5v.5M15 9.5v.5",
  pencil: "M4 20l1-4L16 5l3 3L8 19z",
  bin: "M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13",
  down: "M6 9l6 6 6-6",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  slash: "M16 4L8 20",
  left: "M15 5l-7 7 7 7",
  right: "M9 5l7 7-7 7",
  link: "M10 14a4 4 0 0 0 5.700 0l3-3a4 4 0 0 0-5.700-5.700l-1 1M14 10a4 4 0 0 0-5.700 0l-3 3a4 4 0 0 0 5.700 5.700l1-1",
  chat: "M4 5h16v11H10l-4 4v-4H4z",
  thread: "M5 4v9a4 4 0 0 0 4 4h10M14 12l5 5-5 5",
  newThread: "M4 5h16v6M4 5v11h4v4l4-4h1M18 14v8M14 18h8",
  gear: "M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM12 3v3M12 18v3M3 12h3M18 12h3M5.600 5.600l2.100 2.100M16.300 16.300l2.100 2.100M5.600 18.400l2.100-2.100M16.300 7.700l2.100-2.100",
  find: "M10.500 17a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13zM15.500 15.500L21 21",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
};

/** A line drawing, hidden from screen readers: its button carries the words. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

const SHADES = ["#5865f2", "#2d7d46", "#b3541e", "#a12d64", "#6b4fbb", "#00708a", "#8a6100"];

/** A round picture of someone: their image, else coloured initials. */
export function avatar(user, size = "") {
  const name = user.display_name ?? user.global_name ?? user.username ?? user.name ?? "?";
  const initials = [...name.trim()].slice(0, 1).join("").toUpperCase() || "?";
  const shade =
    SHADES[
      [...String(user.id ?? name)].reduce((sum, c) => (sum * 31 + c.codePointAt(0)) % 9973, 7) % SHADES.length
    ];
  const background = colour(user.color) ?? shade;
  return el(
    "span",
    {
      class: user.bot ? `avatar ${size} bot` : `avatar ${size}`,
      "aria-hidden": "true",
      style: { "background-color": background, color: isLight(background) ? "#1e1f22" : "#fff" },
    },
    initials,
  );
}

function isLight(hex) {
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
  return (red * 299 + green * 587 + blue * 114) / 1000 > 140;
}
