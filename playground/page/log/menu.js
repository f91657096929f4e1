// The menu of a message: what one can do with it, and what the applications offer.

import { appEntries } from "../app_menu.js";
import { askName } from "../frame/dialog.js";
import { entry, popUp, walkMenu } from "../frame/popover.js";
import { el, icon } from "../dom.js";
import { copyText } from "./copying.js";

const QUICK = ["👍", "❤️", "😂", "🎲"];

/** Open the menu of a message's view at a button, or at a point. */
export function openMessageMenu(view, anchor, toolbar, ctx, at = null) {
  const { words } = ctx.seat;
  const { message } = view;
  const may = view.rights();
  const close = () => menu.hidePopover();
  const item = (label, drawing, act, name = label) => {
    const node = entry(words(label), () => (close(), act()), { lead: icon(drawing), data: { entry: name } });
    return node;
  };
  const own = [
    may.reply && item("reply", "reply", () => ctx.replyTo(message)),
    may.react && item("react", "smile", () => toolbar.react(view)),
    may.edit && item("edit", "pencil", () => ctx.edit(view)),
    message.thread && item("goToThread", "thread", () => ctx.goTo(message.thread.id)),
    may.thread && !message.thread && item("openThread", "thread", () => startThread(message, ctx)),
    message.content && item("copyText", "copy", () => copyText(message.content, ctx)),
    !may.dismiss && item("copyLink", "link", () => copyText(linkTo(message, ctx), ctx)),
    ctx.inspect && item("inspect", "find", () => ctx.inspect(message)),
    may.dismiss && item("dismiss", "close", () => ctx.dismiss(message.id)),
  ].filter(Boolean);
  const apps = may.dismiss ? [] : appEntries("message", message, ctx, close);
  const bin = may.delete && item("delete", "bin", () => toolbar.remove(view));
  if (bin) bin.classList.add("grave");
  const menu = el(
    "div",
    { class: "menu message-menu", role: "menu", "aria-label": words("more"), onkeydown: walkMenu },
    may.react && quickRow(message, ctx, close),
    own,
    apps.length > 0 && el("div", { class: "menu-line", role: "separator" }),
    apps,
    bin && el("div", { class: "menu-line", role: "separator" }),
    bin,
  );
  popUp(menu, anchor, { at });
  menu.querySelector('[role="menuitem"]:not(.quick)')?.focus();
}

function quickRow(message, ctx, close) {
  const react = (emoji) => {
    close();
    ctx.attempt(ctx.api.act("react", message, { emoji }));
  };
  return el(
    "div",
    { class: "quick-row", role: "none" },
    QUICK.map((emoji) =>
      el(
        "button",
        {
          type: "button",
          class: "quick",
          role: "menuitem",
          tabindex: "-1",
          "aria-label": ctx.seat.words("reactWith", { emoji }),
          onclick: () => react(emoji),
        },
        emoji,
      ),
    ),
  );
}

function startThread(message, ctx) {
  const { words } = ctx.seat;
  const value = message.content.split("\n")[0].slice(0, 60);
  const about = { title: words("openThread"), label: words("threadName"), value, send: words("openThread") };
  askName(ctx, about, async (name) => {
    const answer = await ctx.attempt(ctx.api.act("thread", message, { name }));
    if (answer) await ctx.arrive(answer.channel);
    return Boolean(answer);
  });
}

/** An address that leads here: the channel, and in it this message. */
function linkTo(message, ctx) {
  const where = [ctx.seat.person, message.channel_id, message.id].map(encodeURIComponent).join("/");
  return `${location.origin}${location.pathname}#${where}`;
}
