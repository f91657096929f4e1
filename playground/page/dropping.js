// Files dragged over the window: a veil says where they would go, and dropping them takes them there.

import { el } from "./dom.js";

/** Take files that are dropped anywhere but on a dialog; `where()` names the place, `take(files)` gets them. */
export function acceptDrops(where, take) {
  const veil = el("div", { class: "drop-veil", hidden: true, "aria-hidden": "true" });
  document.body.append(veil);
  const withFiles = (event) =>
    event.dataTransfer?.types.includes("Files") && !document.querySelector("dialog[open]");
  document.addEventListener("dragover", (event) => {
    if (!withFiles(event)) return;
    event.preventDefault();
    veil.textContent = where();
    veil.hidden = false;
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) veil.hidden = true; // out of the window
  });
  document.addEventListener("drop", (event) => {
    veil.hidden = true;
    // A file that misses its field must not replace the page.
    if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
    if (withFiles(event)) take(event.dataTransfer.files);
  });
}
