import { describe, expect, it } from 'vitest';
import { freeName, outputName, stemOf } from '../../../src/pure/outputName';

describe('outputName', () => {
  it('joins the two names', () => {
    expect(outputName({ content: 'photo.jpg', styles: ['starry_night.jpg'], type: 'png' })).toBe(
      'photo--starry_night.png',
    );
    expect(outputName({ content: 'photo.jpg', styles: ['a.b.webp'], type: 'jpeg' })).toBe('photo--a.b.jpg');
  });

  it('names all styles, and stays short however many', () => {
    const styles = ['flow-strokes.jpg', 'woodcut.jpg'];
    expect(outputName({ content: 'photo.jpg', styles, type: 'png' })).toBe('photo--flow-strokes+woodcut.png');
    const many = Array.from({ length: 5 }, (_, i) => `${String(i).repeat(90)}.png`);
    expect(outputName({ content: 'photo.jpg', styles: many, type: 'png' })).toHaveLength(111);
  });

  it('numbers an intermediate by its epoch', () => {
    const name = (epoch: number): string =>
      outputName({ content: 'photo.jpg', styles: ['starry_night.jpg'], type: 'png', epoch });
    expect(name(50)).toBe('photo--starry_night-e0050.png');
    expect(name(0)).toBe('photo--starry_night-e0000.png');
    expect(name(12_345)).toBe('photo--starry_night-e12345.png');
  });

  it('leaves out what Windows refuses in a name', () => {
    expect(outputName({ content: 'a:b*c?.png', styles: ['<x>|"y".png'], type: 'png' })).toBe(
      'a_b_c_--_x___y_.png',
    );
    expect(outputName({ content: 'dots. . .png', styles: ['.hidden'], type: 'png' })).toBe(
      'dots--.hidden.png',
    );
    expect(outputName({ content: '. .png', styles: ['s.png'], type: 'png' })).toBe('image--s.png');
  });

  it('stays below 255 bytes, and cuts between characters', () => {
    const long = `${'ü'.repeat(200)}.png`;
    const name = outputName({ content: long, styles: [`${'𝔸'.repeat(80)}.jpg`], type: 'png', epoch: 10_000 });
    expect(new TextEncoder().encode(name).length).toBeLessThanOrEqual(240);
    expect(name).toMatch(/^ü{50}--(𝔸){25}-e10000\.png$/u);
  });

  it('takes a name without an extension as it is', () => {
    expect(stemOf('photo')).toBe('photo');
    expect(stemOf('.bashrc')).toBe('.bashrc');
    expect(stemOf('a.tar.gz')).toBe('a.tar');
  });
});

describe('freeName', () => {
  it('counts from 2 until a name is free', () => {
    expect(freeName('p--s.png', [])).toBe('p--s.png');
    expect(freeName('p--s.png', ['p--s.png'])).toBe('p--s-2.png');
    expect(freeName('p--s.png', ['p--s.png', 'p--s-2.png', 'p--s-4.png'])).toBe('p--s-3.png');
  });

  it('takes names that differ in case for the same', () => {
    expect(freeName('Photo--s.png', ['photo--S.PNG'])).toBe('Photo--s-2.png');
  });
});
