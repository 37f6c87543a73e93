// The other side of the comparison: JSON.parse and Ajv's compiled validator over the same bytes.
// Answers each line "N" on standard input with the nanoseconds that one of N validations took, so that rounds can alternate.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const here = new URL('.', import.meta.url);
const ajv = new Ajv({ strict: false });
addFormats(ajv);
const validate = ajv.compile(JSON.parse(readFileSync(new URL('order.schema.json', here), 'utf8')));
const body = readFileSync(new URL('order.json', here));
// A server has bytes. The string is offered, too: that is the best case for JavaScript.
const text = body.toString('utf8');

function run(count, fromBytes) {
  let valid = 0;
  const start = process.hrtime.bigint();
  for (let i = 0; i < count; i++) if (validate(JSON.parse(fromBytes ? body.toString('utf8') : text))) valid++;
  const elapsed = Number(process.hrtime.bigint() - start);
  if (valid !== count) throw new Error('the order is not valid');
  return elapsed / count;
}

for await (const line of createInterface({ input: process.stdin })) {
  const count = Number(line);
  console.log(`${run(count, true)} ${run(count, false)}`);
}
