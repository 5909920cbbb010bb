import assert from "node:assert/strict"
import { test } from "node:test"
import { World } from "./world.mjs"

const SEEDS = 100
const STEPS = 150

test(`whatever breaks, the program ends with what was committed and survived (${SEEDS} seeds)`, async () => {
  const told = {}
  for (let seed = 1; seed <= SEEDS; seed++) {
    const world = new World(seed)
    await world.run(STEPS)
    for (const [topic, { status }] of world.subscriptions) {
      assert.equal(status, "live", `seed ${seed}, ${topic}`)
      assert.deepEqual(world.held.get(topic), world.truth(topic), `seed ${seed}, ${topic}`)
    }
    assert.equal(world.state.behind, null, `seed ${seed}`)
    assert.equal(world.asked, 0, `seed ${seed}: without a fault nothing is asked for`)
    for (const [what, count] of Object.entries(world.told)) told[what] = (told[what] ?? 0) + count
  }
  for (const what of ["snapshot", "event", "reset", "live"]) {
    assert.ok(told[what] > SEEDS, `${what} was told ${told[what]} times`)
  }
})
