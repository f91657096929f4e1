// The lines between messages: a new day, and where what is new begins.

import { el } from "../dom.js";
import { timeOf } from "../world.js";
import { dayOf } from "./when.js";

/** The line above a message, or none. */
export function dividers(message, { newDay, fresh }, { seat }) {
  if (!newDay && !fresh) return [];
  const day = newDay ? dayOf(timeOf(message), seat.locale) : "";
  const news = fresh ? seat.words("new") : "";
  return el(
    "div",
    {
      class: fresh ? "divider fresh" : "divider",
      role: "separator",
      "aria-label": [fresh && seat.words("newBegins"), day].filter(Boolean).join(", "),
    },
    day && el("span", { class: "divider-day" }, day),
    news && el("span", { class: "divider-new" }, news),
  );
}
