// What people type where money is asked for.

/**
 * Read an amount in minor units; null if it is none. Both "1,234.50" and "1.234,50" are read: what stands last, with
 * no more digits after it than the currency has, is the point.
 * @param {string} text
 * @param {number} digits of the currency after the point
 */
export function minorUnits(text, digits) {
  const bare = text.replace(/[^\d.,]/g, "");
  const found = digits ? bare.match(new RegExp(`^(.*?)[.,](\\d{0,${digits}})$`)) : null;
  const [whole, part] = found ? [found[1], found[2]] : [bare, ""];
  const number = whole.replace(/[.,]/g, "");
  if (!/^\d*$/.test(number) || !(number + part)) return null;
  const minor = Number((number || "0") + part.padEnd(digits, "0"));
  return Number.isSafeInteger(minor) && minor > 0 ? minor : null;
}
