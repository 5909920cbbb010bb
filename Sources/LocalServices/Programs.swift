import Glibc

/// Finds installed programs.
enum Programs {
    /// The folders that are searched: `PATH`, Debian's PostgreSQL (newest first), the usual ones.
    static func folders() -> [String] {
        let path = getenv("PATH").map { String(cString: $0) } ?? ""
        let versions = Files.entries(of: "/usr/lib/postgresql")
            .compactMap { Int($0) }.sorted(by: >)
            .map { "/usr/lib/postgresql/\($0)/bin" }
        var seen: Set<String> = []
        return
            (path.split(separator: ":").map(String.init) + versions + [
                "/usr/local/bin", "/usr/bin",
            ])
            .filter { $0.hasPrefix("/") && seen.insert($0).inserted }
    }

    /// The real folder that holds all of these programs.
    ///
    /// Links are followed first: Debian keeps `initdb` beside `postgres`, whatever is linked
    /// elsewhere.
    static func folder(
        holding names: [String], service: String
    ) throws(LocalServiceError) -> String {
        let looked = folders()
        for folder in looked {
            guard let first = names.first, let real = realpath(folder + "/" + first, nil) else {
                continue
            }
            defer { free(real) }
            let file = String(cString: real)
            guard let slash = file.lastIndex(of: "/") else { continue }
            let home = String(file[..<slash])
            if names.allSatisfy({ access(home + "/" + $0, X_OK) == 0 }) { return home }
        }
        throw .notInstalled(service: service, looked: looked)
    }

    /// The path of one program, as it is found first.
    static func path(of name: String, service: String) throws(LocalServiceError) -> String {
        let looked = folders()
        for folder in looked where access(folder + "/" + name, X_OK) == 0 {
            return folder + "/" + name
        }
        throw .notInstalled(service: service, looked: looked)
    }
}
