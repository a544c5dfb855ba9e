import { expect, it } from 'vitest';
import { formatSize, minuteOf, timeOf } from './size';

it('writes sizes as people read them', () => {
  expect([0, 1_234, 999_499, 999_600, 1_280_000, 48_700_000, 2_100_000_000].map((bytes) => formatSize(bytes, 'en'))).toEqual(['0 kB', '1.2 kB', '999 kB', '1 MB', '1.3 MB', '49 MB', '2.1 GB']);
  expect(formatSize(1_280_000, 'de')).toBe('1,3 MB');
});

it('takes a time apart and puts it together', () => {
  expect([0, 61, 1200, 1439].map(timeOf)).toEqual(['00:00', '01:01', '20:00', '23:59']);
  expect(['00:00', '20:00', '23:59:30', '', '7'].map(minuteOf)).toEqual([0, 1200, 1439, null, null]);
});
