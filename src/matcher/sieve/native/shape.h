/* A text as letters and digits with something between, and whether it is ordinary.

Law: an ordinary text is printable ASCII and shows no sign of disguise (matcher.loose.signs).
What is not known to be ordinary is not: such a text is matched in full. */

#ifndef FRESNEL_SHAPE_H
#define FRESNEL_SHAPE_H

#include <stdbool.h>
#include <stdint.h>

#define MOST_CHARACTERS 1024
#define MOST_RUNS (MOST_CHARACTERS / 2 + 1)

/* How a text is read; REPEATED: it may be a list of texts. */
enum { SEARCHED = 1, JOINED = 2, NAMED = 4, REPEATED = 8 };

/* Letters and then digits, as many as there are, without anything between. */
typedef struct {
    uint16_t start, letters, digits; /* place in the text, how many of each */
    uint16_t place;                  /* in `squash` */
    bool has_double, has_rn;         /* a letter twice in a row; r and n; in whatever case */
} Run;

typedef struct {
    const unsigned char *text;
    int length;
    int count;    /* of runs */
    int squashed; /* letters and digits in all */
    bool has_at_sign, has_stop, has_digits_around_stop;
    Run runs[MOST_RUNS];
    unsigned char squash[MOST_CHARACTERS + 8]; /* in lower case, zeros behind */
} Shape;

static inline int run_length(const Run *run) { return run->letters + run->digits; }
static inline int run_end(const Run *run) { return run->start + run_length(run); }

/* A double that ordinary words have: what stands before it, its letter twice, what stands behind. */
void know_double(const unsigned char around[4]);

/* Reads a text of ASCII; false where it is not ordinary. `reading`: the enumeration above. */
bool read_shape(Shape *shape, const unsigned char *text, int length, int reading);

#endif
