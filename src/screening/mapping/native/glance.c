/* Glance: goes through raw records and finds those that are more than one clear payment.

Law: what it passes over, Judge.judge calls clear: a JSON object with an id and a time in their
plainest form, whose texts the sieve says no to. Whatever it does not understand it names. */

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "moment.h"
#include "plain.h"

typedef struct {
    PyObject_HEAD
    PyObject *decode, *is_doubtful, *tree;
    PyObject *id, *time; /* the keys that lead there */
    Node *places;        /* NULL where records cannot be gone through as they stand */
    Py_ssize_t most_bytes;
} Glance;

/* What a list's sieve is asked by: documents by a method, plain texts by what it offers. */
typedef struct {
    PyObject *may_hold_in;
    const Offer *offer;
} Sieve;

static PyObject *value_name, *timestamp_name, *may_hold_in_name, *offer_name;

/* A borrowed value below a document; NULL where there is none. */
static PyObject *value_at(PyObject *document, PyObject *keys) {
    for (Py_ssize_t n = 0; document && n < PyTuple_GET_SIZE(keys); n++) {
        if (!PyDict_CheckExact(document)) return NULL;
        document = PyDict_GetItem(document, PyTuple_GET_ITEM(keys, n));
    }
    return document;
}

static bool is_plain_id(PyObject *value) {
    if (!value) return false;
    if (PyLong_CheckExact(value)) return true;
    if (!PyUnicode_CheckExact(value) || !PyUnicode_IS_COMPACT_ASCII(value)) return false;
    const unsigned char *text = PyUnicode_1BYTE_DATA(value);
    return PyUnicode_GET_LENGTH(value) && text[0] > ' ' && text[0] < 127;
}

static bool is_plain_time(PyObject *value, long long recorded_ms) {
    if (!value || !PyUnicode_CheckExact(value) || !PyUnicode_IS_COMPACT_ASCII(value)) return false;
    return is_near(PyUnicode_1BYTE_DATA(value), (int)PyUnicode_GET_LENGTH(value), recorded_ms);
}

/* 1: clear, 0: to be judged, -1: an exception that is no fault of the record. */
static int is_clear_document(Glance *self, PyObject *raw, PyObject *document, long long recorded_ms,
                             const Sieve *sieve) {
    if (!PyDict_CheckExact(document) || !is_plain_id(value_at(document, self->id))) return 0;
    if (!is_plain_time(value_at(document, self->time), recorded_ms)) return 0;
    PyObject *asked[2][2] = {{raw, document}, {document, self->tree}};
    PyObject *asks[2] = {self->is_doubtful, sieve->may_hold_in};
    for (int n = 0; n < 2; n++) {
        PyObject *answer = PyObject_Vectorcall(asks[n], asked[n], 2, NULL);
        if (!answer) return -1;
        Py_DECREF(answer);
        if (answer != Py_False) return 0;
    }
    return 1;
}

static int is_clear_raw(Glance *self, PyObject *raw, long long recorded_ms, const Sieve *sieve) {
    const unsigned char *bytes = (const unsigned char *)PyBytes_AS_STRING(raw);
    if (self->places &&
        is_clear_plain(self->places, sieve->offer, bytes, PyBytes_GET_SIZE(raw), recorded_ms))
        return 1;
    PyObject *document = PyObject_CallOneArg(self->decode, raw);
    if (document) {
        int found = is_clear_document(self, raw, document, recorded_ms, sieve);
        Py_DECREF(document);
        return found;
    }
    if (!PyErr_ExceptionMatches(PyExc_ValueError)) return -1;
    PyErr_Clear(); /* no JSON: the judge says why */
    return 0;
}

static int is_clear_record(Glance *self, PyObject *record, const Sieve *sieve) {
    int found = 0;
    PyObject *raw = PyObject_GetAttr(record, value_name);
    PyObject *recorded = raw ? PyObject_GetAttr(record, timestamp_name) : NULL;
    if (!recorded) {
        Py_XDECREF(raw);
        return -1;
    }
    long long recorded_ms = PyLong_CheckExact(recorded) ? PyLong_AsLongLong(recorded) : 0;
    if (PyErr_Occurred()) PyErr_Clear(); /* no time */
    if (PyBytes_CheckExact(raw) && PyBytes_GET_SIZE(raw) <= self->most_bytes && is_moment(recorded_ms))
        found = is_clear_raw(self, raw, recorded_ms, sieve);
    Py_DECREF(recorded);
    Py_DECREF(raw);
    return found;
}

static PyObject *notable_places(Glance *self, PyObject *records, Py_ssize_t first, Py_ssize_t last,
                                const Sieve *sieve) {
    PyObject *found = PyList_New(0);
    for (Py_ssize_t n = first < 0 ? 0 : first; found && n < last && n < PyList_GET_SIZE(records); n++) {
        PyObject *record = Py_NewRef(PyList_GET_ITEM(records, n));
        int is_clear = is_clear_record(self, record, sieve);
        Py_DECREF(record);
        if (is_clear > 0) continue;
        PyObject *place = is_clear < 0 ? NULL : PyLong_FromSsize_t(n);
        if (!place || PyList_Append(found, place)) Py_CLEAR(found);
        Py_XDECREF(place);
    }
    return found;
}

PyDoc_STRVAR(notable_doc,
             "notable(records, first, last, sieve) -> list of int\n\nThe places, from first up to "
             "last, of records that are more than one clear payment.\n\n`sieve` is a "
             "matcher.sieve._native.Sieve.");
static PyObject *notable(Glance *self, PyObject *arguments) {
    PyObject *records, *asked, *found = NULL;
    Py_ssize_t first, last;
    if (!PyArg_ParseTuple(arguments, "O!nnO", &PyList_Type, &records, &first, &last, &asked)) return NULL;
    PyObject *offer = PyObject_GetAttr(asked, offer_name);
    Sieve sieve = {offer ? PyObject_GetAttr(asked, may_hold_in_name) : NULL, NULL};
    if (sieve.may_hold_in) sieve.offer = PyCapsule_GetPointer(offer, OFFER_NAME);
    if (sieve.offer) found = notable_places(self, records, first, last, &sieve);
    Py_XDECREF(sieve.may_hold_in);
    Py_XDECREF(offer);
    return found;
}

static int initialize(Glance *self, PyObject *arguments, PyObject *named) {
    static char *names[] = {"decode", "is_doubtful", "tree", "id", "time", "places", "most_bytes",
                            NULL};
    PyObject *decode, *is_doubtful, *tree, *id, *time, *places;
    Py_ssize_t most_bytes;
    if (!PyArg_ParseTupleAndKeywords(arguments, named, "OOO!O!O!On", names, &decode, &is_doubtful,
                                     &PyTuple_Type, &tree, &PyTuple_Type, &id, &PyTuple_Type, &time,
                                     &places, &most_bytes))
        return -1;
    Node *made = places == Py_None ? NULL : node_of(places, 0);
    if (PyErr_Occurred()) return -1;
    free_node(self->places);
    self->places = made;
    Py_XSETREF(self->decode, Py_NewRef(decode));
    Py_XSETREF(self->is_doubtful, Py_NewRef(is_doubtful));
    Py_XSETREF(self->tree, Py_NewRef(tree));
    Py_XSETREF(self->id, Py_NewRef(id));
    Py_XSETREF(self->time, Py_NewRef(time));
    self->most_bytes = most_bytes;
    return 0;
}

static void release(Glance *self) {
    Py_XDECREF(self->decode);
    Py_XDECREF(self->is_doubtful);
    Py_XDECREF(self->tree);
    Py_XDECREF(self->id);
    Py_XDECREF(self->time);
    free_node(self->places);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyMethodDef methods[] = {
    {"notable", (PyCFunction)notable, METH_VARARGS, notable_doc},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject GlanceType = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "screening.mapping._glance.Glance",
    .tp_basicsize = sizeof(Glance),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = PyDoc_STR("Goes through raw records by one mapping."),
    .tp_new = PyType_GenericNew,
    .tp_init = (initproc)initialize,
    .tp_dealloc = (destructor)release,
    .tp_methods = methods,
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "screening.mapping._glance",
    .m_doc = "A glance at many records, compiled.",
    .m_size = -1,
};

PyMODINIT_FUNC PyInit__glance(void) {
    value_name = PyUnicode_InternFromString("value");
    timestamp_name = PyUnicode_InternFromString("timestamp");
    may_hold_in_name = PyUnicode_InternFromString("may_hold_in");
    offer_name = PyUnicode_InternFromString("offer");
    if (!value_name || !timestamp_name || !may_hold_in_name || !offer_name || PyType_Ready(&GlanceType)) return NULL;
    PyObject *module = PyModule_Create(&definition);
    if (module && PyModule_AddObjectRef(module, "Glance", (PyObject *)&GlanceType)) Py_CLEAR(module);
    return module;
}
