// Files on their way to the server: as chips that can be taken away, refused in a sentence where they are too many or too large.

import { el, icon } from "./dom.js";

const LARGEST = 10 * 1024 * 1024;

/** The sentence about a file that is too large to send, or null. */
export function tooLarge(file, { words, locale }) {
  if (file.size <= LARGEST) return null;
  return words("fileTooLarge", { name: file.name, size: megabytes(file.size, locale) });
}

function megabytes(bytes, locale) {
  return (bytes / 1024 / 1024).toLocaleString(locale, { maximumFractionDigits: 1 });
}

function sizeOf({ size }, { words, locale }) {
  if (size >= 1024 * 1024) return `${megabytes(size, locale)} ${words("megabytes")}`;
  const kilobytes = (size / 1024).toLocaleString(locale, { maximumFractionDigits: size < 10240 ? 1 : 0 });
  return `${kilobytes} ${words("kilobytes")}`;
}

/** A button that lets a person choose files, and the hidden input behind it. */
export function chooseFiles(sign, label, { many = false, onFiles, settings = {}, text = null }) {
  const input = el("input", {
    type: "file",
    multiple: many,
    hidden: true,
    tabindex: "-1",
    "aria-hidden": "true",
    ...settings,
    onchange: () => {
      onFiles([...input.files]);
      input.value = ""; // the same file can be chosen again
    },
  });
  const button = el(
    "button",
    {
      type: "button",
      class: text ? "button plain file-choose" : "round",
      "aria-label": label,
      title: label,
      onclick: () => input.click(),
    },
    icon(sign),
    text && el("span", { class: "file-name" }, text),
  );
  return { button, input };
}

export class FileTray {
  /** `onRefuse(sentence)` tells about a file that is not taken, `onChange()` about others. */
  constructor(ctx, { most = 10, onRefuse, onChange = () => {} }) {
    Object.assign(this, { ctx, most, onRefuse, onChange });
    this.files = [];
    this.node = el("div", { class: "file-tray", hidden: true });
  }

  add(files) {
    const { seat } = this.ctx;
    this.onChange();
    for (const file of files) {
      const sentence =
        tooLarge(file, seat) ??
        (this.files.length >= this.most ? seat.words("tooManyFiles", { n: this.most }) : null);
      if (sentence) this.onRefuse(sentence);
      else this.files.push(file);
    }
    this.#draw();
  }

  /** Put other files in place of these. */
  set(files) {
    this.files = files;
    this.#draw();
  }

  #draw() {
    const { words } = this.ctx.seat;
    this.node.hidden = !this.files.length;
    this.node.replaceChildren(
      ...this.files.map((file, n) =>
        el(
          "div",
          { class: "file-chip" },
          icon("file"),
          el("span", { class: "file-name" }, file.name),
          el("span", { class: "muted" }, sizeOf(file, this.ctx.seat)),
          el(
            "button",
            {
              type: "button",
              class: "text-button",
              "aria-label": words("remove", { name: file.name }),
              onclick: () => {
                this.set(this.files.filter((_, other) => other !== n));
                this.onChange();
              },
            },
            "×",
          ),
        ),
      ),
    );
  }
}
