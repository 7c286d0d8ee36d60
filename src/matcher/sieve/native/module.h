/* What the module offers to Python. */

#ifndef FRESNEL_MODULE_H
#define FRESNEL_MODULE_H

#include <Python.h>

#include "search.h"

enum { MOST_STEPS = 64 };

extern PyTypeObject BuilderType;
extern PyTypeObject SieveType;

/* False is certain. Anything but short ASCII text may hold a value. */
bool may_hold_text(const List *list, PyObject *text, int reading);

/* The same of the texts of a document that a tree names; also true where one is no such text. */
bool may_hold_document(const List *list, PyObject *document, PyObject *tree);
bool is_tree(PyObject *tree, int depth);

#endif
