// Talks to the server: one request at a time, each with the newest revision.

import type { Answer, Conflict } from "./contract.ts";

export type Outcome =
  | { kind: "done"; answer: Answer }
  | { kind: "conflict"; conflict: Conflict }
  | { kind: "failed"; message: string };

export async function load<Kind>(url: string): Promise<Kind> {
  const response = await fetch(url, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return (await response.json()) as Kind;
}

export class Server {
  /** Set when somebody else was faster: nothing more is sent until `resume`. */
  conflict: Conflict | undefined;
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly token: () => string,
    public revision: number,
  ) {}

  /** Send after everything sent before has been answered. */
  send(url: string, body: Record<string, unknown>): Promise<Outcome> {
    const next = this.last.then(() => this.post(url, body));
    this.last = next;
    return next;
  }

  resume(revision: number): void {
    this.revision = revision;
    this.conflict = undefined;
  }

  private async post(url: string, body: Record<string, unknown>): Promise<Outcome> {
    if (this.conflict) return { kind: "conflict", conflict: this.conflict };
    try {
      const response = await fetch(url, {
        method: "POST",
        headers: {
          Accept: "application/json",
          "Content-Type": "application/json",
          "X-CSRFToken": this.token(),
        },
        body: JSON.stringify({ ...body, revision: this.revision }),
      });
      return await this.read(response);
    } catch (error) {
      return { kind: "failed", message: error instanceof Error ? error.message : String(error) };
    }
  }

  private async read(response: Response): Promise<Outcome> {
    if (response.status === 409) {
      this.conflict = (await response.json()) as Conflict;
      return { kind: "conflict", conflict: this.conflict };
    }
    if (!response.ok) return { kind: "failed", message: await refusal(response) };
    const answer = (await response.json()) as Answer;
    this.revision = answer.revision;
    return { kind: "done", answer };
  }
}

/** What the server says of a refusal: {message, remedy}, {detail}, or its status. */
async function refusal(response: Response): Promise<string> {
  try {
    const said = (await response.json()) as Record<string, unknown>;
    const words = [said["message"] ?? said["detail"], said["remedy"]].filter(Boolean);
    if (words.length) return words.join(" ");
  } catch {
    return `${response.status} ${response.statusText}`;
  }
  return `${response.status} ${response.statusText}`;
}

/** Django's token: of a form field in the element, else of the cookie. */
export function tokenOf(element: Element): string {
  const field = element.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]");
  return field?.value ?? /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "";
}
