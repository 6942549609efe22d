import { formatDuration } from "../../kernel/index.ts";
import { printable } from "../printable.ts";
import type { Style } from "../style.ts";
import { describeState } from "./plain.ts";
import type { Progress } from "./progress.ts";

const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"] as const;
const REDRAW_MS = 100;

export interface Terminal {
  write(text: string): void;
  /** Width in characters now. */
  columns(): number;
}

interface Live {
  readonly title: string;
  readonly started: number;
  state: { readonly done?: number; readonly total?: number; readonly detail?: string };
}

/** Live lines at the foot of the terminal, redrawn ten times a second; ended work stays above as ordinary lines. */
export function terminalProgress(terminal: Terminal, style: Style, now: () => number): Progress {
  const live: Live[] = [];
  let drawn = 0;
  let frame = 0;
  let drawnAt = 0;
  let timer: NodeJS.Timeout | undefined;

  const erase = (): void => {
    if (drawn > 0) terminal.write(`\u001b[${drawn}A\r\u001b[J`);
    drawn = 0;
  };
  const draw = (): void => {
    erase();
    // More lines than a screen has could not be taken back.
    const shown = live.slice(-8);
    const mark = FRAMES[frame++ % FRAMES.length] ?? "";
    for (const task of shown) {
      const text = `${mark} ${task.title}  ${describeState(task.state)}  ${formatDuration(now() - task.started)}`;
      terminal.write(`${cut(text, terminal.columns())}\n`);
    }
    drawn = shown.length;
    drawnAt = now();
  };
  const keep = (text: string): void => {
    erase();
    terminal.write(`${text}\n`);
    if (live.length > 0) draw();
  };
  const rest = (): void => {
    if (live.length > 0 || !timer) return;
    clearInterval(timer);
    timer = undefined;
  };

  return {
    start(title) {
      const task: Live = { title, started: now(), state: {} };
      live.push(task);
      draw();
      timer ??= setInterval(draw, REDRAW_MS);
      timer.unref();
      const end = (mark: string, detail: string | undefined, took = now() - task.started): void => {
        const index = live.indexOf(task);
        if (index < 0) return;
        live.splice(index, 1);
        keep(
          `${mark} ${printable(title)}  ${style.quiet(formatDuration(took))}${detail ? `  ${printable(detail)}` : ""}`,
        );
        rest();
      };
      return {
        update: (state) => {
          task.state = { ...task.state, ...state };
          // Work that does not wait keeps the timer from being heard.
          if (now() - drawnAt >= 2 * REDRAW_MS && live.includes(task)) draw();
        },
        succeed: (detail, took) => end(style.good("done"), detail, took),
        fail: (detail, took) => end(style.bad("failed"), detail, took),
      };
    },
    note: (text) => keep(printable(text)),
    close() {
      erase();
      live.length = 0;
      rest();
    },
  };
}

/** A line that would wrap could not be erased again. */
function cut(text: string, columns: number): string {
  const characters = [...printable(text).replaceAll("\n", " ")];
  return characters.length < columns
    ? characters.join("")
    : `${characters.slice(0, Math.max(0, columns - 2)).join("")}…`;
}
