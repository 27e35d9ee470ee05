/* stamp.h: time stamps of RFC 3161, by OpenSSL's TS functions. Who asks a time-stamping authority carries the
 * request and the answer: nothing here opens a connection. */
#ifndef BASE_STAMP_H
#define BASE_STAMP_H

#include "base/clock.h"
#include "base/crypto.h"
#include "base/error.h"
#include "base/text.h"

/* A TimeStampReq (DER) for these bytes: SHA-256, a random nonce, the authority's certificate asked for. */
must stamp_request(struct span bytes, struct text *out, struct error *e);

struct stamp {
    struct sha256 imprint; /* of the bytes that were stamped */
    instant at;            /* genTime, whole seconds */
};

/* Reads a TimeStampResp (DER) that is granted and whose token is signed by the certificate that it bears; who that
 * is, is not asked. ERROR_VERIFY "stamp.refused" (the authority granted none), "stamp.form", "stamp.signature". */
must stamp_read(struct span response, struct stamp *out, struct error *e);

/* The response answers the request: the same imprint and nonce. ERROR_VERIFY "stamp.other". */
must stamp_answers(struct span response, struct span request, struct error *e);

/* The token's certificate leads to one of those in a PEM file, for time stamping. ERROR_VERIFY "stamp.authority". */
must stamp_trusted(struct span response, struct span bytes, const char *ca_path, struct error *e);

#endif
