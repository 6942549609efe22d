export type { Envelope } from "./envelope.ts";
export type { ListenAt } from "./listen-at.ts";
export {
  DEFAULT_LMTP_LIMITS,
  type LmtpLimits,
  type LmtpOptions,
  type LmtpServer,
  startLmtpServer,
} from "./lmtp-server.ts";
export { createSpoolKey, formatSpoolKey, parseSpoolKey, type SpoolKey } from "./spool-key.ts";
export {
  type ArrivedMail,
  type Judge,
  type Judged,
  openSpoolReader,
  type SpoolReader,
  type SpoolReaderOptions,
} from "./spool-reader.ts";
export {
  DEFAULT_SPOOL_LIMITS,
  openSpoolWriter,
  type SpoolLimits,
  type SpoolWriter,
  type SpoolWriterOptions,
} from "./spool-writer.ts";
