import type { Claim, PlacedRemark, Withdrawal } from "./claim.ts";
import { contest, type Draft, finish, type Keyed } from "./draft.ts";
import { keyOf } from "./key-of.ts";

/** What one layer says about an issue: at most one note and one remark for each package and release. */
export interface LayerSays {
  readonly claims: readonly Draft[];
  readonly remarks: readonly PlacedRemark[];
}

/** What counts about one package and release as far as some layer. */
interface Held {
  readonly claim: Draft | undefined;
  readonly remark: PlacedRemark | undefined;
}

/**
 * Puts layers over each other, lowest first; each decides the packages and releases that it names. Its note takes the place
 * of what counted below, its remark that of the remark below, and a withdrawn line undoes what the nearest layer below said,
 * so that what counted before that counts again.
 */
export function layOver(layers: readonly LayerSays[]): {
  readonly claims: readonly Claim[];
  readonly remarks: readonly PlacedRemark[];
  readonly withdrawals: readonly Withdrawal[];
} {
  const history = new Map<string, Held[]>();
  const withdrawals: Withdrawal[] = [];
  for (const { claims, remarks } of layers) {
    const own = new Set(
      claims
        .filter((claim) => claim.note.kind !== "withdrawn")
        .map((claim) => keyOf(claim.note.package, claim.note.release)),
    );
    for (const claim of claims) {
      const held = historyOf(history, claim.note);
      if (claim.note.kind === "withdrawn") withdraw(held, claim, withdrawals);
      else held.push(take(claim, held.at(-1)));
    }
    for (const remark of remarks) {
      const held = historyOf(history, remark.remark);
      const below = held.at(-1);
      // A layer's note and remark about the same come as one, so that one line withdraws both.
      if (own.has(keyOf(remark.remark.package, remark.remark.release))) held.pop();
      held.push({ claim: below?.claim, remark });
    }
  }
  const counting = [...history.values()].flatMap((held) => held.at(-1) ?? []);
  return {
    claims: counting.flatMap(({ claim }) => (claim ? [finish(claim)] : [])),
    remarks: counting.flatMap(({ remark }) => remark ?? []),
    withdrawals,
  };
}

function take(claim: Draft, below: Held | undefined): Held {
  if (below?.claim) {
    claim.contests = [...(below.claim.contests ?? []), ...(claim.contests ?? [])];
    contest(claim, below.claim, "upper-layer");
  }
  return { claim, remark: undefined };
}

function withdraw(held: Held[], claim: Draft, withdrawals: Withdrawal[]): void {
  const undone = held.pop();
  const again = held.at(-1)?.claim;
  if (again && undone?.claim && undone.claim !== again) contest(again, undone.claim, "withdrawn");
  withdrawals.push({ note: claim.note, from: claim.from, undone: undone?.claim && finish(undone.claim) });
}

function historyOf(history: Map<string, Held[]>, about: Keyed): Held[] {
  const key = keyOf(about.package, about.release);
  const there = history.get(key);
  if (there) return there;
  const made: Held[] = [];
  history.set(key, made);
  return made;
}
