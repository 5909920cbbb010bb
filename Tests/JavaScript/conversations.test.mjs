import assert from "node:assert/strict"
import { readFile, readdir } from "node:fs/promises"
import { test } from "node:test"
import { Player, isForClients } from "./conversation.mjs"

const folder = new URL("../../protocol/conversations/", import.meta.url)
const names = (await readdir(folder)).filter((name) => name.endsWith(".json"))
const read = async (name) => JSON.parse(await readFile(new URL(name, folder), "utf8"))
const played = []

for (const name of names) {
  const conversation = await read(name)
  if (!isForClients(conversation)) continue
  played.push(name)
  test(`${name}: ${conversation.title}`, () => new Player().play(conversation))
}

test("only what no client would send is left out", () => {
  assert.deepEqual(
    names.filter((name) => !played.includes(name)).sort(),
    ["bad-frames.json", "binary-message.json", "nonsense.json"])
})
