//! Brings a history into the shop: original numbers and dates, no stock moved, paid, tax not recorded, outside the legal series and chains.
//!
//! The file is read twice: once to know its codes, customers and documents, once to write. Products and customers come first, in one
//! transaction; documents follow in batches, each with its summaries, its notes and the place in the file up to which everything is done, in
//! one transaction. So whatever stops a run, the same file goes on behind the last batch.

mod store;
mod undo;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::import::{ImportKind, ImportState, Report, Tell};
use super::online_retail::document::{Document, Gathering, classify};
use super::online_retail::line::{Columns, Line, read_line};
use super::online_retail::overview::Overview;
use super::online_retail::{Rule, Tally};
use super::problem::Problem;
use super::source::{Source, Survey};
use super::store as imports_store;
use super::table::Table;
use crate::base::{CustomerId, Error, ImportId, LocationId, Money, RegisterId, Result, VariantId};
use crate::say;
use crate::settings;
use crate::store::{Context, Store, Write};

pub use undo::{references, undo};

/// Documents are written in transactions of about so many lines: large enough to write each page of an index once for many lines, small
/// enough that a sale at the counter waits for a moment only.
const BATCH_LINES: usize = 12_000;
/// The days of the file are those of its shop.
const FILE_ZONE: Tz = Tz::Europe__London;

/// What came of a history.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct HistoryReport {
    /// Documents of the file.
    pub documents: u64,
    /// Those among them that are returns.
    pub returns: u64,
    /// Lines of the file.
    pub lines: u64,
    /// Products of the file.
    pub products: u64,
    /// Customers of the file.
    pub customers: u64,
    /// Net sales.
    pub total_minor: Money,
    /// Net sales by month, `2010-12`.
    #[schema(value_type = std::collections::HashMap<String, i64>)]
    pub by_month: std::collections::BTreeMap<String, Money>,
    /// Net sales by the order's country, as the file names it.
    #[schema(value_type = std::collections::HashMap<String, i64>)]
    pub by_country: std::collections::BTreeMap<String, Money>,
    /// Every decision with its count.
    pub decisions: Vec<Decision>,
    /// How long it took.
    pub seconds: f64,
}

/// A decision that was taken for many lines at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Decision {
    /// Which.
    pub rule: Rule,
    /// How often.
    pub count: u64,
}

impl HistoryReport {
    fn of(tally: &Tally, took: Duration) -> Self {
        let tally = tally.clone();
        Self {
            documents: tally.documents,
            returns: tally.returns,
            lines: tally.lines,
            products: tally.products,
            customers: tally.customers,
            total_minor: tally.total_minor,
            by_month: tally.by_month,
            by_country: tally.by_country,
            decisions: tally.decisions.into_iter().map(|(rule, count)| Decision { rule, count }).collect(),
            seconds: Duration::from_millis(u64::try_from(took.as_millis()).unwrap_or(u64::MAX)).as_secs_f64(),
        }
    }

    /// What a resumed run counts on from.
    fn tally(self) -> Tally {
        Tally {
            documents: self.documents,
            returns: self.returns,
            lines: self.lines,
            products: self.products,
            customers: self.customers,
            total_minor: self.total_minor,
            by_month: self.by_month,
            by_country: self.by_country,
            decisions: self.decisions.into_iter().map(|decision| (decision.rule, decision.count)).collect(),
        }
    }
}

/// What every row of the history shares.
#[derive(Debug, Clone)]
struct Frame {
    import_id: ImportId,
    currency: String,
    exponent: u32,
    register_id: RegisterId,
    location_id: LocationId,
}

/// Which record of the shop each code and customer of the file is.
#[derive(Debug, Default)]
struct Known {
    variants: HashMap<String, VariantId>,
    customers: HashMap<String, CustomerId>,
}

/// What one look over the file tells, without writing anything: the same counts and sums as the import itself.
///
/// # Errors
/// Refuses what is no such file.
pub fn preview(source: &Source, survey: &Survey, exponent: u32) -> Result<(HistoryReport, Vec<Problem>)> {
    let began = Instant::now();
    let overview = look_over(source, survey, &|_, _, _| Ok(()))?;
    let mut tally = begin_tally(&overview);
    let mut problems = Vec::new();
    let mut reading = Reading::open(source, survey)?;
    while let Some(step) = reading.next(&overview)? {
        problems.extend(step.problems);
        if let Some(lines) = step.document {
            classify(lines, &overview, exponent, &mut tally)?;
        }
    }
    problems.append(&mut reading.problems);
    tally.count(Rule::RefusedRow, problems.len() as u64);
    Ok((HistoryReport::of(&tally, began.elapsed()), problems))
}

/// Imports the history, or goes on with the import of the same file that was stopped.
///
/// # Errors
/// Refuses what is no such file and a file that was imported before. What stops the run in the middle leaves what was written; the same file
/// goes on from there.
pub fn run(store: &Store, context: &Context, source: &Source, tell: Tell<'_>) -> Result<(ImportId, HistoryReport)> {
    let began = Instant::now();
    let _alone = crate::imports::begin_alone(store)?;
    tell(0, None, say!("Reading the file"))?;
    let survey = source.survey()?;
    let overview = Arc::new(look_over(source, &survey, tell)?);
    let started = start(store, context, source, &survey, &overview)?;
    let took_before = Duration::try_from_secs_f64(started.report.seconds).unwrap_or_default();
    let (frame, import_id) = (Arc::new(started.frame), started.import_id);
    let mut run = Run {
        store,
        context,
        overview: &overview,
        frame: frame.clone(),
        known: Arc::new(started.known),
        there: store.read_now(|db| store::other_numbers(db, import_id))?,
        tally: started.report.tally(),
        batch: Batch::default(),
        began,
        took_before,
    };
    let outcome = run.write_documents(source, &survey, started.rows_done, tell);
    if let Err(error) = outcome {
        let report = Report::OnlineRetail(run.report());
        store.write_now(context.clone(), move |tx| imports_store::end(tx, import_id, ImportState::Cancelled, &report))?;
        return Err(error);
    }
    run.finish(import_id)
}

/// The first pass.
fn look_over(source: &Source, survey: &Survey, tell: Tell<'_>) -> Result<Overview> {
    let mut table = Table::open(source, survey)?;
    let columns = Columns::of(&table, &source.file_name)?;
    let mut overview = Overview::default();
    while let Some(row) = table.next_row()? {
        if let Ok(line) = read_line(row, &columns) {
            overview.see(&line);
            if overview.line_count() % 100_000 == 0 {
                tell(0, None, say!("Reading the file"))?;
            }
        }
    }
    if overview.line_count() == 0 {
        return Err(Error::invalid(say!(
            "\"{file_name}\" holds no line that can be understood, so nothing was imported.",
            file_name = source.file_name
        )));
    }
    Ok(overview)
}

fn begin_tally(overview: &Overview) -> Tally {
    let mut tally =
        Tally { products: overview.products().len() as u64, customers: overview.customers().len() as u64, ..Tally::default() };
    for (rule, count) in overview.decisions() {
        tally.count(rule, count);
    }
    tally
}

struct Started {
    import_id: ImportId,
    frame: Frame,
    known: Known,
    report: HistoryReport,
    rows_done: u64,
}

/// Enters the import with its products and customers, or finds the one that this file goes on with.
fn start(store: &Store, context: &Context, source: &Source, survey: &Survey, overview: &Arc<Overview>) -> Result<Started> {
    let (file_name, hash, overview, context) = (source.file_name.clone(), survey.file_hash, overview.clone(), context.clone());
    store.write_now(context.clone(), move |tx| {
        let shop = settings::find_shop(tx)?;
        let (register_id, location_id) = imports_store::register(tx, &context)?;
        let frame = |import_id| Frame {
            import_id,
            currency: shop.currency.clone(),
            exponent: shop.currency_exponent,
            register_id,
            location_id,
        };
        if let Some(open) = imports_store::find_by_hash(tx, ImportKind::OnlineRetail, &hash)? {
            match open.state {
                ImportState::Done => return Err(already_done(&open.file_name)),
                ImportState::Undoing => return Err(half_undone(&open.file_name)),
                ImportState::Running | ImportState::Cancelled | ImportState::Undone => {}
            }
            let Report::OnlineRetail(report) = open.report else {
                return Err(Error::internal("a history with the report of another import"));
            };
            imports_store::resume(tx, open.id)?;
            let known = store::known(tx, open.id)?;
            return Ok(Started { import_id: open.id, frame: frame(open.id), known, report, rows_done: open.rows_done });
        }
        let mut tally = begin_tally(&overview);
        let import_id = imports_store::begin(tx, ImportKind::OnlineRetail, &file_name, &hash)?;
        let already = store::insert_products(tx, import_id, &overview.products())?;
        tally.count(Rule::ProductAlreadyThere, already);
        store::insert_customers(tx, import_id, &overview.customers())?;
        let report = HistoryReport::of(&tally, Duration::ZERO);
        imports_store::save_report(tx, import_id, 0, &Report::OnlineRetail(report.clone()))?;
        Ok(Started { import_id, frame: frame(import_id), known: store::known(tx, import_id)?, report, rows_done: 0 })
    })
}

fn already_done(file_name: &str) -> Error {
    Error::new(
        crate::base::Code::Conflict,
        say!(
            "This file was imported before (as \"{file_name}\"), so nothing was imported again. Undo that import first to repeat it.",
            file_name
        ),
    )
}

fn half_undone(file_name: &str) -> Error {
    Error::refused(say!(
        "The import of this file (as \"{file_name}\") is being undone, so nothing was imported. Let the undoing come to its end first; where it was stopped, start it again.",
        file_name
    ))
}

/// The second pass over the file: documents in the order in which they are complete, and the rows that could not be understood.
struct Reading {
    table: Table,
    columns: Columns,
    gathering: Gathering,
    problems: Vec<Problem>,
    rows: u64,
}

/// A row of the second pass that completes a document.
struct Step {
    /// The ordinal of the row among those of the file.
    row: u64,
    document: Option<super::online_retail::document::Gathered>,
    /// Rows since the step before that could not be understood.
    problems: Vec<Problem>,
}

impl Reading {
    fn open(source: &Source, survey: &Survey) -> Result<Self> {
        let table = Table::open(source, survey)?;
        let columns = Columns::of(&table, &source.file_name)?;
        Ok(Self { table, columns, gathering: Gathering::default(), problems: Vec::new(), rows: 0 })
    }

    fn next(&mut self, overview: &Overview) -> Result<Option<Step>> {
        while let Some(row) = self.table.next_row()? {
            self.rows += 1;
            let line: Line = match read_line(row, &self.columns) {
                Ok(line) => line,
                Err(problem) => {
                    self.problems.push(*problem);
                    continue;
                }
            };
            if let Some(document) = self.gathering.take(line, overview)? {
                return Ok(Some(Step { row: self.rows, document: Some(document), problems: std::mem::take(&mut self.problems) }));
            }
        }
        Ok(None)
    }
}

/// What the next transaction writes.
#[derive(Debug, Default)]
struct Batch {
    documents: Vec<Document>,
    problems: Vec<Problem>,
    lines: usize,
    rows_done: u64,
}

struct Run<'a> {
    store: &'a Store,
    context: &'a Context,
    overview: &'a Overview,
    frame: Arc<Frame>,
    known: Arc<Known>,
    there: HashSet<(String, i64)>,
    tally: Tally,
    batch: Batch,
    began: Instant,
    took_before: Duration,
}

impl Run<'_> {
    fn write_documents(&mut self, source: &Source, survey: &Survey, rows_done: u64, tell: Tell<'_>) -> Result<()> {
        let total = i64::try_from(self.overview.line_count()).ok();
        let mut reading = Reading::open(source, survey)?;
        self.batch.rows_done = rows_done;
        while let Some(step) = reading.next(self.overview)? {
            if step.row <= rows_done {
                continue;
            }
            self.take(step)?;
            if self.batch.lines >= BATCH_LINES {
                self.write_batch()?;
                tell(i64::try_from(reading.rows).unwrap_or(i64::MAX), total, say!("Writing sales"))?;
            }
        }
        self.batch.problems.append(&mut reading.problems);
        self.batch.rows_done = reading.rows;
        self.write_batch()?;
        tell(i64::try_from(reading.rows).unwrap_or(i64::MAX), total, say!("Checking the sums"))
    }

    fn take(&mut self, step: Step) -> Result<()> {
        self.tally.count(Rule::RefusedRow, step.problems.len() as u64);
        self.batch.problems.extend(step.problems);
        self.batch.rows_done = step.row;
        let Some(gathered) = step.document else { return Ok(()) };
        let Some(first) = gathered.lines.first() else { return Ok(()) };
        if self.there.contains(&(first.invoice.series.clone(), first.invoice.number)) {
            self.tally.count(Rule::DocumentAlreadyThere, 1);
            self.batch.problems.push(already_there(first));
            return Ok(());
        }
        let document = classify(gathered, self.overview, self.frame.exponent, &mut self.tally)?;
        self.batch.lines += document.lines.len() + document.notes.len();
        self.batch.documents.push(document);
        Ok(())
    }

    fn write_batch(&mut self) -> Result<()> {
        let batch = std::mem::take(&mut self.batch);
        self.batch.rows_done = batch.rows_done;
        let (frame, known) = (self.frame.clone(), self.known.clone());
        let report = Report::OnlineRetail(self.report());
        self.store.write_now(self.context.clone(), move |tx| {
            store::insert_documents(tx, &frame, &known, &batch.documents)?;
            imports_store::insert_problems(tx, frame.import_id, &batch.problems)?;
            imports_store::save_report(tx, frame.import_id, batch.rows_done, &report)
        })
    }

    fn report(&self) -> HistoryReport {
        HistoryReport::of(&self.tally, self.took_before + self.began.elapsed())
    }

    fn finish(self, import_id: ImportId) -> Result<(ImportId, HistoryReport)> {
        let written = self.store.read_now(|db| store::total(db, import_id))?;
        if written != self.tally.total_minor {
            return Err(Error::internal(format!("the import read {:?} and wrote {written:?}", self.tally.total_minor)));
        }
        let report = self.report();
        let kept = Report::OnlineRetail(report.clone());
        self.store.write_now(self.context.clone(), move |tx: &mut Write<'_>| {
            imports_store::end(tx, import_id, ImportState::Done, &kept)
        })?;
        Ok((import_id, report))
    }
}

fn already_there(line: &Line) -> Problem {
    Problem {
        file_line: line.file_line,
        column: super::online_retail::line::COLUMNS[0].to_owned(),
        value: format!("{}{}", line.invoice.series, line.invoice.number),
        message: say!(
            "The shop already has an order with this number, so the document was not imported. Undo the import that brought it, or remove it from the file."
        ),
        content: String::new(),
    }
}
