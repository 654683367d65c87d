// The five calls that every bridge has.
import { always, answer, body, nothingThere, reference, refusal } from './answers.ts';
import { examples } from './wire-examples.ts';

const tags = ['Selling'];

export const placeHold = {
  operationId: 'placeHold',
  tags,
  summary: 'Set tickets aside',
  description:
    'Holds these tickets, all of them or none, until `expires_at`; then the hold ends by itself. A reference that holds them already is answered with the same hold. One that was released or has lapsed is refused: a late copy of a call must not come back to life.',
  requestBody: body('HoldRequest', { seats: examples.holdRequest, places: examples.placesRequest }),
  responses: {
    '201': answer({ description: 'They are held.', schema: 'Hold', examples: { held: examples.hold } }),
    '200': answer({ description: 'They were held before.', schema: 'Hold', examples: { held: examples.hold } }),
    ...refusal('not_available'),
    ...refusal('listing_unknown'),
    ...refusal('split_not_allowed'),
    ...refusal('not_allowed'),
    ...refusal('bad_request'),
    ...always,
  },
};

export const sellingPaths = {
  '/holds/{reference}': {
    delete: {
      operationId: 'releaseHold',
      tags,
      summary: 'Let go of a hold',
      description: 'Lets go of whatever is held under the reference. Safe to repeat. A sale is not let go of by this.',
      parameters: [reference],
      responses: {
        '200': answer({
          description: 'Let go: the hold as it was.',
          schema: 'Hold',
          examples: { held: examples.hold },
        }),
        ...nothingThere('nothing is held under the reference'),
        ...refusal('not_allowed'),
        ...refusal('bad_request'),
        ...always,
      },
    },
  },
  '/invoices': {
    post: {
      operationId: 'sell',
      tags,
      summary: 'Sell the tickets to the marketplace',
      description:
        'Sells what is held under the reference, and closes the hold. Where no live hold stands, sells the named tickets if all of them are free. A reference that is sold already as this order is answered with the same invoice; one whose sale was undone is refused.',
      requestBody: body('InvoiceRequest', { held: examples.invoiceRequest, lapsed: examples.lateInvoiceRequest }),
      responses: {
        '201': answer({ description: 'They are sold.', schema: 'Invoice', examples: { sold: examples.invoice } }),
        '200': answer({
          description: 'They were sold before.',
          schema: 'Invoice',
          examples: { sold: examples.invoice },
        }),
        ...refusal('not_available'),
        ...refusal('listing_unknown'),
        ...refusal('split_not_allowed'),
        ...refusal('not_allowed'),
        ...refusal('bad_request'),
        ...always,
      },
    },
  },
  '/invoices/{reference}': {
    delete: {
      operationId: 'undoSale',
      tags,
      summary: 'Undo a sale',
      description:
        'The tickets go back to the pool. Where there is only a hold, lets go of it and answers 404: afterwards nothing stands under the reference. Safe to repeat.',
      parameters: [reference],
      responses: {
        '200': answer({
          description: 'Undone: the sale as it was.',
          schema: 'Invoice',
          examples: { sold: examples.invoice },
        }),
        ...nothingThere('nothing is sold under the reference'),
        ...refusal('not_allowed'),
        ...refusal('bad_request'),
        ...always,
      },
    },
  },
  '/references/{reference}': {
    get: {
      operationId: 'find',
      tags,
      summary: 'Say what stands under a reference',
      description:
        'How Holdfast finds out what became of a call whose answer was lost. "Nothing" is believed once a call that was cut can no longer take effect (`late_effect_ms` in the settings).',
      parameters: [reference],
      responses: {
        '200': answer({
          description: 'What stands under it; both null: nothing.',
          schema: 'Found',
          examples: { held: examples.foundHold, sold: examples.foundSale, nothing: examples.foundNothing },
        }),
        ...refusal('bad_request'),
        ...always,
      },
    },
  },
};
