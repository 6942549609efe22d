import { compareVersions } from "../../src/kernel/index.ts";
import type { Said } from "./exports-readers.ts";

/** An OVAL file read back and asked about a machine; it follows ids as OVAL's language document says, one element a line. */
export interface OvalReader {
  /** Titles of definitions by issue. */
  readonly issues: ReadonlyMap<string, string>;
  /** What the definition of an issue says of a machine that has these packages and runs the release. */
  says(issue: string, installed: ReadonlyMap<string, string>): Said;
}

interface Test {
  readonly kind: string;
  readonly object: string | undefined;
  readonly state: string | undefined;
}

export function readOval(text: string): OvalReader {
  const issues = new Map<string, string>();
  const tests = new Map<string, Test>();
  const objects = new Map<string, string>();
  const states = new Map<string, readonly [operation: string, evr: string]>();
  const variables = new Map<string, readonly string[]>();
  for (const line of text.split("\n")) {
    const id = / id="([^"]+)"/.exec(line)?.[1] ?? "";
    if (line.startsWith("<definition ")) {
      const issue = /ref_id="([^"]+)"/.exec(line)?.[1];
      if (issue !== undefined) issues.set(issue, /<criteria .*<\/criteria>/.exec(line)?.[0] ?? "");
    } else if (/^<\w+:\w+_test /.test(line)) {
      const object = /object_ref="([^"]+)"/.exec(line)?.[1];
      const state = /state_ref="([^"]+)"/.exec(line)?.[1];
      tests.set(id, { kind: /^<\w+:(\w+)_test/.exec(line)?.[1] ?? "", object, state });
    } else if (line.startsWith("<linux:dpkginfo_object ")) {
      objects.set(id, /<linux:name>([^<]+)</.exec(line)?.[1] ?? /var_ref="([^"]+)"/.exec(line)?.[1] ?? "");
    } else if (line.startsWith("<linux:dpkginfo_state ")) {
      const [, operation = "", evr = ""] = /operation="([^"]+)">([^<]+)</.exec(line) ?? [];
      states.set(id, [operation, evr]);
    } else if (line.startsWith("<constant_variable ")) {
      variables.set(
        id,
        Array.from(line.matchAll(/<value>([^<]+)</g), ([, value]) => value as string),
      );
    }
  }

  function testSays(ref: string, installed: ReadonlyMap<string, string>): Said {
    const test = tests.get(ref);
    if (test?.kind === "unknown") return "unknown";
    if (test?.kind === "textfilecontent54") return "vulnerable";
    const named = objects.get(test?.object ?? "") ?? "";
    const versions = (variables.get(named) ?? [named]).flatMap((name) => installed.get(name) ?? []);
    const state = test?.state === undefined ? undefined : states.get(test.state);
    if (test?.state !== undefined && state === undefined) throw new Error(`${ref} names a state that is not there`);
    const hit = versions.some((version) => {
      if (state === undefined) return true;
      const order = compareVersions(version, state[1]);
      return state[0] === "less than" ? order < 0 : state[0] === "less than or equal" && order <= 0;
    });
    return hit ? "vulnerable" : "not vulnerable";
  }

  return {
    issues,
    says(issue, installed) {
      const criteria = issues.get(issue);
      return criteria === undefined ? "silent" : evaluate(criteria, (ref) => testSays(ref, installed));
    },
  };
}

/** Nested criteria of AND and OR over three values. */
function evaluate(xml: string, ask: (test: string) => Said): Said {
  const stack: { readonly operator: string; readonly answers: Said[] }[] = [{ operator: "AND", answers: [] }];
  for (const [tag] of xml.matchAll(/<[^>]+>/g)) {
    const top = stack.at(-1) as { readonly operator: string; readonly answers: Said[] };
    if (tag.startsWith("<criteria")) stack.push({ operator: /operator="(\w+)"/.exec(tag)?.[1] ?? "AND", answers: [] });
    else if (tag === "</criteria>") {
      stack.pop();
      stack.at(-1)?.answers.push(combine(top.operator, top.answers));
    } else if (tag.startsWith("<criterion")) top.answers.push(ask(/test_ref="([^"]+)"/.exec(tag)?.[1] ?? ""));
    else if (tag.startsWith("<extend_definition")) top.answers.push("vulnerable");
  }
  return combine("AND", stack[0]?.answers ?? []);
}

function combine(operator: string, answers: readonly Said[]): Said {
  const decisive: Said = operator === "OR" ? "vulnerable" : "not vulnerable";
  if (answers.includes(decisive)) return decisive;
  if (answers.includes("unknown")) return "unknown";
  return operator === "OR" ? "not vulnerable" : "vulnerable";
}
