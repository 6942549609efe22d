import type { IssueId } from "../../kernel/index.ts";
import type { Layer } from "../layers/layer.ts";
import { EPSS_FILE, KEV_FILE, type SignalTable } from "./signal-table.ts";

/** What others say of an issue's danger. No verdict follows from it. */
export interface Signals {
  /** Known to be exploited, by CISA's catalogue. */
  readonly exploited: { readonly since: string; readonly ransomware: boolean } | undefined;
  /** FIRST's EPSS: probability of exploitation within 30 days and its percentile, from 0 to 1. */
  readonly likelihood: { readonly probability: number; readonly percentile: number } | undefined;
}

/** The signals of an issue from the uppermost layer that has each; undefined when there is none. */
export function signalsOf(layers: readonly Layer[], issue: IssueId): Signals | undefined {
  const [since, ransomware] = columnsIn(layers, KEV_FILE, issue) ?? [];
  const [probability, percentile] = columnsIn(layers, EPSS_FILE, issue) ?? [];
  if (since === undefined && probability === undefined) return undefined;
  return {
    exploited: since === undefined ? undefined : { since, ransomware: ransomware === "ransomware" },
    likelihood:
      probability === undefined ? undefined : { probability: Number(probability), percentile: Number(percentile) },
  };
}

/** Each signal as a sentence. */
export function signalSentences({ exploited, likelihood }: Signals): readonly string[] {
  const sentences: string[] = [];
  if (exploited) {
    const by = exploited.ransomware ? ", also by ransomware" : "";
    sentences.push(`Known to be exploited${by}: in CISA's catalogue since ${exploited.since}.`);
  }
  if (likelihood) {
    const { probability, percentile } = likelihood;
    sentences.push(
      `Likelihood of exploitation within 30 days: ${percent(probability)} (EPSS), higher than that of ${percent(percentile)} of all issues.`,
    );
  }
  return sentences;
}

/** Each signal in a few words, for a row of a list. */
export function signalWords({ exploited, likelihood }: Signals): readonly string[] {
  const words: string[] = [];
  if (exploited) words.push(`exploited since ${exploited.since}${exploited.ransomware ? ", by ransomware" : ""}`);
  if (likelihood) words.push(`EPSS ${percent(likelihood.probability)}`);
  return words;
}

/** `97.5 %`, `0.04 %`: small shares keep what tells them apart. */
export function percent(share: number): string {
  const hundred = share * 100;
  return `${Number(hundred.toFixed(hundred < 1 ? 2 : 1))} %`;
}

function columnsIn(layers: readonly Layer[], path: string, issue: IssueId): readonly string[] | undefined {
  for (const layer of layers.toReversed()) {
    const columns = layer.signals.find((table: SignalTable) => table.path === path)?.columnsOf(issue);
    if (columns) return columns;
  }
  return undefined;
}
