/** How the memory of the kernels is laid out, and the numbers that all of them know. */

export const ODD: i32 = -1
export const NEWLINE: i32 = 0x0a
export const QUOTE: i32 = 0x22
/** Columns that it has room for. */
export const MOST_COLUMNS: i32 = 4000
/** Length of the constant columns that a record may begin with. */
export const LONGEST_LEAD: i32 = 64
export const CLASSES: i32 = 8
export const MINUTES_PER_HOUR: i32 = 60
export const SECONDS_PER_HOUR = 3600

// Memory, all of it laid out here: areas that are small, then tables, then the block of bytes.
// For each of a record's first 64 bytes, the lowest that it may be and how far above that it may be.
export const LEAD_LOWEST: i32 = 2048
export const LEAD_SPAN: i32 = 2112
/** Where the leading columns end, from the start of the record. */
export const LEAD_BOUNDS: i32 = 2304
/** Indexes of the columns that decide what a record counts as. */
export const COUNTING: i32 = 3072
// The same for 16 bytes of a time, from the colon behind its minute on.
export const FORM_LOWEST: i32 = 3584
export const FORM_SPAN: i32 = 3600
export const BOUNDS: i32 = 4096
export const KEY: i32 = 20480
export const LONGEST_KEY: i32 = 256
/** A byte for each status of three digits, found by the digits as hexadecimal ones: its class, once it is known. */
export const CLASS_OF_STATUS: i32 = 24576
export const NO_CLASS: i32 = 255
/** In place of a status that is not three digits: the last place, that of `???`, which is never filled. */
export const NO_STATUS: i32 = CLASS_OF_STATUS + 0xfff
export const HOUR_SLOTS = 28672
export const MOST_HOUR_SLOTS = 32768
export const CLASS_SLOTS = HOUR_SLOTS + 4 * MOST_HOUR_SLOTS
export const MOST_CLASS_SLOTS = 32768
export const CLASS_ENTRIES = CLASS_SLOTS + 4 * MOST_CLASS_SLOTS
export const MOST_CLASSES = MOST_CLASS_SLOTS / 2
/** Value, length of the key, the key. */
export const LONGEST_CLASS_ENTRY = 16 + LONGEST_KEY + 16
/** Behind the entries: where the bytes are put. What lies behind is read, never used. */
export const BLOCK: i32 = CLASS_ENTRIES + 0x100000
export const BLOCK_SIZE: i32 = 0x100000
/** What `listCounts` found. */
export const TALLIES: i32 = BLOCK + BLOCK_SIZE + 256
/** Room for the kernel of JSON lines, which has this one in it. */
export const FURTHER: i32 = TALLIES + 8 * MINUTES_PER_HOUR * CLASSES
export const FURTHER_SIZE: i32 = 0x40000
/** What paths are known by, and the counts of their kinds (path-kernel.ts). */
export const PATHS: i32 = FURTHER + FURTHER_SIZE
export const PATHS_SIZE: i32 = 0x60000
/** Counts of hours, one behind the other, up to the end of the memory. */
export const HOURS: i32 = PATHS + PATHS_SIZE
