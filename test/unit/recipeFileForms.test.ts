import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { encode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { big, joined, latin } from '../../scripts/lib/fuzz/bytes';
import { pngChunk, pngOf } from '../../scripts/lib/fuzz/samples/recordSamples';
import { readStoredRecipe } from '../../scripts/lib/stylize/recipeFile';
import { PasticheError } from '../../src/shared/errors';

describe('the file given to --recipe', () => {
  let folder: string;
  beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'pastiche-recipe-'))));
  afterAll(() => rmSync(folder, { recursive: true }));

  function file(content: Uint8Array | string): string {
    const path = join(folder, 'recipe');
    writeFileSync(path, content);
    return path;
  }

  function refusal(content: Uint8Array | string): string {
    try {
      readStoredRecipe(file(content));
    } catch (thrown) {
      expect(thrown).toBeInstanceOf(PasticheError);
      return (thrown as PasticheError).message;
    }
    throw new Error('The file was taken.');
  }

  const record = { recipe: { size: 99, colors: 'content', unknown: 1 } };
  const recipe = { size: 99, colors: 'content' };

  it('may be a record, a trace, or a recipe alone, as JSON', () => {
    expect(readStoredRecipe(file(JSON.stringify(record))).recipe).toEqual(recipe);
    expect(readStoredRecipe(file(JSON.stringify(recipe))).recipe).toEqual(recipe);
  });

  it('may be a PNG with the record as plain, compressed or international text', () => {
    const text = JSON.stringify(record);
    const data = new Uint8Array(12);
    expect(
      readStoredRecipe(file(encode({ width: 2, height: 2, channels: 3, data, text: { pastiche: text } })))
        .recipe,
    ).toEqual(recipe);
    const chunks = [
      pngChunk('tEXt', latin(`pastiche\0${text}`)),
      pngChunk('zTXt', joined(latin('pastiche\0\0'), deflateSync(text))),
      pngChunk('iTXt', latin(`pastiche\0\0\0en\0stil\0${text}`)),
      pngChunk('iTXt', joined(latin('pastiche\0\x01\0\0\0'), deflateSync(text))),
    ];
    for (const chunk of chunks) {
      const others = [
        pngChunk('tEXt', latin('pastich\0{}')),
        pngChunk('tEXt', latin('pasticheX\0{}')),
        chunk,
      ];
      expect(readStoredRecipe(file(pngOf(...others))).recipe).toEqual(recipe);
    }
  });

  it('is read without decoding its picture, which may be damaged', () => {
    const chunks = [
      pngChunk('IDAT', latin('damaged')),
      pngChunk('tEXt', latin(`pastiche\0${JSON.stringify(record)}`)),
    ];
    expect(readStoredRecipe(file(pngOf(...chunks))).recipe).toEqual(recipe);
  });

  it('is not inflated beyond what a record can be', () => {
    const bomb = deflateSync(new Uint8Array(5e7));
    expect(refusal(pngOf(pngChunk('zTXt', joined(latin('pastiche\0\0'), bomb))))).toMatch(
      /its text inflates to more than 1048576 letters/,
    );
    expect(refusal(pngOf(pngChunk('tEXt', joined(latin('pastiche\0'), new Uint8Array(2e6)))))).toMatch(
      /its text has more than 1048576 letters/,
    );
  });

  it.each([
    ['a recipe that is none', '{"recipe":null}', /recipe is malformed/],
    ['a list', '[1]', /it holds no recipe/],
    ['a text', '"size"', /it is neither JSON nor a PNG/],
    [
      'weights that are none',
      '{"recipe":{"size":99},"styleWeight":"1","moreStyles":[]}',
      /styleWeight is malformed/,
    ],
    [
      'styles that are none',
      '{"recipe":{"size":99},"styleWeight":1,"moreStyles":5}',
      /moreStyles is malformed/,
    ],
    [
      'a style that is none',
      '{"recipe":{"size":99},"styleWeight":1,"moreStyles":[null]}',
      /moreStyles\.0 is malformed/,
    ],
  ])('is refused with %s', (_, content, message) => expect(refusal(content)).toMatch(message));

  it.each([
    ['a text that is cut off', pngOf(pngChunk('iTXt', latin('pastiche\0\0\0en'))), /its text is cut off/],
    ['damaged compression', pngOf(pngChunk('zTXt', latin('pastiche\0\0none'))), /cannot be used: /],
    [
      'a chunk longer than the file',
      joined(pngOf().slice(0, 33), big(4, 2 ** 31), latin('tEXtpastiche')),
      /no PNG that/,
    ],
    ['nothing behind its signature', pngOf().slice(0, 8), /it is no PNG that Pastiche made/],
  ])('is refused as a PNG with %s', (_, content, message) => expect(refusal(content)).toMatch(message));

  it('is named where it cannot be read', () => {
    expect(() => readStoredRecipe(join(folder, 'gone'))).toThrow(/--recipe .*gone cannot be used: ENOENT/);
    expect(() => readStoredRecipe(folder)).toThrow(/cannot be used: EISDIR/);
  });
});
