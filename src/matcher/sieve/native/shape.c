#include "shape.h"

#include <string.h>

enum { LONG_WORD = 15 }; /* letters of a word that may be several */
enum { LOWER = 1, UPPER = 2, DIGIT = 4, LETTER = LOWER | UPPER };

#define TEN(n) n, n, n, n, n, n, n, n, n, n
#define LETTERS(n) TEN(n), TEN(n), n, n, n, n, n, n
static const unsigned char KINDS[256] = {
    [48] = TEN(DIGIT),
    [65] = LETTERS(UPPER),
    [97] = LETTERS(LOWER),
};

static unsigned char kind_of(unsigned char c) { return KINDS[c]; }

static bool is_one_of(unsigned char c, const char *set) { return c && strchr(set, c); }

/* Letters as bits, to ask for one of several. */
#define BIT(letter) (UINT32_C(1) << ((letter) - 'a'))
enum {
    BEGIN_MARK_WORDS = BIT('d') | BIT('p') | BIT('a') | BIT('s') | BIT('u'),
    MAKE_RN_ODD = BIT('b') | BIT('c') | BIT('g') | BIT('h') | BIT('j') | BIT('k') | BIT('p') |
                  BIT('q') | BIT('r') | BIT('v') | BIT('w') | BIT('x') | BIT('z'),
    VOWELS = BIT('a') | BIT('e') | BIT('i') | BIT('o') | BIT('u') | BIT('y'),
    LIKE_DIGITS = BIT('o') | BIT('i') | BIT('l') | BIT('s') | BIT('b') | BIT('z'),
    READ_AS_DIGITS = LIKE_DIGITS | BIT('q') | BIT('d') | BIT('g') | BIT('e') | BIT('t') | BIT('a'),
};

static bool is_among(unsigned char letter, uint32_t letters) {
    return letter >= 'a' && letter <= 'z' && letters >> (letter - 'a') & 1;
}

typedef struct {
    int length;
    const char *text;
} Word;
#define WORD(text) {sizeof text - 1, text}

/* What stands for `@`, `.`, `/` and the like; the first of these only in brackets. */
static const Word MARK_WORDS[] = {WORD("dash"), WORD("hyphen"), WORD("minus"), WORD("point"),
                                  WORD("colon"), WORD("dot"), WORD("punkt"), WORD("punto"),
                                  WORD("ponto"), WORD("arroba"), WORD("slash"), WORD("underscore"),
                                  {0, NULL}};
enum { IN_BRACKETS_ALONE = 5 };
static const Word AT[] = {WORD("at"), {0, NULL}};
static const Word TOP_LEVELS[] = {
    WORD("com"), WORD("org"), WORD("net"), WORD("example"), WORD("edu"), WORD("gov"), WORD("au"),
    WORD("uk"), WORD("nz"), WORD("info"), WORD("biz"), WORD("io"), WORD("co"), WORD("me"), WORD("de"),
    WORD("fr"), WORD("ru"), WORD("us"), WORD("ca"), WORD("ch"), WORD("it"), WORD("es"), WORD("nl"),
    WORD("eu"), WORD("test"), WORD("invalid"), WORD("localhost"), {0, NULL}};

static bool is_word(const Shape *shape, const Run *run, const Word *words) {
    const unsigned char *own = shape->squash + run->place;
    for (const Word *word = words; word->length; word++)
        if (word->length == run_length(run) && !memcmp(word->text, own, (size_t)word->length))
            return true;
    return false;
}

static bool holds(const Shape *shape, const Run *run, const char *part) {
    int length = (int)strlen(part), last = run_length(run) - length;
    const unsigned char *own = shape->squash + run->place;
    for (int at = 0; at <= last; at++)
        if (own[at] == (unsigned char)part[0] && !memcmp(own + at, part, (size_t)length)) return true;
    return false;
}

/* Bit by letter before, the letter that is there twice, the letter behind; 0 is a word's edge. */
static uint32_t usual_doubles[27][27];

static int number_of(unsigned char c) { return c >= 'a' && c <= 'z' ? c - 'a' + 1 : 0; }

void know_double(const unsigned char around[4]) {
    usual_doubles[number_of(around[0])][number_of(around[1])] |= UINT32_C(1) << number_of(around[3]);
}

/* As matcher.loose.doubles, and three letters that are all there twice. */
static bool has_odd_doubles(const Shape *shape, const Run *run) {
    const unsigned char *word = shape->squash + run->place;
    int doubles = 0;
    for (int at = 0; at + 1 < run->letters; at++) {
        if (word[at] != word[at + 1]) continue;
        int before = at ? number_of(word[at - 1]) : 0;
        int after = at + 2 < run->letters ? number_of(word[at + 2]) : 0;
        if (!(usual_doubles[before][number_of(word[at])] >> after & 1) || ++doubles > 2) return true;
    }
    return false;
}

/* As letters.PAIRS: what may be read as an m or a w. */
static bool has_odd_pairs(const Shape *shape, const Run *run) {
    const unsigned char *word = shape->squash + run->place;
    for (int at = 0; at + 1 < run->letters; at++) {
        if (word[at] == 'v' && word[at + 1] == 'v') return true;
        if (word[at] != 'r' || word[at + 1] != 'n') continue;
        if (!at || !is_among(word[at - 1], VOWELS)) return true;
        if (at + 2 < run->letters && is_among(word[at + 2], MAKE_RN_ODD)) return true;
    }
    return false;
}

/* Whether digits behind letters, of which there are both, without anything between, may be letters in disguise. */
static bool has_odd_digits(const Shape *shape, const Run *run, int reading) {
    unsigned char last = shape->squash[run->place + run->letters - 1];
    if (reading & SEARCHED)
        return run->digits < 4 || run->letters < 2 || is_among(last, READ_AS_DIGITS);
    return run->digits > 1 && !shape->has_at_sign;
}

/* Reads letters and then digits from `at` on; where it ends. Capitals behind small letters end it. */
static int read_run(Shape *shape, Run *run, int at) {
    const unsigned char *text = shape->text;
    unsigned char *squash = shape->squash + shape->squashed, before = 0;
    int start = at;
    unsigned char here, last = UPPER;
    bool has_double = false, has_rn = false;
    for (; at < shape->length && (here = kind_of(text[at])) & LETTER; at++) {
        if (here > last) break; /* a capital behind a small letter */
        unsigned char letter = text[at] | 0x20;
        has_double |= letter == before;
        has_rn |= letter == 'n' && before == 'r';
        *squash++ = before = letter;
        last = here;
    }
    int letters = at - start;
    for (; at < shape->length && kind_of(text[at]) == DIGIT; at++) *squash++ = text[at];
    *run = (Run){(uint16_t)start, (uint16_t)letters, (uint16_t)(at - start - letters),
                 (uint16_t)shape->squashed, has_double, has_rn};
    shape->squashed += at - start;
    return at;
}

static bool read_runs(Shape *shape) {
    const unsigned char *text = shape->text;
    int at = 0;
    while (at < shape->length) {
        unsigned char here = kind_of(text[at]);
        if (!here) {
            if (text[at] < ' ' || text[at] > '~') return false;
            shape->has_at_sign |= text[at] == '@';
            shape->has_stop |= text[at++] == '.';
            continue;
        }
        Run *run = &shape->runs[shape->count++];
        at = read_run(shape, run, at);
        if (at < shape->length && kind_of(text[at])) return false; /* a letter behind it */
    }
    memset(shape->squash + shape->squashed, 0, 8);
    return true;
}

/* What stands between two runs, or before the first (left NULL), or behind the last. */
typedef struct {
    const unsigned char *text;
    int length;
    const Run *left, *right;
    bool digits_left, digits_right; /* next to it */
} Gap;

static bool is_one_mark(Shape *shape, const Gap *gap, int reading) {
    unsigned char c = gap->text[0];
    bool inside = gap->left && gap->right, digits = gap->digits_left && gap->digits_right;
    if (!gap->left) return is_one_of(c, "+#$") && gap->digits_right;
    if (!gap->right) return is_one_of(c, ".,;:!?)\"");
    switch (c) {
        case ' ':
        case '-':
        case '/': return true;
        case '\'': return !gap->digits_left && !gap->digits_right;
        case '.':
            shape->has_digits_around_stop |= gap->digits_right;
            return digits || !(reading & SEARCHED);
        case '@': return !(reading & SEARCHED) && inside;
        case '_': return !(reading & SEARCHED) && !digits;
        case ':': return !digits;
        default: return false;
    }
}

static bool is_two_marks(Shape *shape, const Gap *gap) {
    unsigned char first = gap->text[0], second = gap->text[1];
    if (!gap->left || !gap->right) return false;
    if (second == ' ' && is_one_of(first, ".,;:!?)")) {
        if (gap->digits_left && gap->digits_right && first == '.') return false;
        return !is_word(shape, gap->right, TOP_LEVELS);
    }
    if (first != ' ') return false;
    if (second == '(')
        return run_length(gap->right) > 2 && !is_word(shape, gap->right, MARK_WORDS);
    return is_one_of(second, "#$+") && gap->digits_right && !shape->has_at_sign;
}

static bool is_ordinary_gap(Shape *shape, const Gap *gap, int reading) {
    switch (gap->length) {
        case 0: return true;
        case 1: return is_one_mark(shape, gap, reading);
        case 2: return is_two_marks(shape, gap);
        case 3:
            return gap->left && gap->right && gap->text[0] == ' ' && gap->text[2] == ' ' &&
                   is_one_of(gap->text[1], "-/&");
        default: return false;
    }
}

static Gap gap_before(const Shape *shape, int number) {
    const Run *left = number ? &shape->runs[number - 1] : NULL;
    const Run *right = number < shape->count ? &shape->runs[number] : NULL;
    int start = left ? run_end(left) : 0, end = right ? right->start : shape->length;
    return (Gap){shape->text + start, end - start, left, right, left && left->digits,
                 right && !right->letters};
}

/* Whether a single space stands before a run. */
static bool is_space(const Shape *shape, int n) {
    int end = run_end(&shape->runs[n - 1]);
    return shape->runs[n].start == end + 1 && shape->text[end] == ' ';
}

/* Single letters or digits, two or more in a row: they may be a word, or a number, spelled. */
static bool has_spelled(const Shape *shape, bool has_letters) {
    int least = has_letters ? 2 : 3, most = has_letters ? 4 : 5, streak = 0;
    for (int n = 0; n <= shape->count; n++) {
        if (n < shape->count && run_length(&shape->runs[n]) == 1) {
            streak++;
            continue;
        }
        /* The runs around a streak give it their first or last character. */
        int whole = streak + (n > streak) + (n < shape->count);
        if (streak >= least && whole >= most) return true;
        streak = 0;
    }
    return false;
}

/* Digits in so many groups of one size; what is longer may begin or end them. */
static bool has_groups(const Shape *shape, int size, int count) {
    for (int first = 0, n = 0; n < shape->count; n++) {
        const Run *run = &shape->runs[n];
        if (run->letters || run->digits < size) {
            first = run->digits >= size ? n : n + 1;
        } else {
            if (n - first + 1 >= count) return true;
            if (run->digits > size) first = n;
        }
    }
    return false;
}

static bool holds_mark_words(const Shape *shape) {
    for (int n = 0; n < shape->count; n++) {
        const Run *run = &shape->runs[n];
        if (holds(shape, run, "dot") || holds(shape, run, "slash")) return true;
        if (holds(shape, run, "underscore") || holds(shape, run, "arroba")) return true;
        if (holds(shape, run, "pun") || holds(shape, run, "ponto")) return true;
    }
    return false;
}

static bool are_ordinary_words(const Shape *shape, int reading) {
    bool has_at = false, after_digits = false, odd_after_digits = false;
    for (int n = 0; n < shape->count; n++) {
        const Run *run = &shape->runs[n];
        if (run->letters) {
            if (run->has_double && has_odd_doubles(shape, run)) return false;
            if (reading & SEARCHED && run->letters >= LONG_WORD) return false;
            if (reading & SEARCHED && (run->has_rn || run->has_double) && has_odd_pairs(shape, run))
                return false;
            if (run->digits && has_odd_digits(shape, run, reading)) return false;
            if (is_among(shape->squash[run->place], BEGIN_MARK_WORDS)) {
                if (is_word(shape, run, MARK_WORDS + IN_BRACKETS_ALONE)) return false;
                has_at |= n && n + 1 < shape->count && is_word(shape, run, AT);
            }
            odd_after_digits |= after_digits && is_among(shape->squash[run->place], LIKE_DIGITS);
        }
        after_digits = run->digits;
    }
    if (has_at && (shape->has_stop || holds_mark_words(shape))) return false;
    return !(shape->has_digits_around_stop && odd_after_digits);
}

bool read_shape(Shape *shape, const unsigned char *text, int length, int reading) {
    if (length > MOST_CHARACTERS) return false;
    shape->text = text;
    shape->length = length;
    shape->count = shape->squashed = 0;
    shape->has_at_sign = shape->has_stop = shape->has_digits_around_stop = false;
    if (!read_runs(shape)) return false;
    int at_signs = 0, hyphens = 0;
    bool has_letters = false;
    for (int n = 0; n <= shape->count; n++) {
        has_letters |= n < shape->count && shape->runs[n].letters;
        if (n && n < shape->count && is_space(shape, n)) { /* most gaps are */
            hyphens = 0;
            continue;
        }
        Gap gap = gap_before(shape, n);
        if (!is_ordinary_gap(shape, &gap, reading)) return false;
        at_signs += gap.length == 1 && gap.text[0] == '@';
        hyphens = gap.length == 1 && gap.text[0] == '-' ? hyphens + 1 : 0;
        if (hyphens > 1 && reading & SEARCHED && !(gap.digits_left && gap.digits_right)) return false;
    }
    if (at_signs > 1 || has_spelled(shape, has_letters)) return false;
    if (has_groups(shape, 2, 5) || has_groups(shape, 3, 4)) return false;
    return are_ordinary_words(shape, reading);
}
