/* Builder: gathers the marks of a list, and makes the sets of them. */

#define PY_SSIZE_T_CLEAN
#include "module.h"

#include <stdlib.h>

enum { SLOTS_IN_EIGHTHS = 13, BITS_PER_MARK = 16, LEAST_BITS = 64 };

typedef struct {
    uint64_t *marks;
    size_t count, room;
} Marks;

typedef struct {
    PyObject_HEAD
    Marks sets[SETS];
} Builder;

static int keep(Marks *marks, uint64_t mark) {
    if (marks->count == marks->room) {
        size_t room = marks->room ? marks->room * 2 : 1024;
        uint64_t *wider = PyMem_RawRealloc(marks->marks, room * sizeof *wider);
        if (!wider) {
            PyErr_NoMemory();
            return -1;
        }
        marks->marks = wider;
        marks->room = room;
    }
    marks->marks[marks->count++] = mark;
    return 0;
}

/* The letters and digits of ASCII text in lower case; -1 with an exception for other text. */
static Py_ssize_t squashed(PyObject *text, unsigned char **squash) {
    if (!PyUnicode_Check(text) || !PyUnicode_IS_ASCII(text)) {
        PyErr_SetString(PyExc_ValueError, "not ASCII text");
        return -1;
    }
    Py_ssize_t length = PyUnicode_GET_LENGTH(text), count = 0;
    const unsigned char *own = PyUnicode_1BYTE_DATA(text);
    *squash = PyMem_RawCalloc((size_t)length + WINDOW, 1);
    if (!*squash) {
        PyErr_NoMemory();
        return -1;
    }
    for (Py_ssize_t at = 0; at < length; at++)
        if (Py_ISALNUM(own[at])) (*squash)[count++] = (unsigned char)Py_TOLOWER(own[at]);
    return count;
}

static PyObject *result(int failed, bool found) {
    return failed ? NULL : PyBool_FromLong(found);
}

PyDoc_STRVAR(add_stem_doc,
             "add_stem(text) -> int\n\nASCII text that a text must hold, whatever stands between "
             "its letters and digits.\n\nHow many of these it has; 0: nothing was added.");
static PyObject *add_stem(Builder *self, PyObject *text) {
    unsigned char *squash;
    Py_ssize_t count = squashed(text, &squash);
    if (count < 0) return NULL;
    uint64_t mark = 0;
    for (Py_ssize_t at = 0; at < count && at < MOST_STEM; at++) mark = stem_step(mark, squash[at]);
    int failed = count && (keep(&self->sets[HEADS],
                                head_mark(squash, count < WINDOW ? (int)count : WINDOW)) ||
                           keep(&self->sets[STEMS], mixed(mark)));
    if (count >= LONG_WINDOW && !failed)
        failed = keep(&self->sets[LONG_HEADS], long_head_mark(squash));
    PyMem_RawFree(squash);
    return failed ? NULL : PyLong_FromSsize_t(count);
}

PyDoc_STRVAR(add_beginning_doc,
             "add_beginning(text) -> bool\n\nASCII text of which a cut text may hold the beginning "
             "alone.\n\nFalse where it has too few letters and digits, and nothing was added.");
static PyObject *add_beginning(Builder *self, PyObject *text) {
    unsigned char *squash;
    Py_ssize_t count = squashed(text, &squash);
    if (count < 0) return NULL;
    Marks *marks = &self->sets[BEGINNINGS];
    static const int lengths[] = {BEGINNING, WINDOW, LONG_BEGINNING};
    int failed = 0;
    for (int n = 0; n < 3 && !failed && count >= lengths[n]; n++)
        failed = keep(marks, beginning_mark(squash, lengths[n]));
    PyMem_RawFree(squash);
    return result(failed, count >= BEGINNING);
}

PyDoc_STRVAR(add_name_doc, "add_name(text) -> None\n\nASCII words that may stand in any order.");
static PyObject *add_name(Builder *self, PyObject *text) {
    unsigned char *squash;
    Py_ssize_t count = squashed(text, &squash);
    if (count < 0) return NULL;
    uint64_t sum = 0;
    for (Py_ssize_t at = 0; at < count; at++) sum += letter_mark(squash[at]);
    int failed = keep(&self->sets[NAMES], mixed(sum));
    PyMem_RawFree(squash);
    if (failed) return NULL;
    Py_RETURN_NONE;
}

PyDoc_STRVAR(add_number_doc, "add_number(digits, value) -> None\n\nA number of so many digits.");
static PyObject *add_number(Builder *self, PyObject *arguments) {
    int digits;
    unsigned long long value;
    if (!PyArg_ParseTuple(arguments, "iK", &digits, &value)) return NULL;
    if (keep(&self->sets[NUMBERS], number_mark(digits, value))) return NULL;
    Py_RETURN_NONE;
}

PyDoc_STRVAR(add_account_doc, "add_account(branch, number) -> None\n\nBoth without leading zeros.");
static PyObject *add_account(Builder *self, PyObject *arguments) {
    unsigned long long branch, number;
    if (!PyArg_ParseTuple(arguments, "KK", &branch, &number)) return NULL;
    if (keep(&self->sets[ACCOUNTS], account_mark(branch, number))) return NULL;
    Py_RETURN_NONE;
}

PyDoc_STRVAR(add_network_doc, "add_network(prefix, address) -> None\n\nAn IPv4 network's first.");
static PyObject *add_network(Builder *self, PyObject *arguments) {
    int prefix;
    unsigned int address;
    if (!PyArg_ParseTuple(arguments, "iI", &prefix, &address)) return NULL;
    if (keep(&self->sets[NETWORKS], network_mark(prefix, address))) return NULL;
    Py_RETURN_NONE;
}

static int by_value(const void *left, const void *right) {
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

/* Each mark once: values share their heads and beginnings. */
static void make_unique(Marks *marks) {
    size_t kept = 0;
    if (marks->count) qsort(marks->marks, marks->count, sizeof *marks->marks, by_value);
    for (size_t n = 0; n < marks->count; n++)
        if (!n || marks->marks[n] != marks->marks[n - 1]) marks->marks[kept++] = marks->marks[n];
    marks->count = kept;
}

static PyObject *bits_of(const Marks *marks) {
    uint64_t bits = LEAST_BITS;
    while (bits < marks->count * BITS_PER_MARK) bits *= 2;
    PyObject *made = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)(bits / 8));
    if (!made) return NULL;
    unsigned char *held = (unsigned char *)PyBytes_AS_STRING(made);
    memset(held, 0, bits / 8);
    for (size_t n = 0; n < marks->count; n++) {
        unsigned char *at = held + 8 * (marks->marks[n] & (bits / 64 - 1));
        uint64_t word;
        memcpy(&word, at, 8);
        word |= bits_in_word(marks->marks[n]);
        memcpy(at, &word, 8);
    }
    return made;
}

static PyObject *slots_of(const Marks *marks) {
    uint64_t capacity = marks->count ? marks->count * SLOTS_IN_EIGHTHS / 8 + 1 : 0;
    PyObject *made = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)(capacity * 4));
    if (!made) return NULL;
    unsigned char *held = (unsigned char *)PyBytes_AS_STRING(made);
    memset(held, 0, capacity * 4);
    for (size_t n = 0; n < marks->count; n++) {
        uint32_t wanted = fingerprint(marks->marks[n]), there;
        for (uint64_t slot = home(marks->marks[n], capacity);; slot = (slot + 1) % capacity) {
            memcpy(&there, held + 4 * slot, 4);
            if (there && there != wanted) continue;
            memcpy(held + 4 * slot, &wanted, 4);
            break;
        }
    }
    return made;
}

PyDoc_STRVAR(sets_doc, "sets() -> list of (bits, slots)\n\nThe sets, in the order that Sieve wants.");
static PyObject *sets(Builder *self, PyObject *Py_UNUSED(none)) {
    PyObject *made = PyList_New(0);
    for (int n = 0; made && n < SETS; n++) {
        bool only_bits = n == HEADS || n == LONG_HEADS, only_slots = n == STEMS;
        static const Marks none;
        make_unique(&self->sets[n]);
        PyObject *bits = only_slots ? PyBytes_FromStringAndSize("", 0) : bits_of(&self->sets[n]);
        PyObject *slots = slots_of(only_bits ? &none : &self->sets[n]);
        PyObject *pair = bits && slots ? PyTuple_Pack(2, bits, slots) : NULL;
        if (!pair || PyList_Append(made, pair)) Py_CLEAR(made);
        Py_XDECREF(bits);
        Py_XDECREF(slots);
        Py_XDECREF(pair);
    }
    return made;
}

static void release(Builder *self) {
    for (int n = 0; n < SETS; n++) PyMem_RawFree(self->sets[n].marks);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyMethodDef methods[] = {
    {"add_stem", (PyCFunction)add_stem, METH_O, add_stem_doc},
    {"add_beginning", (PyCFunction)add_beginning, METH_O, add_beginning_doc},
    {"add_name", (PyCFunction)add_name, METH_O, add_name_doc},
    {"add_number", (PyCFunction)add_number, METH_VARARGS, add_number_doc},
    {"add_account", (PyCFunction)add_account, METH_VARARGS, add_account_doc},
    {"add_network", (PyCFunction)add_network, METH_VARARGS, add_network_doc},
    {"sets", (PyCFunction)sets, METH_NOARGS, sets_doc},
    {NULL, NULL, 0, NULL},
};

PyTypeObject BuilderType = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "matcher.sieve._native.Builder",
    .tp_basicsize = sizeof(Builder),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = PyDoc_STR("Gathers the marks of a list's values."),
    .tp_new = PyType_GenericNew,
    .tp_dealloc = (destructor)release,
    .tp_methods = methods,
};
