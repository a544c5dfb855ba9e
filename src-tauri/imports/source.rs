//! Where a file comes from, and its text: from a path or from bytes in memory, `.xz` unpacked on the way, every usual encoding turned into
//! UTF-8. Everything streams; the only thing held is one block.
//!
//! What is no text table is refused here, with one sentence, before anybody reads a row of it.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use liblzma::read::XzDecoder;
use liblzma::stream::{CONCATENATED, Stream};
use sha2::{Digest, Sha256};

use crate::base::{Code, Error, Result};
use crate::say;

/// Longest row, in bytes. A longer one is no table, and reading it whole would fill the memory.
pub const ROW_BYTES_MAX: usize = 1 << 20;
/// Largest text, unpacked.
const TEXT_BYTES_MAX: u64 = 4 << 30;
/// What unpacking `.xz` may hold in memory.
const XZ_MEMORY_BYTES: u64 = 256 << 20;
const BLOCK_BYTES: usize = 64 << 10;
/// How much of a file in an old encoding is looked at to guess which one it is.
const GUESS_BYTES: usize = 1 << 20;

/// A file to import.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its name, without folders.
    pub file_name: String,
    content: Content,
}

#[derive(Debug, Clone)]
enum Content {
    Path(PathBuf),
    Bytes(Arc<[u8]>),
}

/// What one look over the whole file found.
#[derive(Debug, Clone)]
pub struct Survey {
    /// SHA-256 of the file as it lies on the disk.
    pub file_hash: [u8; 32],
    /// How its letters are written.
    pub encoding: &'static Encoding,
}

impl Source {
    /// A file by its path.
    ///
    /// # Errors
    /// Refuses what is missing or not a file.
    pub fn at_path(path: &Path) -> Result<Self> {
        let file_name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let metadata = std::fs::metadata(path).map_err(|error| cannot_open(&file_name, &error))?;
        if metadata.is_dir() {
            return Err(Error::invalid(say!(
                "\"{file_name}\" is a folder, so nothing was imported. Choose the file inside it.",
                file_name
            )));
        }
        if !metadata.is_file() {
            return Err(Error::invalid(say!(
                "\"{file_name}\" is not an ordinary file, so nothing was imported. Save it as a CSV file first.",
                file_name
            )));
        }
        Ok(Self { file_name, content: Content::Path(path.to_owned()) })
    }

    /// A file that was handed over as bytes.
    #[must_use]
    pub fn from_bytes(file_name: impl Into<String>, bytes: impl Into<Arc<[u8]>>) -> Self {
        Self { file_name: file_name.into(), content: Content::Bytes(bytes.into()) }
    }

    /// Reads the file once from end to end: its hash, its encoding, and whether it is a text table at all.
    ///
    /// # Errors
    /// Refuses an empty or binary file, a row beyond [`ROW_BYTES_MAX`], a damaged archive, and what the disk cannot read.
    pub fn survey(&self) -> Result<Survey> {
        let mut hashed = Hashed { inner: self.raw()?, hash: Sha256::new() };
        let mut look = Look::default();
        {
            let mut unpacked = unpack(&mut hashed)?;
            let mut block = vec![0; BLOCK_BYTES];
            loop {
                let count = fill(&mut unpacked, &mut block).map_err(|error| self.cannot_read(&error))?;
                if count == 0 {
                    break;
                }
                look.at(&block[..count], &self.file_name)?;
            }
        }
        io::copy(&mut hashed, &mut io::sink()).map_err(|error| self.cannot_read(&error))?;
        if look.bytes == 0 {
            return Err(Error::invalid(say!(
                "\"{file_name}\" is empty, so nothing was imported. Export it again and try once more.",
                file_name = self.file_name
            )));
        }
        Ok(Survey { file_hash: hashed.hash.finalize().into(), encoding: look.encoding() })
    }

    /// The text of the file in UTF-8, without a byte order mark.
    ///
    /// # Errors
    /// Refuses what the disk cannot open.
    pub fn text(&self, survey: &Survey, row_budget: RowBudget) -> Result<Text> {
        Ok(Text {
            inner: unpack(self.raw()?)?,
            decoder: survey.encoding.new_decoder_with_bom_removal(),
            block: vec![0; BLOCK_BYTES],
            pending: String::with_capacity(BLOCK_BYTES * 3),
            served: 0,
            is_at_end: false,
            ended_in_return: false,
            row_budget,
            file_name: self.file_name.clone(),
        })
    }

    fn raw(&self) -> Result<Box<dyn Read + Send>> {
        Ok(match &self.content {
            Content::Path(path) => Box::new(File::open(path).map_err(|error| cannot_open(&self.file_name, &error))?),
            Content::Bytes(bytes) => Box::new(io::Cursor::new(bytes.clone())),
        })
    }

    fn cannot_read(&self, error: &io::Error) -> Error {
        cannot_read(&self.file_name, error)
    }
}

fn cannot_open(file_name: &str, error: &io::Error) -> Error {
    let message = match error.kind() {
        io::ErrorKind::NotFound => {
            say!("There is no file \"{file_name}\", so nothing was imported. Check its name and folder.", file_name)
        }
        io::ErrorKind::PermissionDenied => say!(
            "The file \"{file_name}\" may not be read by this program, so nothing was imported. Change its permissions or copy it elsewhere.",
            file_name
        ),
        _ => return cannot_read(file_name, error),
    };
    Error::new(Code::Invalid, message)
}

fn cannot_read(file_name: &str, error: &io::Error) -> Error {
    tracing::warn!(%error, "import file cannot be read");
    Error::invalid(say!(
        "The file \"{file_name}\" is damaged or its disk cannot be read, so nothing was imported. Export or download it again.",
        file_name
    ))
}

/// Fills the block as far as the reader goes.
fn fill(reader: &mut impl Read, block: &mut [u8]) -> io::Result<usize> {
    let mut count = 0;
    while count < block.len() {
        match reader.read(&mut block[count..]) {
            Ok(0) => break,
            Ok(more) => count += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(count)
}

/// Unpacks `.xz`, told by its first bytes and not by its name.
fn unpack<'a>(mut raw: impl Read + Send + 'a) -> Result<Box<dyn Read + Send + 'a>> {
    const MAGIC: [u8; 6] = [0xFD, b'7', b'z', b'X', b'Z', 0];
    let mut head = [0; MAGIC.len()];
    let count = fill(&mut raw, &mut head).map_err(|error| cannot_read("of this import", &error))?;
    let whole = io::Cursor::new(head[..count].to_vec()).chain(raw);
    if head[..count] != MAGIC {
        return Ok(Box::new(whole));
    }
    let stream = Stream::new_stream_decoder(XZ_MEMORY_BYTES, CONCATENATED).map_err(Error::internal)?;
    Ok(Box::new(XzDecoder::new_stream(whole, stream)))
}

struct Hashed<R> {
    inner: R,
    hash: Sha256,
}

impl<R: Read> Read for Hashed<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(into)?;
        self.hash.update(&into[..count]);
        Ok(count)
    }
}

/// What is known of a file while it goes by.
#[derive(Default)]
struct Look {
    bytes: u64,
    since_line_end: usize,
    wide: Option<&'static Encoding>,
    /// The unfinished last letter of the block before, while everything so far is UTF-8.
    carried: Vec<u8>,
    guess: Option<chardetng::EncodingDetector>,
    guessed_bytes: usize,
}

impl Look {
    fn at(&mut self, block: &[u8], file_name: &str) -> Result<()> {
        if self.bytes == 0 {
            refuse_known_formats(block, file_name)?;
            self.wide = wide_encoding(block);
        }
        self.bytes += block.len() as u64;
        if self.bytes > TEXT_BYTES_MAX {
            return Err(Error::invalid(say!(
                "\"{file_name}\" holds more than 4 GB of text, so nothing was imported. Split it into smaller files.",
                file_name
            )));
        }
        self.measure_lines(block, file_name)?;
        if self.wide.is_some() {
            return Ok(());
        }
        if block.contains(&0) {
            return Err(holds_nul(file_name));
        }
        self.check_utf_8(block);
        Ok(())
    }

    fn measure_lines(&mut self, block: &[u8], file_name: &str) -> Result<()> {
        let mut lines = block.split(|byte| *byte == b'\n');
        if let Some(first) = lines.next() {
            self.since_line_end += first.len();
        }
        for line in lines {
            self.since_line_end = line.len();
        }
        if self.since_line_end > ROW_BYTES_MAX {
            return Err(Error::invalid(say!(
                "\"{file_name}\" holds a line longer than 1 MB, so it is no table and nothing was imported. Export it as CSV, one row a line.",
                file_name
            )));
        }
        Ok(())
    }

    fn check_utf_8(&mut self, block: &[u8]) {
        if let Some(detector) = &mut self.guess {
            if self.guessed_bytes < GUESS_BYTES {
                self.guessed_bytes += block.len();
                detector.feed(block, false);
            }
            return;
        }
        let joined;
        let bytes = if self.carried.is_empty() {
            block
        } else {
            joined = [self.carried.as_slice(), block].concat();
            &joined
        };
        let carried = match std::str::from_utf8(bytes) {
            Ok(_) => Vec::new(),
            Err(error) if error.error_len().is_none() => bytes[error.valid_up_to()..].to_vec(),
            Err(_) => {
                let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
                detector.feed(bytes, false);
                self.guessed_bytes = bytes.len();
                self.guess = Some(detector);
                Vec::new()
            }
        };
        self.carried = carried;
    }

    fn encoding(mut self) -> &'static Encoding {
        if let Some(wide) = self.wide {
            return wide;
        }
        if self.guess.is_none() && !self.carried.is_empty() {
            let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
            detector.feed(&self.carried, false);
            self.guess = Some(detector);
        }
        match self.guess {
            None => UTF_8,
            Some(mut detector) => {
                detector.feed(b"", true);
                detector.guess(None, chardetng::Utf8Detection::Deny)
            }
        }
    }
}

/// UTF-16, by its byte order mark or by the zero bytes that ordinary letters leave at every second place.
fn wide_encoding(head: &[u8]) -> Option<&'static Encoding> {
    if head.starts_with(&[0xFF, 0xFE]) {
        return Some(UTF_16LE);
    }
    if head.starts_with(&[0xFE, 0xFF]) {
        return Some(UTF_16BE);
    }
    let pairs = head.len() / 2;
    if pairs < 2 {
        return None;
    }
    let zeros_at = |place: usize| head.iter().skip(place).step_by(2).filter(|byte| **byte == 0).count();
    let (first, second) = (zeros_at(0), zeros_at(1));
    match (first * 10, second * 10) {
        (few, many) if few <= pairs / 10 && many > pairs * 6 => Some(UTF_16LE),
        (many, few) if few <= pairs / 10 && many > pairs * 6 => Some(UTF_16BE),
        _ => None,
    }
}

fn refuse_known_formats(head: &[u8], file_name: &str) -> Result<()> {
    let is = |magic: &[u8]| head.starts_with(magic);
    let message = if is(b"PK\x03\x04") {
        say!(
            "\"{file_name}\" is a workbook or a zip archive, so nothing was imported. Open it, save the sheet as CSV and choose that file.",
            file_name
        )
    } else if is(&[0xD0, 0xCF, 0x11, 0xE0]) {
        say!(
            "\"{file_name}\" is an old Excel workbook, so nothing was imported. Open it, save the sheet as CSV and choose that file.",
            file_name
        )
    } else if is(&[0x1F, 0x8B]) {
        say!(
            "\"{file_name}\" is packed with gzip, so nothing was imported. Unpack it first and choose the file inside.",
            file_name
        )
    } else if is(b"%PDF") {
        say!("\"{file_name}\" is a PDF, so nothing was imported. Export the table as CSV and choose that file.", file_name)
    } else {
        return Ok(());
    };
    Err(Error::invalid(message))
}

fn holds_nul(file_name: &str) -> Error {
    Error::invalid(say!(
        "\"{file_name}\" is not a text file (it holds NUL bytes), so nothing was imported. Export it as CSV and choose that file.",
        file_name
    ))
}

/// How many bytes of text the present row may still take. The reader of rows fills it up before each row; a quote that is never closed
/// uses it up instead of the memory.
#[derive(Debug, Clone, Default)]
pub struct RowBudget(Arc<std::sync::atomic::AtomicUsize>);

impl RowBudget {
    /// A new row begins.
    pub fn refill(&self) {
        self.0.store(ROW_BYTES_MAX, std::sync::atomic::Ordering::Relaxed);
    }

    fn take(&self, bytes: usize) -> bool {
        let left = self.0.load(std::sync::atomic::Ordering::Relaxed);
        self.0.store(left.saturating_sub(bytes), std::sync::atomic::Ordering::Relaxed);
        left > 0
    }
}

/// The text of a [`Source`] as UTF-8, every line ended by one line feed, the last one too: only then can a reader of rows count lines. An
/// error inside is an [`Error`] in an [`io::Error`].
pub struct Text {
    inner: Box<dyn Read + Send>,
    decoder: encoding_rs::Decoder,
    block: Vec<u8>,
    pending: String,
    served: usize,
    is_at_end: bool,
    ended_in_return: bool,
    row_budget: RowBudget,
    file_name: String,
}

impl Text {
    fn end_lines_alike(&mut self) {
        if self.ended_in_return && self.pending.starts_with('\n') {
            self.pending.remove(0);
        }
        if !self.pending.is_empty() {
            self.ended_in_return = self.pending.ends_with('\r');
        }
        if self.pending.contains('\r') {
            self.pending = self.pending.replace("\r\n", "\n").replace('\r', "\n");
        }
        if self.is_at_end {
            self.pending.push('\n');
        }
    }

    fn decode_block(&mut self) -> io::Result<()> {
        let count =
            fill(&mut self.inner, &mut self.block).map_err(|error| io::Error::other(cannot_read(&self.file_name, &error)))?;
        self.is_at_end = count < self.block.len();
        self.pending.clear();
        self.served = 0;
        let wanted = self.decoder.max_utf8_buffer_length(count).unwrap_or(BLOCK_BYTES * 4);
        self.pending.reserve(wanted);
        let _ = self.decoder.decode_to_string(&self.block[..count], &mut self.pending, self.is_at_end);
        if self.pending.contains('\0') {
            return Err(io::Error::other(holds_nul(&self.file_name)));
        }
        self.end_lines_alike();
        Ok(())
    }
}

impl Read for Text {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.served == self.pending.len() && !self.is_at_end {
            self.decode_block()?;
        }
        let rest = &self.pending.as_bytes()[self.served..];
        let count = rest.len().min(into.len());
        if count > 0 && !self.row_budget.take(count) {
            return Err(io::Error::other(Error::invalid(say!(
                "\"{file_name}\" holds a row longer than 1 MB, usually a quotation mark that is never closed, so the import stopped before it. Correct the file and try again.",
                file_name = self.file_name
            ))));
        }
        into[..count].copy_from_slice(&rest[..count]);
        self.served += count;
        Ok(count)
    }
}
