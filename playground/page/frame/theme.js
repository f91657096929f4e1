// Dark, light, or as the system is.

const KEPT = "skald.theme";

export const THEMES = ["system", "dark", "light"];

export function theme() {
  try {
    const kept = localStorage.getItem(KEPT);
    return THEMES.includes(kept) ? kept : "system";
  } catch {
    return document.documentElement.dataset.theme ?? "system"; // storage is closed to the page
  }
}

export function wear(name) {
  const root = document.documentElement;
  if (name === "system") delete root.dataset.theme;
  else root.dataset.theme = name;
  try {
    localStorage.setItem(KEPT, name);
  } catch {
    // Worn until the window is closed.
  }
}

/** Every window of a browser wears the same. */
export function follow() {
  wear(theme());
  window.addEventListener("storage", (event) => event.key === KEPT && wear(theme()));
}
