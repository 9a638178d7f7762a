/**
 * Deletes `available_markets` wherever it stands inside an answer: some 180 country codes on every track and album,
 * half of an answer's size, absent for apps made since February 2026, and the only thing an archive leaves out.
 */
export function dropMarkets<Answer>(answer: Answer): Answer {
  if (Array.isArray(answer)) {
    for (const element of answer) {
      dropMarkets(element);
    }
  } else if (typeof answer === "object" && answer !== null) {
    for (const [key, value] of Object.entries(answer)) {
      if (key === "available_markets") {
        Reflect.deleteProperty(answer, key);
      } else if (typeof value === "object") {
        dropMarkets(value);
      }
    }
  }
  return answer;
}
