import Accounts
import LocalServices

/// The secret that signs the tokens of a dev hub: made once, and kept in its folder.
enum DevSecret {
    static let name = "jwt-secret"

    /// The secret of a folder, which is made when there is none.
    static func of(_ folder: StateFolder) throws(LocalServiceError) -> Confidential {
        if let kept = kept(in: folder) { return kept }
        let made = SettingsChecks.devSecretPrefix + Secret.random().text
        try folder.keep(made + "\n", as: name)
        return Confidential(made)
    }

    /// The secret of a folder, if a dev hub has run there.
    static func kept(in folder: StateFolder) -> Confidential? {
        guard let text = folder.kept(name) else { return nil }
        let line = text.prefix { $0 != "\n" }
        return line.hasPrefix(SettingsChecks.devSecretPrefix) ? Confidential(String(line)) : nil
    }
}
