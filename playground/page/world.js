// What the page knows of the server: people, the bot, channels, commands; and how they are called.

const THREADS = new Set([10, 11, 12]);
const CATEGORY = 4;

/** Whether a channel is a thread of another one. */
export const isThread = (channel) => THREADS.has(channel.type);

export class World {
  constructor() {
    this.guilds = [];
    this.guild = null;
    this.directs = [];
    this.people = [];
    this.channels = [];
    this.roles = [];
    this.commands = [];
    this.users = new Map();
  }

  /** Take the answer of /page/state. */
  fill(state) {
    const same = this.me?.id === state.me.id;
    const known = same ? [...this.guilds.flatMap((guild) => guild.channels), ...this.directs] : [];
    this.guilds = state.guilds;
    this.directs = state.directs;
    // The answer may be older than what was pushed while it was on its way.
    for (const { id, last_message: last, calls = [] } of known) {
      const now = this.anywhere(id);
      for (const each of calls) if (now && later(each, now.last_message)) this.called(now, each);
      this.newest(id, last);
    }
    this.host = state.host;
    this.bot = { color: "#5865f2", ...state.bot, bot: true };
    this.look(this.guild?.id);
    this.me = this.people.find((person) => person.id === state.me.id) ?? state.me;
    for (const { members } of this.guilds) for (const user of members) this.users.set(user.id, user);
  }

  /** Turn to a server by its id, or to the first one; its channels, people and roles are the ones at hand. */
  look(id) {
    this.guild = this.guilds.find((guild) => guild.id === id) ?? this.guilds[0] ?? null;
    const { members = [], roles = [] } = this.guild ?? {};
    // Players first: the page is theirs.
    this.people = members.filter((user) => !user.bot).sort((a, b) => Number(a.admin) - Number(b.admin));
    this.channels = [...this.sections().flatMap((section) => section.rows), ...this.directs];
    this.roles = roles;
    for (const user of [...this.people, this.bot]) this.users.set(String(user.id), user);
  }

  /** The channels of the server as they stand in its list: `[{category, rows}]`, without a category first. */
  sections(guild = this.guild) {
    const all = [...(guild?.channels ?? [])].sort((a, b) => a.position - b.position);
    const open = all.filter((channel) => channel.type !== CATEGORY && !channel.archived);
    const below = (parent) => [
      parent,
      ...open.filter((thread) => isThread(thread) && thread.parent === parent.id),
    ];
    const own = open.filter((channel) => !isThread(channel));
    const categories = all.filter((channel) => channel.type === CATEGORY);
    const known = new Set(categories.map((category) => category.id));
    return [
      { category: null, rows: own.filter((channel) => !known.has(channel.parent)).flatMap(below) },
      ...categories.map((category) => ({
        category,
        rows: own.filter((channel) => channel.parent === category.id).flatMap(below),
      })),
    ];
  }

  /** Everything that can be opened, server by server, conversations last. */
  everywhere() {
    return [...this.guilds.flatMap((guild) => this.sections(guild).flatMap(({ rows }) => rows)), ...this.directs];
  }

  /** Find any channel or conversation of any server. */
  anywhere(id) {
    const all = [...this.guilds.flatMap((guild) => guild.channels), ...this.directs];
    return all.find((channel) => channel.id === String(id));
  }

  /** Note the newest message of a channel. */
  newest(channelId, messageId) {
    const channel = this.anywhere(channelId);
    if (channel && later(messageId, channel.last_message)) channel.last_message = messageId;
    return channel;
  }

  /** Note a message that calls whoever sits here. */
  called(channel, messageId) {
    channel.calls = [...(channel.calls ?? []).filter((id) => id !== messageId), messageId];
  }

  /** Note that somebody came or went; false for somebody the page has not met. */
  presence(userId, online) {
    const found = this.guilds.flatMap(({ members }) => members.filter((user) => user.id === userId));
    for (const user of found) user.online = online;
    return found.length > 0;
  }

  /** Remember an author the state did not name (a webhook, someone who left). */
  meet(user) {
    if (user && !this.users.has(String(user.id))) this.users.set(String(user.id), user);
  }

  user(id) {
    return this.users.get(String(id));
  }
  userName(id) {
    return nameOf(this.user(id));
  }
  channel(id) {
    return this.channels.find((channel) => channel.id === String(id)) ?? this.anywhere(id);
  }
  role(id) {
    return this.roles.find((role) => String(role.id) === String(id));
  }
}

/** How a user is called in the list and above messages, or null for nobody. */
export function nameOf(user) {
  return user ? (user.display_name ?? user.global_name ?? user.username ?? user.name) : null;
}

/** The sign before a channel's name: a direct conversation is with somebody. */
export const signOf = (channel) => (channel.type === 1 ? "@" : "#");

/** Whether one id is younger than another: snowflakes are numbers in time order, longer ones are later. */
export function later(id, than) {
  if (!id || !than) return Boolean(id);
  return id.length === than.length ? id > than : id.length > than.length;
}

/** How a command that was used is called: `/create` as it is in this language, or the entry of a menu. */
export function commandTitle(name, commands, locale) {
  const entry = commands.find((command) => (command.type ?? 1) !== 1 && command.name === name);
  if (entry) return localName(entry, locale);
  const leaf = leaves(commands, locale).find((command) => command.path === name);
  return `/${leaf?.label ?? name}`;
}

/** The commands as rows to pick from: a group with subcommands becomes one row for each. */
export function leaves(commands, locale) {
  const rows = [];
  const walk = (command, path, shown) => {
    const names = [...path, command.name];
    const labels = [...shown, localName(command, locale)];
    const inner = (command.options ?? []).filter((option) => option.type === 1 || option.type === 2);
    if (inner.length) {
      for (const option of inner) walk(option, names, labels);
      return;
    }
    rows.push({
      path: names.join(" "),
      label: labels.join(" "),
      description: localDescription(command, locale),
      options: command.options ?? [],
    });
  };
  for (const command of commands) if ((command.type ?? 1) === 1) walk(command, [], []);
  return rows;
}

const inLocale = (table, locale) => table?.[locale] ?? table?.[locale.split("-")[0]];

export const localName = (thing, locale) => inLocale(thing.name_localizations, locale) ?? thing.name;
export const localDescription = (thing, locale) =>
  inLocale(thing.description_localizations, locale) ?? thing.description ?? "";

/** Seconds since 1970 of a snowflake or an ISO time. */
export function timeOf(message) {
  return new Date(message.timestamp);
}
