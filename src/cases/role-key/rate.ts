/**
 * How often something may be done: so many at once, and so many a second from then on. What is beyond has to wait, so that
 * whoever takes over the desk's server cannot have years of mail opened in a minute unseen.
 */
export interface Rate {
  /** Whether it may be done now; counts when it may. `nowMs` never goes back. */
  take(nowMs: number): boolean;
}

export function createRate(atOnce: number, perSecond: number): Rate {
  let left = atOnce;
  let last = Number.NaN;
  return {
    take(nowMs) {
      if (!Number.isNaN(last)) left = Math.min(atOnce, left + ((nowMs - last) / 1000) * perSecond);
      last = nowMs;
      if (left < 1) return false;
      left -= 1;
      return true;
    },
  };
}
