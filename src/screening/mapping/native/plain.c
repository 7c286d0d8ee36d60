#include "plain.h"

#include "moment.h"

enum { MOST_NUMBER = 18 }; /* characters; all such integers are exact, no such number is too large */

typedef struct {
    const unsigned char *at, *end;
    const Offer *offer;
    long long recorded_ms;
    bool has_id, has_time;
} Reader;

typedef struct {
    const unsigned char *start; /* NULL where a value is no text */
    Py_ssize_t length;
} Text;

static bool read_value(Reader *reader, const Slot *slot, bool in_list, int depth, Text *text);

static inline void skip_space(Reader *reader) {
    while (*reader->at == ' ' || *reader->at == '\n' || *reader->at == '\r' || *reader->at == '\t')
        reader->at++;
}

static inline bool read_mark(Reader *reader, unsigned char mark) {
    skip_space(reader);
    if (*reader->at != mark) return false;
    reader->at++;
    skip_space(reader);
    return true;
}

/* Where a string stops to be plain: at its end, an escape, a control or no ASCII character. */
static inline const unsigned char *plain_end(const unsigned char *at, const unsigned char *end) {
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    const uint64_t ones = UINT64_C(0x0101010101010101), high = ones << 7;
    for (; end - at >= 8; at += 8) {
        uint64_t word;
        memcpy(&word, at, 8);
        uint64_t quote = word ^ ones * '"', escape = word ^ ones * '\\';
        uint64_t stops = ((quote - ones) & ~quote) | ((escape - ones) & ~escape) |
                         ((word - ones * ' ') & ~word) | word;
        if (stops & high) return at + (__builtin_ctzll(stops & high) >> 3);
    }
#endif
    while (*at >= ' ' && *at < 128 && *at != '"' && *at != '\\') at++;
    return at;
}

static inline bool read_string(Reader *reader, Text *text) {
    if (*reader->at != '"') return false;
    text->start = ++reader->at;
    reader->at = plain_end(reader->at, reader->end);
    text->length = reader->at - text->start;
    return *reader->at++ == '"';
}

static bool is_digit(unsigned char c) { return c >= '0' && c <= '9'; }

static bool read_digits(Reader *reader) {
    const unsigned char *start = reader->at;
    while (is_digit(*reader->at)) reader->at++;
    return reader->at > start;
}

/* A number, up to an exponent; `is_id` where one may be an id. */
static bool read_number(Reader *reader, bool *is_id) {
    const unsigned char *start = reader->at;
    *is_id = *start != '-';
    reader->at += !*is_id;
    bool begins_with_zero = *reader->at == '0';
    const unsigned char *first = reader->at;
    if (!read_digits(reader) || (begins_with_zero && reader->at - first > 1)) return false;
    if (*reader->at == '.') {
        *is_id = false;
        reader->at++;
        if (!read_digits(reader)) return false;
    }
    return reader->at - start <= MOST_NUMBER; /* an exponent is no mark that may follow */
}

static bool read_word(Reader *reader, const char *word, Py_ssize_t length) {
    if (reader->end - reader->at < length || memcmp(reader->at, word, (size_t)length)) return false;
    reader->at += length;
    return true;
}

static bool is_clear(const Reader *reader, const Text *text, int reading) {
    const Offer *offer = reader->offer;
    return !offer->may_hold(offer->list, text->start, text->length, reading);
}

static bool is_clear_text(Reader *reader, const Slot *slot, const Text *text, bool in_list) {
    if (slot->below || slot->flags & IS_ABSENT) return false;
    if (slot->flags & (IS_ID | IS_TIME) && in_list) return false;
    if (slot->flags & IS_ID) {
        if (!text->length || text->start[0] <= ' ' || text->start[0] > '~') return false;
        reader->has_id = true;
    }
    if (slot->flags & IS_TIME) {
        if (text->length > 64 || !is_near(text->start, (int)text->length, reader->recorded_ms))
            return false;
        reader->has_time = true;
    }
    for (int n = 0; n < slot->count; n++)
        if (!is_clear(reader, text, slot->readings[n])) return false;
    return true;
}

/* Two texts as one, a space between. */
static bool is_clear_pair(const Reader *reader, const Text *first, const Text *second, int reading) {
    unsigned char both[256];
    Text text = {both, first->length + 1 + second->length};
    if (text.length > (Py_ssize_t)sizeof both) return false;
    memcpy(both, first->start, (size_t)first->length);
    both[first->length] = ' ';
    memcpy(both + first->length + 1, second->start, (size_t)second->length);
    return is_clear(reader, &text, reading | reader->offer->joined);
}

static bool are_clear_pairs(const Reader *reader, const Node *node, const Text *texts, uint64_t are_texts) {
    for (int n = 0; n < node->count; n++) {
        const Slot *slot = &node->slots[n];
        if (slot->partner < 0 || !(are_texts >> n & 1) || !(are_texts >> slot->partner & 1)) continue;
        if (!is_clear_pair(reader, &texts[n], &texts[slot->partner], slot->pair_reading)) return false;
    }
    return true;
}

static bool read_object(Reader *reader, const Node *node, bool in_list, int depth) {
    uint64_t seen = 0, are_texts = 0;
    Text texts[MOST_SLOTS], key, text;
    reader->at++;
    skip_space(reader);
    if (*reader->at == '}') return reader->at++, true;
    do {
        if (!read_string(reader, &key) || !read_mark(reader, ':')) return false;
        bool is_inside = reader->end - key.start >= 8;
        const Slot *slot = node ? find_slot(node, key.start, key.length, is_inside) : NULL;
        if (!read_value(reader, slot, in_list, depth, &text)) return false;
        if (!slot) continue;
        int place = (int)(slot - node->slots);
        if (seen >> place & 1) return false;
        seen |= UINT64_C(1) << place;
        are_texts |= (uint64_t)(text.start != NULL) << place;
        texts[place] = text;
    } while (read_mark(reader, ','));
    if (*reader->at++ != '}') return false;
    return !node || !node->has_pairs || are_clear_pairs(reader, node, texts, are_texts);
}

/* An element of a list that stands at a place: an object below it, or one of several texts. */
static bool read_element(Reader *reader, const Slot *slot, int depth) {
    Text text;
    if (slot->below) return *reader->at == '{' && read_object(reader, slot->below, true, depth + 1);
    return read_string(reader, &text) && is_clear_text(reader, slot, &text, true);
}

static bool is_list_of_texts(const Reader *reader, const Slot *slot) {
    for (int n = 0; n < slot->count; n++)
        if (!(slot->readings[n] & reader->offer->repeated)) return false;
    return slot->count && slot->partner < 0 && !slot->flags && !slot->below;
}

static bool are_joined(const Reader *reader, const Slot *slot) {
    for (int n = 0; n < slot->count; n++)
        if (slot->readings[n] & reader->offer->joined) return true;
    return false;
}

static bool read_list(Reader *reader, const Slot *slot, int depth) {
    bool is_way = slot && slot->below && !slot->count && slot->partner < 0 && !slot->flags;
    if (slot && !is_way && !is_list_of_texts(reader, slot)) return false;
    Py_ssize_t count = 0;
    Text text;
    reader->at++;
    skip_space(reader);
    if (*reader->at == ']') return reader->at++, true;
    do {
        if (!(slot ? read_element(reader, slot, depth) : read_value(reader, NULL, true, depth + 1, &text)))
            return false;
        count++;
    } while (read_mark(reader, ','));
    if (*reader->at++ != ']') return false;
    return !slot || count == 1 || !are_joined(reader, slot);
}

/* A place where anything but a text, an object or a list says nothing: amounts, customers. */
static bool is_silent(const Slot *slot) {
    return !slot || (!slot->count && !slot->below && slot->partner < 0 && !slot->flags);
}

static bool read_value(Reader *reader, const Slot *slot, bool in_list, int depth, Text *text) {
    bool is_id;
    text->start = NULL;
    if (depth > MOST_DEPTH) return false;
    switch (*reader->at) {
        case '"':
            return read_string(reader, text) && (!slot || is_clear_text(reader, slot, text, in_list));
        case '{':
            if (!slot) return read_object(reader, NULL, in_list, depth + 1);
            if (!slot->below || slot->count || slot->partner >= 0 || slot->flags) return false;
            return read_object(reader, slot->below, in_list, depth + 1);
        case '[': return read_list(reader, slot, depth);
        case 'n': return read_word(reader, "null", 4);
        case 't': return read_word(reader, "true", 4) && is_silent(slot);
        case 'f': return read_word(reader, "false", 5) && is_silent(slot);
        default:
            if (!read_number(reader, &is_id)) return false;
            if (!slot || !(slot->flags & IS_ID)) return is_silent(slot);
            reader->has_id = is_id;
            return is_id && !in_list && slot->flags == IS_ID && !slot->count && slot->partner < 0;
    }
}

bool is_clear_plain(const Node *places, const Offer *offer, const unsigned char *raw, Py_ssize_t length,
                    long long recorded_ms) {
    Reader reader = {raw, raw + length, offer, recorded_ms, false, false};
    skip_space(&reader);
    if (*reader.at != '{' || !read_object(&reader, places, false, 0)) return false;
    skip_space(&reader);
    return reader.at == reader.end && reader.has_id && reader.has_time;
}
