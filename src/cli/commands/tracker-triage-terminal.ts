import type { RecordFacts } from "../../tracker/index.ts";
import type { CommandContext } from "../frame/verb.ts";
import { screenText } from "./tracker-triage-screen.ts";
import type { Session } from "./tracker-triage-session.ts";

/** The terminal's other screen and back (xterm's control sequences, DEC private mode 1049). */
const ENTER_SCREEN = "\u001b[?1049h";
const LEAVE_SCREEN = "\u001b[?1049l";
const CLEAR = "\u001b[H\u001b[2J";
const DEFAULT_COLUMNS = 80;

export interface TerminalParts {
  readonly context: CommandContext;
  readonly session: Session;
  /** Still to be written. */
  waiting(): number;
  factsOf(issue: string): RecordFacts | undefined;
}

export interface Terminal {
  /** Shows what is the case now. */
  draw(): void;
  /** Until the person quits, the terminal goes away, or the program is told to stop. */
  quit(): Promise<void>;
  /** Gives the terminal back as it was. */
  close(): void;
}

/** Takes keys one by one; the screen is drawn anew after each. */
export function openTerminal({ context, session, waiting, factsOf }: TerminalParts): Terminal {
  const { stdin, stdout } = context.streams;
  const dumb = context.environment.TERM === "dumb" || context.environment.TERM === undefined;
  let open = true;
  const draw = (): void => {
    if (!open) return;
    const facts = session.current && factsOf(session.current.task.issue);
    const columns = stdout.columns || DEFAULT_COLUMNS;
    const text = screenText({ session, style: context.style, columns, waiting: waiting(), facts });
    stdout.write((dumb ? "\n\n" : CLEAR) + text.replaceAll("\n", "\r\n"));
  };
  const close = (): void => {
    if (!open) return;
    open = false;
    stdin.setRawMode(false);
    stdin.pause();
    stdout.write(dumb ? "\n" : LEAVE_SCREEN);
  };
  stdin.setRawMode(true);
  stdin.resume();
  if (!dumb) stdout.write(ENTER_SCREEN);
  draw();
  return {
    draw,
    close,
    quit: () =>
      new Promise((resolve) => {
        const take = (chunk: Buffer): void => {
          if (keysIn(chunk.toString("utf8")).some((key) => session.press(key) === "quit")) end();
          else draw();
        };
        const end = (): void => {
          stdin.off("data", take);
          stdin.off("end", end);
          stdout.off("resize", draw);
          resolve();
        };
        stdin.on("data", take);
        stdin.once("end", end);
        stdout.on("resize", draw);
        context.signal.addEventListener("abort", end, { once: true });
      }),
  };
}

/** Single keys; sequences of arrow and function keys are one key that means nothing. */
export function keysIn(text: string): readonly string[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: terminals send keys as control characters.
  return text.match(/\u001b(?:\[[0-?]*[ -/]*[@-~]|O[@-~])|[\s\S]/gu) ?? [];
}
