/* Marks: 64-bit hashes of what a listed value leaves in every text that holds it.

Law: a mark that was put into a set is always found there. One that was not may be found too,
seldom; then the text is matched in full, so that costs time and no truth. */

#ifndef FRESNEL_MARKS_H
#define FRESNEL_MARKS_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define WINDOW 8     /* letters and digits of a head */
#define BEGINNING 6  /* letters and digits that a cut end leaves at least */
#define LONG_BEGINNING 12
#define LONG_WINDOW 16 /* of a long head */
#define MOST_STEM 64 /* of a longer stem, so many count */

enum { HEADS, LONG_HEADS, STEMS, BEGINNINGS, NUMBERS, ACCOUNTS, NETWORKS, NAMES, SETS };

typedef struct {
    const unsigned char *bits; /* words of 64, in front of the slots; NULL where there are none */
    uint64_t word_mask;
    const unsigned char *slots; /* fingerprints of 32 bits by open addressing, 0 where free */
    uint64_t capacity;          /* 0: no slots */
} Set;

static inline uint64_t mixed(uint64_t x) {
    x ^= x >> 32;
    x *= UINT64_C(0xd6e8feb86659fd93);
    x ^= x >> 32;
    x *= UINT64_C(0xd6e8feb86659fd93);
    return x ^ x >> 32;
}

static inline uint64_t bytes_at(const unsigned char *text, int count) {
    uint64_t word = 0;
    memcpy(&word, text, count < 8 ? (size_t)count : 8);
    return word;
}

/* Of the first letters and digits of a stem, WINDOW at most. */
static inline uint64_t head_mark(const unsigned char *squash, int count) {
    return mixed(bytes_at(squash, count) + (uint64_t)count * UINT64_C(0x9e3779b97f4a7c15));
}

/* Of the first LONG_WINDOW of a stem that has them. */
static inline uint64_t long_head_mark(const unsigned char *squash) {
    return mixed(head_mark(squash, WINDOW) ^ bytes_at(squash + WINDOW, LONG_WINDOW - WINDOW));
}

/* Of as many letters and digits as there are, but LONG_BEGINNING, WINDOW or BEGINNING. */
static inline uint64_t beginning_mark(const unsigned char *squash, int there) {
    if (there < LONG_BEGINNING) return head_mark(squash, there < WINDOW ? BEGINNING : WINDOW);
    return mixed(head_mark(squash, WINDOW) ^ bytes_at(squash + WINDOW, LONG_BEGINNING - WINDOW));
}

/* One step of a stem's mark; it begins with 0 and ends with `mixed`. */
static inline uint64_t stem_step(uint64_t mark, unsigned char character) {
    return (mark ^ character) * UINT64_C(0x9fb21c651e98df25) + (mark >> 29);
}

static inline uint64_t number_mark(int digits, uint64_t value) {
    return mixed(value + ((uint64_t)digits << 58));
}

static inline uint64_t account_mark(uint64_t branch, uint64_t number) {
    return mixed(branch * UINT64_C(1000000000) + number);
}

static inline uint64_t network_mark(int prefix, uint32_t first_address) {
    return mixed((uint64_t)prefix << 32 | first_address);
}

/* The sum over a name's letters and digits, in whatever order they stand. */
static inline uint64_t letter_mark(unsigned char character) {
    return mixed(character + UINT64_C(0xa0761d6478bd642f));
}

static inline uint32_t fingerprint(uint64_t mark) {
    uint32_t found = (uint32_t)mark;
    return found ? found : 1;
}

static inline uint64_t home(uint64_t mark, uint64_t capacity) {
    return (mark >> 32) * capacity >> 32;
}

/* A mark has two bits, both in one word: one look at memory asks for them. */
static inline uint64_t bits_in_word(uint64_t mark) {
    return UINT64_C(1) << (mark >> 58) | UINT64_C(1) << (mark >> 52 & 63);
}

static inline const unsigned char *word_at(const Set *set, uint64_t mark) {
    return set->bits + 8 * (mark & set->word_mask);
}

static inline bool has_bits(const Set *set, uint64_t mark) {
    uint64_t word, wanted = bits_in_word(mark);
    memcpy(&word, word_at(set, mark), 8);
    return (word & wanted) == wanted;
}

static inline const unsigned char *slot_at(const Set *set, uint64_t mark) {
    return set->slots + 4 * home(mark, set->capacity);
}

static inline bool has(const Set *set, uint64_t mark) {
    if (set->bits) {
        if (!has_bits(set, mark)) return false;
        if (!set->capacity) return true;
    }
    uint32_t wanted = fingerprint(mark), held;
    uint64_t slot = set->capacity ? home(mark, set->capacity) : 0;
    for (uint64_t step = 0; step < set->capacity; step++) {
        memcpy(&held, set->slots + 4 * slot, 4); /* a part need not be aligned */
        if (held == wanted) return true;
        if (!held) return false;
        if (++slot == set->capacity) slot = 0;
    }
    return false;
}

#endif
