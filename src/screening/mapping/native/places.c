#include "places.h"

static int read_readings(Slot *slot, PyObject *readings) {
    slot->count = (int)PyTuple_GET_SIZE(readings);
    if (slot->count > MOST_READINGS) return -1;
    for (int n = 0; n < slot->count; n++)
        slot->readings[n] = (int)PyLong_AsLong(PyTuple_GET_ITEM(readings, n));
    return PyErr_Occurred() ? -1 : 0;
}

static int read_slot(Slot *slot, PyObject *made_of, int depth) {
    PyObject *key, *readings, *below;
    if (!PyTuple_Check(made_of) ||
        !PyArg_ParseTuple(made_of, "SO!Oiii", &key, &PyTuple_Type, &readings, &below, &slot->partner,
                          &slot->pair_reading, &slot->flags))
        return -1;
    slot->key = (const unsigned char *)PyBytes_AS_STRING(key);
    slot->length = PyBytes_GET_SIZE(key);
    slot->head = head_of(slot->key, slot->length, false);
    if (read_readings(slot, readings)) return -1;
    if (below != Py_None && !(slot->below = node_of(below, depth + 1))) return -1;
    return 0;
}

static int read_slots(Node *node, int depth) {
    for (Py_ssize_t n = 0; n < PyTuple_GET_SIZE(node->made_of); n++) {
        Slot *slot = &node->slots[node->count++];
        if (read_slot(slot, PyTuple_GET_ITEM(node->made_of, n), depth)) return -1;
        if (slot->partner >= PyTuple_GET_SIZE(node->made_of)) return -1;
        node->has_pairs |= slot->partner >= 0;
        unsigned at = home_of(slot->head, slot->length);
        while (node->table[at]) at = (at + 1) % TABLE;
        node->table[at] = (unsigned char)(n + 1);
    }
    return 0;
}

Node *node_of(PyObject *slots, int depth) {
    Node *node = NULL;
    if (PyTuple_Check(slots) && PyTuple_GET_SIZE(slots) <= MOST_SLOTS && depth < MOST_DEPTH) {
        if (!(node = PyMem_Calloc(1, sizeof *node))) return (Node *)PyErr_NoMemory();
        node->made_of = Py_NewRef(slots);
        if (!read_slots(node, depth)) return node;
        free_node(node);
    }
    if (!PyErr_Occurred()) PyErr_SetString(PyExc_ValueError, "not the places of a mapping");
    return NULL;
}

void free_node(Node *node) {
    if (!node) return;
    for (int n = 0; n < node->count; n++) free_node(node->slots[n].below);
    Py_DECREF(node->made_of);
    PyMem_Free(node);
}
