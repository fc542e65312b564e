//! What lies beside a show for its graphics: theme, products, pictures; read and checked before anything is said.

use crate::paths;
use anyhow::{Context, Result, bail};
use graphics::{Board, Products};
use protocol::{
    cue::Cue,
    graphic::{Graphic, GraphicsSettings},
    show_file::{Block, FrontMatter, Show},
    text::line_column,
};
use std::path::{Path, PathBuf};

/// What is there to be shown.
#[derive(Debug, Clone, Default)]
pub struct Stock {
    /// Folder of the show: where pictures lie.
    pub folder: PathBuf,
    /// The show's, over those of its theme.
    pub settings: GraphicsSettings,
    /// What can be sold.
    pub products: Products,
}

impl Stock {
    /// Of a show whose file lies in `folder`.
    ///
    /// # Errors
    /// A theme or a catalogue that cannot be read, or a logo that cannot be shown.
    pub fn read(front: Option<&FrontMatter>, folder: Option<&Path>) -> Result<Self> {
        let folder = folder.map(Path::to_owned).unwrap_or_default();
        let own = front.and_then(|f| f.graphics.clone()).unwrap_or_default();
        let settings = match &own.theme {
            Some(theme) => {
                let theme = theme_settings(theme, &folder)?;
                own.over(theme)
            }
            None => own,
        };
        let products = Products::beside(&folder, settings.products.as_deref())?;
        let stock = Self { folder, settings, products };
        if let Some(logo) = stock.settings.logo.as_deref().filter(|l| !l.is_empty()) {
            Board::check_picture(&stock.folder.join(logo)).context("the logo")?;
        }
        Ok(stock)
    }

    /// What a block shows that is not there: what stands in the file, and what is wrong.
    pub fn wrong(&self, block: &Block) -> Option<(String, String)> {
        let missing = |file: &str| Board::check_picture(&self.folder.join(file)).err().map(|e| e.to_string());
        let of_cue = |cue: &Cue| {
            let Cue::Show(graphic) = cue else { return None };
            let problem = match graphic {
                Graphic::Product { id } => self.wrong_product(id)?,
                Graphic::Image { file } | Graphic::Logo { file: Some(file) } => missing(file)?,
                Graphic::Logo { file: None } if self.settings.logo.is_none() => {
                    "no logo is set: write `logo: FILE.png` under `graphics:` in the front matter".into()
                }
                _ => return None,
            };
            let written = match graphic {
                Graphic::Logo { .. } => "show logo".to_owned(),
                other => format!("show {other}"),
            };
            Some((written, format!("[show] {problem}")))
        };
        match block {
            Block::Segment(segment) => {
                let product = segment.product.as_deref()?;
                Some((format!("product {product}"), format!("[product] {}", self.wrong_product(product)?)))
            }
            Block::Cues(cues) => cues.iter().find_map(of_cue),
            Block::Paragraph(paragraph) => paragraph.cues.iter().map(|c| &c.cue).find_map(of_cue),
        }
    }

    /// Checks all that a show shows.
    ///
    /// # Errors
    /// The first thing that is not there, with its line and column.
    pub fn check(&self, show: &Show, source: &str, path: &Path) -> Result<()> {
        let Some((written, problem)) = show.blocks.iter().find_map(|b| self.wrong(b)) else { return Ok(()) };
        let at = place(source, &written);
        let (line, column) = line_column(source, at);
        bail!("the show cannot be played:\n{}:{line}:{column}: {problem}", path.display())
    }

    fn wrong_product(&self, id: &str) -> Option<String> {
        match self.products.find(id) {
            Err(problem) => Some(problem),
            Ok(product) if product.image.is_empty() => None,
            Ok(product) => {
                let file = self.products.folder.join(&product.image);
                Board::check_picture(&file).err().map(|e| e.to_string())
            }
        }
    }
}

/// The byte of the bracket of a cue that says the same as `written`, however it is spaced and quoted.
fn place(source: &str, written: &str) -> usize {
    let squeezed = |text: &str| text.chars().filter(|c| !c.is_whitespace() && *c != '"').collect::<String>();
    let wanted = squeezed(written);
    let brackets = source.match_indices('[').map(|(at, _)| at);
    let inside = |at: usize| source[at + 1..].split(']').next().unwrap_or_default();
    brackets.into_iter().find(|at| squeezed(inside(*at)).starts_with(&wanted)).unwrap_or(0)
}

/// The settings of `NAME.theme.toml`: beside the show, or among what ships.
fn theme_settings(name: &str, folder: &Path) -> Result<GraphicsSettings> {
    let beside = [folder.join(name), folder.join(format!("{name}.theme.toml"))];
    let path = match beside.into_iter().find(|p| p.is_file()) {
        Some(path) => path,
        None => paths::find("theme", "scenes", ".theme.toml", name)?,
    };
    let text = paths::read_text(&path)?;
    toml::from_str(&text).with_context(|| format!("the theme {} cannot be used", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(source: &str, expect: Option<&str>) {
        let source = format!("---\ntitle: t\n---\n{source}\n");
        let show = Show::parse(&source).unwrap();
        let csv = "id,name,image\nx100,Grinder,\ny,Kettle,none.png\n";
        let stock = Stock { products: Products::parse(csv, "csv").unwrap(), ..Stock::default() };
        let found = stock.check(&show, &source, Path::new("a.show.md")).map_err(|e| e.to_string());
        match expect {
            None => found.unwrap(),
            Some(part) => {
                let error = found.unwrap_err();
                assert!(error.contains(part), "{error}");
            }
        }
    }

    #[test]
    fn what_is_not_there_is_told_with_its_place() {
        check("Hello. [show product:x100] There. [hide product]", None);
        check(
            "Hello. [show product: x10] There.",
            Some("a.show.md:4:8: [show] no product is called `x10`; did you"),
        );
        check(
            "Hi.\n\n[show product:\"y\"]\n",
            Some("a.show.md:6:1: [show] the picture none.png cannot be opened"),
        );
        check("[show image:map.png] A.", Some("a.show.md:4:1: [show] the picture map.png"));
        check("A. [show logo]", Some("no logo is set"));
        check("# Coffee [product x200]\nA.", Some("a.show.md:4:10: [product] no product is called `x200`"));
    }
}
