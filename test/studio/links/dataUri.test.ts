import { describe, expect, it } from 'vitest';
import { PasticheError } from '../../../src/shared/errors';
import { bytesOfDataUri } from '../../../webview/hostLink/dataUri';

describe('the data uri of a painted region', () => {
  it('is read as bytes', () => {
    expect([...bytesOfDataUri('data:image/png;base64,AQID')]).toEqual([1, 2, 3]);
  });

  it('is refused in words where it is damaged', () => {
    expect(() => bytesOfDataUri('data:image/png;base64,A*')).toThrow(PasticheError);
    expect(() => bytesOfDataUri('data:image/png;base64,A*')).toThrow(/painted region is damaged/);
  });
});
