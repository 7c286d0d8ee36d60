/* The places of a mapping in a JSON record, by the keys of each object: what `plain.py` made.

Law: a Node is made once from a checked tuple and never changes. */

#ifndef FRESNEL_PLACES_H
#define FRESNEL_PLACES_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { MOST_SLOTS = 64, MOST_READINGS = 4, TABLE = 128, MOST_DEPTH = 32 };
enum { IS_ABSENT = 1, IS_ID = 2, IS_TIME = 4 };

typedef struct Node Node;

/* A key that a mapping knows, and what is to be done with its value. */
typedef struct {
    uint64_t head; /* the key's first eight bytes */
    Py_ssize_t length;
    const unsigned char *key;
    Node *below; /* NULL for a leaf */
    int flags, partner, pair_reading; /* partner: of two that are one text the other, or -1 */
    int count, readings[MOST_READINGS];
} Slot;

struct Node {
    PyObject *made_of; /* keeps the keys */
    int count;
    bool has_pairs;
    unsigned char table[TABLE]; /* a slot's place + 1 by its key's hash, 0 where free */
    Slot slots[MOST_SLOTS];
};

/* The node of a tuple of slots; NULL with an exception. */
Node *node_of(PyObject *slots, int depth);
void free_node(Node *node);

/* A key's first bytes as a number; at least eight bytes can be read where `is_inside`. */
static inline uint64_t head_of(const unsigned char *key, Py_ssize_t length, bool is_inside) {
    uint64_t head = 0;
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    if (is_inside) {
        memcpy(&head, key, 8);
        return length < 8 ? head & ((UINT64_C(1) << 8 * length) - 1) : head;
    }
#endif
    memcpy(&head, key, length < 8 ? (size_t)length : 8);
    return head;
}

static inline unsigned home_of(uint64_t head, Py_ssize_t length) {
    return (unsigned)((head + (uint64_t)length) * UINT64_C(0x9e3779b97f4a7c15) >> 57);
}

/* The slot of a key, or NULL. */
static inline const Slot *find_slot(const Node *node, const unsigned char *key, Py_ssize_t length,
                                    bool is_inside) {
    uint64_t head = head_of(key, length, is_inside);
    for (unsigned at = home_of(head, length); node->table[at]; at = (at + 1) % TABLE) {
        const Slot *slot = &node->slots[node->table[at] - 1];
        if (slot->head == head && slot->length == length &&
            (length <= 8 || !memcmp(slot->key + 8, key + 8, (size_t)length - 8)))
            return slot;
    }
    return NULL;
}

#endif
