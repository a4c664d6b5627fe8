/**
 * A function that makes something of an object when it is first asked for, and gives the same from then on. Neither keeps the
 * object in memory.
 */
export function once<Key extends object, Value extends object>(
  make: (key: Key) => Value,
): (key: Key) => Value {
  const made = new WeakMap<Key, Value>();
  return (key) => {
    let value = made.get(key);
    if (!value) {
      value = make(key);
      made.set(key, value);
    }
    return value;
  };
}
