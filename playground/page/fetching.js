// What is fetched of a channel, and what the socket brings meanwhile: that is newer, and comes after it.

const LOG_EVENTS = new Set(["message", "edit", "delete", "reaction"]);

export class Fetching {
  /** `onEvent(type, data)` hears what was held back. */
  constructor(ctx, onEvent) {
    Object.assign(this, { ctx, onEvent, newest: null, held: null });
  }

  /** Use messages of the open channel once they came; false when they did not, or a newer fetch began. */
  async of(request, use) {
    const mine = {};
    this.newest = mine;
    this.held ??= [];
    const answer = await this.ctx.attempt(request);
    if (this.newest !== mine) return false; // the newer one lets go what is held
    const { held } = this;
    this.held = null;
    if (answer) use(answer);
    for (const [type, data] of held) this.onEvent(type, data);
    return Boolean(answer);
  }

  /** Hold an event back that concerns the log while messages of it are fetched; true when it was. */
  holds(type, data) {
    if (!this.held || !LOG_EVENTS.has(type)) return false;
    this.held.push([type, data]);
    return true;
  }
}
