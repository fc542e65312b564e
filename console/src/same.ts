// Whether two things that the program told are alike. Pure; it tells its fields always in one order.

export function same(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other)
}
