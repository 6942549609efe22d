/**
 * How long work shows itself. Rooms that work long take a `Progress` and need not know who is watching:
 * a terminal gets live lines, a log gets plain ones, --json gets nothing.
 */
export interface Progress {
  /** Begins a piece of work; several may run at the same time. */
  start(title: string): ProgressTask;
  /** A line of its own that stays, above the live ones. */
  note(text: string): void;
  /** Takes the live lines off the terminal; to be called before other output and at the end. */
  close(): void;
}

export interface ProgressTask {
  /** `done` of `total` in any unit; `detail` replaces the last one. */
  update(state: { readonly done?: number; readonly total?: number; readonly detail?: string }): void;
  /** Ends the work well; the line stays with its duration: `tookMs` where it is known better than by watching. */
  succeed(detail?: string, tookMs?: number): void;
  fail(detail?: string, tookMs?: number): void;
}

/** Follows one piece of work and ends its line by how it ended. */
export async function withProgress<T>(
  progress: Progress,
  title: string,
  work: (task: ProgressTask) => Promise<T>,
): Promise<T> {
  const task = progress.start(title);
  try {
    const result = await work(task);
    task.succeed();
    return result;
  } catch (error) {
    task.fail();
    throw error;
  }
}
