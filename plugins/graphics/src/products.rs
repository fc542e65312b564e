//! The catalogue: products that a show can show, from a file beside it.

use protocol::text::nearest;
use serde::Deserialize;
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

/// Files that are looked for beside a show, in this order.
const FILES: [&str; 3] = ["products.toml", "products.csv", "products.json"];

/// A thing that is sold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Product {
    /// As cues name it.
    pub id: String,
    /// As viewers read it.
    pub name: String,
    /// With its currency, as viewers read it.
    #[serde(default)]
    pub price: String,
    /// A PNG or JPEG file beside the catalogue.
    #[serde(default)]
    pub image: String,
    /// A few words.
    #[serde(default)]
    pub text: String,
    /// Where it is sold: shown as a code that phones read.
    #[serde(default)]
    pub url: String,
}

/// Products by their id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Products {
    by_id: BTreeMap<String, Product>,
    /// Folder of the file: where images lie.
    pub folder: PathBuf,
}

/// A catalogue that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// The file cannot be read.
    #[error("the products in {} cannot be read: {source}", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// It is not written as it should be.
    #[error("the products in {} cannot be used: {problem}", .path.display())]
    Syntax {
        /// The file.
        path: PathBuf,
        /// Where and what.
        problem: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Toml {
    #[serde(default)]
    product: Vec<Product>,
}

impl Products {
    /// The catalogue of a show in `folder`: `file` where it names one, else what lies beside it, else none.
    ///
    /// # Errors
    /// When the file cannot be read, or what is wrong in it.
    pub fn beside(folder: &Path, file: Option<&str>) -> Result<Self, CatalogueError> {
        let path = match file {
            Some(file) => folder.join(file),
            None => match FILES.iter().map(|f| folder.join(f)).find(|p| p.is_file()) {
                Some(path) => path,
                None => return Ok(Self { folder: folder.to_owned(), ..Self::default() }),
            },
        };
        let source = std::fs::read_to_string(&path)
            .map_err(|source| CatalogueError::Read { path: path.clone(), source })?;
        let ending = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
        let mut products = Self::parse(&source, ending)
            .map_err(|problem| CatalogueError::Syntax { path: path.clone(), problem })?;
        products.folder = path.parent().unwrap_or(folder).to_owned();
        Ok(products)
    }

    /// Reads a catalogue; `ending` says how it is written: `toml`, `csv` or `json`.
    ///
    /// # Errors
    /// What is wrong, and where.
    pub fn parse(source: &str, ending: &str) -> Result<Self, String> {
        let list: Vec<Product> = match ending {
            "toml" => {
                toml::from_str::<Toml>(source).map_err(|e| e.to_string().trim_end().to_owned())?.product
            }
            "json" => serde_json::from_str(source).map_err(|e| e.to_string())?,
            "csv" => {
                let mut reader =
                    csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(source.as_bytes());
                reader.deserialize().collect::<Result<_, _>>().map_err(|e| e.to_string())?
            }
            other => return Err(format!("`.{other}` is not known; write .toml, .csv or .json")),
        };
        let mut by_id = BTreeMap::new();
        for product in list {
            let id = product.id.trim().to_owned();
            if id.is_empty() || product.name.trim().is_empty() {
                return Err(format!("product `{id}` wants an id and a name"));
            }
            if by_id.insert(id.clone(), product).is_some() {
                return Err(format!("`{id}` is there twice"));
            }
        }
        Ok(Self { by_id, folder: PathBuf::new() })
    }

    /// A product.
    ///
    /// # Errors
    /// When there is none, in words for people.
    pub fn find(&self, id: &str) -> Result<&Product, String> {
        self.by_id.get(id).ok_or_else(|| {
            let known: Vec<&str> = self.ids().collect();
            let advice = match nearest(id, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None if known.is_empty() => "there is no products.toml, .csv or .json beside the show".into(),
                None => format!("there are {}", known.join(", ")),
            };
            format!("no product is called `{id}`; {advice}")
        })
    }

    /// All ids, sorted.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.by_id.keys().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOML: &str = "[[product]]\nid = \"x100\"\nname = \"Grinder\"\nprice = \"89 €\"\n";

    #[test]
    fn three_ways_of_writing_are_one() {
        let toml = Products::parse(TOML, "toml").unwrap();
        let csv = Products::parse("id,name,price\nx100, Grinder, 89 €\n", "csv").unwrap();
        let json =
            Products::parse(r#"[{"id": "x100", "name": "Grinder", "price": "89 €"}]"#, "json").unwrap();
        assert_eq!((&toml, &toml), (&csv, &json));
        assert_eq!(toml.find("x100").unwrap().price, "89 €");
        assert!(toml.find("x10").unwrap_err().contains("did you mean `x100`?"));
    }

    #[track_caller]
    fn refused(source: &str, ending: &str, part: &str) {
        let error = Products::parse(source, ending).unwrap_err();
        assert!(error.contains(part), "{error}");
    }

    #[test]
    fn faults_are_told() {
        refused("[[product]]\nid = \"a\"\nname = \"A\"\ncolour = 1", "toml", "line 4");
        refused(&format!("{TOML}{TOML}"), "toml", "`x100` is there twice");
        refused("id,name\na,\n", "csv", "an id and a name");
        refused("id,price\na,1\n", "csv", "name");
        refused("[]", "xml", "`.xml` is not known");
    }
}
