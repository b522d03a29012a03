/** An import from one room into another. */
export interface RoomImport {
  readonly from: string;
  readonly to: string;
  /** True where it takes types alone, of which nothing is left when the code runs. */
  readonly typesOnly: boolean;
}

/**
 * A graph of rooms as a Mermaid flowchart from top to bottom. Rooms that import each other share a box, and an arrow is left
 * out where others lead the same way, so that few lines cross.
 */
export function mermaidOf(imports: readonly RoomImport[]): string {
  const reach = reachOf(imports);
  const boxOf = (room: string): string =>
    [...reach.keys()].filter(other => other === room || isMutual(reach, room, other)).join('\n');
  const boxes = [...new Set([...reach.keys()].map(boxOf))];
  const between = (from: string, to: string): readonly RoomImport[] =>
    imports.filter(each => boxOf(each.from) === from && boxOf(each.to) === to);
  const leads = (from: string, to: string): boolean =>
    from !== to && reach.get(from.split('\n')[0]!)!.has(to.split('\n')[0]!);

  const arrows = boxes.flatMap(from =>
    boxes
      .filter(
        to => leads(from, to) && !boxes.some(stop => stop !== to && leads(from, stop) && leads(stop, to)),
      )
      .map(to => ({ from, to, typesOnly: between(from, to).every(({ typesOnly }) => typesOnly) })),
  );
  const id = (box: string): string => box.replace(/\W+/g, '_');
  return [
    'flowchart TB',
    ...boxes.map(box => `  ${id(box)}["${box.split('\n').join(' ⇄ ')}"]`),
    ...arrows.map(({ from, to, typesOnly }) => `  ${id(from)} ${typesOnly ? '-.->' : '-->'} ${id(to)}`),
  ].join('\n');
}

type Reach = ReadonlyMap<string, ReadonlySet<string>>;

/** All rooms that each room leads to, over as many imports as it takes; rooms in the order of their names. */
function reachOf(imports: readonly RoomImport[]): Reach {
  const rooms = [...new Set(imports.flatMap(({ from, to }) => [from, to]))].sort();
  const reach = new Map(
    rooms.map(room => [room, new Set(imports.filter(({ from }) => from === room).map(({ to }) => to))]),
  );
  // Warshall's closure: a way over rooms up to `stop` is one there and one from there.
  for (const stop of rooms) {
    for (const room of rooms) {
      if (reach.get(room)!.has(stop)) for (const far of reach.get(stop)!) reach.get(room)!.add(far);
    }
  }
  return reach;
}

function isMutual(reach: Reach, a: string, b: string): boolean {
  return reach.get(a)!.has(b) && reach.get(b)!.has(a);
}
