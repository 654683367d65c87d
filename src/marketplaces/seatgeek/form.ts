// A form as SeatGeek takes it: multipart, of plain fields.

/** Neither an order id nor a word of ours can contain it. */
const boundary = '=holdfast=form=';
const plain = /^[0-9A-Za-z_-]+$/;

/** Throws when a field is more than a plain word: then it could pass for another field. */
export function multipart(fields: Readonly<Record<string, string>>): { type: string; text: string; record: object } {
  const parts = Object.entries(fields).map(([name, value]) => {
    if (!plain.test(name) || !plain.test(value)) throw new Error(`${name} cannot be a field of a form`);
    return `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  });
  // The boundary has letters that only stand between quotation marks.
  const type = `multipart/form-data; boundary="${boundary}"`;
  return { type, text: `${parts.join('')}--${boundary}--\r\n`, record: fields };
}
