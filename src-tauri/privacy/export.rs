//! Everything about one person as a file: JSON for programs, CSV for spreadsheets.

use rusqlite::Connection;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::person::{PersonKind, Table};
use super::store;
use crate::base::{Error, Result, Timestamp, text};

/// Most rows that are handed over in one file.
const ROWS_MAX: usize = 100_000;

/// Everything about a person.
pub(super) struct Export {
    kind: PersonKind,
    id: Uuid,
    at: Timestamp,
    tables: Vec<Table>,
    is_whole: bool,
}

impl Export {
    /// Gathers it.
    ///
    /// # Errors
    /// An unknown person is not found; one who was erased is refused.
    pub fn of(db: &Connection, kind: PersonKind, id: Uuid, at: Timestamp) -> Result<Self> {
        let subject = store::find_subject(db, kind, id)?;
        let (tables, is_whole) = store::everything(db, &subject, ROWS_MAX)?;
        Ok(Self { kind, id, at, tables, is_whole })
    }

    /// One object with a list for each table.
    pub fn json(&self) -> Result<Vec<u8>> {
        let tables: Map<String, Value> = self
            .tables
            .iter()
            .map(|table| {
                let rows = table.rows.iter().map(|row| {
                    let cells = table.columns.iter().zip(row).map(|(column, cell)| (column.clone(), cell.clone()));
                    Value::Object(cells.collect())
                });
                (table.name.to_owned(), rows.collect())
            })
            .collect();
        let file = json!({
            "person": { "kind": self.kind, "id": self.id.to_string() },
            "exported_at": self.at.utc().to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
            "is_whole": self.is_whole,
            "tables": tables,
        });
        serde_json::to_vec_pretty(&file).map_err(Error::internal)
    }

    /// A line for each cell that says something: table, row, field, value. The tables have different columns, so they share these.
    pub fn csv(&self) -> Result<Vec<u8>> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["table", "row", "field", "value"]).map_err(Error::internal)?;
        for table in &self.tables {
            for (place, row) in table.rows.iter().enumerate() {
                for (column, cell) in table.columns.iter().zip(row) {
                    let value = match cell {
                        Value::Null => continue,
                        Value::String(value) if value.is_empty() => continue,
                        Value::String(value) => text::spreadsheet_cell(value),
                        other => other.to_string(),
                    };
                    writer.write_record([table.name, &(place + 1).to_string(), column, &value]).map_err(Error::internal)?;
                }
            }
        }
        if !self.is_whole {
            writer.write_record(["", "", "is_whole", "false"]).map_err(Error::internal)?;
        }
        writer.into_inner().map_err(Error::internal)
    }
}
