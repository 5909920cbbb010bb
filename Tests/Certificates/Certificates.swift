import Glibc
package import Net

/// Certificates that tests make for themselves, in a folder that goes with them.
///
/// Each signs itself, so it is also the authority to trust.
package final class Certificates: Sendable {
    /// The kinds of keys that the hub is tested with.
    package enum Kind: String, Sendable, CaseIterable {
        /// A key on the curve P-256.
        case ecdsa
        /// A key of 2048 bits.
        case rsa

        var options: String {
            switch self {
            case .ecdsa: "ec -pkeyopt ec_paramgen_curve:prime256v1"
            case .rsa: "rsa:2048"
            }
        }
    }

    /// The folder of the files.
    package let folder: String

    /// An empty folder.
    package init() throws {
        var template = Array("/tmp/flighthub-tls-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Errno(errno) }
        folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit {
        _ = Shell.perform("rm -r \(folder)")
    }

    /// A certificate for DNS names, and for 127.0.0.1, in files that are named after `file`.
    ///
    /// It replaces one that was made with the same name.
    package func make(
        _ file: String, _ kind: Kind = .ecdsa, for names: [String] = ["localhost"]
    ) throws -> TLSServerConfiguration.Pair {
        let pair = pair(file)
        let alternatives = names.map { "DNS:\($0)" } + ["IP:127.0.0.1"]
        let result = Shell.perform(
            """
            openssl req -x509 -newkey \(kind.options) -nodes -keyout \(pair.key) \
            -out \(pair.certificate) -days 30 -subj "/CN=\(names[0])" \
            -addext "subjectAltName=\(alternatives.joined(separator: ","))"
            """)
        guard result.status == 0 else { throw Failure(reason: result.output) }
        return pair
    }

    /// A certificate whose time was over a day ago.
    package func makeExpired(_ file: String) throws -> TLSServerConfiguration.Pair {
        let pair = try make(file)
        let result = Shell.perform(
            """
            openssl x509 -x509toreq -in \(pair.certificate) -signkey \(pair.key) \
            -out \(folder)/request.pem && \
            openssl x509 -req -in \(folder)/request.pem -signkey \(pair.key) -days -1 \
            -out \(pair.certificate)
            """)
        guard result.status == 0 else { throw Failure(reason: result.output) }
        return pair
    }

    /// The files that `make` names so.
    package func pair(_ file: String) -> TLSServerConfiguration.Pair {
        TLSServerConfiguration.Pair(
            certificate: "\(folder)/\(file).pem", key: "\(folder)/\(file).key")
    }

    /// Puts text into a file of the folder, and returns its path.
    package func write(_ text: String, to file: String) throws -> String {
        let path = "\(folder)/\(file)"
        guard let stream = fopen(path, "w") else { throw Errno(errno) }
        defer { fclose(stream) }
        fputs(text, stream)
        return path
    }

    /// What the openssl program had to say.
    package struct Failure: Error {
        /// Its output.
        package let reason: String
    }
}
