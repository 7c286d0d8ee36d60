/* Sieve: asks of texts, and of the texts of a document, whether they may hold a listed value. */

#define PY_SSIZE_T_CLEAN
#include "module.h"
#include "offer.h"

typedef struct {
    PyObject_HEAD
    List list;
    Py_buffer held[SETS][2];
    Offer offer;
} Sieve;

static bool may_hold_bytes(const void *list, const unsigned char *text, long length, int reading) {
    return length > MOST_CHARACTERS || may_hold(list, text, (int)length, reading);
}

static int take(Sieve *self, int number, PyObject *pair) {
    PyObject *bits, *slots;
    if (!PyArg_ParseTuple(pair, "OO", &bits, &slots)) return -1;
    Py_buffer *held = self->held[number];
    if (PyObject_GetBuffer(bits, &held[0], PyBUF_SIMPLE)) return -1;
    if (PyObject_GetBuffer(slots, &held[1], PyBUF_SIMPLE)) return -1;
    uint64_t bytes = (uint64_t)held[0].len;
    if (bytes & (bytes - 1) || bytes % 8 || held[1].len % 4) {
        PyErr_SetString(PyExc_ValueError, "not the sets of a sieve");
        return -1;
    }
    self->list.sets[number] = (Set){
        .bits = bytes ? held[0].buf : NULL,
        .word_mask = bytes / 8 - 1,
        .slots = held[1].buf,
        .capacity = (uint64_t)held[1].len / 4,
    };
    return 0;
}

/* Sets the bit of each number up to `most`. */
static int take_numbers(uint64_t *found, PyObject *numbers, long most) {
    PyObject *iterator = PyObject_GetIter(numbers), *each;
    while (iterator && (each = PyIter_Next(iterator))) {
        long number = PyLong_AsLong(each);
        Py_DECREF(each);
        if (number >= 0 && number <= most) found[number >> 6] |= UINT64_C(1) << (number & 63);
    }
    Py_XDECREF(iterator);
    return PyErr_Occurred() ? -1 : 0;
}

static int initialize(Sieve *self, PyObject *arguments, PyObject *named) {
    static char *names[] = {"sets", "cut_lengths", "number_lengths", "prefixes", "odd_characters", "short_stems",
                            "lists_addresses", "has_numeric_hosts", NULL};
    PyObject *sets, *cuts, *odd;
    unsigned int lengths, short_stems;
    unsigned long long prefixes;
    int addresses, hosts;
    if (!PyArg_ParseTupleAndKeywords(arguments, named, "O!OIKOIpp", names, &PyList_Type, &sets, &cuts,
                                     &lengths, &prefixes, &odd, &short_stems, &addresses, &hosts))
        return -1;
    if (self->held[0][0].obj || PyList_GET_SIZE(sets) != SETS) {
        PyErr_SetString(PyExc_ValueError, "not the sets of a sieve");
        return -1;
    }
    List *list = &self->list;
    list->number_lengths = lengths;
    list->short_stems = short_stems;
    list->prefixes = prefixes;
    list->lists_addresses = addresses;
    list->has_numeric_hosts = hosts;
    for (int n = 0; n < SETS; n++)
        if (take(self, n, PyList_GET_ITEM(sets, n))) return -1;
    if (take_numbers(list->cut_lengths, cuts, MOST_CHARACTERS)) return -1;
    return take_numbers(list->odd_characters, odd, 127);
}

static void release(Sieve *self) {
    for (int n = 0; n < SETS; n++) {
        PyBuffer_Release(&self->held[n][0]);
        PyBuffer_Release(&self->held[n][1]);
    }
    Py_TYPE(self)->tp_free((PyObject *)self);
}

PyDoc_STRVAR(may_hold_doc,
             "may_hold(text, reading) -> bool\n\nWhether a text may hold a listed value; False is "
             "certain.\n\n`reading` is a sum of SEARCHED, JOINED and NAMED.");
static PyObject *may_hold_method(Sieve *self, PyObject *const *given, Py_ssize_t count) {
    if (count != 2) return PyErr_Format(PyExc_TypeError, "may_hold takes a text and its reading");
    long reading = PyLong_AsLong(given[1]);
    if (reading == -1 && PyErr_Occurred()) return NULL;
    return PyBool_FromLong(may_hold_text(&self->list, given[0], (int)reading));
}

PyDoc_STRVAR(may_hold_in_doc,
             "may_hold_in(document, tree) -> bool\n\nWhether the texts at the places of a tree may "
             "hold a listed value; False is certain.\n\nAlso True where a place has anything but "
             "short text or nothing. A tree is a tuple of\n(key, way, more): a reading and None; or "
             "CHILDREN and a tree; or PAIR and\n(another key, reading): both texts are one; or ABSENT "
             "and None: nothing is there.");
static PyObject *may_hold_in_method(Sieve *self, PyObject *const *given, Py_ssize_t count) {
    if (count != 2 || !is_tree(given[1], 0))
        return PyErr_Format(PyExc_TypeError, "may_hold_in takes a document and a tree");
    return PyBool_FromLong(may_hold_document(&self->list, given[0], given[1]));
}

static void drop_sieve(PyObject *capsule) { Py_DECREF((PyObject *)PyCapsule_GetContext(capsule)); }

static PyObject *offer(Sieve *self, void *Py_UNUSED(closure)) {
    self->offer = (Offer){&self->list, may_hold_bytes, JOINED, REPEATED};
    PyObject *capsule = PyCapsule_New(&self->offer, OFFER_NAME, drop_sieve);
    if (capsule) PyCapsule_SetContext(capsule, Py_NewRef(self));
    return capsule;
}

static PyGetSetDef attributes[] = {
    {"offer", (getter)offer, NULL, PyDoc_STR("What other compiled modules ask it by."), NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyMethodDef methods[] = {
    {"may_hold", (PyCFunction)(void (*)(void))may_hold_method, METH_FASTCALL, may_hold_doc},
    {"may_hold_in", (PyCFunction)(void (*)(void))may_hold_in_method, METH_FASTCALL, may_hold_in_doc},
    {NULL, NULL, 0, NULL},
};

PyTypeObject SieveType = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "matcher.sieve._native.Sieve",
    .tp_basicsize = sizeof(Sieve),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = PyDoc_STR("The marks of a list, to be asked of texts."),
    .tp_new = PyType_GenericNew,
    .tp_init = (initproc)initialize,
    .tp_dealloc = (destructor)release,
    .tp_methods = methods,
    .tp_getset = attributes,
};
