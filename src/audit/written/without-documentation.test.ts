import { expect, test } from "vitest";
import { withoutDocumentation } from "./without-documentation.ts";

test.each([
  ["POD", "a\n=head1 SUDO\n\nkim ALL=(ALL) ALL\n\n=cut\nb\n", "a\n\n\n\n\n\nb\n"],
  ["a docstring", 'def f():\n    """Says:\n    kim ALL=ALL\n    """\n    g()\n', "def f():\n\n\n\n    g()\n"],
  ["a text with the name of one", "EXAMPLES = r'''\n- x\n'''\nx = 1\n", "\n\n\nx = 1\n"],
  ["a docstring of one line", '"""Says."""\nkim()\n', '"""Says."""\nkim()\n'],
  ["a text that is used", 'UNIT = """[Service]\nx\n"""\n', 'UNIT = """[Service]\nx\n"""\n'],
  [
    "what stands behind a text that is used",
    'A = """\nx\n"""\nB = "kim ALL=ALL"\n',
    'A = """\nx\n"""\nB = "kim ALL=ALL"\n',
  ],
  ["a text that is handed on", 'write("""\nkim ALL=ALL\n""")\n', 'write("""\nkim ALL=ALL\n""")\n'],
])("%s", (_, text, expected) => {
  expect(withoutDocumentation(text)).toBe(expected);
});
