export { type DutyReport, dutyReport, type ReportFacts } from "./duty-report.ts";
