/* What other compiled modules may ask of a list's marks without making objects.

Law: the capsule of that name, an attribute `offer` of a Sieve, holds one, valid while that lives. */

#ifndef FRESNEL_OFFER_H
#define FRESNEL_OFFER_H

#include <stdbool.h>

#define OFFER_NAME "matcher.sieve._native.Offer"

typedef struct {
    const void *list;
    /* False is certain: no value of the list can be found in these bytes, printable ASCII or not. */
    bool (*may_hold)(const void *list, const unsigned char *text, long length, int reading);
    int joined, repeated; /* the readings' bits */
} Offer;

#endif
