/*
 * Tells the thread sanitizer of Swift's Mutex; preloaded into what .make/sanitizers tests.
 *
 * Synchronization.Mutex takes a free lock by an atomic exchange that is compiled into the caller,
 * where the sanitizer sees it. Where threads contend, it calls libswiftSynchronization, which asks
 * the kernel (a priority-inheriting futex). That library is not instrumented, so the sanitizer
 * misses that the unlocking happens before the locking, and reports races on what the lock guards:
 * two threads that add to a Mutex<Int> are enough (control.swift).
 *
 * These functions stand before the library's: what they add is that order and nothing else, so no
 * race is hidden. A suppression would hide every race in the code that takes a lock.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *self

/* Not there in processes without the sanitizer. */
__attribute__((weak)) void __tsan_acquire(void *address);
__attribute__((weak)) void __tsan_release(void *address);

/* Synchronization._MutexHandle._lockSlow(UInt32), _tryLockSlow() and _unlockSlow(), as of 6.3. */
#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define TRY_LOCK "$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

SWIFT void mutex_lock(uint32_t thread, SELF) __asm__(LOCK);
SWIFT bool mutex_try_lock(SELF) __asm__(TRY_LOCK);
SWIFT void mutex_unlock(SELF) __asm__(UNLOCK);

SWIFT void mutex_lock(uint32_t thread, SELF) {
    SWIFT void (*lock)(uint32_t, SELF) = dlsym(RTLD_NEXT, LOCK);
    lock(thread, self);
    if (__tsan_acquire) __tsan_acquire(self);
}

SWIFT bool mutex_try_lock(SELF) {
    SWIFT bool (*try_lock)(SELF) = dlsym(RTLD_NEXT, TRY_LOCK);
    bool locked = try_lock(self);
    if (locked && __tsan_acquire) __tsan_acquire(self);
    return locked;
}

SWIFT void mutex_unlock(SELF) {
    SWIFT void (*unlock)(SELF) = dlsym(RTLD_NEXT, UNLOCK);
    if (__tsan_release) __tsan_release(self);
    unlock(self);
}
