import Glibc

/// An open descriptor, owned: it is closed when the value ends.
package struct FileDescriptor: ~Copyable, Sendable {
    /// The number, for calls that borrow it; it must not be kept longer than the value lives.
    package let number: Int32

    /// Takes over `number`, which nothing else may close from now on.
    package init(owning number: Int32) {
        precondition(number >= 0, "a descriptor is not negative")
        self.number = number
    }

    deinit {
        Glibc.close(number)
    }

    /// Hands the open descriptor to the caller, who has to close it.
    package consuming func release() -> Int32 {
        let number = number
        discard self
        return number
    }

    /// Closes it now.
    package consuming func close() {}
}
