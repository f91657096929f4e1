// After a gap in the connection: what stands on the page becomes again what the channel holds.

import { compareIds, sorted } from "./order.js";

const MOST_AT_ONCE = 100;

/** Lay the newest `messages` and, page by page, what is older over the window. False when it has to begin anew.
 *
 * `wanted(messages)` gives those to be shown, in order, or null when another channel is shown by now.
 */
export async function mend({ channel, ctx, window, place, wanted }, messages) {
  const fresh = sorted(messages);
  const first = fresh[0]?.id ?? "";
  // Nothing between what is here and what is newest may be missed.
  const joins = !window.size || !first || compareIds(first, window.newest) <= 0;
  if (!joins && place.pinned) return false;
  if (!joins) window.end = false;
  else if (window.end) lay({ window, place, wanted }, fresh, first, null);
  let next = window.end && first ? first : String(BigInt(window.newest ?? "0") + 1n);
  while (window.size && compareIds(window.oldest, next) < 0) {
    const request = ctx.api.messages(channel.id, { before: next }, MOST_AT_ONCE);
    const part = await ctx.attempt(request);
    if (!part || !wanted(part)) return true;
    const from = part.length < MOST_AT_ONCE ? "" : sorted(part)[0].id;
    lay({ window, place, wanted }, part, from, next);
    if (!from) break;
    next = from;
  }
  return true;
}

/** Lay what was fetched of the messages from `first` to before `until` over those that stand here. */
function lay({ window, place, wanted }, messages, first, until) {
  const there = new Set(messages.map((message) => message.id));
  const within = (id) => compareIds(first, id) <= 0 && (until === null || compareIds(id, until) < 0);
  place.keep(() => {
    for (const id of window.ids.filter((each) => within(each) && !there.has(each))) window.remove(id);
    window.addAll(wanted(messages).filter(({ id }) => window.covers(id)));
    if (place.pinned) window.trim(true);
  });
}
