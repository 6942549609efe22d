import { closeSync, fstatSync, openSync, readSync, statSync } from "node:fs";
import { join } from "node:path";
import { SamedayError } from "../../kernel/index.ts";
import { type AnswerText, readAnswer } from "./answer.ts";
import { readChange, readStep } from "./block-text.ts";
import { createEventTable, type EventTable } from "./event-table.ts";
import type { HistoryEvent } from "./history-event.ts";
import { type LogPlace, readBlocks } from "./read-blocks.ts";
import type { Step } from "./step.ts";

/** A log of events, held so that each of them is found at once; their texts stay on the disk. */
export interface EventIndex {
  /** Names the log: another one has other events. Zeros before there is one. */
  readonly name: string;
  readonly table: EventTable;
  /** Counts how often new events were found; starts again with a log that was replaced. */
  readonly generation: number;
  /** The last step that is known. */
  readonly lastStep: Step | undefined;
  /** Takes over what was written since the last call. Answers whether there was anything. Throws INPUT_INVALID. */
  refresh(): Promise<boolean>;
  /** Reads an event by its row. */
  event(row: number): HistoryEvent;
  close(): void;
}

interface OpenFile {
  readonly name: string;
  readonly descriptor: number;
  readonly identity: string;
}

const NO_NAME = "0".repeat(12);
/** Enough for nearly every line. */
const LINE = 512;

/** Opens the log below a directory; there may be none yet. */
export async function openEventIndex(directory: string): Promise<EventIndex> {
  let table = createEventTable();
  let files: OpenFile[] = [];
  let end: LogPlace | undefined;
  let name = NO_NAME;
  let generation = 0;
  let lastStep: Step | undefined;
  let refreshing: Promise<boolean> | undefined;

  const forget = (): void => {
    for (const { descriptor } of files) closeSync(descriptor);
    files = [];
    table = createEventTable();
    end = undefined;
    name = NO_NAME;
    lastStep = undefined;
  };

  /** Whether the files are those that were read: a log that was removed and derived anew is another one. */
  const isSame = (): boolean =>
    files.every((file) => {
      const found = statSync(join(directory, file.name), { throwIfNoEntry: false });
      return (
        found !== undefined && identityOf(found) === file.identity && (file.name !== end?.file || found.size >= end.at)
      );
    });

  const fileOf = (file: string): number => {
    const known = files.findIndex((one) => one.name === file);
    if (known >= 0) return known;
    const descriptor = openSync(join(directory, file), "r");
    return files.push({ name: file, descriptor, identity: identityOf(fstatSync(descriptor)) }) - 1;
  };

  const refresh = async (): Promise<boolean> => {
    let news = false;
    if (!isSame()) {
      forget();
      news = true;
    }
    for await (const { file, at, block } of readBlocks(directory, end)) {
      if (block === undefined) break;
      if (name === NO_NAME) name = block.sum.slice(0, 12);
      table.addStep(block.step, { file: fileOf(file), offset: at });
      for (const [text, offset] of block.lines()) table.add(readChange(text), at + offset);
      end = { file, at: at + block.length, sum: block.sum };
      lastStep = block.step;
      news = true;
    }
    if (news) generation += 1;
    return news;
  };

  const lineAt = (file: OpenFile, offset: number): string => {
    for (let length = LINE; ; length *= 4) {
      const bytes = Buffer.alloc(length);
      const read = readSync(file.descriptor, bytes, 0, length, offset);
      const newline = bytes.indexOf(10);
      if (newline >= 0) return bytes.toString("latin1", 0, newline);
      if (read < length) throw new SamedayError("INPUT_INVALID", `The events in ${file.name} end in a line.`);
    }
  };

  const index: EventIndex = {
    get name() {
      return name;
    },
    get table() {
      return table;
    },
    get generation() {
      return generation;
    },
    get lastStep() {
      return lastStep;
    },
    refresh() {
      refreshing ??= refresh().finally(() => {
        refreshing = undefined;
      });
      return refreshing;
    },
    event(row) {
      const stepRow = table.event.step.get(row);
      const file = files[table.step.file.get(stepRow)] as OpenFile;
      const step = readStep(lineAt(file, table.step.offset.get(stepRow)).split("\t"));
      if (step === undefined) throw new SamedayError("INPUT_INVALID", `The events in ${file.name} are damaged.`);
      const change = readChange(lineAt(file, table.event.offset.get(row)));
      return {
        id: `${step.number}.${row - table.step.first.get(stepRow) + 1}`,
        time: step.time,
        issue: change.issue,
        package: change.package,
        release: change.release,
        from: answer(change.from),
        to: answer(change.to),
        why: change.why,
        cause: step.cause,
        isFirstState: table.isFirstState(row),
      };
    },
    close: forget,
  };
  await index.refresh();
  return index;
}

function answer(text: AnswerText | null) {
  return text === null ? null : readAnswer(text);
}

function identityOf({ ino, birthtimeMs }: { readonly ino: number; readonly birthtimeMs: number }): string {
  return `${ino} ${birthtimeMs}`;
}
