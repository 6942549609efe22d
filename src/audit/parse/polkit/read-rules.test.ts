import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readPolkitRules } from "./read-rules.ts";

/** The body of a rule as what it answers: `line result actions / subjects / flags`. */
function answers(body: string): string[] {
  const { value, problems } = readPolkitRules(`polkit.addRule(function(action, subject) {\n${body}\n});\n`);
  expect(problems).toEqual([]);
  return value.answers.map((each) =>
    [
      each.line,
      each.result,
      each.actions?.map(({ kind, text }) => (kind === "is" ? text : `${kind}:${text}`)).join("|") ?? "*",
      each.subjects?.join("|") ?? "*",
      `${each.needsActive ? "active " : ""}${each.needsLocal ? "local " : ""}${each.details ? `${each.details} ` : ""}${each.asksMore ? "more" : ""}`.trim(),
    ]
      .join(" ")
      .trim(),
  );
}

describe("readPolkitRules", () => {
  it.each([
    ["return polkit.Result.YES;", ["2 yes * *"]],
    ['return "yes";', ["2 yes * *"]],
    [
      'let result = polkit.Result.NO;\nif (action.id == "a") {\n result = polkit.Result.YES;\n}\nreturn result;',
      ["4 yes a *", "6 no * *"],
    ],
    ['return (action.id == "a" && polkit.Result.YES) || polkit.Result.NO;', ["2 yes a *", "2 no * * more"]],
    ["return polkit.Result.NOT_HANDLED;", []],
    [
      'if (action.id == "a.b" && subject.isInGroup("sudo")) {\n return polkit.Result.YES;\n}',
      ["3 yes a.b unix-group:sudo"],
    ],
    [
      'if ((action.id === "a" || "b" == action.id) && subject.user == "kim") return polkit.Result.YES;',
      ["2 yes a|b unix-user:kim"],
    ],
    ['if (action.id.indexOf("org.x.") == 0) return polkit.Result.YES;', ["2 yes begins:org.x. *"]],
    ['if (action.id.indexOf("x") !== -1) return polkit.Result.YES;', ["2 yes matches:x *"]],
    ['if (action.id.indexOf("x") === -1) return polkit.Result.YES;', ["2 yes * * more"]],
    ['if (["a", "b"].indexOf(action.id) > -1) return polkit.Result.YES;', ["2 yes a|b *"]],
    ['if (["a", "b"].includes(action.id)) return polkit.Result.YES;', ["2 yes a|b *"]],
    ['if (action.id.startsWith("a.")) return polkit.Result.YES;', ["2 yes begins:a. *"]],
    ["if (/^a\\./.test(action.id)) return polkit.Result.YES;", ["2 yes matches:^a\\. *"]],
    ["if (action.id.match(/^a/)) return polkit.Result.YES;", ["2 yes matches:^a *"]],
    [
      'var ids = ["a", "b"];\nfor (var i in ids) { if (action.id == ids[i]) return polkit.Result.YES; }',
      ["3 yes a|b *"],
    ],
    ['if (action.id != "a") return polkit.Result.NOT_HANDLED;\nreturn polkit.Result.YES;', ["3 yes a *"]],
    ['if (!(action.id == "a" && subject.active)) { return; }\nreturn polkit.Result.YES;', ["3 yes a * active"]],
    [
      'if (action.id == "a") { if (subject.local && subject.active == true) return polkit.Result.YES; else return polkit.Result.AUTH_ADMIN_KEEP; }',
      ["2 yes a * active local", "2 auth_admin_keep a * more"],
    ],
    [
      'return action.id == "a" && subject.isInGroup("g") ? polkit.Result.YES : polkit.Result.NO;',
      ["2 yes a unix-group:g", "2 no * * more"],
    ],
    [
      'switch (action.id) {\ncase "a":\ncase "b": return polkit.Result.YES;\ncase "c": break;\ndefault: return polkit.Result.NO;\n}',
      ["4 yes a|b *", "6 no * * more"],
    ],
    [
      'if (action.id == "org.freedesktop.policykit.exec" && action.lookup("program") == "/usr/bin/x") return polkit.Result.YES;',
      ["2 yes org.freedesktop.policykit.exec * program=/usr/bin/x"],
    ],
    ['if (action.id == "a" && subject.isInGroup("x") == false) return polkit.Result.YES;', ["2 yes a * more"]],
    ['if (action.id == "a" && polkit.spawn(["/bin/x"]) == "ok") return polkit.Result.YES;', ["2 yes a * more"]],
    ['var answer = polkit.Result.YES;\nif (subject.user == "kim") return answer;', ["3 yes * unix-user:kim"]],
    ['if (action.id == "a" || subject.isInGroup("g")) return polkit.Result.YES;', ["2 yes * *"]],
    ["try { return polkit.Result.YES; } catch (e) { return polkit.Result.NO; }", ["2 yes * *", "2 no * *"]],
    [
      'var id = action.id, user = subject.user, unit = action.lookup("unit");\nif (id == "a" && user == "kim" && unit == "x.service" && action.lookup("verb") == "start") return polkit.Result.YES;',
      ["3 yes a unix-user:kim unit=x.service,verb=start"],
    ],
    ['var id = action.id;\nif (id.indexOf("a.") == 0) return polkit.Result.YES;', ["3 yes begins:a. *"]],
    [
      'var ok = subject.isInGroup("x") && subject.local;\nif (ok && action.id == "a") return polkit.Result.YES;',
      ["3 yes a unix-group:x local"],
    ],
    ["var local = subject.local;\nif (local) return polkit.Result.YES;", ["3 yes * * local"]],
    [
      'var isOurs = action.id == "a" || action.id == "b";\nif (!isOurs) return;\nreturn polkit.Result.YES;',
      ["4 yes a|b *"],
    ],
    [
      'let ok = false;\nif (subject.isInGroup("x")) ok = true;\nif (subject.user == "kim") { ok = subject.active; }\nif (ok) return polkit.Result.YES;',
      ["5 yes * unix-group:x|unix-user:kim"],
    ],
    ["let ok = subject.local;\nok = ok || subject.active;\nif (ok) return polkit.Result.YES;", ["4 yes * *"]],
    ["var a = a && b;\nif (a) return polkit.Result.YES;", ["3 yes * * more"]],
    [
      'const groups = ["x", "y"];\nif (groups.some((name) => subject.isInGroup(name))) return polkit.Result.YES;',
      ["3 yes * unix-group:x|unix-group:y"],
    ],
    [
      'for (const name of ["x", "y"]) { if (subject.isInGroup(name)) return polkit.Result.YES; }',
      ["2 yes * unix-group:x|unix-group:y"],
    ],
    ['if (subject.groups.indexOf("x") >= 0) return polkit.Result.YES;', ["2 yes * unix-group:x"]],
    ['if (subject.groups.includes("x")) return polkit.Result.YES;', ["2 yes * unix-group:x"]],
    ['const allowed = { "a": true, b: true };\nif (allowed[action.id]) return polkit.Result.YES;', ["3 yes a|b *"]],
    ["if (action.id.match(/^a/) !== null) return polkit.Result.YES;", ["2 yes matches:^a *"]],
    ["if (action.id.match(/^a/) == null) return;\nreturn polkit.Result.YES;", ["3 yes matches:^a *"]],
    ['if (action.id.substring(0, 5) == "org.x") return polkit.Result.YES;', ["2 yes begins:org.x *"]],
    ['if (action.id.slice(0, 5) === "org.x") return polkit.Result.YES;', ["2 yes begins:org.x *"]],
    ['if (action.id.slice(3) === "org.x") return polkit.Result.YES;', ["2 yes * * more"]],
    ['if (action.id.lastIndexOf("org.x", 0) === 0) return polkit.Result.YES;', ["2 yes begins:org.x *"]],
    ['// return polkit.Result.YES;\nvar text = "return polkit.Result.YES";', []],
  ])("%s", (body, expected) => {
    expect(answers(body)).toEqual(expected);
  });

  it("knows arrows, other names of parameters, and functions that have a name", () => {
    const { value, problems } = readPolkitRules(`
      const IDS = ["a"];
      polkit.addRule((what, who) => IDS.includes(what.id) && who.isInGroup("g") ? polkit.Result.YES : null);
      function rule(x, y) { if (y.local) return polkit.Result.YES; }
      polkit.addRule(rule);
      polkit.addAdminRule(function() { return ["unix-group:sudo"]; });
      function unused() { return polkit.Result.YES; }
    `);
    expect(problems).toEqual([]);
    expect(
      value.answers.map(({ line, actions, subjects, needsLocal }) => [line, actions, subjects, needsLocal]),
    ).toEqual([
      [3, [{ kind: "is", text: "a" }], ["unix-group:g"], false],
      [4, undefined, undefined, true],
    ]);
  });

  it("knows questions that have a function of their own", () => {
    const { value } = readPolkitRules(`
      function isOurs(who) { return who.isInGroup("g") && who.active; }
      const isLocal = (who) => who.local;
      const isWhat = (what, name) => what.id == name;
      function isLoop(who) { return isLoop(who); }
      polkit.addRule(function(action, subject) {
        if (isOurs(subject) && isWhat(action, "a")) return polkit.Result.YES;
        if (isLocal(subject)) return polkit.Result.YES;
        if (isLoop(subject)) return polkit.Result.YES;
      });
    `);
    expect(
      value.answers.map(({ line, subjects, needsActive, needsLocal, asksMore }) => [
        ...[line, subjects, needsActive, needsLocal, asksMore],
      ]),
    ).toEqual([
      [7, ["unix-group:g"], true, false, false],
      [8, undefined, false, true, true],
      [9, undefined, false, false, true],
    ]);
  });

  it.each([
    ["a function that is called at once", "(function() {\nRULE\n})();"],
    ["a loop", "['a', 'b'].forEach(function(id) {\nRULE\n});"],
    ["a condition", "if (true) {\nRULE\n}"],
  ])("knows a rule within %s", (_what, around) => {
    const rule = "polkit.addRule(function(action) { return polkit.Result.YES; });";
    const { answers: found } = readPolkitRules(around.replace("RULE", rule)).value;
    expect(found.map(({ result, line }) => `${line} ${result}`)).toEqual(["2 yes"]);
  });

  it("reports what is no JavaScript, with its place", () => {
    expect(readPolkitRules("polkit.addRule(\n  function( {\n").problems).toMatchObject([
      { code: "polkit-javascript", place: { line: 3 } },
    ]);
  });

  it("survives any text, and nesting without end", () => {
    const piece = fc.constantFrom(
      "polkit.addRule(function(action, subject) {",
      "});",
      "if (",
      "return polkit.Result.YES;",
      "action.id",
      "==",
      "&&",
      "||",
      "!",
      "(",
      ")",
      "}",
      '"a"',
      "switch (action.id) { case ",
      ": ",
      "? ",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 6 })), { maxLength: 40 }), (pieces) => {
        expect(readPolkitRules(pieces.join(" ")).problems.length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 200 },
    );
    const asked = Array.from({ length: 3000 }, (_, index) => `action.id == "a${index}"`).join(" || ");
    expect(answers(`if (${asked}) return polkit.Result.YES;`).length).toBe(1);
    const doubled = Array.from({ length: 60 }, (_, index) => `var a${index + 1} = a${index} && a${index};`).join("\n");
    expect(answers(`var a0 = subject.local;\n${doubled}\nif (a60) return polkit.Result.YES;`)).toHaveLength(1);
    const called = Array.from({ length: 60 }, (_, at) => `function f${at + 1}(s) { return f${at}(s) && f${at}(s); }`);
    expect(
      readPolkitRules(`${called.join("\n")} polkit.addRule((a, s) => f60(s) && "yes");`).value.answers,
    ).toHaveLength(1);
    for (const deep of [
      "(".repeat(100_000),
      `x = ${"!".repeat(100_000)}1`,
      "[".repeat(100_000),
      `polkit.addRule(function(a, s) { if (${"!".repeat(2000)}s.active) return "yes"; })`,
    ])
      expect(readPolkitRules(deep).problems.length).toBeLessThanOrEqual(1);
  });
});
