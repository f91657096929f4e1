// Times as a language writes them; making a format takes longer than using one, so each is made once.

const made = new Map();

function format(locale, style) {
  const key = `${locale} ${JSON.stringify(style)}`;
  if (!made.has(key)) made.set(key, new Intl.DateTimeFormat(locale, style));
  return made.get(key);
}

export const shortTime = (when, locale) => format(locale, { timeStyle: "short" }).format(when);
export const fullTime = (when, locale) =>
  format(locale, { dateStyle: "full", timeStyle: "medium" }).format(when);
export const dayOf = (when, locale) => format(locale, { dateStyle: "long" }).format(when);

/** "Today at 14:02", "19 Nov 2026, 14:02": as short as tells the day. */
export function shortDate(when, locale) {
  const today = when.toDateString() === new Date().toDateString();
  return today ? shortTime(when, locale) : format(locale, { dateStyle: "medium", timeStyle: "short" }).format(when);
}
