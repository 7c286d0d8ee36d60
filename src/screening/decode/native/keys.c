/* Whether a JSON text may hold a key twice in one object: as json_format.may_repeat_keys. */

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <stdbool.h>

enum { MOST_DEPTH = 1100 }; /* what decodes nests no deeper */
enum { MOST_IN_BYTE = 255 }; /* so many places cannot overflow a count of one byte */

static bool is_space(unsigned char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

static bool has_spaced_colon(const unsigned char *raw, Py_ssize_t length) {
    for (Py_ssize_t at = 1; at < length; at++) {
        Py_ssize_t before = at;
        if (raw[at] != ':') continue;
        while (before && is_space(raw[before - 1])) before--;
        if (before && before != at && raw[before - 1] == '"') return true;
    }
    return false;
}

/* Colons right behind quotation marks; -1 where white space is between such two. The loop has no
   branches, so that compilers make it one over many bytes at a time. */
static Py_ssize_t count_colons(const unsigned char *raw, Py_ssize_t length) {
    Py_ssize_t count = 0;
    unsigned char any_behind_spaces = 0;
    for (Py_ssize_t first = 0; first < length - 1; first += MOST_IN_BYTE) {
        Py_ssize_t last = first + MOST_IN_BYTE < length - 1 ? first + MOST_IN_BYTE : length - 1;
        unsigned char behind_quotes = 0, behind_spaces = 0;
        for (Py_ssize_t at = first; at < last; at++) {
            unsigned char is_colon = raw[at + 1] == ':';
            behind_quotes += is_colon & (raw[at] == '"');
            behind_spaces |= is_colon & (raw[at] <= ' ');
        }
        any_behind_spaces |= behind_spaces;
        count += behind_quotes;
    }
    return any_behind_spaces && has_spaced_colon(raw, length) ? -1 : count;
}

/* The keys of all objects in a value; -1 where it is nested too deeply. */
static Py_ssize_t count_keys(PyObject *value, int depth) {
    Py_ssize_t count = 0, inner, position = 0;
    PyObject *each;
    if (depth > MOST_DEPTH) return -1;
    if (PyDict_CheckExact(value)) {
        count = PyDict_GET_SIZE(value);
        while (PyDict_Next(value, &position, NULL, &each)) {
            if (!PyDict_CheckExact(each) && !PyList_CheckExact(each)) continue;
            if ((inner = count_keys(each, depth + 1)) < 0) return -1;
            count += inner;
        }
    } else if (PyList_CheckExact(value)) {
        for (; position < PyList_GET_SIZE(value); position++) {
            if ((inner = count_keys(PyList_GET_ITEM(value, position), depth + 1)) < 0) return -1;
            count += inner;
        }
    }
    return count;
}

PyDoc_STRVAR(may_repeat_doc,
             "may_repeat_keys(raw, document) -> bool\n\nWhether JSON text may hold a key twice in one "
             "object, where `document` was\ndecoded from it; False is certain.");
static PyObject *may_repeat_keys(PyObject *module, PyObject *const *given, Py_ssize_t count) {
    if (count != 2 || !PyBytes_CheckExact(given[0]))
        return PyErr_Format(PyExc_TypeError, "may_repeat_keys takes bytes and their document");
    Py_ssize_t colons = count_colons((const unsigned char *)PyBytes_AS_STRING(given[0]),
                                     PyBytes_GET_SIZE(given[0]));
    Py_ssize_t keys = colons < 0 ? 0 : count_keys(given[1], 0);
    return PyBool_FromLong(colons < 0 || keys < 0 || colons > keys);
}

static PyMethodDef functions[] = {
    {"may_repeat_keys", (PyCFunction)(void (*)(void))may_repeat_keys, METH_FASTCALL, may_repeat_doc},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "screening.decode._keys",
    .m_doc = "Keys that occur twice, counted by compiled code.",
    .m_size = -1,
    .m_methods = functions,
};

PyMODINIT_FUNC PyInit__keys(void) { return PyModule_Create(&definition); }
