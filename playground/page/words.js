// The page's own words in both of its languages, joined from one file for each part of the page.

import * as common from "./words/common.js";
import * as composer from "./words/composer.js";
import * as frame from "./words/frame.js";
import * as guide from "./words/guide.js";
import * as log from "./words/log.js";

const PARTS = [common, composer, frame, guide, log];
const EN = Object.assign({}, ...PARTS.map((part) => part.EN));
const FR = Object.assign({}, ...PARTS.map((part) => part.FR));

export const LOCALES = [
  { code: "en-US", short: "EN", name: "English" },
  { code: "fr", short: "FR", name: "Français" },
];

/** Add the words of a part that is only loaded when it is needed. */
export function learn(part) {
  Object.assign(EN, part.EN);
  Object.assign(FR, part.FR);
}

/** The words of a locale: `t("replyTo", { name })`. */
export function wordsFor(locale) {
  const table = locale.startsWith("fr") ? FR : EN;
  return (key, values = {}) => filled(table[key], values);
}

/** A refusal of the server in a locale; its own English stands where the page has no other words for it. */
export async function refusalIn(locale, { error, reason, values = {} }) {
  if (!reason || !locale.startsWith("fr")) return error;
  const words = await import("./words/refusals.js").catch(() => ({ FR: {} })); // the server may be gone by now
  return Object.hasOwn(words.FR, reason) ? filled(words.FR[reason], values) : error;
}

function filled(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}
