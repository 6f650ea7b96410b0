/* See README.md. Apple keeps errno in the thread, and a function tells where. */
int *__error(void);
#define errno (*__error())

#define ENOSYS 78
