// Servers, channels and threads that somebody at the page opens.

import { Refused } from "../api.js";
import { askName } from "./dialog.js";

/** Ask for what it is called, make it, and go there. `request(name)` answers `{channel}`. */
function found(ctx, asked, request) {
  return askName(ctx, asked, async (name, complain) => {
    try {
      const { channel } = await request(name);
      await ctx.arrive(channel);
      return true;
    } catch (problem) {
      if (!(problem instanceof Refused)) throw problem;
      complain(problem.message);
      return false;
    }
  });
}

export function foundServer(ctx) {
  const { words } = ctx.seat;
  const asked = {
    title: words("foundServer"),
    text: words("foundServerText"),
    label: words("serverName"),
    send: words("found"),
  };
  return found(ctx, asked, (name) => ctx.api.found("guild", { name }));
}

export function newChannel(ctx, category) {
  const { words } = ctx.seat;
  const asked = { title: words("newChannel"), label: words("channelName"), send: words("open") };
  const body = { guild: ctx.world.guild.id, ...(category ? { parent: category.id } : {}) };
  return found(ctx, asked, (name) => ctx.api.found("channel", { ...body, name }));
}

/** Open a thread below the channel that is shown. */
export function newThread(ctx) {
  const { words } = ctx.seat;
  const asked = {
    title: words("newThread"),
    text: words("newThreadText"),
    label: words("threadName"),
    send: words("open"),
  };
  return found(ctx, asked, (name) => ctx.api.found("thread", { channel: ctx.channel.id, name }));
}
