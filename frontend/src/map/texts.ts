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
    return unit ? `${this.plain.format(value)} ${unit}` : this.plain.format(value);
  }

  brief(value: number): string {
    return this.short.format(value);
  }

  deviation(value: number): string {
    return this.signed.format(value);
  }
}
