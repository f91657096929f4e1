// The line over everything: a lost connection first, then a bot that is away, then a connection that is slow.

import { nameOf } from "../world.js";

export class Banner {
  constructor(node, ctx) {
    Object.assign(this, { node, ctx });
    this.trouble = null;
    this.asking = false;
  }

  /** The connection stands; `asking` when only by asking every two seconds. */
  connected({ asking = false } = {}) {
    this.trouble = null;
    this.asking = asking;
    this.draw();
  }

  /** It is lost, and tried again after so many milliseconds. */
  lost(wait) {
    const { words } = this.ctx.seat;
    this.say(wait < 1500 ? words("lost") : words("lostIn", { n: Math.round(wait / 1000) }));
  }

  say(trouble) {
    this.trouble = trouble;
    this.draw();
  }

  draw() {
    const { world, seat } = this.ctx;
    const away = world.bot && !world.bot.online && (this.ctx.ended?.() ?? seat.words("botOffline", { name: nameOf(world.bot) }));
    const sentence = this.trouble || away || (this.asking && seat.words("noSocket")) || "";
    this.node.hidden = !sentence;
    if (this.node.textContent !== sentence) this.node.textContent = sentence;
  }
}
