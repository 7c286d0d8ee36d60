/* Whether an ordinary text may hold anything of a list, by the marks in it. */

#ifndef FRESNEL_SEARCH_H
#define FRESNEL_SEARCH_H

#include "marks.h"
#include "shape.h"

typedef struct {
    Set sets[SETS];
    uint64_t odd_characters[2]; /* what a listed value begins with that has no letter or digit */
    uint32_t number_lengths;    /* bit n: a number of n digits is listed */
    uint32_t short_stems;       /* bit n: a stem of n characters, fewer than a window, is listed */
    uint64_t prefixes;          /* bit n: an IPv4 network of n bits, or an address (32), is listed */
    bool lists_addresses;       /* of any version, by themselves or in networks */
    bool has_numeric_hosts;     /* a listed URL names its host by an address */
    uint64_t cut_lengths[MOST_CHARACTERS / 64 + 1]; /* bit n: texts are cut at n characters */
} List;

/* False is certain: no value of the list can be found in the text. */
bool may_hold(const List *list, const unsigned char *text, int length, int reading);

#endif
