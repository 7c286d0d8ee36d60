#define PY_SSIZE_T_CLEAN
#include "module.h"

PyDoc_STRVAR(read_shape_doc,
             "is_ordinary(text, reading) -> bool\n\nWhether ASCII text surely shows no sign of "
             "disguise.");
static PyObject *is_ordinary(PyObject *Py_UNUSED(module), PyObject *arguments) {
    PyObject *text;
    int reading;
    if (!PyArg_ParseTuple(arguments, "Ui", &text, &reading)) return NULL;
    if (!PyUnicode_IS_ASCII(text) || PyUnicode_GET_LENGTH(text) > MOST_CHARACTERS) Py_RETURN_FALSE;
    Shape shape;
    int length = (int)PyUnicode_GET_LENGTH(text);
    return PyBool_FromLong(read_shape(&shape, PyUnicode_1BYTE_DATA(text), length, reading));
}

PyDoc_STRVAR(know_double_doc,
             "know_double(around) -> None\n\nA double letter that is no sign of disguise: four bytes, "
             "what\nstands before it, the letter twice, what stands behind.");
static PyObject *know_double_method(PyObject *Py_UNUSED(module), PyObject *around) {
    if (!PyBytes_Check(around) || PyBytes_GET_SIZE(around) != 4)
        return PyErr_Format(PyExc_ValueError, "not four bytes");
    know_double((const unsigned char *)PyBytes_AS_STRING(around));
    Py_RETURN_NONE;
}

static PyMethodDef functions[] = {
    {"know_double", know_double_method, METH_O, know_double_doc},
    {"is_ordinary", is_ordinary, METH_VARARGS, read_shape_doc},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "matcher.sieve._native",
    .m_doc = "The test in front of matching, compiled.",
    .m_size = -1,
    .m_methods = functions,
};

PyMODINIT_FUNC PyInit__native(void) {
    if (PyType_Ready(&BuilderType) || PyType_Ready(&SieveType)) return NULL;
    PyObject *module = PyModule_Create(&definition);
    if (!module) return NULL;
    bool added = !PyModule_AddObjectRef(module, "Builder", (PyObject *)&BuilderType) &&
                 !PyModule_AddObjectRef(module, "Sieve", (PyObject *)&SieveType) &&
                 !PyModule_AddIntConstant(module, "SEARCHED", SEARCHED) &&
                 !PyModule_AddIntConstant(module, "JOINED", JOINED) &&
                 !PyModule_AddIntConstant(module, "NAMED", NAMED) &&
                 !PyModule_AddIntConstant(module, "REPEATED", REPEATED);
    if (!added) Py_CLEAR(module);
    return module;
}
