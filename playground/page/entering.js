// The door: a table that is shown to a network asks for its pass phrase, and how a friend wants to be called.

import { Refused } from "./api.js";
import { el } from "./dom.js";
import * as own from "./words/entering.js";
import { learn } from "./words.js";

learn(own);

const ABOUT_NAMES = ["name", "script", "taken", "everybody", "alike"];

/** Ask until somebody is let in; their key is with this window then. */
export function askToEnter(api, seat) {
  const { words } = seat;
  return new Promise((resolve) => {
    const problem = el("div", { class: "notice", role: "alert", hidden: true });
    const phrase = field("enter-phrase", words("enterPhrase"), { type: "password", autocomplete: "current-password" });
    const name = field("enter-name", words("enterName"), { type: "text", maxlength: "32", autocomplete: "nickname" });
    const submit = async (event) => {
      event.preventDefault();
      problem.hidden = true;
      try {
        const entered = await api.enter({ phrase: phrase.input.value, name: name.input.value.trim() });
        seat.hold(entered.key);
      } catch (refused) {
        if (!(refused instanceof Refused)) throw refused;
        problem.textContent = refused.message;
        problem.hidden = false;
        (ABOUT_NAMES.includes(refused.reason) ? name : phrase).input.focus();
        return;
      }
      dialog.close();
      dialog.remove();
      resolve();
    };
    const dialog = el(
      "dialog",
      { class: "modal", "aria-labelledby": "enter-title", oncancel: (event) => event.preventDefault() },
      el(
        "form",
        { novalidate: true, onsubmit: submit },
        el("header", null, el("h2", { id: "enter-title" }, words("enterTitle"))),
        el("div", { class: "modal-fields" }, el("p", null, words("enterText")), phrase.node, name.node, problem),
        el("footer", null, el("button", { type: "submit", class: "button primary" }, words("enter"))),
      ),
    );
    document.body.append(dialog);
    dialog.showModal();
    phrase.input.focus();
  });
}

function field(id, label, settings) {
  const input = el("input", { id, class: "modal-input", ...settings });
  return { input, node: el("div", { class: "modal-field" }, el("label", { for: id }, label), input) };
}
