/** Nothing in git is older: a machine whose clock was never set writes 1970. */
export const EARLIEST = new Date("2000-01-01T00:00:00Z");

/**
 * When commits took effect, from the dates that they carry; whoever commits writes any date there. They come in the order of the
 * line, oldest first, and so do the times. The dates of as many commits as possible are believed, so that no later one is before
 * an earlier one, and none is after `now` or before `EARLIEST`. Any other commit is held between its believed neighbours: one that is dated too late
 * took effect no later than what came after it, one that is dated too early no sooner than what came before it; before all of them
 * that is nothing, and it took effect with what came after it, since nothing has been open since 1970.
 */
export function timesInOrder(dates: readonly Date[], now: Date): readonly Date[] {
  const believed = longestInOrder(dates, now);
  const times: Date[] = [];
  let next = 0;
  let time = new Date(0);
  for (const [at, date] of dates.entries()) {
    while ((believed[next] ?? Number.POSITIVE_INFINITY) < at) next += 1;
    const bound = dates[believed[next] ?? -1] ?? now;
    const unset = date < EARLIEST && time < EARLIEST;
    const held = date > bound || unset ? bound : date;
    // Where even the last time lies after now, the clock of this machine is the odd one.
    if (held > time) time = held;
    times.push(time);
  }
  return times;
}

/** Indexes of a longest row of dates that never run backwards; of several the one with the earliest dates. */
function longestInOrder(dates: readonly Date[], now: Date): readonly number[] {
  /** Of each length the row so far that ends earliest, by the index of its last date. */
  const ends: number[] = [];
  const before: number[] = [];
  for (const [at, date] of dates.entries()) {
    if (date > now || date < EARLIEST) continue;
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((dates[ends[middle] as number] as Date) <= date) low = middle + 1;
      else high = middle;
    }
    before[at] = low === 0 ? -1 : (ends[low - 1] as number);
    ends[low] = at;
  }
  const row: number[] = [];
  for (let at = ends.at(-1) ?? -1; at >= 0; at = before[at] as number) row.push(at);
  return row.reverse();
}
