import type { FixedUpdate } from "../model/index.ts";
import { updatePath } from "../text/addresses.ts";
import { budgetWords, formatDay, formatWait, median } from "../text/times.ts";
import { count } from "../text/words.ts";

/** A class of the style sheet's scale, `h0` to `h100`: the content policy forbids lengths in the page. */
export function scaleClass(letter: "h" | "w" | "x", share: number): string {
  return `${letter}${Math.round(Math.min(1, Math.max(0, share)) * 50) * 2}`;
}

/** Columns that reach the top stand for this many budgets or more. */
const TALLEST = 3;

/** From public to fixed, one column an update, with the budget as a line; a list for screen readers. */
export function FixedChart({ fixed, budgetHours }: { fixed: readonly FixedUpdate[]; budgetHours: number }) {
  const budget = budgetHours * 3_600_000;
  const waits = fixed.map((one) => one.fixedAt.getTime() - one.publicAt.getTime());
  const top = Math.min(TALLEST * budget, Math.max(1.25 * budget, ...waits));
  const late = waits.filter((wait) => wait > budget).length;
  const middle = median(waits) ?? 0;
  return (
    <figure class="chart">
      <figcaption>
        Half of the last {count(fixed.length, "update", "updates")} took at most <strong>{formatWait(middle)}</strong>;{" "}
        {late === 0 ? "none" : count(late, "one", "").trim()} took longer than {budgetWords(budgetHours)}.
      </figcaption>
      <div class="plot">
        <span class={`limit ${scaleClass("h", budget / top)}`} aria-hidden="true">
          <span>{budgetWords(budgetHours)}</span>
        </span>
        <ol>
          {fixed.map((one, index) => {
            const wait = waits[index] ?? 0;
            return (
              <li key={one.id}>
                <a href={updatePath(one.id)} title={`${one.source} ${one.version}: ${formatWait(wait)}`}>
                  <span class={`${scaleClass("h", wait / top)}${wait > budget ? " over" : ""}`} />
                  <span class="vh">
                    {one.source} for {one.release}: {formatWait(wait)}
                  </span>
                </a>
              </li>
            );
          })}
        </ol>
      </div>
      <p class="axis" aria-hidden="true">
        <span>{fixed[0] ? formatDay(fixed[0].fixedAt) : ""}</span>
        <span>{fixed.length > 1 ? formatDay(fixed.at(-1)?.fixedAt ?? new Date(0)) : ""}</span>
      </p>
    </figure>
  );
}
