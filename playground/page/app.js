// The page: joins server, seat, log, composer and frame, and keeps them in step.

import { Api, Refused } from "./api.js";
import { Calls } from "./calls.js";
import { Composer } from "./composer.js";
import { Drafts } from "./drafts.js";
import { editInPlace } from "./editing.js";
import { Fetching } from "./fetching.js";
import { Log } from "./log.js";
import { Seat } from "./seat.js";
import { Banner } from "./frame/banner.js";
import { Frame } from "./frame/frame.js";
import { takeSeat } from "./frame/seating.js";
import { follow } from "./frame/theme.js";
import { Guide } from "./guide.js";
import { Live } from "./socket.js";
import { Typing } from "./typing.js";
import { nameOf, World } from "./world.js";

const byId = (id) => document.getElementById(id);

class App {
  constructor() {
    const seat = new Seat();
    const world = new World();
    const api = new Api(seat);
    this.calls = new Calls({
      words: () => seat.words,
      onFail: (sentence, call) => this.failed(sentence, call),
      onModal: async (data) => new (await import("./modal.js")).Modal(data, this.ctx),
      onWaiting: (calls) => this.log.showPending(calls),
    });
    this.ctx = {
      seat,
      world,
      api,
      calls: this.calls,
      drafts: new Drafts(seat),
      channel: null,
      goTo: (id) => this.open(id),
      arrive: (id) => this.arrive(id),
      whisper: () => this.whisper(),
      typed: (ids) => this.frame.type(ids),
      atEnd: () => this.log.pinned,
      attempt: (request, options) => this.attempt(request, options),
      dismiss: (id) => this.log.dismiss(id),
      reveal: (id) => this.log.reveal(id),
      fetching: (request, use) => this.fetching.of(request, use),
      pickReaction: (message, anchor) => this.log.pickReaction(message.id, anchor),
      replyTo: (message) => this.composer.replyTo(message),
      edit: (view) => editInPlace(view, this.ctx),
      inspect: (message) => this.inspect(message),
      focusComposer: () => this.composer.focus(),
      loadCommands: () => this.loadCommands(),
      editLast: () => {
        const last = this.log.lastOwn();
        if (last) editInPlace(last, this.ctx);
      },
    };
    this.fetching = new Fetching(this.ctx, (type, data) => this.event(type, data));
    this.log = new Log(byId("log"), this.ctx);
    this.typing = new Typing(this.ctx);
    this.dock = document.createElement("div");
    this.composer = new Composer(this.dock, this.ctx);
    byId("dock").append(this.dock, this.typing.node);
    const parts = ["shell", "left", "rail", "sidebar", "header", "log", "members", "veil"];
    this.frame = new Frame(
      Object.fromEntries(parts.map((name) => [name, byId(name)])),
      this.ctx,
      {
        onPerson: (person) => this.sit(person),
        onLocale: (code) => this.speak(code),
      },
    );
    this.ctx.unread = this.frame.unread;
    this.banner = new Banner(byId("banner"), this.ctx);
    this.guide = new Guide(byId("guide"), byId("dock"), this.ctx);
    this.ctx.ended = () => this.guide.trouble;
    this.live = new Live({
      onEvent: (type, data) => this.event(type, data),
      onOpen: (how) => this.connected(how),
      onLost: (wait) => this.banner.lost(wait),
      onTurnedAway: () => this.start(),
      ask: (window) => api.poll(window),
    });
    window.addEventListener("hashchange", () => seat.read() && this.start());
    window.addEventListener("unhandledrejection", ({ reason }) => {
      // A part that is loaded when it is used did not come.
      if (/imported module/i.test(reason?.message)) this.composer.complain(seat.words("noServer"));
    });
    this.unopened = byId("unopened");
    if (CSS.supports("color", "light-dark(red, red)") && window.HTMLDialogElement) this.unopened.remove();
  }

  /** Take the seat the address names, or the first one, and open its channel. */
  async start() {
    const { seat, world, api } = this.ctx;
    this.turn = (this.turn ?? 0) + 1;
    const { turn } = this;
    this.calls.clear();
    this.typing.clear();
    this.drawer?.shut();
    seat.person ??= "ada";
    try {
      const state = await takeSeat(api, seat);
      if (turn !== this.turn) return; // somebody else sat down meanwhile
      world.fill(state);
      world.commands = [];
    } catch (problem) {
      if (!(problem instanceof Refused)) {
        document.body.prepend(this.unopened); // the door's part did not come, say
        throw problem;
      }
      this.banner.say(problem.message);
      setTimeout(() => this.start(), 2000);
      return;
    }
    this.banner.connected();
    this.frame.sit();
    this.live.connect(seat.person, seat.key);
    const named = (name) => world.channels.find((channel) => channel.name === name);
    const wanted = world.anywhere(seat.channel) ?? named(seat.channel) ?? named("campaign");
    await this.open((wanted ?? world.everywhere()[0])?.id);
  }

  /** The commands there are where the person is: another server may have others. */
  async loadCommands() {
    const commands = await this.attempt(this.ctx.api.commands(this.ctx.channel?.guild ?? ""));
    if (commands) this.ctx.world.commands = commands;
  }

  /** Show a channel; without one the frame stands alone and says how to begin. */
  async open(id) {
    const { seat, world, api } = this.ctx;
    const channel = world.anywhere(id) ?? null;
    if (!channel && this.ctx.channel && id) return;
    const moved = !world.commands.length || this.ctx.channel?.guild !== channel?.guild;
    this.ctx.channel = channel;
    document.body.classList.toggle("empty", !channel);
    byId("empty").textContent = seat.words("emptyText", { name: nameOf(world.me) });
    if (!channel) {
      this.frame.draw(null);
      return;
    }
    if (channel.guild) world.look(channel.guild);
    seat.move({ channel: channel.id });
    this.frame.enter(channel);
    this.frame.draw(channel);
    this.composer.draw(channel);
    this.typing.draw();
    this.composer.focus();
    const at = seat.takeMessage(); // the address may name one to begin at
    const both = [api.messages(channel.id, at ? { around: at } : {}), moved && this.loadCommands()];
    await this.fetching.of(Promise.all(both), ([messages]) => {
      this.log.fill(channel, messages, at);
      this.log.showPending(this.calls.underWay());
      this.frame.seen();
    });
  }

  /** Go to a channel that has just been made. */
  async arrive(id) {
    const state = await this.attempt(this.ctx.api.state());
    if (!state) return;
    this.ctx.world.fill(state);
    await this.open(id);
  }

  /** Open the conversation with the bot. */
  async whisper() {
    const made = await this.attempt(this.ctx.api.found("direct", {}));
    if (made) await this.arrive(made.channel);
  }

  sit(person) {
    this.ctx.seat.move({ person });
    return this.start();
  }

  speak(code) {
    this.ctx.seat.setLocale(code);
    this.guide.draw();
    return this.open(this.ctx.channel.id);
  }

  /** Await a request; a refusal becomes a sentence near the composer and `null`. */
  async attempt(request, { quiet = null } = {}) {
    try {
      return (await request) ?? true;
    } catch (problem) {
      if (quiet?.aborted) return null;
      if (!(problem instanceof Refused)) throw problem;
      this.composer.complain(problem.message);
      return null;
    }
  }

  failed(sentence, call) {
    if (
      call.message &&
      call.message.channel_id === this.ctx.channel?.id &&
      this.log.complain(call.message.id, sentence)
    )
      return;
    this.composer.complain(call.label ? `/${call.label}: ${sentence}` : sentence);
  }

  async connected(how) {
    this.banner.connected(how);
    if (await this.evening()) return;
    const { api, world, channel } = this.ctx;
    if (!channel) return document.body.classList.contains("empty") && this.channels(); // else it is just opening
    // Whatever happened in the gap is fetched, and laid over what is shown: no reload, drafts and scroll stay.
    await this.fetching.of(
      Promise.all([api.state(), api.commands(channel.guild ?? ""), api.messages(channel.id)]),
      ([state, commands, messages]) => {
        world.fill(state);
        world.commands = commands;
        this.ctx.channel = world.anywhere(channel.id) ?? channel;
        this.frame.draw(this.ctx.channel);
        this.banner.draw();
        if (this.log.channel?.id === channel.id) this.log.refresh(messages);
        else this.log.fill(this.ctx.channel, messages);
        this.frame.seen();
      },
    );
  }

  /** Open the drawer on what is behind a message; who never does never loads it. */
  async inspect(message) {
    this.drawer ??= await import("./drawer/drawer.js");
    await this.drawer.inspect(message, this.ctx);
  }

  event(type, data) {
    if (type === "edit") this.drawer?.heard(data);
    if (this.fetching.holds(type, data)) return;
    const handlers = {
      message: () => this.message(data),
      edit: () => this.log.change(data),
      reaction: () => this.log.patch(data.id, { reactions: data.reactions ?? [] }),
      delete: () => this.gone(data.channel, data.ids ?? [data.id]),
      typing: () => this.typing.start(data),
      modal: () => this.calls.modal(data),
      call: () => this.calls.event(data),
      bot: () => this.bot(data),
      presence: () => this.frame.presence(data) || this.channels(),
      channel: () => this.channels(),
      commands: () => this.loadCommands(),
      evening: () => this.evening(),
    };
    handlers[type]?.();
  }

  gone(channel, ids) {
    for (const id of ids) this.log.remove(id);
    this.frame.gone(channel, ids);
  }

  message(data) {
    // A first direct message opens a conversation the page does not know yet.
    if (!this.ctx.world.anywhere(data.channel_id)) this.channels();
    this.typing.stop(data.channel_id, data.author.id);
    this.log.put(data);
    this.frame.arrived(data);
  }

  bot({ online }) {
    this.ctx.world.bot.online = online;
    this.frame.botState();
    this.banner.draw();
    if (online) this.loadCommands();
  }

  /** What the guide shows; at a table that started over everything is another. */
  async evening() {
    const other = await this.guide.load();
    this.banner.draw();
    if (other) await this.start();
    return other;
  }

  async channels() {
    const state = await this.attempt(this.ctx.api.state());
    if (!state) return;
    this.ctx.world.fill(state);
    const still = this.ctx.world.anywhere(this.ctx.channel?.id);
    if (!still) return this.open(this.ctx.world.everywhere()[0]?.id);
    this.ctx.channel = still;
    this.frame.draw(still);
  }
}

follow();
await new App().start();
