//! The recovery kit: the one sheet that opens the shop when nothing else does.
//!
//! It is read by a worried person years after it was printed, so it says what it is, what it opens and what to do, and carries the key
//! twice: as a code to scan and as groups to type.
#![allow(clippy::float_arithmetic, reason = "positions on paper are measured, not counted")]

use chrono::NaiveDate;

use super::canvas::{Canvas, Ink, MM, Meta, PageSize};
use super::codes;
use super::flow::{Flow, Row};
use super::fonts::{Family, Weight};
use super::format::{self, Language};
use super::invoice::Sheet;
use super::party::labelled;
use super::text::{self, Align, Style, clip};
use super::words::{Words, words};
use crate::base::{Result, Timestamp};

/// Everything the recovery kit shows. It has no `Debug`, so that the key cannot reach a log.
pub struct RecoveryKit {
    /// Language of the text.
    pub language: Language,
    /// The paper.
    pub sheet: Sheet,
    /// Whose shop it opens.
    pub shop_name: String,
    /// The day it was made, on the shop's calendar.
    pub date: NaiveDate,
    /// When it was made; the date of the file.
    pub issued_at: Timestamp,
    /// The key: an age identity such as `AGE-SECRET-KEY-1…`.
    pub identity: String,
}

const LEFT: f32 = 25.0 * MM;
const TEXT: Style = Style::new(10.0).ink(Ink::TEXT).leading(1.45);
const HEADING: Style = Style::new(11.0).weight(Weight::SemiBold).ink(Ink::PLUM).leading(1.3);
const CODE: f32 = 46.0 * MM;
const KEY: Style = Style::new(13.5).family(Family::Mono).ink(Ink::BLACK).leading(1.5);

/// Writes the recovery kit as a PDF of one page.
///
/// # Errors
/// Refuses a key that does not fit into a QR code; otherwise only for a defect in the fonts or the writer.
pub fn recovery_kit(kit: &RecoveryKit) -> Result<Vec<u8>> {
    let words = words(kit.language);
    let size = match kit.sheet {
        Sheet::A4 => PageSize::A4,
        Sheet::Letter => PageSize::Letter,
    };
    let code = codes::qr(kit.identity.trim())?;
    let width = size.width() - 2.0 * LEFT;
    let mut canvas = Canvas::new(size);
    canvas.fill(LEFT, 17.0 * MM, 11.0 * MM, 1.1 * MM, Ink::PLUM);
    let bottom = size.height() - 24.0 * MM;
    let mut flow = Flow { canvas: &mut canvas, left: LEFT, width, top: 17.0 * MM, bottom, y: 20.0 * MM };
    flow.paragraph(words.kit_title, Style::new(22.0).weight(Weight::SemiBold).ink(Ink::TEXT).leading(1.2));
    let made = labelled(words.kit_made, &format::date(kit.date, kit.language));
    let whose = format!("{}  ·  {made}", clip(&kit.shop_name, 120));
    flow.paragraph(&whose, Style::new(11.0).weight(Weight::Medium).ink(Ink::QUIET));
    flow.space(12.0);

    section(&mut flow, words.kit_what, &[words.kit_what_text]);
    heading(&mut flow, words.kit_opens);
    for point in [words.kit_opens_store, words.kit_opens_backups] {
        item(&mut flow, "•", point);
    }
    flow.paragraph(words.kit_opens_owner, TEXT);
    flow.space(12.0);
    key(&mut flow, kit, words, &code);
    heading(&mut flow, words.kit_use);
    let steps = [words.kit_step_one, words.kit_step_two, words.kit_step_three, words.kit_step_four];
    for (number, step) in (1..).zip(steps) {
        item(&mut flow, &format!("{number}."), step);
    }
    flow.space(12.0);
    keep(&mut flow, words);
    by_hand(&mut canvas, words, width);
    canvas.finish(&Meta {
        title: &format!("{} – {}", words.kit_title, kit.shop_name),
        author: &kit.shop_name,
        issued_at: kit.issued_at,
        language: kit.language,
    })
}

fn heading(flow: &mut Flow<'_>, title: &str) {
    flow.paragraph(title, HEADING);
    flow.space(2.0);
}

fn section(flow: &mut Flow<'_>, title: &str, paragraphs: &[&str]) {
    heading(flow, title);
    for paragraph in paragraphs {
        flow.paragraph(paragraph, TEXT);
    }
    flow.space(12.0);
}

fn item(flow: &mut Flow<'_>, mark: &str, content: &str) {
    let mut row = Row::new();
    row.put(0.0, 0.0, text::set(mark, TEXT.ink(Ink::PLUM).weight(Weight::SemiBold), 14.0));
    row.put(16.0, 0.0, text::set(content, TEXT, flow.width - 16.0));
    flow.row(&row.padded(2.0));
}

/// The key in its box: a code on white at the left, groups of four at the right.
fn key(flow: &mut Flow<'_>, kit: &RecoveryKit, words: &Words, code: &[Vec<bool>]) {
    const PAD: f32 = 14.0;
    let mut row = Row::new();
    let text_left = PAD + CODE + 22.0;
    let text_width = flow.width - text_left - PAD;
    let mut y = row.put(text_left, PAD - 2.0, text::set(words.kit_key, HEADING, text_width)) + 4.0;
    y = row.put(text_left, y, text::set(&grouped(&kit.identity), KEY, text_width)) + 6.0;
    row.put(text_left, y, text::set(words.kit_alphabet, Style::new(8.0).ink(Ink::QUIET), text_width));
    let height = row.height.max(PAD + CODE) + PAD;
    row.fill(0.0, 0.0, flow.width, height, Ink::MIST);
    row.fill(0.0, 0.0, 3.0, height, Ink::PLUM);
    row.fill(PAD, PAD, CODE, CODE, Ink(255, 255, 255));
    flow.need(row.height);
    let (left, top) = (flow.left + PAD, flow.y + PAD);
    flow.row(&row.padded(14.0));
    // Four modules of white around the code are part of it.
    let quiet = 4.0 * CODE / (code.len() as f32 + 8.0);
    codes::draw_qr(flow.canvas, code, left + quiet, top + quiet, CODE - 2.0 * quiet);
}

fn keep(flow: &mut Flow<'_>, words: &Words) {
    let mut row = Row::new();
    let inner = flow.width - 28.0;
    let y = row.put(14.0, 10.0, text::set(words.kit_keep, HEADING.size(12.5), inner)) + 2.0;
    let end = row.put(14.0, y, text::set(words.kit_keep_text, TEXT, inner)) + 10.0;
    for (x, top, width, height) in
        [(0.0, 0.0, flow.width, 1.0), (0.0, end, flow.width, 1.0), (0.0, 0.0, 1.0, end), (flow.width - 1.0, 0.0, 1.0, end + 1.0)]
    {
        row.fill(x, top, width, height, Ink::PLUM);
    }
    flow.row(&row);
}

/// Two lines to fill in with a pen, at the foot of the sheet.
fn by_hand(canvas: &mut Canvas, words: &Words, width: f32) {
    let y = canvas.size.height() - 20.0 * MM;
    let half = width / 2.0 - 8.0;
    for (x, label) in [(LEFT, words.kit_stored_at), (LEFT + width / 2.0 + 8.0, words.kit_checked)] {
        canvas.rule(x, y, half, 0.6, Ink::QUIET);
        canvas.text(x, y + 3.0, &text::set(label, Style::new(7.5).ink(Ink::QUIET).align(Align::Start), half));
    }
}

/// The key as a person types it: its fixed beginning on a line of its own, then groups of four, four groups a line.
fn grouped(identity: &str) -> String {
    const BEGINNING: &str = "AGE-SECRET-KEY-1";
    let identity = identity.trim();
    let (mut lines, rest) = match identity.strip_prefix(BEGINNING) {
        Some(rest) => (vec![BEGINNING.to_owned()], rest),
        None => (Vec::new(), identity),
    };
    let letters: Vec<char> = rest.chars().collect();
    for line in letters.chunks(16) {
        let groups: Vec<String> = line.chunks(4).map(|group| group.iter().collect()).collect();
        lines.push(groups.join(" "));
    }
    lines.join("\n")
}
