import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

test("this Node's V8 knows the flag, and says nothing when it is set", () => {
  const url = new URL("optimise-late.ts", import.meta.url);
  const program = `const { optimiseLate } = await import(${JSON.stringify(url.href)}); optimiseLate(); console.log("set");`;
  const given = ["--import", new URL("../../../scripts/typescript-hook.mjs", import.meta.url).href];
  const { stdout, stderr } = spawnSync(process.execPath, [...given, "--input-type=module", "--eval", program], {
    encoding: "utf8",
  });
  expect({ stdout, stderr }).toEqual({ stdout: "set\n", stderr: "" });
});
