// Thunderbird's own reader: what it makes of a calendar on standard input, one line of JSON. It throws at what is malformed.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

ICAL.design.strict = true;
const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
const events = calendar.getAllSubcomponents("vevent").map((part) => {
  const event = new ICAL.Event(part);
  const [start, end] = [event.startDate, event.endDate];
  return { summary: event.summary, start: String(start), end: String(end), unix: start.toUnixTime(), zone: start.zone?.tzid ?? "" };
});
const notes = calendar.getAllSubcomponents("vjournal").map((part) => part.getFirstPropertyValue("summary"));
console.log(JSON.stringify({ events, notes }));
