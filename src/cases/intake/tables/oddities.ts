import type { MailOddityCode } from "../../../mail/index.ts";
import type { Flag } from "../flags.ts";

/** What a reader's oddity means for a handler; `undefined` where the text shows it well enough. */
export const FLAG_OF_ODDITY: Readonly<Record<MailOddityCode, Flag | undefined>> = {
  "message-limit": "message_limit",
  "header-limit": "header_limit",
  "depth-limit": "mime_depth_limit",
  "part-limit": "mime_part_limit",
  "addressee-limit": "many_recipients",
  "header-odd": "header_odd",
  "control-characters": "control_chars",
  "control-characters-in-subject": "control_chars_in_subject",
  "mixed-line-ends": "control_chars",
  "external-body": "external_body_ignored",
  "missing-boundary": undefined,
  "unclosed-multipart": undefined,
  "empty-multipart": undefined,
  "unknown-charset": undefined,
  "unknown-encoding": undefined,
  "broken-encoding": undefined,
};
