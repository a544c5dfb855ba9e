//! Writes a list of products, or shows what writing it would do.
//!
//! Products are written many to a transaction. When the shop refuses one of them after all, its batch is written again one by one, so that
//! only that one is left out and explained.

use std::sync::Arc;

use chrono::NaiveDate;
use rusqlite::Connection;

use super::super::import::{ImportKind, ImportState, ProductsReport, Report, Tell};
use super::super::problem::Problem;
use super::super::source::{Source, Survey};
use super::super::store as imports_store;
use super::super::{PREVIEW_ROWS, PreviewRow};
use super::columns::{Mapping, guess_mapping};
use super::draft::{Drafts, ProductDraft, read_drafts};
use super::plan::{Effect, Planned, Planning};
use super::row::Reading;
use crate::base::{Code, ImportId, Result};
use crate::imports::table::Table;
use crate::products::{self, full_name};
use crate::say;
use crate::store::{Context, Store, Write};

/// Products written in one transaction.
const BATCH: usize = 200;
/// Above so many products the search is made anew at the end instead of with every product.
const SEARCH_AT_ONCE_MAX: usize = 2_000;

/// A list of products, read and understood.
pub struct ProductList {
    /// The file.
    pub source: Source,
    /// Its hash and encoding.
    pub survey: Survey,
    /// The columns.
    pub header: Vec<String>,
    /// What they mean.
    pub mapping: Mapping,
    /// The products.
    pub drafts: Drafts,
}

impl ProductList {
    /// Reads the file with this mapping, or with a guessed one.
    ///
    /// # Errors
    /// Refuses what is no such list.
    pub fn read(source: &Source, mapping: Option<Mapping>) -> Result<Self> {
        let survey = source.survey()?;
        let header = Table::open(source, &survey)?.header;
        let mapping = mapping.unwrap_or_else(|| guess_mapping(&header).1);
        let drafts = read_drafts(source, &survey, &mapping)?;
        Ok(Self { source: source.clone(), survey, header, mapping, drafts })
    }

    fn reading(&self) -> Reading {
        Reading::new(&self.header, &self.mapping)
    }

    fn report(&self) -> ProductsReport {
        ProductsReport {
            header: self.header.clone(),
            rows: self.drafts.rows,
            refused_rows: self.drafts.refused_rows(),
            rows_without_variant: self.drafts.rows_without_variant,
            ..ProductsReport::default()
        }
    }
}

/// What importing the list would do, its first rows and its problems.
///
/// # Errors
/// A failing disk.
pub fn preview(db: &Connection, list: ProductList, today: NaiveDate) -> Result<(ProductsReport, Vec<PreviewRow>, Vec<Problem>)> {
    let (reading, mut report) = (list.reading(), list.report());
    let planning = Planning::new(db, &reading, today)?;
    let (mut rows, mut problems) = (Vec::new(), list.drafts.problems);
    for draft in list.drafts.products {
        let (planned, refused) = planning.plan(draft)?;
        count_refused(&mut report, &refused);
        problems.extend(refused);
        let Some(planned) = planned else { continue };
        count(&mut report, &planned);
        if rows.len() < PREVIEW_ROWS {
            rows.extend(preview_rows(&planned));
        }
    }
    rows.truncate(PREVIEW_ROWS);
    problems.sort_by_key(|problem| problem.file_line);
    Ok((report, rows, problems))
}

fn preview_rows(planned: &Planned) -> impl Iterator<Item = PreviewRow> + '_ {
    planned.variants.iter().zip(&planned.input.variants).map(|((draft, effect), input)| PreviewRow {
        row_no: draft.file_line,
        name: full_name(&planned.input.name, [&input.option_1, &input.option_2, &input.option_3]),
        sku: input.sku.clone(),
        barcodes: input.barcodes.clone(),
        category: planned.input.category_path.clone(),
        price_millionths: Some(input.price_millionths),
        effect: *effect,
    })
}

/// Imports the list.
///
/// # Errors
/// Refuses what is no such list. What was written before an error stays; the same file finds it again.
pub fn run(store: &Store, context: &Context, source: &Source, mapping: Option<Mapping>, tell: Tell<'_>) -> Result<ImportId> {
    let _alone = crate::imports::begin_alone(store)?;
    tell(0, None, say!("Reading the file"))?;
    let mut list = ProductList::read(source, mapping)?;
    let mut run = Run { store, context, reading: Arc::new(list.reading()), report: list.report(), is_large: false };
    let drafts = std::mem::take(&mut list.drafts);
    run.is_large = drafts.products.len() > SEARCH_AT_ONCE_MAX;
    let id = run.begin(&list, drafts.problems)?;
    let outcome = run.write(id, drafts.products, tell);
    let state = if outcome.is_ok() { ImportState::Done } else { ImportState::Cancelled };
    let (is_large, report) = (run.is_large, Report::Products(run.report));
    store.write_now(context.clone(), move |tx| {
        if is_large {
            products::rebuild_search(tx)?;
        }
        imports_store::end(tx, id, state, &report)
    })?;
    outcome.map(|()| id)
}

struct Run<'a> {
    store: &'a Store,
    context: &'a Context,
    reading: Arc<Reading>,
    report: ProductsReport,
    is_large: bool,
}

/// What one transaction did.
struct Written {
    planned: Vec<Planned>,
    problems: Vec<Problem>,
}

impl Run<'_> {
    fn begin(&self, list: &ProductList, problems: Vec<Problem>) -> Result<ImportId> {
        let (file_name, hash, report) =
            (list.source.file_name.clone(), list.survey.file_hash, Report::Products(self.report.clone()));
        self.store.write_now(self.context.clone(), move |tx| {
            let id = imports_store::begin(tx, ImportKind::Products, &file_name, &hash)?;
            imports_store::save_report(tx, id, 0, &report)?;
            imports_store::insert_problems(tx, id, &problems)?;
            Ok(id)
        })
    }

    fn write(&mut self, id: ImportId, drafts: Vec<ProductDraft>, tell: Tell<'_>) -> Result<()> {
        let total = i64::try_from(drafts.len()).ok();
        let mut done = 0;
        for batch in drafts.chunks(BATCH) {
            match self.write_batch(id, batch.to_vec()) {
                Ok(()) => {}
                Err(error) if is_about_a_product(error.code) => {
                    for draft in batch {
                        self.write_alone(id, draft.clone())?;
                    }
                }
                Err(error) => return Err(error),
            }
            done += batch.len() as i64;
            tell(done, total, say!("Writing products"))?;
        }
        Ok(())
    }

    fn write_batch(&mut self, id: ImportId, drafts: Vec<ProductDraft>) -> Result<()> {
        let (reading, is_large, mut report) = (self.reading.clone(), self.is_large, self.report.clone());
        let last_line = drafts.iter().flat_map(|draft| &draft.variants).map(|variant| variant.file_line).max().unwrap_or(0);
        self.report = self.store.write_now(self.context.clone(), move |tx| {
            let written = write_products(tx, &reading, drafts, is_large)?;
            imports_store::insert_problems(tx, id, &written.problems)?;
            count_refused(&mut report, &written.problems);
            written.planned.iter().for_each(|planned| count(&mut report, planned));
            imports_store::save_report(tx, id, last_line, &Report::Products(report.clone()))?;
            Ok(report)
        })?;
        Ok(())
    }

    /// A product by itself: when the shop refuses it, its rows are kept with the reason.
    fn write_alone(&mut self, id: ImportId, draft: ProductDraft) -> Result<()> {
        let Err(error) = self.write_batch(id, vec![draft.clone()]) else { return Ok(()) };
        if !is_about_a_product(error.code) {
            return Err(error);
        }
        let problem = |variant: &super::draft::VariantDraft| Problem {
            file_line: variant.file_line,
            column: String::new(),
            value: String::new(),
            message: error.message.clone(),
            content: variant.content.clone(),
        };
        let problems: Vec<Problem> = draft.variants.iter().map(problem).collect();
        count_refused(&mut self.report, &problems);
        self.store.write_now(self.context.clone(), move |tx| imports_store::insert_problems(tx, id, &problems))
    }
}

/// Whether an error says something about what was to be written, and not about the disk or the program.
fn is_about_a_product(code: Code) -> bool {
    matches!(code, Code::Invalid | Code::Refused | Code::Conflict | Code::NotFound)
}

fn write_products(tx: &mut Write<'_>, reading: &Reading, drafts: Vec<ProductDraft>, is_large: bool) -> Result<Written> {
    let source = if is_large { products::Source::File } else { products::Source::Person };
    let mut written = Written { planned: Vec::new(), problems: Vec::new() };
    for draft in drafts {
        let (planned, problems) = Planning::new(tx, reading, tx.business_date)?.plan(draft)?;
        written.problems.extend(problems);
        let Some(planned) = planned else { continue };
        let is_needed = planned.variants.iter().any(|(_, effect)| *effect != Effect::Unchanged);
        match planned.existing {
            Some(id) if is_needed => products::change_product(tx, id, planned.input.clone(), source)?,
            Some(_) => {}
            None => {
                products::create_product(tx, planned.input.clone(), source)?;
            }
        }
        written.planned.push(planned);
    }
    Ok(written)
}

fn count(report: &mut ProductsReport, planned: &Planned) {
    report.new_products += u64::from(planned.existing.is_none());
    for (_, effect) in &planned.variants {
        match effect {
            Effect::New => report.new_variants += 1,
            Effect::Changed => report.changed_variants += 1,
            Effect::Unchanged => report.unchanged_variants += 1,
        }
    }
}

fn count_refused(report: &mut ProductsReport, problems: &[Problem]) {
    let mut lines: Vec<u64> = problems.iter().map(|problem| problem.file_line).collect();
    lines.sort_unstable();
    lines.dedup();
    report.refused_rows += lines.len() as u64;
}
