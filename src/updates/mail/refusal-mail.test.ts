import { expect, test } from "vitest";
import { SamedayError } from "../../kernel/index.ts";
import { refusalMail } from "./refusal-mail.ts";

const definition = { title: "Test", contact: "security@desk.invalid" };
const upload = {
  signer: { email: "kit@desk.invalid" },
  fingerprint: "A".repeat(40),
  dscFile: { name: "canary_1.2-3.dsc", sha256: "b".repeat(64) },
};
const error = new SamedayError("VERSION_NOT_NEWER", "1.2-3 is already in bookworm-security.");

test("a public upload's mail names the file that was sent and the reason", () => {
  const { subject, body, recipient } = refusalMail(definition, { embargoed: false }, upload, error);
  expect(recipient).toBe("kit@desk.invalid");
  expect(subject).toBe("canary_1.2-3.dsc was not taken");
  expect(body).toContain("File: canary_1.2-3.dsc\n");
  expect(body).toContain(`${error.message}\n\n${error.next}`);
});

test("an embargoed upload's mail, which travels in the clear, names neither package nor reason", () => {
  const { subject, body } = refusalMail(definition, { embargoed: true }, upload, error);
  expect(subject).toBe("An upload was not taken");
  for (const secret of ["canary", "1.2-3", "bookworm", error.next]) expect(subject + body).not.toContain(secret);
  expect(body).toContain(upload.dscFile.sha256);
});
