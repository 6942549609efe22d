import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { RULES } from "../registry.ts";
import { auditImage } from "./audit-image.ts";

test("who waits hears how far it is: files first, then rules, and never back", async () => {
  const path = mkdtempSync(join(tmpdir(), "sameday-image-tell-"));
  try {
    mkdirSync(join(path, "srv"));
    for (let file = 0; file < 450; file += 1) writeFileSync(join(path, "srv", `${file}`), "");
    const heard: (readonly [number, number, string])[] = [];
    const processes = { run: () => Promise.reject(new Error("no process is asked")) };
    const tell = (done: number, total: number, next: string) => void heard.push([done, total, next]);
    await auditImage({ path, isFile: false, rules: RULES, processes, tell });
    expect(heard.slice(0, 4).map(([done, total, next]) => `${done}/${total} ${next}`)).toEqual([
      ...["0/900 0 of 450 files read", "200/900 200 of 450 files read", "400/900 400 of 450 files read"],
      expect.stringMatching(/^450\/900 [a-z-]+$/),
    ]);
    const steps = heard.map(([done]) => done);
    expect(steps).toEqual([...steps].sort((one, other) => one - other));
    expect(steps.at(-1)).toBeLessThan(900);
  } finally {
    rmSync(path, { recursive: true });
  }
});
