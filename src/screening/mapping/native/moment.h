/* Times in their plainest form: 2026-11-23T10:15:30[.123][Z or +10:00], of RFC 3339. */

#ifndef FRESNEL_MOMENT_H
#define FRESNEL_MOMENT_H

#include <stdbool.h>

enum { NEAR_YEARS = 8 }; /* fewer than the ten of times.FARTHEST_MS, whatever the day */

/* Whether a record's own time, in milliseconds since 1970, is one to compare with. */
static inline bool is_moment(long long recorded_ms) {
    return recorded_ms > 0 && recorded_ms < 253370764800000LL; /* the year 9999 */
}

static inline int number_at(const unsigned char *text, int count) {
    int found = 0;
    for (int at = 0; at < count; at++) {
        if (text[at] < '0' || text[at] > '9') return -1;
        found = found * 10 + (text[at] - '0');
    }
    return found;
}

static inline bool is_between(int number, int least, int most) {
    return number >= least && number <= most;
}

/* What follows the seconds: at most six digits of a fraction, then Z, an offset, or nothing. */
static inline bool is_plain_end(const unsigned char *text, int length) {
    int at = 0;
    if (length && text[0] == '.') {
        for (at = 1; at < length && text[at] >= '0' && text[at] <= '9';) at++;
        if (!is_between(at, 2, 7)) return false;
    }
    if (at == length) return true;
    if (text[at] == 'Z') return at + 1 == length;
    return at + 6 == length && (text[at] == '+' || text[at] == '-') && text[at + 3] == ':' &&
           is_between(number_at(text + at + 1, 2), 0, 14) &&
           is_between(number_at(text + at + 4, 2), 0, 59);
}

/* Whether a text is a time in the years around a record's own; days that not all months have
   are left to others. */
static inline bool is_near(const unsigned char *text, int length, long long recorded_ms) {
    if (length < 19 || text[4] != '-' || text[7] != '-' || text[10] != 'T') return false;
    if (text[13] != ':' || text[16] != ':') return false;
    int recorded_year = 1970 + (int)(recorded_ms / 31556952000LL); /* of 365.2425 days */
    return is_between(number_at(text, 4), recorded_year - NEAR_YEARS, recorded_year + NEAR_YEARS) &&
           is_between(number_at(text + 5, 2), 1, 12) && is_between(number_at(text + 8, 2), 1, 28) &&
           is_between(number_at(text + 11, 2), 0, 23) && is_between(number_at(text + 14, 2), 0, 59) &&
           is_between(number_at(text + 17, 2), 0, 59) && is_plain_end(text + 19, length - 19);
}

#endif
