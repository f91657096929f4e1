// Names behind @ and # as people type them, and the mentions that are sent in their place.

import { nameOf } from "./world.js";

const MOST = 12;
const WORD = /[\p{L}\p{N}_]/u;

/** Everybody and everything that can be named: `{sign, name, token, user?}`, people before roles. */
function known(world) {
  const people = [...world.people, world.bot]
    .filter(Boolean)
    .map((user) => ({ sign: "@", name: nameOf(user), token: `<@${user.id}>` }));
  const roles = world.roles
    .filter((role) => !role.name.startsWith("@"))
    .map((role) => ({ sign: "@", name: role.name, token: `<@&${role.id}>` }));
  const channels = world.channels
    .filter((channel) => channel.type !== 1 && channel.type !== 4)
    .map((channel) => ({ sign: "#", name: channel.name, token: `<#${channel.id}>` }));
  return [...people, ...roles, ...channels];
}

/** The names that a person who typed this much may mean. */
export function namesLike(sign, typed, world) {
  const wanted = typed.toLowerCase();
  return known(world)
    .filter((one) => one.sign === sign && one.name.toLowerCase().includes(wanted))
    .sort((a, b) => begins(b.name, wanted) - begins(a.name, wanted))
    .slice(0, MOST);
}

const begins = (name, wanted) => Number(name.toLowerCase().startsWith(wanted));

/** The text with mentions in place of names; what stands in code stays as it is. */
export function withMentions(text, world) {
  const names = known(world).sort((a, b) => b.name.length - a.name.length);
  return text
    .split(/(```[\s\S]*?```|`[^`\n]*`)/)
    .map((part, n) => (n % 2 ? part : replaced(part, names)))
    .join("");
}

function replaced(text, names) {
  let done = "";
  for (let at = 0; at < text.length; ) {
    const before = text[at - 1];
    const found =
      (text[at] === "@" || text[at] === "#") &&
      !(before && WORD.test(before)) &&
      names.find(
        ({ sign, name }) =>
          text[at] === sign &&
          text.slice(at + 1, at + 1 + name.length).toLowerCase() === name.toLowerCase() &&
          !WORD.test(text[at + 1 + name.length] ?? ""),
      );
    done += found ? found.token : text[at];
    at += found ? found.name.length + 1 : 1;
  }
  return done;
}
