// The page: joins server, seat, log, composer and frame, and keeps them in step.

import { Api, Refused, Unwelcome } from "./api.js";
import { Calls } from "./calls.js";
import { Composer } from "./composer.js";
import { editInPlace } from "./editing.js";
import { Log } from "./log.js";
import { Modal } from "./modal.js";
import { Seat } from "./seat.js";
import { askToEnter } from "./entering.js";
import { Frame } from "./sidebar.js";
import { Live } from "./socket.js";
import { Typing } from "./typing.js";
import { nameOf, World } from "./world.js";

const LOG_EVENTS = new Set(["message", "edit", "delete", "reaction"]);

const byId = (id) => document.getElementById(id);

class App {
  constructor() {
    const seat = new Seat();
    const world = new World();
    const api = new Api(seat);
    this.calls = new Calls({
      words: () => seat.words,
      onFail: (sentence, call) => this.failed(sentence, call),
      onModal: (data) => new Modal(data, this.ctx),
      onWaiting: (calls) => this.log.showPending(calls),
    });
    this.ctx = {
      seat,
      world,
      api,
      calls: this.calls,
      channel: null,
      goTo: (id) => this.open(id),
      attempt: (request, options) => this.attempt(request, options),
      dismiss: (id) => this.log.dismiss(id),
      reveal: (id) => this.log.reveal(id),
      replyTo: (message) => this.composer.replyTo(message),
      edit: (view) => editInPlace(view, this.ctx),
      focusComposer: () => this.composer.focus(),
      loadCommands: () => this.loadCommands(),
      editLast: () => {
        const last = this.log.lastOwn();
        if (last) editInPlace(last, this.ctx);
      },
    };
    this.log = new Log(byId("log"), this.ctx);
    this.typing = new Typing(this.ctx);
    this.dock = document.createElement("div");
    this.composer = new Composer(this.dock, this.ctx);
    byId("dock").append(this.dock, this.typing.node);
    this.frame = new Frame(
      { sidebar: byId("sidebar"), header: byId("header"), members: byId("members"), veil: byId("veil") },
      this.ctx,
      {
        onPerson: (person) => this.sit(person),
        onLocale: (code) => this.speak(code),
      },
    );
    this.live = new Live({
      onEvent: (type, data) => this.event(type, data),
      onOpen: () => this.connected(),
      onLost: (wait) => this.lost(wait),
    });
    window.addEventListener("hashchange", () => seat.read() && this.start());
  }

  /** Take the seat the address names, or the first one, and open its channel. */
  async start() {
    const { seat, world, api } = this.ctx;
    this.turn = (this.turn ?? 0) + 1;
    const { turn } = this;
    this.calls.clear();
    this.typing.clear();
    seat.person ??= "ada";
    try {
      const entered = await api.enter();
      seat.hold(entered.key);
      if (entered.person) seat.person = entered.person;
      const state = await this.load();
      if (turn !== this.turn) return; // somebody else sat down meanwhile
      world.fill(state[0]);
      world.commands = state[1];
    } catch (problem) {
      if (!(problem instanceof Refused)) throw problem;
      if (problem instanceof Unwelcome) {
        await this.comeIn(problem);
        return this.start();
      }
      this.trouble = problem.message;
      this.banner();
      setTimeout(() => this.start(), 2000);
      return;
    }
    this.trouble = null;
    this.banner();
    this.live.connect(seat.person, seat.key);
    const wanted = world.channels.find(
      (channel) => channel.id === seat.channel || channel.name === seat.channel,
    );
    await this.open(
      (wanted ?? world.channels.find((channel) => channel.name === "campaign") ?? world.channels[0]).id,
    );
  }

  /** A key that is good no more is dropped; then, or without one, the pass phrase is asked for. */
  async comeIn(problem) {
    const { seat, api } = this.ctx;
    if (problem.reason === "stale" && seat.key) seat.hold(null);
    else await askToEnter(api, seat);
  }

  async load() {
    const { api, seat } = this.ctx;
    const both = () => Promise.all([api.state(), api.commands()]);
    try {
      return await both();
    } catch (problem) {
      // An address with a name nobody has: sit where there is a seat. Any other trouble fails again.
      if (!(problem instanceof Refused) || seat.person === "ada") throw problem;
      seat.person = "ada";
      return both();
    }
  }

  async loadCommands() {
    const commands = await this.attempt(this.ctx.api.commands());
    if (commands) this.ctx.world.commands = commands;
  }

  async open(id) {
    const { seat, world, api } = this.ctx;
    const channel = world.channel(id);
    if (!channel) return;
    this.ctx.channel = channel;
    seat.move({ channel: channel.id });
    this.frame.draw(channel);
    this.composer.draw(channel);
    this.typing.draw();
    this.composer.focus();
    await this.fetching(api.messages(channel.id), (messages) => {
      this.log.fill(channel, messages);
      this.log.showPending(this.calls.underWay());
    });
  }

  /** Fetch messages of the open channel; what the socket brings meanwhile is newer and comes after them. */
  async fetching(request, use) {
    const held = [];
    this.held = held;
    const answer = await this.attempt(request);
    if (this.held !== held) return; // another fetch began, for a newer view
    this.held = null;
    if (answer) use(answer);
    for (const [type, data] of held) this.event(type, data);
  }

  sit(person) {
    this.ctx.seat.move({ person });
    return this.start();
  }

  speak(code) {
    this.ctx.seat.setLocale(code);
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

  async connected() {
    this.trouble = null;
    this.banner();
    const { api, world, channel } = this.ctx;
    if (!channel) return; // its messages are fetched when it opens
    // Whatever happened in the gap is fetched, and laid over what is shown: no reload, drafts and scroll stay.
    await this.fetching(
      Promise.all([api.state(), api.commands(), api.messages(channel.id)]),
      ([state, commands, messages]) => {
        world.fill(state);
        world.commands = commands;
        this.frame.draw(channel);
        this.banner();
        if (this.log.channel === channel) this.log.refresh(messages);
        else this.log.fill(channel, messages);
      },
    );
  }

  lost(wait) {
    const { words } = this.ctx.seat;
    this.trouble = wait < 1500 ? words("lost") : words("lostIn", { n: Math.round(wait / 1000) });
    this.banner();
  }

  /** The line over everything: a lost connection first, then a bot that is away. */
  banner() {
    const { world, seat } = this.ctx;
    const away =
      world.bot && !world.bot.online ? seat.words("botOffline", { name: nameOf(world.bot) }) : null;
    const sentence = this.trouble ?? away;
    const node = byId("banner");
    node.hidden = !sentence;
    node.textContent = sentence ?? "";
  }

  event(type, data) {
    if (this.held && LOG_EVENTS.has(type)) {
      this.held.push([type, data]);
      return;
    }
    const handlers = {
      message: () => this.message(data),
      edit: () => this.log.change(data),
      reaction: () => this.log.patch(data.id, { reactions: data.reactions ?? [] }),
      delete: () => (data.ids ?? [data.id]).forEach((id) => this.log.remove(id)),
      typing: () => this.typing.start(data),
      modal: () => this.calls.modal(data),
      call: () => this.calls.event(data),
      bot: () => this.bot(data),
      channel: () => this.channels(),
      commands: () => this.loadCommands(),
    };
    handlers[type]?.();
  }

  message(data) {
    // A first direct message opens a conversation the page does not know yet.
    if (!this.ctx.world.channel(data.channel_id)) this.channels();
    this.typing.stop(data.channel_id, data.author.id);
    this.log.put(data);
    this.frame.mark(data.channel_id);
  }

  bot({ online }) {
    this.ctx.world.bot.online = online;
    this.frame.botState();
    this.banner();
    if (online) this.loadCommands();
  }

  async channels() {
    const state = await this.attempt(this.ctx.api.state());
    if (!state) return;
    this.ctx.world.fill(state);
    const still = this.ctx.world.channel(this.ctx.channel.id);
    if (still) this.frame.draw(still);
    else await this.open(this.ctx.world.channels[0].id);
  }
}

await new App().start();
