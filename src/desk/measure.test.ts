import { appendFile, mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { TOOL_TIMES_VARIABLE } from "../system/index.ts";
import { cpuIn, readMeasure, withToolTimes } from "./measure.ts";

const user = { name: "self", uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };

test.each([
  ["4711 (node) S 1 4711 4711 0 -1 4194304 900 0 0 0 250 50 700 90 20 0", 3000],
  ["4711 (no) de) S 1 4711 4711 0 -1 4194304 900 0 0 0 1 2 700 90 20 0", 30],
  ["", 0],
])("processor time of a process, not of its children: %j", (stat, milliseconds) => {
  expect(cpuIn(stat)).toBe(milliseconds);
});

test("each service notes its tools in a file of its own, and all are read together", async () => {
  const root = await mkdtemp(join(tmpdir(), "sd-measure-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const services = ["signer", "builder ash"].map((name) => ({ name, user, args: [], home: root, env: { KEPT: "1" } }));
  const directory = join(root, "times");
  const timed = await withToolTimes(directory, services);
  for (const [index, service] of timed.entries()) {
    const file = service.env?.[TOOL_TIMES_VARIABLE] ?? "";
    expect(service.env?.KEPT).toBe("1");
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(file, "utf8")).toBe("");
    await appendFile(file, `${JSON.stringify({ tool: `t${index}`, from: 1, to: 2 })}\n`);
  }
  const { tools, cpuMs } = await readMeasure(directory, services, [process.pid, 2 ** 30]);
  expect(tools.map(({ tool }) => tool).sort()).toEqual(["t0", "t1"]);
  expect(cpuMs).toBeGreaterThan(0);
});
