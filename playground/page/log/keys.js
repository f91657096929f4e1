// The keyboard in the log: arrows walk the messages, letters act on the one that has the focus.

const STEPS = { ArrowUp: -1, ArrowDown: 1 };

/** Listen in the log's node. Escape goes back to the composer; so does whatever a person begins to write. */
export function walkKeys(node, log, ctx) {
  node.addEventListener("keydown", (event) => {
    const view = log.window.view(event.target.closest(".message")?.dataset.id);
    // The tools of a message count as the message itself, but for what a button does with Enter and Space.
    const onTool = view && event.target.matches(".actions .tool");
    const onMessage = onTool || (view && event.target === view.node);
    // Inside a message its buttons, boxes and menus have the keys.
    if ((event.target !== node && !onMessage) || (onTool && event.key === "Escape")) {
      if (event.key === "Escape" && view && !event.target.closest(".editor, [popover], .select-box")) {
        focusMessage(view);
        event.preventDefault();
      }
      return;
    }
    if (onTool && (event.key === "Enter" || event.key === " ")) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (walked(event, log, onMessage ? view : null) || (onMessage && acted(event, view, log, ctx))) {
      event.preventDefault();
      event.stopPropagation();
    } else if (event.key === "Escape" || (event.key.length === 1 && event.key !== " ")) ctx.focusComposer();
  });
}

function walked(event, log, view) {
  const { window } = log;
  const step = STEPS[event.key];
  if (!window.size || (!step && event.key !== "Home" && event.key !== "End")) return false;
  if (event.key === "End") log.toEnd();
  const ends = { Home: 0, End: window.size - 1 };
  let at = ends[event.key];
  if (step) at = view ? window.ids.indexOf(view.id) + step : log.place.lastSeen();
  if (at >= window.size && window.end) return false; // below the last message is the composer
  focusMessage(window.at(Math.max(0, Math.min(at, window.size - 1))));
  return true;
}

function acted(event, view, log, ctx) {
  const may = view.rights();
  const deeds = {
    e: may.edit && (() => ctx.edit(view)),
    r: may.reply && (() => ctx.replyTo(view.message)),
    "+": may.react && (() => log.toolbar.react(view)),
    Delete: may.delete && (() => log.toolbar.remove(view)),
    Backspace: may.delete && (() => log.toolbar.remove(view)),
    Enter: () => log.toolbar.menu(view),
    ContextMenu: () => log.toolbar.menu(view),
    F10: event.shiftKey && (() => log.toolbar.menu(view)),
  };
  const deed = deeds[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  deed?.();
  return Boolean(deed);
}

/** Give a message the focus; its name is what it says, for who does not see it. */
export function focusMessage(view) {
  view.node.tabIndex = -1;
  view.node.setAttribute("aria-label", view.spoken());
  view.node.addEventListener("blur", () => view.node.removeAttribute("tabindex"), { once: true });
  view.node.focus({ preventScroll: true });
  view.node.scrollIntoView({ block: "nearest" });
}
