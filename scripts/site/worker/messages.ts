/** What a page asks its kernel; `parent` is Jupyter's header of the question, which outputs carry. */
export interface Request {
  id: number;
  type: "kernel_info" | "execute" | "complete" | "inspect" | "is_complete" | "interrupt";
  // biome-ignore lint/suspicious/noExplicitAny: tslab says of each kind what is in it
  content: any;
  parent: object | undefined;
}

/** What the kernel tells the page: outputs, and one answer to each question. */
export type Answer =
  | { parent: object | undefined; stream: { name: string; text: string } }
  | { parent: object | undefined; display: object; update: boolean }
  | { id: number; reply: object }
  | { id: number; failure: string };
