// A message's elements as words: alt text for pictures, a word for what is covered.

/** The text of elements as it is read aloud; a spoiler that is covered stays a secret. */
export function spokenText(nodes, words) {
  const parts = nodes.filter((node) => node.hasChildNodes()).map((node) => textOf(node, words));
  return parts.join(" ").replace(/\s+/g, " ").trim();
}

function textOf(node, words) {
  if (node.nodeType === Node.TEXT_NODE) return node.nodeValue;
  if (node.nodeType !== Node.ELEMENT_NODE) return "";
  if (node.matches(".spoiler:not(.shown), .covered, .lid")) return ` ${words("spoilerWord")} `;
  if (node.matches("img")) return ` ${node.alt} `;
  if (node.matches(".edited, [aria-hidden=true]")) return "";
  const text = [...node.childNodes].map((child) => textOf(child, words)).join("");
  return getsSpace(node) ? ` ${text} ` : text;
}

const getsSpace = (node) => !node.matches("span, strong, em, u, s, code, a");
