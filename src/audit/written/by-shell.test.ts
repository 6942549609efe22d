// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expansions of the shell look like them
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readShell } from "../parse/shell/read-shell.ts";
import { textsOfShell } from "./by-shell.ts";

const isWanted = (target: string) => target.includes("/etc/x");

/** `target: line text | line text`. */
function written(script: string): string[] {
  return textsOfShell(readShell(script).value, isWanted).map(
    ({ target, text, lines }) =>
      `${target}: ${text
        .replace(/\n$/, "")
        .split("\n")
        .map((each, index) => `${lines[index]} ${each}`)
        .join(" | ")}`,
  );
}

describe("what a script writes", () => {
  test.each<[string, string, string[]]>([
    ["a here document", "true\ncat > /etc/x <<EOF\na b\nc\nEOF\n", ["/etc/x: 3 a b | 4 c"]],
    ["one that is appended", "cat <<'EOF' >> /etc/x\na $b\nEOF\n", ["/etc/x: 2 a $b"]],
    ["tee", "sudo tee -a /etc/x > /dev/null <<EOF\na\nEOF\n", ["/etc/x: 2 a"]],
    ["a pipe", "echo 'a  b' | sudo -n tee /etc/x", ["/etc/x: 1 a  b"]],
    ["a here document in a pipe", "cat <<EOF | tee /etc/x\na\nEOF\n", ["/etc/x: 2 a"]],
    ["a shell's own text", "sudo sh -c 'echo a >> /etc/x'", ["/etc/x: 1 a"]],
    ["a shell that is given the text", "sudo sh -c 'cat > /etc/x' <<EOF\na\nEOF\n", ["/etc/x: 2 a"]],
    ["several lines in one word", "echo 'a\nb' > /etc/x", ["/etc/x: 1 a | 2 b"]],
    ["ends of lines that are written", "echo -e 'a\\nb' > /etc/x", ["/etc/x: 1 a | 1 b"]],
    ["printf", "printf '%s=%s\\n' a b c \\\n d > /etc/x", ["/etc/x: 1 a=b | 1 c=d"]],
    ["printf without words", "printf 'a %% b\\n' > /etc/x", ["/etc/x: 1 a % b"]],
    ["install", "cat <<EOF | install -m 440 /dev/stdin /etc/x\na\nEOF\n", ["/etc/x: 2 a"]],
    ["a copy", 'T=$(mktemp)\necho a > "$T"\ninstall -m 440 "$T" /etc/x', ["/etc/x: 2 a"]],
    ["a copy into a folder", "echo a > t/y\nmv t/y /etc/x.d/", ["/etc/x.d/y: 1 a"]],
    ["a group", "{\n echo a\n echo b > /tmp/y\n} > /etc/x", ["/etc/x: 2 a"]],
    ["a loop", "for i in 1 2; do\n echo $i\ndone | tee /etc/x", ["/etc/x: 2 $i"]],
    ["visudo", "echo a | EDITOR='tee -a' visudo -f /etc/x.d/y", ["/etc/x.d/y: 1 a"]],
    ["a group that reads", "echo a | (EDITOR=tee visudo -f /etc/x)", ["/etc/x: 1 a"]],
    ["names with a value", 'A=k\nD=/etc\necho "$A ${A}s $B $(id -u) \\$A" > "$D/x"', ["/etc/x: 3 k ks $B $? k"]],
    [
      "names that functions set for themselves",
      "f() {\n local D=/etc/x\n echo a > $D\n}\ng() {\n local D=/etc/y\n echo b > $D\n}\n",
      ["/etc/x: 3 a"],
    ],
    ["a name that is set twice", "if a; then\n D=/etc/x\nelse\n D=/etc/y\nfi\necho c > $D\n", ["/etc/x: 6 c"]],
    [
      "a name whose text a run completes",
      'f() {\n local F="/etc/x_${U}-y"\n echo a | \\\n sudo tee "$F"\n}',
      ["/etc/x_${U}-y: 3 a"],
    ],
    [
      "a name of names",
      'D=/etc\nif a; then F="$D/x"; else F="$E/x"; fi\nsudo sh -c "cat > ${F}" <<EOF\na\nEOF',
      ["/etc/x: 4 a"],
    ],
    ["a name that is set to itself", 'F=/y\nF="$F/$F"\necho a > "$F"', []],
    ["a runner of the script's own", "run_logged cat <<- 'EOF' > $R/etc/x\n\ta\nEOF", ["$R/etc/x: 2 \ta"]],
    ["a name that sed fills in", "sed s/GROUPNAME/$g/g > /etc/x <<'EOF'\na\nEOF", ["/etc/x: 2 a"]],
    [
      "a script that is written itself",
      'cat <<EOF > $S\n#!/bin/bash\nD=/etc\necho "a\n\\$b" > \\$D/x\nEOF',
      ["/etc/x: 4 a | 5 $b"],
    ],
    ["names in a here document", "A=k\ncat > /etc/x <<EOF\n$A \\$A `id` \\\\\nEOF\n", ["/etc/x: 3 k $A $? \\"]],
    ["a place that a run tells", "echo a > $ROOT/etc/x", ["$ROOT/etc/x: 1 a"]],
    ["lines that sed adds", "sed -i '$a a b' /etc/x\nsed -i '/i/i\\ c' /etc/x", ["/etc/x: 1 a b", "/etc/x: 2 c"]],
    ["a tabulator that sed writes", "sed -i -e '/k/a b\\tc' /etc/x", ["/etc/x: 1 b\tc"]],
    ["lines that sed puts in", "sed -i -e 's/^k.*/k \\/b/' /etc/x", ["/etc/x: 1 k /b"]],
    ["a part of what was there", "sed -i 's/k/& b/' /etc/x", []],
    ["what goes elsewhere", "echo a > /etc/y\necho b\necho c 2> /etc/x\ncat < /etc/x\ngrep a /etc/x", []],
    ["blanks that awk takes away", "echo 'a\n b' | awk '{$1=$1}1' > /etc/x", ["/etc/x: 1 a | 2  b"]],
    ["blanks that sed takes away", "echo ' a' | sed 's/^[[:space:]]*//' | tee /etc/x", ["/etc/x: 1  a"]],
    ["lines that awk chooses", "echo a | awk '/b/' > /etc/x; echo a | sed s/a/b/ > /etc/x", []],
    ["what is changed on the way", "echo a | rot13 > /etc/x", []],
    ["an empty file", "> /etc/x\necho a", []],
  ])("%s", (_, script, expected) => {
    expect(written(script)).toEqual(expected);
  });

  test("any script is read, with lines that are in it", () => {
    const word = fc.constantFrom(
      ..."echo printf cat tee $A ${A} A=b A='c\nd' <<EOF <<'EOF' EOF %s %b%d \\n \\ | > >> /etc/x { } ( ) ; \n ' \" $( ) ` sed -i s/a/b/ a\\".split(
        " ",
      ),
      "\n",
      "\nEOF\n",
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 60 }), (words) => {
        const script = words.join(" ");
        const count = script.split("\n").length;
        for (const { text, lines } of textsOfShell(readShell(script).value, isWanted)) {
          expect(lines.length).toBeGreaterThanOrEqual(text.split("\n").length - 1);
          for (const line of lines) expect(line).toBeLessThanOrEqual(count + 1);
        }
      }),
      { numRuns: 200 },
    );
  });

  test.each([
    ["echos", "echo a > /etc/x\n", 20_000],
    ["names that stand for long texts", `A=${"a".repeat(1000)}\n${'echo "$A$A$A" >/etc/x\n'.repeat(5)}`, 200],
    ["a name many times", `A=${"a".repeat(100_000)}; echo "`, 1, `${"$A".repeat(100_000)}" > /etc/x`],
    ["groups in groups", "{ ", 50_000, `echo a;${" } > /etc/x;".repeat(20_000)}`],
    ["printf", "printf '%s\\n' a a a a a a a > /etc/x\n", 10_000],
    ["rounds", "printf '%s\\n' ", 1, `${"a ".repeat(200_000)} > /etc/x`],
    ["pipes", "echo a |", 100_000],
    ["sed", "sed -i 's/a/b/' /etc/x\n", 20_000],
    ["copies", "cp a /etc/x\n", 20_000, "echo a > a"],
    [
      "functions",
      "",
      0,
      Array.from({ length: 5000 }, (_, n) => `f${n}() { local D${n}=/etc/x; echo a > $D${n}; }`).join("\n"),
    ],
  ])("%s take no long time", (_, part, times, end = "") => {
    const started = process.cpuUsage();
    textsOfShell(readShell(part.repeat(times) + end).value, isWanted);
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(15_000);
  });
});
