// Texts and numbers for people: texts from the page, numbers in the page's language.

/** A text of `<template data-text="name">` with its {places} filled. */
export function textOf(root: ParentNode, name: string, values: Record<string, unknown> = {}): string {
  const template = root.querySelector<HTMLTemplateElement>(`template[data-text="${name}"]`);
  const text = template?.content.textContent?.trim() ?? "";
  return fill(text, values);
}

export function fill(text: string, values: Record<string, unknown>): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) =>
    name in values ? String(values[name]) : place,
  );
}

export class Numbers {
  private readonly plain: Intl.NumberFormat;
  private readonly short: Intl.NumberFormat;
  private readonly signed: Intl.NumberFormat;

  constructor(language: string) {
    this.plain = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
    this.short = new Intl.NumberFormat(language, {
      notation: "compact",
      maximumSignificantDigits: 3,
    });
    this.signed = new Intl.NumberFormat(language, {
      style: "percent",
      minimumFractionDigits: 1,
      maximumFractionDigits: 1,
      signDisplay: "exceptZero",
    });
  }

  exact(value: number, unit = ""): string {
    const digits = written(this.plain, value);
    return unit ? `${digits}\u00a0${unit}` : digits;
  }

  brief(value: number): string {
    return written(this.short, value);
  }

  deviation(value: number): string {
    return written(this.signed, value);
  }
}

/** As the server writes it: a space before the unit, a minus that is no hyphen. */
function written(format: Intl.NumberFormat, value: number): string {
  const parts = format.formatToParts(value);
  return parts
    .map(({ type, value: text }, at) => {
      if (type === "minusSign") return "\u2212";
      return type === "compact" && parts[at - 1]?.type !== "literal" ? `\u00a0${text}` : text;
    })
    .join("");
}
