// How a try to deliver a message ended: said in a sentence that may be written down and shown.
export type Sent = { isDelivered: boolean; answer: string };
