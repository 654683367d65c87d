// The case on paper: what a marketplace's support desk reads. Everything on it stands in the case; nothing is added.
import { createRequire } from 'node:module';
import { setImmediate } from 'node:timers/promises';
import PDFDocument from 'pdfkit';
import { moneyText } from '../core/money.ts';
import type { WaiverCase } from './case.ts';

type Paper = InstanceType<typeof PDFDocument>;

/** A font that knows more than Western letters: names of events and venues come in many scripts. */
const fontAt = createRequire(import.meta.url).resolve;
const regular = 'dejavu-fonts-ttf/ttf/DejaVuSans.ttf';
const bold = 'dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf';
const fixed = 'dejavu-fonts-ttf/ttf/DejaVuSansMono.ttf';

const ink = '#1b1f24';
const quiet = '#5b6470';
/** Of an exchange's body on paper; the whole of it is in the JSON that goes with it. */
const longestBody = 1_200;

/** A long story takes seconds to lay out: between its entries, and between pages, the hub goes on with all else. */
export async function casePdf(waiver: WaiverCase): Promise<Buffer> {
  const title = `Waiver case: ${waiver.marketplace} ${waiver.order_number ?? waiver.global_id}`;
  const paper = new PDFDocument({ size: 'A4', margin: 50, bufferPages: true, info: { Title: title } });
  paper
    .registerFont('regular', fontAt(regular))
    .registerFont('bold', fontAt(bold))
    .registerFont('fixed', fontAt(fixed));
  const chunks: Buffer[] = [];
  paper.on('data', (chunk: Buffer) => chunks.push(chunk));
  opening(paper, title, waiver);
  facts(paper, waiver);
  availability(paper, waiver.availability);
  await story(paper, waiver.story);
  await numberPages(paper, title);
  return new Promise<Buffer>((resolve, reject) => {
    paper.on('end', () => resolve(Buffer.concat(chunks)));
    paper.on('error', reject);
    paper.end();
  });
}

function opening(paper: Paper, title: string, { claim, note }: WaiverCase): void {
  paper.font('bold').fontSize(18).fillColor(ink).text(title);
  paper.moveDown(0.6).font('regular').fontSize(12).text(claim);
  if (note !== '') paper.moveDown(0.4).fontSize(10).fillColor(quiet).text(note);
}

function facts(paper: Paper, waiver: WaiverCase): void {
  const { listing, seats, quantity, at_stake } = waiver;
  const [first] = seats;
  const place = first && [first.section && `section ${first.section}`, first.row && `row ${first.row}`];
  const labels = seats.map(({ seat }) => seat ?? 'general admission').join(', ');
  heading(paper, 'The sale');
  fact(paper, 'Broker', waiver.broker);
  fact(
    paper,
    'Event',
    [listing.event, listing.venue, listing.event_at && time(listing.event_at)].filter(Boolean).join(', ') ||
      'not known here',
  );
  fact(paper, 'Tickets', [`${quantity ?? 'unknown number'}`, ...(place ?? []), labels].filter(Boolean).join(', '));
  fact(paper, 'Listing', listing.remote_id ?? 'not named');
  fact(paper, 'Global id', waiver.global_id);
  fact(paper, 'Order number', waiver.order_number ?? 'none');
  fact(paper, 'Sold at', time(waiver.sold_at));
  fact(paper, 'At stake', at_stake === null ? 'not stated' : moneyText(at_stake));
}

function availability(paper: Paper, { sentence, tickets }: WaiverCase['availability']): void {
  heading(paper, 'Who owned the tickets at that moment');
  paper.font('regular').fontSize(10).text(sentence).moveDown(0.4);
  for (const { seat, owner, elsewhere } of tickets) {
    const place = seat === null ? 'General admission' : `Seat ${seat}`;
    const none = elsewhere ? 'sold or held elsewhere now, since when is not on record' : 'free';
    const who = owner ? `${owner.marketplace} ${owner.global_id} (${owner.state}), since ${time(owner.since)}` : none;
    paper.fontSize(9).text(`${place}: ${who}`);
  }
}

async function story(paper: Paper, told: WaiverCase['story']): Promise<void> {
  heading(paper, 'The recorded conversation');
  for (const { at, sentence, exchanges } of told) {
    paper.moveDown(0.4).font('bold').fontSize(9).fillColor(ink).text(time(at));
    paper.font('regular').fontSize(10).text(sentence);
    for (const exchange of exchanges) {
      exchangeText(paper, exchange);
      await setImmediate();
    }
  }
}

function exchangeText(paper: Paper, exchange: WaiverCase['story'][number]['exchanges'][number]): void {
  const { direction, request, response, failure } = exchange;
  const end = response ? `answered ${response.status}` : `no answer${failure ? `: ${failure}` : ''}`;
  paper.font('fixed').fontSize(7.5).fillColor(quiet);
  paper.text(`${direction === 'in' ? 'they asked' : 'we asked'}: ${request.line}`, { indent: 12 });
  if (request.body !== undefined) paper.text(bodyText(request.body), { indent: 24 });
  paper.text(end, { indent: 12 });
  if (response?.body !== undefined) paper.text(bodyText(response.body), { indent: 24 });
  paper.fillColor(ink);
}

function bodyText(body: unknown): string {
  const text = typeof body === 'string' ? body : JSON.stringify(body, null, 1);
  return text.length > longestBody ? `${text.slice(0, longestBody)} … (the rest is in the JSON)` : text;
}

/** To the second, because evidence is. */
function time(instant: string): string {
  return `${instant.slice(0, 19).replace('T', ' ')} UTC`;
}

function heading(paper: Paper, text: string): void {
  paper.moveDown(1).font('bold').fontSize(13).fillColor(ink).text(text).moveDown(0.3);
}

function fact(paper: Paper, name: string, value: string): void {
  paper.font('bold').fontSize(10).fillColor(quiet).text(`${name}: `, { continued: true });
  paper.font('regular').fillColor(ink).text(value);
}

async function numberPages(paper: Paper, title: string): Promise<void> {
  const { count } = paper.bufferedPageRange();
  for (let page = 0; page < count; page += 1) {
    paper.switchToPage(page);
    // Beneath the margin, where text would otherwise begin a page of its own.
    paper.page.margins.bottom = 0;
    paper.font('regular').fontSize(8).fillColor(quiet);
    paper.text(`${title} · page ${page + 1} of ${count}`, 50, paper.page.height - 35, { lineBreak: false });
    await setImmediate();
  }
}
