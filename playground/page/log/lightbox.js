// A picture large, over everything: arrows go to the others of its message, Escape goes back.

import { el, icon, link } from "../dom.js";

/** Show the picture in `frame`, one of the frames of its message that are not covered. */
export function openLightbox(frame, ctx) {
  const { words } = ctx.seat;
  const all = [...(frame.closest(".message") ?? document.body).querySelectorAll(".picture:not(.covered)")];
  const many = all.length > 1;
  let at = Math.max(0, all.indexOf(frame));
  const image = el("img", { class: "lightbox-image", alt: "" });
  const caption = el("p", { class: "lightbox-words", "aria-live": "polite" });
  const original = link("#", words("openOriginal"));
  const count = el("span", { class: "lightbox-count" });
  const button = (name, label, act) =>
    el(
      "button",
      { type: "button", class: `lightbox-${name}`, "aria-label": words(label), title: words(label), onclick: act },
      icon(name),
    );
  const show = (index) => {
    at = (index + all.length) % all.length;
    const small = all[at].querySelector("img");
    image.src = all[at].href;
    image.alt = small?.alt ?? "";
    caption.textContent = all[at].dataset.words ?? "";
    original.href = all[at].href;
    count.textContent = many ? words("pictureOf", { n: at + 1, count: all.length }) : "";
  };
  const dialog = el(
    "dialog",
    {
      class: "lightbox",
      "aria-label": words("picture"),
      onkeydown: (event) => {
        const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
        if (!step || !many) return;
        event.preventDefault();
        show(at + step);
      },
      // A press beside the picture closes it.
      onclick: (event) => event.target.closest("button, a, img, p") || dialog.close(),
    },
    el("div", { class: "lightbox-stage" }, image),
    el("footer", null, caption, el("div", { class: "lightbox-foot" }, count, original)),
    many && button("left", "pictureBefore", () => show(at - 1)),
    many && button("right", "pictureAfter", () => show(at + 1)),
    button("close", "close", () => dialog.close()),
  );
  dialog.addEventListener("close", () => {
    dialog.remove();
    all[at].focus();
  });
  document.body.append(dialog);
  show(at);
  dialog.showModal();
  dialog.querySelector(".lightbox-close").focus();
}
