/* The texts at given places of a document (dictionaries, lists, values), asked all at once. */

#define PY_SSIZE_T_CLEAN
#include "module.h"

enum { CHILDREN = -1, PAIR = -2, ABSENT = -3 };

bool may_hold_text(const List *list, PyObject *text, int reading) {
    if (!PyUnicode_Check(text) || !PyUnicode_IS_ASCII(text)) return true;
    Py_ssize_t length = PyUnicode_GET_LENGTH(text);
    if (length > MOST_CHARACTERS) return true;
    return may_hold(list, PyUnicode_1BYTE_DATA(text), (int)length, reading);
}

/* Two texts as one, a space between. */
static bool may_hold_both(const List *list, PyObject *first, PyObject *second, int reading) {
    unsigned char both[MOST_CHARACTERS];
    if (!PyUnicode_CheckExact(first) || !PyUnicode_CheckExact(second)) return true;
    if (!PyUnicode_IS_ASCII(first) || !PyUnicode_IS_ASCII(second)) return true;
    Py_ssize_t before = PyUnicode_GET_LENGTH(first), behind = PyUnicode_GET_LENGTH(second);
    if (before + behind >= MOST_CHARACTERS) return true;
    memcpy(both, PyUnicode_1BYTE_DATA(first), (size_t)before);
    both[before] = ' ';
    memcpy(both + before + 1, PyUnicode_1BYTE_DATA(second), (size_t)behind);
    return may_hold(list, both, (int)(before + 1 + behind), reading | JOINED);
}

static bool may_hold_texts(const List *list, PyObject *value, int reading) {
    if (PyUnicode_CheckExact(value)) return may_hold_text(list, value, reading & ~REPEATED);
    if (!(reading & REPEATED) || !PyList_CheckExact(value)) return true;
    for (Py_ssize_t n = 0; n < PyList_GET_SIZE(value); n++) {
        PyObject *each = PyList_GET_ITEM(value, n);
        if (!PyUnicode_CheckExact(each) || may_hold_text(list, each, reading & ~REPEATED)) return true;
    }
    return PyList_GET_SIZE(value) > 1 && reading & JOINED;
}

static bool may_hold_object(const List *list, PyObject *object, PyObject *tree);

/* An object, or a list of some, on the way to the texts; anything else is for the mapping. */
static bool may_hold_below(const List *list, PyObject *value, PyObject *tree) {
    if (PyDict_CheckExact(value)) return may_hold_object(list, value, tree);
    if (!PyList_CheckExact(value)) return true;
    for (Py_ssize_t n = 0; n < PyList_GET_SIZE(value); n++) {
        PyObject *each = PyList_GET_ITEM(value, n);
        if (!PyDict_CheckExact(each) || may_hold_object(list, each, tree)) return true;
    }
    return false;
}

static bool may_hold_entry(const List *list, PyObject *object, PyObject *value, PyObject *entry) {
    long way = PyLong_AsLong(PyTuple_GET_ITEM(entry, 1));
    PyObject *more = PyTuple_GET_ITEM(entry, 2);
    if (way == CHILDREN) return may_hold_below(list, value, more);
    if (way == PAIR) {
        PyObject *other = PyDict_GetItem(object, PyTuple_GET_ITEM(more, 0));
        if (!other || other == Py_None) return false;
        return may_hold_both(list, value, other, (int)PyLong_AsLong(PyTuple_GET_ITEM(more, 1)));
    }
    return way == ABSENT || may_hold_texts(list, value, (int)way);
}

static bool may_hold_object(const List *list, PyObject *object, PyObject *tree) {
    for (Py_ssize_t n = 0; n < PyTuple_GET_SIZE(tree); n++) {
        PyObject *entry = PyTuple_GET_ITEM(tree, n);
        PyObject *value = PyDict_GetItem(object, PyTuple_GET_ITEM(entry, 0));
        if (value && value != Py_None && may_hold_entry(list, object, value, entry)) return true;
    }
    return false;
}

/* Whether a tree is as `may_hold_document` takes it for granted. */
bool is_tree(PyObject *tree, int depth) {
    if (!PyTuple_CheckExact(tree) || depth > MOST_STEPS) return false;
    for (Py_ssize_t n = 0; n < PyTuple_GET_SIZE(tree); n++) {
        PyObject *entry = PyTuple_GET_ITEM(tree, n);
        if (!PyTuple_CheckExact(entry) || PyTuple_GET_SIZE(entry) != 3) return false;
        PyObject *way = PyTuple_GET_ITEM(entry, 1), *more = PyTuple_GET_ITEM(entry, 2);
        if (!PyUnicode_CheckExact(PyTuple_GET_ITEM(entry, 0)) || !PyLong_CheckExact(way)) return false;
        if (PyLong_AsLong(way) == CHILDREN && !is_tree(more, depth + 1)) return false;
        if (PyLong_AsLong(way) == PAIR &&
            (!PyTuple_CheckExact(more) || PyTuple_GET_SIZE(more) != 2 ||
             !PyUnicode_CheckExact(PyTuple_GET_ITEM(more, 0)) ||
             !PyLong_CheckExact(PyTuple_GET_ITEM(more, 1))))
            return false;
    }
    return true;
}

bool may_hold_document(const List *list, PyObject *document, PyObject *tree) {
    return !PyDict_CheckExact(document) || may_hold_object(list, document, tree);
}
