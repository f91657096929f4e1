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
  return (key, values = {}) =>
    table[key].replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}
