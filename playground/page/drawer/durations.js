// How long something took, as short as one reads it at a glance.

/** "38 ms", "1.24 s", "2 min 5 s" in a language. */
export function duration(seconds, locale) {
  const number = (value, digits) => new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value);
  if (seconds >= 90) return `${number(Math.floor(seconds / 60), 0)} min ${number(seconds % 60, 0)} s`;
  if (seconds >= 1) return `${number(seconds, 2)} s`;
  return `${number(seconds * 1000, seconds < 0.01 ? 1 : 0)} ms`;
}
