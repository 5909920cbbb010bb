import Glibc

/// Null-terminated arrays of C strings, as `execve` takes them.
enum CStrings {
    /// Lends the strings as C for the time of the call.
    static func with<Result>(
        _ strings: [String],
        _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        var pointers = strings.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        return pointers.withUnsafeMutableBufferPointer { buffer in
            // The closing nil makes the array non-empty, so it has a base address.
            withExtendedLifetime(buffer) {
                guard let base = buffer.baseAddress else { preconditionFailure("empty array") }
                return body(UnsafePointer(base))
            }
        }
    }
}
