// The question before an evening begins anew.

import { el } from "./dom.js";
import { openDialog } from "./frame/dialog.js";

/** Ask, and start over; `onDone(sentence)` is told where the evening before is kept. */
export function askStartOver(ctx, onDone) {
  const { words } = ctx.seat;
  const onSend = async (complain) => {
    const answer = await ctx.attempt(ctx.api.evening("start-over", {}));
    if (!answer) {
      complain(words("noServer"));
      return false;
    }
    onDone(words(answer.database ? "startOverDone" : "startOverDatabase", { aside: answer.aside }));
    return true;
  };
  openDialog(ctx, words("startOverTitle"), () => el("p", null, words("startOverText")), { send: words("startOverDo"), onSend });
}
