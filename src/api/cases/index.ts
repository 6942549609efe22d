export type { WishedActInput } from "./act-schemas.ts";
export type { CaseClient, CaseListName, Download } from "./client.ts";
export type { DisclosureAnswer, DutyReportAnswer, ToSignAnswer } from "./disclosure-routes.ts";
export type {
  AbsenceAnswer,
  AdvisoryCheckAnswer,
  CannedTextAnswer,
  CaseAnswer,
  CaseLogAnswer,
  CaseMessageAnswer,
  CaseRowAnswer,
  ClockAnswer,
  LessonAnswer,
  LessonHeadAnswer,
  OverviewAnswer,
  ReplyDraftAnswer,
  ReviewRowAnswer,
  SentReplyAnswer,
  SetAsideRowAnswer,
  TeamWordAnswer,
  TriageRowAnswer,
} from "./schemas.ts";
export type { SealedClient } from "./sealed-client.ts";
export type {
  CertificateAnswer,
  HoldersAnswer,
  OwnCopyAnswer,
  ProcedureAnswer,
  SealedDraftAnswer,
  SealedViewAnswer,
  ToOpenAnswer,
} from "./sealed-schemas.ts";
