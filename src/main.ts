/** The command line's entry. Everything else is loaded when it is asked for. */
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`sameday: Node 20.19 or later is needed; this is ${process.versions.node}.\n`);
  process.exitCode = 4;
} else {
  const { runCommandLine } = await import("./cli/index.ts");
  process.exitCode = await runCommandLine(process.argv.slice(2));
  // When nothing is left to be done, to take the heap apart is all that Node would do. Only now: a command that never
  // answers ends with Node's own code, 13, and must not end with 0.
  process.once("beforeExit", () => process.exit());
}
