/** Reads the little markup that answers use: blank lines between paragraphs, "- " and "1. " before list items. */
export interface Paragraph { kind: "p"; text: string }
export interface List { kind: "ul" | "ol"; items: string[] }
export type Block = Paragraph | List;

/** In: a text as sent. Out: its paragraphs and lists, in order; lines of one paragraph are joined. */
export function toBlocks(text: string): Block[] {
  const blocks: Block[] = [];
  let last: Block | null = null;
  const start = <T extends Block>(block: T): T => {
    blocks.push(block);
    last = block;
    return block;
  };
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.trim();
    const item = /^(-|\d{1,2}\.)\s+(.*)$/.exec(line);
    const open = last as Block | null;
    if (line === "") {
      last = null;
    } else if (item) {
      const kind = item[1] === "-" ? "ul" : "ol";
      const list = open?.kind === kind ? open : start<List>({ kind, items: [] });
      list.items.push(item[2] ?? "");
    } else if (open && open.kind !== "p" && /^\s/.test(raw)) {
      open.items.push(`${open.items.pop() ?? ""} ${line}`);
    } else if (open?.kind === "p") {
      open.text += ` ${line}`;
    } else {
      start<Paragraph>({ kind: "p", text: line });
    }
  }
  return blocks;
}
