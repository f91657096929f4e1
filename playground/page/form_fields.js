// The fields of a bot's forms: texts, lists, choices to tick, and files; each reads itself and says what is wrong.

import { el } from "./dom.js";
import { chooseFiles, FileTray } from "./file_tray.js";
import { Select } from "./select.js";

const TEXT = 4;
const UPLOAD = 19;
const RADIO = 21;
const CHECKBOXES = 22;
const CHECKBOX = 23;
const SELECTS = new Set([3, 5, 6, 7, 8]);
const MAKERS = {
  [TEXT]: textField,
  [UPLOAD]: fileField,
  [RADIO]: tickField,
  [CHECKBOXES]: tickField,
  [CHECKBOX]: boxField,
};

/** A field `{node, custom, problem, focus, read, check}`, or null for a type that this page does not know. */
export function formField(part, heading, id, ctx) {
  const make = SELECTS.has(part.type) ? selectField : MAKERS[part.type];
  return make ? { custom: part.custom_id, ...make(part, heading, id, ctx) } : null;
}

/** Put a control under its name, with room for what is wrong; `group` is the role of several under one name. */
function framed({ name, description }, id, needed, control, group = null) {
  const problem = el("div", { class: "field-problem", id: `${id}-problem`, role: "alert" });
  const title = [name, needed && el("span", { class: "needed", "aria-hidden": "true" }, " *")];
  const about = description && el("p", { class: "muted", id: `${id}-about` }, description);
  const described = [description && `${id}-about`, `${id}-problem`].filter(Boolean).join(" ");
  const node = group
    ? el(
        "div",
        {
          class: "modal-field",
          role: group,
          "aria-labelledby": `${id}-name`,
          "aria-describedby": described,
          "aria-required": group === "radiogroup" ? String(needed) : null,
        },
        el("div", { class: "field-name", id: `${id}-name` }, title),
        about,
        control,
        problem,
      )
    : el(
        "div",
        { class: "modal-field" },
        el("label", { class: "field-name", for: id }, title),
        about,
        control,
        problem,
      );
  return { node, problem, described };
}

function textField(part, heading, id, { seat: { words } }) {
  const needed = part.required !== false;
  const { name } = heading;
  const settings = {
    id,
    class: "modal-input",
    placeholder: part.placeholder,
    value: part.value ?? "",
    maxlength: part.max_length ? String(part.max_length) : null,
    "aria-required": String(needed),
    data: { customId: part.custom_id },
  };
  const input =
    part.style === 2
      ? el("textarea", { ...settings, rows: "4" })
      : el("input", { type: "text", autocomplete: "off", ...settings });
  const { node, problem, described } = framed(heading, id, needed, input);
  input.setAttribute("aria-describedby", described);
  if (part.max_length) {
    const count = el("span", { class: "muted counter", "aria-hidden": "true" });
    const show = () => {
      count.textContent = words("chars", { count: [...input.value].length, max: part.max_length });
    };
    input.addEventListener("input", show);
    show();
    node.append(count);
  }
  const wrong = () => {
    const { length } = [...input.value];
    if (!length) return needed ? words("required", { name }) : null;
    if (part.min_length && length < part.min_length) return words("tooShort", { name, n: part.min_length });
    if (part.max_length && length > part.max_length) return words("tooLong", { name, n: part.max_length });
    return null;
  };
  return {
    node,
    problem,
    focus: () => input.focus(),
    read: () => input.value,
    check: () => {
      const sentence = wrong();
      input.setAttribute("aria-invalid", String(Boolean(sentence)));
      return sentence;
    },
  };
}

function selectField(part, heading, id, ctx) {
  const { words } = ctx.seat;
  const needed = part.required !== false && part.min_values !== 0;
  const select = new Select(part, ctx, { label: heading.name });
  select.button.id = id;
  const { node, problem, described } = framed(heading, id, needed, select.node);
  select.button.setAttribute("aria-describedby", described);
  return {
    node,
    problem,
    focus: () => select.button.focus(),
    read: () => select.values(),
    check: () => {
      const count = select.values().length;
      if (!count) return needed ? words("required", { name: heading.name }) : null;
      return count < select.least ? words("chooseOne", { n: select.least }) : null;
    },
  };
}

/** A radio group, or a group of boxes to tick. */
function tickField(part, heading, id, { seat: { words } }) {
  const one = part.type === RADIO;
  const least = one ? 1 : (part.min_values ?? 1);
  const most = one ? 1 : (part.max_values ?? part.options.length);
  const needed = part.required !== false && least > 0;
  const inputs = part.options.map((option, n) =>
    el("input", {
      type: one ? "radio" : "checkbox",
      id: `${id}-${n}`,
      name: id,
      value: option.value,
      checked: Boolean(option.default),
    }),
  );
  const chosen = () => inputs.filter((input) => input.checked).map((input) => input.value);
  const limit = () => {
    const full = !one && chosen().length >= most;
    for (const input of inputs) input.disabled = full && !input.checked;
  };
  const rows = part.options.map(({ label, description }, n) =>
    tickRow(inputs[n], label, description, `${id}-${n}`),
  );
  const box = el("div", { class: "ticks", data: { customId: part.custom_id }, onchange: limit }, rows);
  const { node, problem } = framed(heading, id, needed, box, one ? "radiogroup" : "group");
  limit();
  return {
    node,
    problem,
    focus: () => (inputs.find((input) => input.checked) ?? inputs[0]).focus(),
    read: () => (one ? (chosen()[0] ?? null) : chosen()),
    check: () => {
      const { length } = chosen();
      if (!length) return needed ? words("required", { name: heading.name }) : null;
      return length < least ? words("chooseOne", { n: least }) : null;
    },
  };
}

function tickRow(input, label, description, id) {
  if (description) input.setAttribute("aria-describedby", `${id}-more`);
  return el(
    "label",
    { class: "tick-row", for: id },
    input,
    el(
      "span",
      { class: "tick-text" },
      label,
      description && el("span", { class: "option-description", id: `${id}-more` }, description),
    ),
  );
}

/** One box to tick: its name stands beside it. */
function boxField(part, { name, description }, id) {
  const input = el("input", {
    type: "checkbox",
    id,
    checked: Boolean(part.default),
    data: { customId: part.custom_id },
  });
  const problem = el("div", { class: "field-problem", role: "alert" });
  const node = el("div", { class: "modal-field" }, tickRow(input, name, description, id), problem);
  return { node, problem, focus: () => input.focus(), read: () => input.checked, check: () => null };
}

function fileField(part, heading, id, ctx) {
  const { words } = ctx.seat;
  const least = part.min_values ?? 1;
  const most = part.max_values ?? 1;
  const needed = part.required !== false && least > 0;
  let problem = null;
  const tray = new FileTray(ctx, {
    most,
    onRefuse: (sentence) => {
      problem.textContent = sentence;
    },
    onChange: () => {
      problem.textContent = "";
    },
  });
  const { button, input } = chooseFiles("file", heading.name, {
    many: most > 1,
    onFiles: (files) => tray.add(files),
    settings: { data: { customId: part.custom_id } },
    text: words(most > 1 ? "chooseFiles" : "chooseFile"),
  });
  button.id = id;
  button.removeAttribute("aria-label"); // its label names it
  const zone = el(
    "div",
    {
      class: "file-zone",
      ondragover: (event) => event.preventDefault(),
      ondrop: (event) => {
        event.preventDefault();
        event.stopPropagation();
        tray.add(event.dataTransfer.files);
      },
    },
    el(
      "div",
      { class: "file-zone-row" },
      button,
      input,
      el("span", { class: "muted" }, words("orDrop", { n: most })),
    ),
    tray.node,
  );
  const made = framed(heading, id, needed, zone);
  problem = made.problem;
  button.setAttribute("aria-describedby", made.described);
  return {
    node: made.node,
    problem,
    focus: () => button.focus(),
    read: () => tray.files,
    check: () => {
      const { length } = tray.files;
      if (!length) return needed ? words("required", { name: heading.name }) : null;
      return length < least ? words("chooseOne", { n: least }) : null;
    },
  };
}
