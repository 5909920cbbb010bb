#ifndef FLIGHTHUB_TEXT_H
#define FLIGHTHUB_TEXT_H

/// Gives back the memory of machine code that is mapped now: the program's and its libraries'.
///
/// What runs again comes back from the page cache, 64 KiB with one minor fault; what only the start
/// needed stays away. Any thread may call it at any time.
void clinux_release_text(void);

#endif
