// Dark, light, or as the system is.

import { keep, kept } from "../keeping.js";

const KEPT = "skald.theme";

export const THEMES = ["system", "dark", "light"];

export function theme() {
  const name = kept(KEPT) ?? document.documentElement.dataset.theme;
  return THEMES.includes(name) ? name : "system";
}

export function wear(name) {
  const root = document.documentElement;
  if (name === "system") delete root.dataset.theme;
  else root.dataset.theme = name;
  keep(KEPT, name);
}

/** Every window of a browser wears the same. */
export function follow() {
  wear(theme());
  window.addEventListener("storage", (event) => event.key === KEPT && wear(theme()));
}
