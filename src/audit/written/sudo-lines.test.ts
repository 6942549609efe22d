// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what is put into texts looks like it
import fc from "fast-check";
import { expect, test } from "vitest";
import { sudoLines } from "./sudo-lines.ts";

/** Lines that are found, as `line: text`. */
function found(text: string, isText = false): string[] {
  const written = text.split("\n").map((each, index) => ({ text: each, line: index + 1, isText }));
  const made = sudoLines(written);
  return made
    ? made.text
        .trimEnd()
        .split("\n")
        .map((each, index) => `${made.lines[index]}: ${each}`)
    : [];
}

test.each([
  ["PHP", `sysCmd('echo "' . $id . ' ALL=(ALL) NOPASSWD: ALL" | sudo tee ' . $f);`, ["1: $id ALL=(ALL) NOPASSWD: ALL"]],
  ["Python", `f.write(f"{user} ALL=(ALL) NOPASSWD: /bin/a *\\n")`, ["1: $user ALL=(ALL) NOPASSWD: /bin/a *"]],
  ["Python's format", `f.write("%%%s ALL=NOPASSWD: ALL\\n" % group)`, ["1: %$NAME ALL=NOPASSWD: ALL"]],
  ["joined", `f.write(user + " ALL=(root) NOPASSWD: /bin/a")`, ["1: $USER ALL=(root) NOPASSWD: /bin/a"]],
  ["Go", "const rule = `\nkim ALL=(ALL) NOPASSWD: ALL`", ["2: kim ALL=(ALL) NOPASSWD: ALL"]],
  ["Go's format", 'fmt.Fprintf(w, "%s ALL=(ALL) NOPASSWD:ALL\\n", u)', ["1: $NAME ALL=(ALL) NOPASSWD:ALL"]],
  ["Ruby", 'f.puts "#{user} ALL = NOPASSWD: /bin/a \\"\\""', ['1: $user ALL=NOPASSWD: /bin/a ""']],
  ["Puppet", 'content => "%adm ALL=(ALL) NOPASSWD: ALL\\n",', ["1: %adm ALL=(ALL) NOPASSWD: ALL"]],
  ["YAML", "  - '%adm ALL=(ALL) NOPASSWD: ALL'", ["1: %adm ALL=(ALL) NOPASSWD: ALL"]],
  ["a YAML value", "  line: kim ALL=(ALL) NOPASSWD:ALL", ["1: kim ALL=(ALL) NOPASSWD:ALL"]],
  ["an account of cloud-init", "    sudo: ['ALL=(ALL) NOPASSWD:ALL']", ["1: $USER ALL=(ALL) NOPASSWD:ALL"]],
  ["a quote in a quote", `run("sh -c \\"echo 'kim ALL=(ALL) ALL' > /etc/sudoers.d/a\\"")`, ["1: kim ALL=(ALL) ALL"]],
  [
    "a rule that goes on",
    "x = '''\nkim ALL=NOPASSWD: /bin/a, \\\n  /bin/b\n'''",
    ["2: kim ALL=NOPASSWD: /bin/a, \\", "3: /bin/b"],
  ],
  ["several in a text", '"kim ALL=(ALL) ALL\\nben ALL=(ALL) ALL"', ["1: kim ALL=(ALL) ALL", "1: ben ALL=(ALL) ALL"]],
  [
    "settings",
    `a('Defaults env_keep += "X Y"', "Defaults !authenticate\\n")`,
    ['1: Defaults env_keep += "X Y"', "1: Defaults !authenticate"],
  ],
  [
    "a rule that is added where none is found",
    `os.system("grep -q kim /etc/sudoers || echo 'kim ALL=(ALL) NOPASSWD: ALL' >> /etc/sudoers")`,
    ["1: kim ALL=(ALL) NOPASSWD: ALL"],
  ],
  ["an alias", "Cmnd_Alias A = /bin/a", ["1: Cmnd_Alias A = /bin/a"]],
])("%s", (_, text, expected) => {
  expect(found(text)).toEqual(expected);
});

test.each([
  ["a comment", "# kim ALL=(ALL) ALL"],
  ["prose", '"Add kim ALL=(ALL) ALL to your rules"'],
  ["what is told", 'print("kim ALL=(ALL) NOPASSWD: ALL")'],
  ["what is logged", 'logger.info("kim ALL=(ALL) NOPASSWD: ALL")'],
  ["what is looked for", "regexp: '^%sudo ALL=(ALL) ALL'"],
  ["a pattern", String.raw`re.compile(r"%sudo\s+ALL=\(ALL\) ALL")`],
  ["an assignment", 'ALL = ("/bin", "/usr/bin")'],
  ["another name", "x ALLOW=(ALL) ALL"],
  ["a number", "x = 'kim ALL=1'"],
  ["a setting's name", "Defaults are read first"],
  ["what is compared", 'if line == "kim ALL=(ALL) NOPASSWD: ALL":'],
  ["what grep looks for", `run("grep -q 'kim ALL=(ALL) NOPASSWD: ALL' /etc/sudoers > /dev/null")`],
  ["what is asserted", 'assert "kim ALL=(ALL) NOPASSWD: ALL" in text'],
  ["what is looked for by a function", 'if (text.includes("kim ALL=(ALL) NOPASSWD: ALL"))'],
])("%s is none", (_, text) => {
  expect(found(text)).toEqual([]);
});

test("a value of its own needs no account in front", () => {
  expect(found("ALL=(ALL) NOPASSWD: ALL", true)).toEqual(["1: $USER ALL=(ALL) NOPASSWD: ALL"]);
});

test("lines stand where they were, and no text takes long", () => {
  const parts = fc.constantFrom(
    "kim ",
    "ALL=",
    "(ALL) ",
    "NOPASSWD: ",
    "ALL",
    "/bin/a",
    '"',
    "'",
    "`",
    "\\",
    "\\n",
    "{{ x }}",
    " + ",
    "\n",
    " ",
  );
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 40 }), (words) => {
      const text = words.join("");
      const made = sudoLines(text.split("\n").map((each, index) => ({ text: each, line: index + 1, isText: false })));
      const count = text.split("\n").length;
      for (const line of made?.lines ?? []) expect(line >= 1 && line <= count).toBe(true);
      expect(made?.text.trimEnd().split("\n").length ?? 0).toBeLessThanOrEqual(made?.lines.length ?? 0);
    }),
    { numRuns: 200 },
  );
});
