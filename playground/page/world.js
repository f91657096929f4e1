// What the page knows of the server: people, the bot, channels, commands; and how they are called.

const THREADS = new Set([10, 11, 12]);

export class World {
  constructor() {
    this.guilds = [];
    this.guild = null;
    this.people = [];
    this.channels = [];
    this.roles = [];
    this.commands = [];
    this.users = new Map();
  }

  /** Take the answer of /page/state. */
  fill(state) {
    this.guilds = state.guilds;
    this.directs = state.directs;
    this.host = state.host;
    this.bot = { color: "#5865f2", ...state.bot, bot: true };
    this.look(this.guild?.id);
    this.me = this.people.find((person) => person.id === state.me.id) ?? state.me;
    for (const { members } of this.guilds) for (const user of members) this.users.set(user.id, user);
  }

  /** Turn to a server by its id, or to the first one; its channels, people and roles are the ones at hand. */
  look(id) {
    this.guild = this.guilds.find((guild) => guild.id === id) ?? this.guilds[0] ?? null;
    const { members = [], channels = [], roles = [] } = this.guild ?? {};
    // Players first: the page is theirs.
    this.people = members.filter((user) => !user.bot).sort((a, b) => Number(a.admin) - Number(b.admin));
    // Threads stand below the channel they belong to.
    const [threads, own] = [true, false].map((inner) =>
      channels.filter((channel) => THREADS.has(channel.type) === inner),
    );
    const rows = own.flatMap((channel) => [
      channel,
      ...threads.filter((thread) => thread.parent === channel.id),
    ]);
    this.channels = [...rows, ...this.directs];
    this.roles = roles;
    for (const user of [...this.people, this.bot]) this.users.set(String(user.id), user);
  }

  /** Find any channel or conversation of any server. */
  anywhere(id) {
    const all = [...this.guilds.flatMap((guild) => guild.channels), ...this.directs];
    return all.find((channel) => channel.id === String(id));
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
    return this.channels.find((channel) => String(channel.id) === String(id));
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
