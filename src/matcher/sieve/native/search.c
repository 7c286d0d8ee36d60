#include "search.h"

enum { BRANCH_DIGITS = 6, LEAST_NUMBER = 5, MOST_NUMBER = 9, MOST_DIGITS = 18, CUT_WORDS = 12 };
enum { LEAST_CUT = 8, ASKED = 64 };

static bool has_odd_character(const List *list, const Shape *shape) {
    if (!(list->odd_characters[0] | list->odd_characters[1])) return false;
    for (int at = 0; at < shape->length; at++) {
        unsigned char c = shape->text[at];
        if (list->odd_characters[c >> 6] >> (c & 63) & 1) return true;
    }
    return false;
}

/* Whether a stem no shorter than a long head begins with this run: its mark is there at the end of
   a later one. */
static bool has_long_stem(const List *list, const Shape *shape, int first) {
    const unsigned char *squash = shape->squash;
    int start = shape->runs[first].place, at = start;
    uint64_t mark = 0;
    for (int n = first; n < shape->count; n++) {
        int end = shape->runs[n].place + run_length(&shape->runs[n]);
        for (; at < end; at++) {
            if (at - start == MOST_STEM) return has(&list->sets[STEMS], mixed(mark));
            mark = stem_step(mark, squash[at]);
        }
        if (at - start >= LONG_WINDOW && has(&list->sets[STEMS], mixed(mark))) return true;
    }
    return false;
}

/* Marks that are to be looked for. Memory is asked for several before any is looked at, so that
   the answers come at the same time. */
typedef struct {
    const List *list;
    const Shape *shape;
    int stem_count, long_count;
    uint64_t stems[ASKED], long_heads[ASKED];
    int runs[ASKED]; /* that the long heads begin with */
} Asked;

static bool is_answered(Asked *asked) {
    const Set *sets = asked->list->sets;
    int stems = asked->stem_count, longs = asked->long_count;
    asked->stem_count = asked->long_count = 0;
    for (int n = 0; n < stems; n++)
        if (has(&sets[STEMS], asked->stems[n])) return true;
    for (int n = 0; n < longs; n++)
        if (has(&sets[LONG_HEADS], asked->long_heads[n]) &&
            has_long_stem(asked->list, asked->shape, asked->runs[n]))
            return true;
    return false;
}

static void ask_stem(Asked *asked, uint64_t mark) {
    asked->stems[asked->stem_count++] = mark;
    __builtin_prefetch(slot_at(&asked->list->sets[STEMS], mark));
}

static void ask_long_head(Asked *asked, int run) {
    uint64_t mark = long_head_mark(asked->shape->squash + asked->shape->runs[run].place);
    asked->runs[asked->long_count] = run;
    asked->long_heads[asked->long_count++] = mark;
    __builtin_prefetch(word_at(&asked->list->sets[LONG_HEADS], mark));
}

/* Asks for the stems that may begin with a run: those that are shorter than a long head, by their
   marks at the ends of runs, and for the long head of all others. */
static bool may_begin_stem(Asked *asked, int first) {
    const Shape *shape = asked->shape;
    int start = shape->runs[first].place, at = start;
    uint64_t mark = 0;
    if (asked->stem_count + LONG_WINDOW > ASKED || asked->long_count == ASKED)
        if (is_answered(asked)) return true;
    for (int n = first; n < shape->count; n++) {
        int end = shape->runs[n].place + run_length(&shape->runs[n]);
        if (end - start >= LONG_WINDOW) {
            ask_long_head(asked, first);
            return false;
        }
        for (; at < end; at++) mark = stem_step(mark, shape->squash[at]);
        ask_stem(asked, mixed(mark));
    }
    return false;
}

/* How many letters and digits there are from a run to the end of another. */
static int length_to(const Shape *shape, int first, int last) {
    return shape->runs[last].place + run_length(&shape->runs[last]) - shape->runs[first].place;
}

/* The head of a stem that begins with this run and is no shorter than one. */
static uint64_t head_at(const Shape *shape, int first) {
    int left = shape->squashed - shape->runs[first].place;
    return head_mark(shape->squash + shape->runs[first].place, left < WINDOW ? left : WINDOW);
}

static bool has_short_head(const List *list, const Shape *shape, int first) {
    for (int n = first; n < shape->count; n++) {
        int length = length_to(shape, first, n);
        if (length >= WINDOW) return false;
        if (!(list->short_stems >> length & 1)) continue;
        if (has(&list->sets[HEADS], head_mark(shape->squash + shape->runs[first].place, length)))
            return true;
    }
    return false;
}

static bool has_stems(const List *list, const Shape *shape) {
    const Set *heads = &list->sets[HEADS];
    uint64_t marks[MOST_RUNS];
    for (int n = 0; n < shape->count; n++) {
        marks[n] = head_at(shape, n);
        __builtin_prefetch(word_at(heads, marks[n]));
    }
    Asked asked;
    asked.list = list, asked.shape = shape, asked.stem_count = asked.long_count = 0;
    for (int n = 0; n < shape->count; n++) {
        bool is_whole = shape->squashed - shape->runs[n].place >= WINDOW;
        bool may_begin = (is_whole && has(heads, marks[n])) || has_short_head(list, shape, n);
        if (may_begin && may_begin_stem(&asked, n)) return true;
    }
    return is_answered(&asked);
}

/* Whether a text that may have been cut off ends with the beginning of a listed value. */
static bool may_be_cut(const List *list, const Shape *shape) {
    int length = shape->length;
    if (!(list->cut_lengths[length >> 6] >> (length & 63) & 1)) return false;
    for (int n = shape->count - 1; n >= 0 && n >= shape->count - 2 * CUT_WORDS; n--) {
        const Run *run = &shape->runs[n];
        int left = shape->squashed - run->place;
        if (length - run->start < LEAST_CUT) continue;
        if (left < BEGINNING) return true;
        uint64_t mark = beginning_mark(shape->squash + run->place, left);
        if (has(&list->sets[BEGINNINGS], mark)) return true;
    }
    return false;
}

/* The last digits of a text up to one of its groups, and the numbers that they are. */
typedef struct {
    unsigned char digits[MOST_CHARACTERS];
    int count;
    uint64_t ends[MOST_DIGITS + 1]; /* the number that the last n digits are */
} Digits;

static void read_ends(Digits *all) {
    uint64_t power = 1;
    all->ends[0] = 0;
    for (int n = 1; n <= MOST_DIGITS && n <= all->count; n++, power *= 10)
        all->ends[n] = all->ends[n - 1] + all->digits[all->count - n] * power;
}

/* A branch and a number at the end of the digits, in either order. */
static bool has_account(const Set *accounts, const Digits *all) {
    if (!accounts->capacity) return false;
    uint64_t power = 100000; /* of LEAST_NUMBER digits */
    for (int length = LEAST_NUMBER; length <= MOST_NUMBER; length++, power *= 10) {
        int whole = length + BRANCH_DIGITS;
        if (all->count < whole) return false;
        uint64_t number = all->ends[length], branch = (all->ends[whole] - number) / power;
        if (has(accounts, account_mark(branch, number))) return true;
        branch = all->ends[BRANCH_DIGITS], number = (all->ends[whole] - branch) / 1000000;
        if (has(accounts, account_mark(branch, number))) return true;
    }
    return false;
}

static bool has_number(const List *list, const Digits *all) {
    for (int n = 1; n <= MOST_DIGITS && n <= all->count; n++)
        if (list->number_lengths >> n & 1 && has(&list->sets[NUMBERS], number_mark(n, all->ends[n])))
            return true;
    return false;
}

/* Numbers are read without what stands between their groups; each ends where a group does. */
static bool has_numbers(const List *list, const Shape *shape) {
    Digits all;
    all.count = 0;
    for (int n = 0; n < shape->count; n++) {
        const Run *run = &shape->runs[n];
        if (!run->digits) continue;
        const unsigned char *own = shape->squash + run->place + run->letters;
        for (int at = 0; at < run->digits; at++) all.digits[all.count++] = own[at] - '0';
        read_ends(&all);
        if (has_number(list, &all) || has_account(&list->sets[ACCOUNTS], &all)) return true;
    }
    return false;
}

static bool joined_by_stop(const Shape *shape, int n) {
    const Run *left = &shape->runs[n], *right = left + 1;
    return n + 1 < shape->count && right->start == run_end(left) + 1 &&
           shape->text[run_end(left)] == '.';
}

/* Whether a dotted address begins with a run. */
static bool read_address(const Shape *shape, int first, uint32_t *address) {
    *address = 0;
    for (int n = first; n < first + 4; n++) {
        if (n >= shape->count) return false;
        const Run *run = &shape->runs[n];
        if (run->letters || run->digits > 3) return false;
        uint64_t octet = 0;
        for (int at = 0; at < run->digits; at++)
            octet = octet * 10 + (shape->squash[run->place + at] - '0');
        if (octet > 255 || (run->digits > 1 && shape->squash[run->place] == '0')) return false;
        *address = *address << 8 | (uint32_t)octet;
        if (n < first + 3 && !joined_by_stop(shape, n)) return false;
    }
    return true;
}

static bool is_listed_address(const List *list, uint32_t address) {
    for (int prefix = 0; prefix <= 32; prefix++) {
        if (!(list->prefixes >> prefix & 1)) continue;
        uint32_t mask = prefix ? UINT32_MAX << (32 - prefix) : 0;
        if (has(&list->sets[NETWORKS], network_mark(prefix, address & mask))) return true;
    }
    return false;
}

static bool has_addresses(const List *list, const Shape *shape, int reading) {
    if (!list->lists_addresses && !list->has_numeric_hosts) return false;
    if (!shape->has_digits_around_stop) return false;
    if (reading & JOINED) return true; /* it may be cut between two pieces */
    for (int n = 0; n + 1 < shape->count; n++) {
        uint32_t address;
        if (!joined_by_stop(shape, n) || shape->runs[n + 1].letters) continue;
        if (!read_address(shape, n, &address)) {
            if (list->has_numeric_hosts) return true; /* they have other forms too */
        } else if (is_listed_address(list, address)) {
            return true;
        } else {
            n += 2;
        }
    }
    return false;
}

static bool has_name(const List *list, const Shape *shape) {
    uint64_t sum = 0;
    if (!list->sets[NAMES].capacity) return false;
    for (int at = 0; at < shape->squashed; at++) sum += letter_mark(shape->squash[at]);
    return has(&list->sets[NAMES], mixed(sum));
}

bool may_hold(const List *list, const unsigned char *text, int length, int reading) {
    Shape shape;
    if (!read_shape(&shape, text, length, reading)) return true;
    if (has_stems(list, &shape) || has_numbers(list, &shape)) return true;
    if (has_addresses(list, &shape, reading) || has_odd_character(list, &shape)) return true;
    if (reading & NAMED && has_name(list, &shape)) return true;
    return reading & SEARCHED && may_be_cut(list, &shape);
}
