import fc from "fast-check";
import { expect, test } from "vitest";
import { shellOfDockerfile } from "./shell-of.ts";

test.each([
  ["a command", "FROM a\nRUN b c\nUSER d", "\nb c\n"],
  ["its options", "RUN --mount=type=cache,target=/x --network=none b", "b"],
  ["one that goes on", "RUN a && \\\n    b\nCMD c", "a && \\\n    b\n"],
  ["a comment within", "RUN a && \\\n  # why\n\n  b", "a && \\\n\\\n\\\n  b"],
  ["a list", 'RUN ["a", "b"]', ""],
  ["another instruction that goes on", "ENV A=1 \\\n  B=2\nRUN a", "\n\na"],
  ["a here document", "RUN <<EOF\na > b\nc\nEOF\nUSER d", "\na > b\nc\n\n"],
  ["one that is a command's input", "RUN cat > b <<EOF\na\nEOF\nUSER d", "cat > b <<EOF\na\nEOF\n"],
  ["one that is copied", "COPY <<EOF /etc/x\nRUN a\nEOF\nRUN b", "\n\n\nb"],
])("%s", (_, text, expected) => {
  expect(shellOfDockerfile(text)).toBe(expected);
});

test("lines stay where they are", () => {
  const part = fc.constantFrom(
    "RUN a",
    "RUN a \\",
    "  # c",
    "",
    "  b \\",
    "RUN <<EOF",
    "EOF",
    "COPY <<E /x",
    "E",
    "ENV A",
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 20 }), (lines) => {
      expect(shellOfDockerfile(lines.join("\n")).split("\n")).toHaveLength(Math.max(1, lines.length));
    }),
    { numRuns: 100 },
  );
});
