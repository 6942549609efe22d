import type { StepKey, StepName, StepStatus } from "./state.ts";

/** What a step does to an update, as it stands behind "being" and "could not be". */
const DONE_TO_IT: Readonly<Record<StepName, string>> = {
  source: "taken over",
  build: "built",
  queue: "put into the queue",
  prove: "built again",
  test: "tested",
  review: "reviewed",
  approve: "approved",
  publish: "published",
  tell: "announced",
  machine: "tried on a machine",
};

const NEEDS_A_BUILDER: ReadonlySet<StepName> = new Set(["build", "prove", "test", "machine"]);

function doneToIt(key: StepKey): string {
  return key.kind === "archive" ? "compared with the archive" : DONE_TO_IT[key.step];
}

function needsABuilder(key: StepKey): boolean {
  return NEEDS_A_BUILDER.has(key.step) && key.kind !== "archive";
}

/** `built for i386`, `published`. */
export function doneFor(key: StepKey): string {
  return key.architecture === "" ? doneToIt(key) : `${doneToIt(key)} for ${key.architecture}`;
}

/** What machines do now and next: `Being built for amd64. To be built for i386 as soon as a builder is free.` */
export function workSentence(active: readonly StepStatus[]): string {
  const running = active.filter((status) => status.state === "running");
  const doing = new Set(running.map(doneFor));
  // A second proof of the same architecture says nothing new beside the first.
  const next = active.filter((status) => status.state === "ready" && !doing.has(doneFor(status)));
  const waits = next.filter(needsABuilder);
  const soon = next.filter((status) => !needsABuilder(status));
  return [
    running.length > 0 ? `Being ${together(running)}.` : "",
    waits.length > 0 ? `To be ${together(waits)} as soon as a builder is free.` : "",
    soon.length > 0 ? `About to be ${together(soon)}.` : "",
  ]
    .filter((sentence) => sentence !== "")
    .join(" ");
}

/** Where a build's sentence begins to say which suites it was built without. */
export const WITHOUT = " Without packages of ";

/** What builds were done without, for whoever approves; begins with a space, empty when nothing was left out. */
export function withoutSentence(builds: readonly { readonly step: string; readonly message: string }[]): string {
  const said = builds.flatMap(({ step, message }) => {
    const at = step === "build" ? message.indexOf(WITHOUT) : -1;
    return at < 0 ? [] : [message.slice(at)];
  });
  return said.join("");
}

/** Why proofs and tests keep an approval back: `The second build differs for amd64.` */
export function notProvedSentence(held: readonly StepStatus[]): string {
  const words = (status: StepStatus): string => {
    const found = status.state === "done";
    if (status.step === "test") return found ? "Tests failed" : "The tests could not be run";
    return found ? "The second build differs" : "It could not be built again";
  };
  return joined(held, words)
    .map((text) => `${text}.`)
    .join(" ");
}

/** `built for amd64 and i386 and published`. */
function together(steps: readonly StepKey[]): string {
  return listed(joined(steps, doneToIt));
}

/** Steps of which the same is said, once with all their architectures. */
function joined<Key extends StepKey>(steps: readonly Key[], words: (step: Key) => string): string[] {
  const groups = new Map<string, Set<string>>();
  for (const step of steps) {
    const group = groups.get(words(step)) ?? new Set<string>();
    if (step.architecture !== "") group.add(step.architecture);
    groups.set(words(step), group);
  }
  return [...groups].map(([text, architectures]) =>
    architectures.size === 0 ? text : `${text} for ${listed([...architectures])}`,
  );
}

function listed(words: readonly string[]): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
