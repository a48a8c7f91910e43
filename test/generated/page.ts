import type { Format } from './format.js';
import type { KnownStart } from './start.js';

/** Where a text was written, from its first to behind its last character. */
export interface Zone {
  readonly what: 'header' | 'queue' | 'append' | 'argument' | 'declaration';
  readonly from: number;
  readonly to: number;
}

/** How the file's code is spelled, beside its format. */
export interface Language {
  readonly types: boolean;
  readonly modules: 'import' | 'require';
}

/** A part of a program: text as a person would write it in this repository, or something that writes itself. */
export type Piece = string | ((page: Page) => void) | readonly Piece[];

/** `code` keeps the text of a template as it is; how it is spelled is for the page to say. */
export function code(texts: TemplateStringsArray, ...pieces: readonly Piece[]): Piece {
  return (page) => {
    const level = page.level;
    for (const [index, text] of texts.entries()) {
      page.spell(text, level);
      const piece = pieces[index];
      if (piece !== undefined) page.write(piece);
    }
  };
}

/** Text in which nothing is spelled otherwise: what stands between backticks. */
export const raw =
  (text: string): Piece =>
  (page) =>
    page.put(text);

/** Notes where a piece stands. */
export const zone =
  (what: Zone['what'], piece: Piece): Piece =>
  (page) => {
    const from = page.text.length;
    page.write(piece);
    page.zones.push({ what, from, to: page.text.length });
  };

/** Pieces between brackets, on one line or one to a line. */
export const listed =
  (items: readonly Piece[], layout: 'line' | 'lines'): Piece =>
  (page) => {
    if (items.length === 0) return;
    const { level } = page;
    const isOpen = layout === 'lines';
    for (const [index, item] of items.entries()) {
      if (isOpen) page.newline(level + 1);
      page.write(item);
      if (index < items.length - 1) page.spell(isOpen ? ',' : ', ', level + 1);
      else if (isOpen && page.format.trailingCommas) page.put(',');
    }
    if (isOpen) page.newline(level);
  };

/** `{ a, b }` */
export const object = (properties: readonly Piece[], layout: 'line' | 'lines'): Piece =>
  layout === 'line' ? code`{ ${listed(properties, layout)} }` : code`{${listed(properties, layout)}}`;

/** Continues a statement in one that begins with a bracket, where no semicolon ends the first. */
const GOES_ON = /^[([`+*-]|^\/(?![/*])/;
const OPENS = /[([{,]/;

/** A file being written: the text so far, in one format and language, and what was noted on the way. */
export class Page {
  text = '';
  /** Of the line that is being written. */
  level = 0;
  readonly zones: Zone[] = [];
  readonly starts: KnownStart[] = [];
  /** Names of other modules that the text uses. */
  readonly needs = new Set<string>();
  readonly format: Format;
  readonly language: Language;
  #gaps = 0;
  #comments = 0;
  #isUnended = false;
  #quoted = false;

  constructor(format: Format, language: Language) {
    this.format = format;
    this.language = language;
  }

  write(piece: Piece): void {
    if (typeof piece === 'string') this.spell(piece, this.level);
    else if (typeof piece === 'function') piece(this);
    else for (const one of piece) this.write(one);
  }

  /** Writes text as it is. */
  put(text: string): void {
    if (this.#isUnended && text.trim() !== '') {
      if (GOES_ON.test(text.trimStart())) this.text += ';';
      this.#isUnended = false;
    }
    this.text += text;
  }

  newline(level: number): void {
    this.level = level;
    this.text += this.format.eol + this.format.indent.repeat(level);
  }

  /** Writes code in this file's spelling: `‹only in TypeScript›`, two blanks of indentation to the level, quotes, semicolons, gaps. */
  spell(template: string, base: number): void {
    const text = template.replace(/‹([^›]*)›/g, this.language.types ? '$1' : '');
    for (let at = 0; at < text.length; at += 1) {
      const one = text.charAt(at);
      const rest = text.slice(at + 1);
      if (one === '\n') {
        const blanks = /^ */.exec(rest)?.[0].length ?? 0;
        at += blanks;
        this.newline(base + blanks / 2);
      } else if (one === "'") {
        this.#quoted = !this.#quoted;
        this.put(this.format.quote);
      } else if (one === ';' && /^(\n|$)/.test(rest) && !this.format.semicolons) this.#isUnended = true;
      else if (one === ',' && /^\n\s*[)\]}]/.test(rest) && !this.format.trailingCommas) continue;
      else {
        this.put(one);
        if (!this.#quoted && OPENS.test(one)) this.#gap();
      }
    }
  }

  #gap(): void {
    const { comments, eol, indent } = this.format;
    const comment = comments[this.#gaps % Math.max(1, comments.length)] ?? 'none';
    this.#gaps += 1;
    if (comment === 'none') return;
    this.#comments += 1;
    const note = `note ${this.#comments}`;
    const margin = eol + indent.repeat(this.level + 1);
    if (comment === 'block') this.text += ` /* ${note} */ `;
    if (comment === 'line') this.text += ` // ${note}, isn't it${margin}`;
    if (comment === 'lines') this.text += ` /* ${note}:${margin} * taskQueue: 'main-queue' */ `;
  }
}
