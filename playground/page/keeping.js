// What the browser keeps for the page: for good, or as long as this window. It may keep nothing, or throw already when
// the storage is named; what would be kept then lasts until the window is closed.

export const HERE = "sessionStorage";
const FOR_GOOD = "localStorage";

export function kept(name, where = FOR_GOOD) {
  try {
    return window[where].getItem(name);
  } catch {
    return null;
  }
}

/** Keep a text under a name; null forgets it. */
export function keep(name, value, where = FOR_GOOD) {
  try {
    if (value === null) window[where].removeItem(name);
    else window[where].setItem(name, value);
  } catch {
    // As above.
  }
}

/** What was kept as JSON, or null where there is nothing, or something else. */
export function keptValue(name) {
  try {
    return JSON.parse(kept(name));
  } catch {
    return null;
  }
}

export function keepValue(name, value) {
  keep(name, JSON.stringify(value));
}
