const MAX_LENGTH = 100;
const DATE =
  /^(?:[a-z]{3}\s*,?\s*)?(\d{1,2})\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\s+\d{2,4}\s+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s+(?:[+-]\d{4}|[a-z]{1,5}))?\s*(?:\([^)]*\))?$/i;

/** Whether a Date header is one (RFC 5322, 3.3, and the older forms of 4.3): its form and ranges, not the calendar. */
export function isMailDate(raw: string): boolean {
  const parts = raw.length > MAX_LENGTH ? null : DATE.exec(raw.trim());
  if (parts === null) return false;
  const [day, hour, minute, second] = parts.slice(1).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
  ];
  return day >= 1 && day <= 31 && hour < 24 && minute < 60 && second <= 60;
}
