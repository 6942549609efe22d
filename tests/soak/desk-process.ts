import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import type { DeskOptions } from "../../src/desk/index.ts";
import { ROOT, type RunningDesk } from "../system/whole-desk.ts";

const RESTART_MS = 500;

/**
 * `sameday desk run` as a process of its own, started again whenever it ends, as a service manager does. Other than one that
 * runs inside the test it can be killed itself. Rejects with what it said when the first start fails.
 */
export async function startDeskProcess(options: DeskOptions): Promise<RunningDesk> {
  const { layout, host, port, say } = options;
  const words = ["desk", "run", "--data", layout.root, "--host", host, "--port", String(port), "--without-builder"];
  const state = { over: false };
  let now = startOne();
  const url = await now.serves;
  const kept = keep();

  function startOne() {
    const child = spawn(path.join(ROOT, "sameday"), words, { stdio: ["ignore", "pipe", "pipe"] });
    const said: string[] = [];
    let serves: (url: string) => void = () => undefined;
    let fails: (error: Error) => void = () => undefined;
    const begun = new Promise<string>((resolve, reject) => {
      serves = resolve;
      fails = reject;
    });
    begun.catch(() => undefined);
    const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    ended.then(() => fails(new Error(`The desk has ended: ${said.slice(-10).join("\n")}`)));
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => {
        said.push(line);
        const [service = "", ...text] = line.split(": ");
        say(service, text.join(": "));
        const [, where] = /^The desk is at (\S+)\. /.exec(line) ?? [];
        if (where !== undefined) serves(where);
      });
    }
    return { child, ended, serves: begun };
  }

  async function keep(): Promise<void> {
    for (;;) {
      await now.ended;
      if (state.over) return;
      say("service manager", "the desk has ended and is started again");
      await sleep(RESTART_MS);
      if (state.over) return;
      now = startOne();
      now.serves.then(
        (at) => {
          if (at !== url) say("service manager", `the desk MOVED to ${at}`);
        },
        () => undefined,
      );
    }
  }

  return {
    url,
    adminToken: (await readFile(layout.adminToken, "utf8")).trim(),
    async stop() {
      state.over = true;
      now.child.kill("SIGTERM");
      await kept;
    },
  };
}
