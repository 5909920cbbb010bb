import Glibc

extension StateFolder {
    /// Keeps a small text in the folder, in a file that only its owner may read.
    ///
    /// It is replaced whole: a reader sees the old text or the new one.
    package func keep(_ text: String, as name: String) throws(LocalServiceError) {
        try Files.write(text, to: path + "/" + name)
    }

    /// A text that was kept, of at most 64 KiB; nil when there is none.
    package func kept(_ name: String) -> String? { Files.read(path + "/" + name) }

    /// Forgets a text that was kept.
    package func forget(_ name: String) throws(LocalServiceError) {
        try Files.remove(path + "/" + name)
    }
}
