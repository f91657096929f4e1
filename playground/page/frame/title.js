// The name of the window and its little picture: they tell what waits while another window is in front.

const icon = document.querySelector('link[rel="icon"]');
const plain = icon.href;
const MARKED = plain.replace("%3C/svg%3E", "%3Ccircle cx='25' cy='25' r='7' fill='%23f23f43'/%3E%3C/svg%3E");

export function entitle(name, { unread, mentions }) {
  const mark = mentions ? `(${mentions}) ` : unread ? "• " : "";
  const title = mark + name;
  if (document.title !== title) document.title = title;
  const face = mentions ? MARKED : plain;
  if (icon.href !== face) icon.href = face;
}
