#if PLANTED_MISTAKES
    import Events
    import LiveProtocol

    /// A rule of the hub done wrong on purpose, at its place, to see the simulator find it.
    ///
    /// Debug builds only: what is delivered to users has none of it.
    package enum PlantedMistake: Sendable {
        /// What waited for a full socket goes by entity, not by cursor.
        case flushesByKey
        /// Who asks while a snapshot is being read gets that one, and is live from then on.
        case servesLateJoiners
        /// A cursor's number is taken for one of this history, whatever history it is from.
        case trustsAnotherEpoch
        /// Who was sent the history is live from then on, not from where the history was read.
        case readsBeforeRegistering
        /// A follower is told the hub's position with each event, behind or not.
        case tellsAnyPosition
        /// What waits for a loop beyond the bound is dropped, and nobody begins again.
        case dropsBeyondBound
    }

    extension Hub {
        /// The cursor that a client gave, as `trustsAnotherEpoch` understands it.
        func trusting(_ wish: ResumePoint) -> ResumePoint {
            guard configuration.mistake == .trustsAnotherEpoch, case .cursor(let cursor) = wish
            else {
                return wish
            }
            return .cursor(Cursor(epoch: position.epoch, seq: cursor.seq))
        }

        /// Gives a snapshot to those who asked after its read had begun.
        mutating func serveLateJoiners(of topic: Topic, _ snapshot: Snapshot?) {
            guard configuration.mistake == .servesLateJoiners, let snapshot,
                snapshot.head.epoch == position.epoch
            else { return }
            let cursor = Cursor(epoch: position.epoch, seq: snapshot.head.head)
            for number in snapshotQueue.takeLateJoiners(for: topic) {
                guard let subscription = subscriptions[Int(number)] else { continue }
                let text = ServerMessage.snapshot(
                    topic: topic.description, cursor: cursor, state: snapshot.state, reason: nil
                ).encoded()
                subscriptions[Int(number)]?.reading = .none
                send(text, to: subscription.connection, as: .answer, of: number)
                if subscriptions[Int(number)] != nil { move(number, to: .live) }
            }
        }

        /// Whether a follower that is behind is told a position all the same.
        func tellsPosition(_ member: Member?) -> Bool {
            configuration.mistake == .tellsAnyPosition && member?.isUnplaced == false
        }

        /// Goes live at once after a page, as if nothing had happened since it was read.
        mutating func joinsTooEarly(_ number: Int32) -> Bool {
            guard configuration.mistake == .readsBeforeRegistering else { return false }
            move(number, to: .live)
            return true
        }
    }
#endif
