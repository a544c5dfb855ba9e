import { describe, expect, it } from 'vitest';
import { FILE_BYTES_MAX, guessKind, mappingText, problemOfFile, withMeaning } from './file';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('guessing what a file holds', () => {
  it('knows the online retail year by its columns, in any letters, behind a byte order mark and packed', () => {
    const header = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';
    expect(guessKind('a.csv', bytes(`${header}\r\n536365,85123A`))).toBe('online_retail');
    expect(guessKind('a.csv', bytes(`\ufeff"${header.toUpperCase().replaceAll(',', '";"')}"\n`))).toBe('online_retail');
    const utf16 = new Uint8Array([0xff, 0xfe, ...[...header].flatMap((letter) => [letter.charCodeAt(0), 0])]);
    expect(guessKind('a.csv', utf16)).toBe('online_retail');
    expect(guessKind('online-retail.csv.xz', new Uint8Array([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00, 1]))).toBe('online_retail');
  });

  it('takes everything else for a list of products', () => {
    expect(guessKind('a.csv', bytes('Artikelname;Preis\n'))).toBe('products');
    expect(guessKind('a.csv', bytes('Description,StockCode\n'))).toBe('products');
    expect(guessKind('a.csv', new Uint8Array())).toBe('products');
    expect(guessKind('products.csv.xz', new Uint8Array([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]))).toBe('products');
  });
});

describe('a file before it is sent', () => {
  it('is refused when it is empty or larger than the server takes', () => {
    expect(problemOfFile(0)).toBe('empty');
    expect(problemOfFile(1)).toBeNull();
    expect(problemOfFile(FILE_BYTES_MAX)).toBeNull();
    expect(problemOfFile(FILE_BYTES_MAX + 1)).toBe('too_large');
  });
});

describe('the mapping of columns', () => {
  it('travels as a list with gaps', () => {
    expect(mappingText(['name', null, 'price'])).toBe('name,,price');
  });

  it('gives a meaning to one column only, but lets several hold barcodes', () => {
    expect(withMeaning(['name', 'sku', null], 2, 'name')).toEqual([null, 'sku', 'name']);
    expect(withMeaning(['barcode', null], 1, 'barcode')).toEqual(['barcode', 'barcode']);
    expect(withMeaning(['name', 'sku'], 1, null)).toEqual(['name', null]);
  });
});
