/* See README.md. jni.h includes this, and uses nothing of it that C needs. */
