//! What lies beside a show for its graphics: theme, products, pictures; read and checked before anything is said.

use crate::paths;
use anyhow::{Context, Result};
use graphics::{Board, Products};
use protocol::{
    graphic::{Graphic, GraphicsSettings},
    show_file::FrontMatter,
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

    /// Why something cannot be shown, if it cannot.
    pub fn wrong(&self, graphic: &Graphic) -> Option<String> {
        let missing = |file: &str| Board::check_picture(&self.folder.join(file)).err().map(|e| e.to_string());
        match graphic {
            Graphic::Product { id } => self.wrong_product(id),
            Graphic::Image { file } | Graphic::Logo { file: Some(file) } => missing(file),
            Graphic::Logo { file: None } if self.settings.logo.as_deref().is_none_or(str::is_empty) => {
                Some("no logo is set: write `logo: FILE.png` under `graphics:` in the front matter".into())
            }
            _ => None,
        }
    }

    /// Why a product cannot be shown, if it cannot.
    pub fn wrong_product(&self, id: &str) -> Option<String> {
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

/// The byte of the first bracket that begins as `written` does, however it is spaced and quoted.
pub fn place(source: &str, written: &str) -> Option<usize> {
    let squeezed = |text: &str| text.chars().filter(|c| !c.is_whitespace() && *c != '"').collect::<String>();
    let wanted = squeezed(written);
    let inside = |at: usize| source[at..].split(']').next().unwrap_or_default();
    source.match_indices('[').map(|(at, _)| at).find(|at| squeezed(inside(*at)).starts_with(&wanted))
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
    fn check(graphic: Graphic, expect: Option<&str>) {
        let csv = "id,name,image\nx100,Grinder,\ny,Kettle,none.png\n";
        let stock = Stock { products: Products::parse(csv, "csv").unwrap(), ..Stock::default() };
        let found = stock.wrong(&graphic);
        match expect {
            None => assert_eq!(found, None),
            Some(part) => assert!(found.as_ref().is_some_and(|e| e.contains(part)), "{found:?}"),
        }
    }

    #[test]
    fn what_is_not_there_is_told() {
        let product = |id: &str| Graphic::Product { id: id.into() };
        check(product("x100"), None);
        check(product("x10"), Some("no product is called `x10`; did you mean `x100`?"));
        check(product("y"), Some("the picture none.png cannot be opened"));
        check(Graphic::Image { file: "map.png".into() }, Some("the picture map.png cannot be opened"));
        check(Graphic::Logo { file: None }, Some("no logo is set"));
        check(Graphic::Captions, None);
    }

    #[test]
    fn a_cue_is_found_however_it_is_written() {
        let source = "A [b]. [show product: \"x 1\"] B [show  product:y]";
        assert_eq!(place(source, "[show product:\"x 1\""), Some(7));
        assert_eq!(place(source, "[show product:y"), Some(31));
        assert_eq!(place(source, "[show product:z"), None);
    }
}
