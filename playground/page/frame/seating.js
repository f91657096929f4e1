// Sitting down: past the door with the key of this window, to the seat that the address names.

import { Refused, Unwelcome } from "../api.js";

/** Take the seat and return what there is to see from it (/page/state). Raises Refused when nobody answers. */
export async function takeSeat(api, seat) {
  for (;;) {
    try {
      const entered = await api.enter();
      seat.hold(entered.key);
      if (entered.person) seat.person = entered.person;
      return await look(api, seat);
    } catch (problem) {
      if (!(problem instanceof Unwelcome)) throw problem;
      // A key that is good no more is dropped; then, or without one, the pass phrase is asked for.
      if (problem.reason === "stale" && seat.key) seat.hold(null);
      else await (await import("../entering.js")).askToEnter(api, seat);
    }
  }
}

async function look(api, seat) {
  try {
    return await api.state();
  } catch (problem) {
    // An address with a name nobody has: sit where there is a seat. Any other trouble fails again.
    if (!(problem instanceof Refused) || problem instanceof Unwelcome || seat.person === "ada") throw problem;
    seat.person = "ada";
    return api.state();
  }
}
