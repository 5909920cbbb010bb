import Glibc

/// The repository's files, as the tests of its shape read them.
enum SourceTree {
    /// A Swift file and its lines.
    struct File: Sendable {
        /// Relative to the repository.
        let path: String
        let lines: [String]
    }

    /// The repository's folder: this file is three below it.
    static let root: String = {
        let parts = #filePath.split(separator: "/").dropLast(3)
        return "/" + parts.joined(separator: "/")
    }()

    /// The names in a folder, without `.` and `..`, in order.
    static func entries(of folder: String) -> [String] {
        guard let directory = opendir(root + "/" + folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            // In place: a copy would read all 256 bytes, more than the entry has.
            let name = withUnsafeMutablePointer(to: &entry.pointee.d_name) { pointer in
                String(cString: UnsafeRawPointer(pointer).assumingMemoryBound(to: CChar.self))
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// All Swift files of a folder and those below it.
    static func swiftFiles(in folder: String) -> [File] {
        entries(of: folder).flatMap { name -> [File] in
            let path = folder + "/" + name
            if name.hasSuffix(".swift") { return [File(path: path, lines: lines(of: path))] }
            return swiftFiles(in: path)
        }
    }

    private static func lines(of path: String) -> [String] {
        guard let file = fopen(root + "/" + path, "r") else { return [] }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 * 1024)
        while case let count = fread(&chunk, 1, chunk.count, file), count > 0 {
            bytes += chunk[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
}
