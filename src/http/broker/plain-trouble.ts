// What stood in the way of a call, in words that somebody reads who does not know the names of errors.

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody answers at that address',
  ENOTFOUND: 'there is no such address',
  EAI_AGAIN: 'its address could not be looked up',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no way to it',
  ECONNRESET: 'it broke the connection off',
  EPIPE: 'it broke the connection off',
  UND_ERR_SOCKET: 'it broke the connection off',
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
  UND_ERR_HEADERS_TIMEOUT: 'no answer in time',
  UND_ERR_BODY_TIMEOUT: 'its answer did not come to its end',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is one that it has made itself',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate cannot be verified',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is another address’s',
};

/** An error that has no words here keeps its name. */
export function plainTrouble<Detail extends string | null>(detail: Detail): Detail {
  return (detail?.replaceAll(/\b[A-Z]{2,}(?:_[A-Z]+)*\b/g, (name) => words[name] ?? name) ?? null) as Detail;
}
