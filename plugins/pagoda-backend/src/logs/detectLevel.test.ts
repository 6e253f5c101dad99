import { detectLevel } from './detectLevel';

it.each([
  ['2026-01-01 10:00:00,123 ERROR root: it broke', 'error'],
  ['[warn] low disk', 'warning'],
  ['warning: unused variable', 'warning'],
  ['level=debug msg="x"', 'debug'],
  ['{"time":"x","level":"Information","msg":"ERROR 5"}', 'info'],
  ['E1123 10:00:00.000000 1 main.go:1] x', 'error'],
  ['Traceback (most recent call last):', 'error'],
  ['java.io.IOException: gone', 'error'],
  ['FATAL', 'error'],
  ['the error rate is 5 %', undefined],
  ['epoch 1: loss 0.5', undefined],
  ['level=constructor', undefined],
  ['', undefined],
])('%s', (text, level) => {
  expect(detectLevel(text)).toBe(level);
});
