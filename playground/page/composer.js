// Where a person writes: messages, files, replies, and slash commands with their options.

import { Refused } from "./api.js";
import { CommandForm } from "./command_form.js";
import { Completion } from "./completion.js";
import { el, icon } from "./dom.js";
import { acceptDrops } from "./dropping.js";
import { chooseFiles, FileTray } from "./file_tray.js";
import { withMentions } from "./mentions.js";
import { Outbox } from "./outbox.js";
import { Picker } from "./picker.js";
import { nameOf, signOf } from "./world.js";

const LONGEST = 2000;
const COUNT_FROM = 1800;
const TYPING_EVERY = 8000;

export class Composer {
  constructor(node, ctx) {
    this.ctx = ctx;
    this.node = node;
    acceptDrops(
      () => ctx.seat.words("dropHere", { channel: `${signOf(this.channel)}${this.channel.name}` }),
      (files) => this.attach(files),
    );
  }

  /** Build for this seat and language; a draft of the channel comes back. */
  draw(channel) {
    const { words } = this.ctx.seat;
    this.channel = channel;
    this.form = null;
    this.replying = null;
    const who = nameOf(this.ctx.world.me);
    const place = `${signOf(channel)}${channel.name}`;
    const mute = channel.may_write === false;
    const label = words(mute ? "mayNotWrite" : "message", { channel: place, name: who });
    this.text = el("textarea", {
      id: "message",
      rows: "1",
      disabled: mute,
      placeholder: label,
      "aria-label": label,
      role: "combobox",
      "aria-haspopup": "listbox",
      "aria-expanded": "false",
      "aria-autocomplete": "list",
      oninput: () => this.#typed(),
      onkeydown: (event) => this.#key(event),
      onpaste: (event) => this.#paste(event),
      onblur: () => this.completion.close(),
    });
    this.completion = new Completion(this.text, this.ctx, () => this.#typed());
    this.outbox = new Outbox(this.ctx);
    this.picker = new Picker(this.text, this.ctx, (command, rest) => this.choose(command, rest));
    this.notice = el("div", { class: "notice", role: "alert", hidden: true });
    this.hint = el("div", { class: "hint-line", role: "status", hidden: true });
    this.reply = el("div", { class: "reply-bar", hidden: true });
    this.tray = new FileTray(this.ctx, { onRefuse: (sentence) => this.complain(sentence) });
    this.count = el("span", { class: "count", hidden: true });
    this.slot = el("div", { class: "slot" }, this.text);
    const attach = chooseFiles("plus", words("attach"), { many: true, onFiles: (files) => this.attach(files) });
    this.attachButton = attach.button;
    attach.button.disabled = mute;
    this.node.replaceChildren(
      this.picker.node,
      this.completion.node,
      this.outbox.node,
      this.notice,
      this.reply,
      this.hint,
      el(
        "form",
        { class: "composer", onsubmit: (event) => this.#submit(event) },
        this.tray.node,
        el(
          "div",
          { class: "composer-row" },
          attach.button,
          attach.input,
          this.slot,
          this.count,
          el(
            "button",
            { type: "submit", class: "round send", "aria-label": words("send"), title: words("send") },
            icon("send"),
          ),
        ),
      ),
    );
    this.text.value = mute ? "" : this.ctx.drafts.get(channel.id);
    this.#grow();
  }

  focus() {
    if (window.matchMedia("(hover: hover)").matches) this.text.focus();
  }

  /** Show a sentence about something that went wrong, until the person goes on. */
  complain(sentence) {
    const close = el(
      "button",
      {
        type: "button",
        class: "text-button",
        "aria-label": this.ctx.seat.words("close"),
        onclick: () => this.calm(),
      },
      "×",
    );
    this.notice.replaceChildren(el("span", null, sentence), close);
    this.notice.hidden = false;
  }

  calm() {
    this.notice.hidden = true;
    this.notice.replaceChildren();
  }

  replyTo(message) {
    const { words } = this.ctx.seat;
    this.replying = message;
    this.reply.hidden = !message;
    if (!message) return;
    const name = nameOf(this.ctx.world.user(message.author.id) ?? message.author);
    this.reply.replaceChildren(
      el("span", null, words("replyTo", { name })),
      el(
        "button",
        {
          type: "button",
          class: "text-button",
          "aria-label": words("cancel"),
          onclick: () => this.replyTo(null),
        },
        "×",
      ),
    );
    this.text.focus();
  }

  /** Take files along: into the command that is filled in, else with the message. */
  attach(files) {
    this.calm();
    if (this.form) {
      this.form.attach(files);
      return;
    }
    this.tray.add(files);
    this.text.focus();
  }

  /** Turn the composer into the form of a command; `rest` is what was typed behind its name. */
  choose(command, rest = "") {
    this.picker.close();
    this.calm();
    this.replyTo(null);
    this.form = new CommandForm(command, this.channel, this.ctx, {
      onSend: () => this.#sendCommand(),
      onCancel: () => this.leaveCommand(),
      onHint: (sentence, wrong) => this.#hint(sentence, wrong),
    });
    this.slot.replaceChildren(this.form.node);
    this.attachButton.hidden = true;
    this.form.focus(rest);
  }

  leaveCommand() {
    this.form = null;
    this.slot.replaceChildren(this.text);
    this.attachButton.hidden = false;
    this.#hint("");
    this.text.value = "";
    this.#typed();
    this.text.focus();
  }

  #hint(sentence, wrong = false) {
    this.hint.textContent = sentence ?? "";
    this.hint.hidden = !sentence;
    this.hint.classList.toggle("wrong", wrong);
  }

  #typed() {
    this.calm();
    this.ctx.drafts.set(this.channel.id, this.text.value);
    this.#grow();
    this.picker.follow(this.text.value);
    this.completion.follow();
    this.#tell();
  }

  /** Let the others see that somebody writes; a command is nobody's business before it is sent. */
  async #tell() {
    const { channel, ctx } = this;
    const { value } = this.text;
    if (!value.trim() || value.startsWith("/") || Date.now() < (this.toldUntil ?? 0)) return;
    this.toldUntil = Date.now() + TYPING_EVERY;
    try {
      await ctx.api.typing(channel.id);
    } catch (problem) {
      if (!(problem instanceof Refused)) throw problem; // that nobody saw it is not worth a word
    }
  }

  #grow() {
    this.text.style.height = "auto";
    if (this.text.value)
      this.text.style.height = `${Math.min(this.text.scrollHeight, window.innerHeight / 2)}px`;
    const length = [...this.text.value].length;
    this.count.hidden = length < COUNT_FROM;
    this.count.textContent = String(LONGEST - length);
    this.count.classList.toggle("over", length > LONGEST);
  }

  #key(event) {
    if (event.isComposing) return;
    if (this.picker.key(event) || this.completion.key(event)) {
      event.preventDefault();
      return;
    }
    if (event.key === "Enter" && !event.shiftKey) this.#submit(event);
    else if (event.key === "Escape") this.replyTo(null);
    else if (event.key === "ArrowUp" && !this.text.value) {
      event.preventDefault();
      this.ctx.editLast();
    }
  }

  #paste(event) {
    const files = event.clipboardData?.files;
    if (files?.length) {
      event.preventDefault();
      this.attach(files);
    }
  }

  #submit(event) {
    event.preventDefault();
    return this.form ? this.#sendCommand() : this.#sendMessage();
  }

  async #sendMessage() {
    const { text, channel, replying } = this;
    const { files } = this.tray;
    const content = withMentions(text.value.trim(), this.ctx.world);
    const { length } = [...content];
    if (!content && !files.length) return;
    if (length > LONGEST) {
      this.complain(this.ctx.seat.words("tooBig", { n: LONGEST, count: length }));
      return;
    }
    const kept = text.value;
    text.value = "";
    this.tray.set([]);
    this.replyTo(null);
    this.#typed();
    this.toldUntil = 0;
    const done = this.outbox.add(kept.trim(), files);
    try {
      await this.ctx.api.say(channel.id, content, replying?.id, files);
    } catch (problem) {
      if (!(problem instanceof Refused)) throw problem;
      // Nothing a person wrote is lost: it goes back where it was, unless they moved on meanwhile.
      this.ctx.drafts.set(channel.id, kept);
      if (this.channel === channel && !this.text.value) {
        this.text.value = kept;
        this.tray.set(files);
        this.#grow();
        if (replying) this.replyTo(replying);
      }
      this.complain(problem.message);
    } finally {
      done();
    }
  }

  async #sendCommand() {
    const { form, channel } = this;
    const values = form.read();
    if (!values || form.sending) return;
    form.sending = true;
    this.#hint("");
    const request = this.ctx.api.slash(channel.id, form.command.path, values.options, values.files);
    const sent = await this.ctx.calls.begin(request, { label: form.command.label, channel: channel.id });
    form.sending = false;
    if (sent && this.form === form) this.leaveCommand();
  }
}
