// The order of messages: their ids are numbers in the order of time.

/** Compare two ids: a longer one is later. */
export function compareIds(a, b) {
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : Number(a > b);
}

export const compare = (a, b) => compareIds(a.id, b.id);

export const sorted = (messages) => [...messages].sort(compare);

/** Where in a sorted list of ids one belongs: the first place whose id is not earlier. */
export function placeOf(ids, id) {
  let [low, high] = [0, ids.length];
  // Nearly everything is put at the end.
  if (!high || compareIds(ids[high - 1], id) < 0) return high;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareIds(ids[middle], id) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
