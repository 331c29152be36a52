import { describe, expect, it } from "vitest";
import { Formats } from "../src/format";
import type { Locale } from "../src/hass";
import { wordsOf } from "../src/words";

const TOKYO = "Asia/Tokyo";
const NOW = Date.parse("2026-04-11T01:10:00Z"); // Saturday 10:10 at home

function formats(locale: Partial<Locale> = {}, zone = TOKYO): Formats {
  const whole = { language: "ja", number_format: "language", time_format: "language", time_zone: "server", ...locale };
  return new Formats(whole, zone, wordsOf(whole.language));
}

describe("times are the home's", () => {
  it("whatever clock the browser has", () => expect(formats().time(NOW)).toBe("10:10"));
  it("in twelve hours for who wants that", () => {
    expect(formats({ language: "en", time_format: "12" }).time(NOW)).toMatch(/10:10.AM/i);
  });
  it("today without a day", () => expect(formats().when(NOW + 3_600_000, NOW)).toBe("11:10"));
  it("tomorrow as tomorrow", () => expect(formats().when(NOW + 20 * 3_600_000, NOW)).toBe("明日6:10"));
  it("with a weekday later in the week", () => expect(formats().when(NOW + 48 * 3_600_000, NOW)).toBe("月 10:10"));
  it("with a date after a week", () => expect(formats().when(NOW + 8 * 86_400_000, NOW)).toBe("4/19（日）10:10"));
  it("with the reader's order of day and month", () => expect(formats({ language: "en-GB" }).day(NOW)).toBe("Sat 11/04"));
  it("across a night in which the clocks change", () => {
    const berlin = formats({}, "Europe/Berlin");
    const before = Date.parse("2026-10-24T22:30:00Z"); // 0:30 on the day of 25 hours
    expect(berlin.when(before + 24 * 3_600_000, before)).toBe("23:30");
    expect(berlin.when(before + 25 * 3_600_000, before)).toBe("明日0:30");
  });
});

describe("the home's zone is named", () => {
  it("not where the reader's clock shows the same", () => {
    expect(formats({ time_zone: "local" }, Intl.DateTimeFormat().resolvedOptions().timeZone).foreign).toBe("");
  });
  it("not where the reader wants the home's time", () => expect(formats({ time_zone: "server" }, "Pacific/Kiritimati").foreign).toBe(""));
  it("where it is another", () => expect(formats({ time_zone: "local" }, "Pacific/Kiritimati").foreign).not.toBe(""));
});

describe("numbers are the reader's", () => {
  it("with a comma where that is wanted", () => expect(formats({ number_format: "decimal_comma" }).number(1234.5, 1)).toBe("1.234,5"));
  it("without groups where none are wanted", () => expect(formats({ number_format: "none" }).number(1234.5, 1)).toBe("1234.5"));
  it("in the language's way", () => expect(formats({ language: "en" }).number(1234.5, 1)).toBe("1,234.5"));
  it("never as minus nothing", () => expect(formats().number(-0.04, 1)).toBe("0.0"));
  it("with the unit of the language", () => {
    expect(formats().yen(980.4)).toBe("980円");
    expect(formats({ language: "en" }).yen(980.4)).toBe("980 yen");
  });
  it("not at all where nothing is known", () => expect(formats().percent(null)).toBe("–%"));
  it("as hours without a needless digit", () => {
    expect(formats().hours(27.2)).toBe("27時間");
    expect(formats().hours(3.5)).toBe("3.5時間");
    expect(formats().hours(3)).toBe("3時間");
  });
});
