"""Pictures: one pure layout function per kind; the web and the papers draw from the same geometry. Needs no Django."""
