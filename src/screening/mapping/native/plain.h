/* Plain JSON, gone through where it stands; nothing is made of it.

Law: true only of an object of JSON (RFC 8259) in ASCII without an escape, whose id and time are in
their plainest form, in which no key that the mapping knows is there twice, and of whose texts the
list says no. Of all else false, which says nothing. */

#ifndef FRESNEL_PLAIN_H
#define FRESNEL_PLAIN_H

#include "../../../matcher/sieve/native/offer.h"
#include "places.h"

/* `raw` ends with a zero that `length` does not count, as the bytes of Python do. */
bool is_clear_plain(const Node *places, const Offer *offer, const unsigned char *raw, Py_ssize_t length,
                    long long recorded_ms);

#endif
