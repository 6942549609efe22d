// The red tests of vitest's JSON reports, one line each with the first line of why: what stands last in a long log.
//
//   node scripts/red-tests.mjs REPORT.json...
import { existsSync, readFileSync } from "node:fs";
import { relative } from "node:path";

const LONGEST = 300;

/** @param {string | undefined} message */
function firstLine(message) {
  const line = (message ?? "").split("\n").find((each) => each.trim() !== "") ?? "";
  return line.trim().slice(0, LONGEST);
}

/** @param {{ name: string, status: string, message?: string, assertionResults: { status: string, fullName: string, failureMessages?: string[] }[] }} file */
function redOf(file) {
  const name = relative(process.cwd(), file.name);
  const red = file.assertionResults.filter((test) => test.status === "failed");
  if (red.length === 0) return file.status === "failed" ? [`${name}: ${firstLine(file.message)}`] : [];
  return red.map((test) => `${name}: ${test.fullName}: ${firstLine(test.failureMessages?.[0])}`);
}

for (const report of process.argv.slice(2)) {
  if (!existsSync(report)) continue;
  for (const file of JSON.parse(readFileSync(report, "utf8")).testResults) {
    for (const line of redOf(file)) console.log(`red: ${line}`);
  }
}
