import { ERROR_CODES } from "../../kernel/index.ts";

/** docs/reference/errors.md, from the closed table of error codes. */
export function errorsMarkdown(): string {
  const rows = Object.entries(ERROR_CODES).map(
    ([code, { exit, http, next }]) => `| \`${code}\` | ${exit} | ${http} | ${next.replaceAll("|", "\\|")} |`,
  );
  return `# Errors

Every error that can leave the program has one of these codes; the list is closed.
The command line prints a sentence, the code and the next step, and ends with the exit code.
The API answers the HTTP status with the code and the sentence.
Messages hold nothing confidential.
This page is written from \`src/kernel/error-codes.ts\` by \`make reference\`.

Exit codes by kind: 1 a negative answer, 2 usage or unreadable input, 3 refused by a rule, 4 something on this machine is missing or broken, 5 a peer failed, 70 a fault of Sameday's own.

| code | exit | HTTP | what to do |
|---|---|---|---|
${rows.join("\n")}
`;
}
