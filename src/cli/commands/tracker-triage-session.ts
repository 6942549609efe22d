import { SamedayError } from "../../kernel/index.ts";
import {
  changeOf,
  decisionWords,
  type RankedTask,
  type RecordChange,
  type Suggestion,
  saysFrom,
  type TriageDecision,
  undoOf,
} from "../../tracker/index.ts";

/*
 * What a person at a terminal sees and does, without the terminal: `press` takes one key and answers what is to happen.
 *
 *   choosing ── n, u, a, t ──► typing ── Enter ──► the next issue stands there; the change lands in the background
 *      │  └─── 1-9 ─────────────────────────────►   └─ Esc ──► choosing
 *      └─ o, ? ──► reading ── any key ──► choosing
 */

/** What a line is being typed for. */
export type Typing = "product" | "package" | "not-affected" | "todo";

export type Mode =
  | { readonly kind: "choosing" }
  | { readonly kind: "reading"; readonly what: "record" | "help" }
  /** `text` stands in the line; `typed` is what was typed of it, behind which Tab goes through the names. */
  | { readonly kind: "typing"; readonly what: Typing; readonly text: string; readonly typed: string };

/** A decision of this session. */
export interface Act {
  readonly ranked: RankedTask;
  readonly change: RecordChange;
  readonly words: string;
}

/** What the session asks of its surroundings; nothing of it is waited for. */
export interface SessionPorts {
  /** What is suggested now, with everything that was decided in this session. */
  suggestions(ranked: RankedTask): readonly Suggestion[];
  land(act: Act): void;
  undo(act: Act): void;
  /** Names that complete what was typed. */
  complete(what: Typing, text: string): readonly string[];
}

export interface Session {
  readonly mode: Mode;
  readonly current: RankedTask | undefined;
  readonly suggestions: readonly Suggestion[];
  /** How many issues are left, the current one included. */
  readonly left: number;
  readonly decided: number;
  /** A sentence about the last key. */
  readonly message: string;
  readonly completions: readonly string[];
  press(key: string): "go on" | "quit";
  /** A change did not land: its issue stands in the queue again, with the reason. */
  failed(act: Act, reason: string): void;
  /** What was taken back could not be. */
  undoFailed(act: Act, reason: string): void;
}

const ENTER = new Set(["\r", "\n"]);
const BACKSPACE = new Set(["\u007f", "\b"]);
const ESCAPE = "\u001b";
const CTRL_C = "\u0003";
const CTRL_D = "\u0004";
const CTRL_U = "\u0015";
const COMPLETIONS = 5;
const NOT_PRESENT = "Vulnerable code not present";

export function createSession(queue: readonly RankedTask[], ports: SessionPorts): Session {
  const waiting: RankedTask[] = [...queue];
  const acts: Act[] = [];
  const problems = new Map<string, string>();
  let mode: Mode = { kind: "choosing" };
  let message = "";
  let suggestions: readonly Suggestion[] = [];

  const arrive = (): void => {
    const [next] = waiting;
    suggestions = next ? ports.suggestions(next) : [];
    const problem = next && problems.get(next.task.issue);
    if (problem !== undefined) message = message === "" ? problem : `${message} ${problem}`;
  };

  const choose = (decision: TriageDecision): void => {
    const ranked = waiting[0];
    if (ranked === undefined) return;
    const { issue, record } = ranked.task;
    let change: RecordChange;
    try {
      change = changeOf(issue, record, decision);
    } catch (error) {
      if (!(error instanceof SamedayError)) throw error;
      message = error.message;
      return;
    }
    const act = { ranked, change, words: decisionWords(decision) };
    waiting.shift();
    problems.delete(issue);
    acts.push(act);
    message = `${issue}: ${act.words}  (z takes it back)`;
    ports.land(act);
    mode = { kind: "choosing" };
    arrive();
  };

  const undo = (): void => {
    const act = acts.pop();
    if (act === undefined) {
      message = "Nothing was decided yet.";
      return;
    }
    ports.undo(act);
    waiting.unshift(act.ranked);
    message = `Taken back: ${act.words}.`;
    arrive();
  };

  const type = (what: Typing): void => {
    const text = prefilled(what, suggestions);
    mode = { kind: "typing", what, text, typed: text };
    message = "";
  };

  const pressChoosing = (key: string): "go on" | "quit" => {
    message = "";
    if (key === "q" || key === CTRL_D) return "quit";
    if (key === "z") undo();
    else if (key === "?") mode = { kind: "reading", what: "help" };
    else if (waiting.length === 0) message = "Nothing is left; q quits, z takes the last decision back.";
    else if (/^[1-9]$/.test(key)) {
      const chosen = suggestions[Number(key) - 1];
      if (chosen) choose(chosen.decision);
      else message = `There is no suggestion ${key}.`;
    } else if (key === "n") type("product");
    else if (key === "u") type("package");
    else if (key === "a") type("not-affected");
    else if (key === "t") type("todo");
    else if (key === "s") {
      waiting.push(waiting.shift() as RankedTask);
      message = "It comes again at the end.";
      arrive();
    } else if (key === "o") mode = { kind: "reading", what: "record" };
    else message = `${/^[!-~]$/.test(key) ? key : "This key"} means nothing here; ? helps.`;
    return "go on";
  };

  const pressTyping = (key: string, typing: Extract<Mode, { kind: "typing" }>): void => {
    const { what, text, typed } = typing;
    const nowTyped = (line: string): Mode => ({ ...typing, text: line, typed: line });
    if (key === ESCAPE) mode = { kind: "choosing" };
    else if (ENTER.has(key)) finish(what, text.trim());
    else if (BACKSPACE.has(key)) mode = nowTyped(text.slice(0, -1));
    else if (key === CTRL_U) mode = nowTyped("");
    else if (key === "\t") {
      const names = ports.complete(what, typed);
      mode = { ...typing, text: names[(names.indexOf(text) + 1) % names.length] ?? text };
    } else if (/^[ -~]$/.test(key)) mode = nowTyped(text + key);
  };

  const finish = (what: Typing, text: string): void => {
    if (text === "" && what === "todo") {
      waiting.shift();
      mode = { kind: "choosing" };
      message = "It stays as it is.";
      arrive();
      return;
    }
    const decision = decisionFrom(what, text);
    if (decision === undefined) message = what === "product" ? "Name the product." : "Name the package.";
    else choose(decision);
  };

  arrive();
  return {
    get mode() {
      return mode;
    },
    get current() {
      return waiting[0];
    },
    get suggestions() {
      return suggestions;
    },
    get left() {
      return waiting.length;
    },
    get decided() {
      return acts.length;
    },
    get message() {
      return message;
    },
    get completions() {
      return mode.kind === "typing" ? ports.complete(mode.what, mode.typed).slice(0, COMPLETIONS) : [];
    },
    press(key) {
      if (key === CTRL_C) return "quit";
      if (mode.kind === "choosing") return pressChoosing(key);
      if (mode.kind === "typing") pressTyping(key, mode);
      else mode = { kind: "choosing" };
      return "go on";
    },
    failed(act, reason) {
      const at = acts.indexOf(act);
      // One that was taken back meanwhile stands in the queue already.
      if (at < 0) return;
      acts.splice(at, 1);
      const { issue } = act.ranked.task;
      problems.set(issue, `${issue} was not written: ${reason}`);
      if (!waiting.includes(act.ranked)) waiting.splice(Math.min(1, waiting.length), 0, act.ranked);
      message = `${issue} was not written and comes again: ${reason}`;
      if (waiting[0] === act.ranked) arrive();
    },
    undoFailed(act, reason) {
      const at = waiting.indexOf(act.ranked);
      if (at >= 0) waiting.splice(at, 1);
      message = `${act.ranked.task.issue} was not taken back: ${reason}`;
      if (at === 0) arrive();
    },
  };
}

/** What stands in the line at first: what is most likely meant. */
function prefilled(what: Typing, suggestions: readonly Suggestion[]): string {
  for (const { decision } of suggestions) {
    if (what === "product" && decision.kind === "not-for-us") return decision.product;
    if ((what === "package" || what === "not-affected") && decision.kind === "package") return decision.package;
  }
  return "";
}

/** `curl`, `curl 8.1-1`, `curl not-affected why`; for a key of its own the reason stands right behind the package. */
function decisionFrom(what: Typing, text: string): TriageDecision | undefined {
  if (text === "") return undefined;
  if (what === "product") return { kind: "not-for-us", product: text };
  if (what === "todo") return { kind: "todo", text };
  const [, name = "", rest = ""] = /^(\S+)(?:\s+(.*))?$/.exec(text) ?? [];
  const says =
    what === "not-affected"
      ? `<not-affected> (${rest === "" ? NOT_PRESENT : rest})`
      : saysFrom(rest === "" ? "unfixed" : rest);
  return { kind: "package", package: name, says };
}

/** The change that takes an act back. */
export function takenBack(act: Act): RecordChange {
  return undoOf(act.change);
}
