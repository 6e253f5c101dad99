import { useRef } from 'react';

/** Keys for requests: the same as long as what is asked for is the same, so that a second click asks for nothing more. */
export function useIdempotencyKey(): (body: object) => string {
  const last = useRef({ text: '', key: '' });
  return body => {
    const text = JSON.stringify(body);
    if (last.current.text !== text) {
      last.current = { text, key: crypto.randomUUID() };
    }
    return last.current.key;
  };
}
