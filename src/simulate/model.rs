//! A scenario checked and compiled: what is simulated, before any seed.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use sha2::{Digest, Sha256};

use crate::law::{Law, Truncated};
use crate::outlook;
use crate::programme::{Programme, Tables, compile_with};
use crate::scenario::{self, LoadError, Loaded, Scenario, law_text, nearest};

/// A scenario that keeps every rule, ready to simulate. Cheap to clone: copies share it.
///
/// ```
/// use clearcast::simulate::Model;
/// let model = Model::load("scenarios/azerbaijan.toml".as_ref(), &[])?;
/// let less = model.with(&[("funding.state.annual", 50e6)])?;
/// assert_ne!(less.sha256(), model.sha256());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Model(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    scenario: Scenario,
    programme: Programme,
    tables: Arc<Tables>,
    origin: Origin,
    resolved: OnceLock<(String, String)>,
}

/// Where a model comes from.
#[derive(Debug)]
enum Origin {
    /// A scenario in itself; with its text and its places if it was read from one.
    Whole(Option<Box<Loaded>>),
    /// Another model, with settings.
    Variant(Model, Vec<String>),
}

/// Why a model cannot be varied.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum VariantError {
    /// A path that is no input.
    #[error("`{path}` is no input of the scenario{}", near.as_ref().map_or_else(String::new, |near| format!("; did you mean `{near}`?")))]
    Unknown {
        /// The path.
        path: String,
        /// An input's path like it.
        near: Option<String>,
    },
    /// A value outside of its range.
    #[error("`{path}` must be {rule}, but is set to {value}")]
    Range {
        /// The path.
        path: String,
        /// The value.
        value: f64,
        /// What is allowed.
        rule: String,
    },
}

impl Model {
    /// Loads a scenario file with its bases. `sets` are settings `PATH=VALUE` with the value in TOML; later ones win.
    ///
    /// # Errors
    ///
    /// If a file cannot be read, or breaks a rule of the format: then with all problems at once.
    pub fn load(file: &Path, sets: &[String]) -> Result<Self, LoadError> {
        scenario::load(file, sets).map(Self::new)
    }

    /// The scenario in a text called `name`. Bases are looked up relative to the current folder.
    ///
    /// # Errors
    ///
    /// As [`load`](Self::load).
    pub fn from_text(name: &str, text: &str, sets: &[String]) -> Result<Self, LoadError> {
        scenario::from_text(name, text, sets).map(Self::new)
    }

    /// Compiles a scenario. Its warnings are continued with what one trial of it shows.
    pub fn new(loaded: Loaded) -> Self {
        Self::like(loaded, None)
    }

    /// Compiles a scenario that has much in common with another, which saves time.
    pub fn like(mut loaded: Loaded, other: Option<&Self>) -> Self {
        let none = Tables::default();
        let known = other.map_or(&none, |other| &*other.0.tables);
        let (programme, tables, repaired) = compile_with(&loaded.scenario, known, &[]);
        outlook::warn(&mut loaded, &programme, repaired);
        Self(Arc::new(Inner {
            scenario: loaded.scenario.clone(),
            programme,
            tables: Arc::new(tables),
            origin: Origin::Whole(Some(Box::new(loaded))),
            resolved: OnceLock::new(),
        }))
    }

    /// Compiles a scenario that keeps every rule.
    pub fn of(scenario: Scenario) -> Self {
        Self::compiled(scenario, &Tables::default(), None, Origin::Whole(None), &[])
    }

    /// Compiles a scenario that keeps every rule and has much in common with another, which saves time.
    pub fn of_like(scenario: Scenario, other: &Self) -> Self {
        Self::compiled(scenario, &other.0.tables, None, Origin::Whole(None), &[])
    }

    fn compiled(
        scenario: Scenario,
        known: &Tables,
        tables: Option<&Arc<Tables>>,
        origin: Origin,
        free: &[String],
    ) -> Self {
        let (programme, used, _) = compile_with(&scenario, known, free);
        Self(Arc::new(Inner {
            scenario,
            programme,
            tables: tables.map_or_else(|| Arc::new(used), Arc::clone),
            origin,
            resolved: OnceLock::new(),
        }))
    }

    /// The same programme with some inputs set to plain numbers: what `--set PATH=VALUE` does, in a fraction of the time.
    ///
    /// # Errors
    ///
    /// [`VariantError`] if a path is no input, or a value is out of its range.
    pub fn with(&self, values: &[(&str, f64)]) -> Result<Self, VariantError> {
        self.with_laws(values, |_, value| Truncated::whole(Law::Fixed(value)))
    }

    /// The same programme with some inputs multiplied: the law of each becomes that of the input times its factor, which is at least 0.
    ///
    /// ```
    /// use clearcast::simulate::Model;
    /// let model = Model::load("scenarios/azerbaijan.toml".as_ref(), &[])?;
    /// let twice = model.scaled(&[("funding.state.annual", 2.0)])?;
    /// let median = |model: &Model| model.scenario().funding[0].annual.law.median();
    /// assert!((median(&twice) / median(&model) - 2.0).abs() < 1e-9);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`VariantError`] if a path is no input, or a possible value would be out of its range.
    pub fn scaled(&self, factors: &[(&str, f64)]) -> Result<Self, VariantError> {
        self.with_laws(factors, Truncated::scaled)
    }

    /// Gives the input at each path the law that `law` makes of its own and of a number.
    fn with_laws(
        &self,
        numbers: &[(&str, f64)],
        law: impl Fn(&Truncated, f64) -> Truncated,
    ) -> Result<Self, VariantError> {
        let mut scenario = self.scenario().clone();
        let mut sets = Vec::new();
        for &(path, number) in numbers {
            let unknown = || VariantError::Unknown {
                path: path.to_owned(),
                near: nearest(path, self.scenario().inputs().map(|it| &*it.path))
                    .map(str::to_owned),
            };
            let input = scenario.input_mut(path).ok_or_else(unknown)?;
            let refuse = |value| VariantError::Range {
                path: path.to_owned(),
                value,
                rule: input.range.words(),
            };
            if !number.is_finite() {
                return Err(refuse(number));
            }
            let law = law(&input.law, number);
            let (lowest, highest) = law.support();
            if !input.range.holds(lowest, highest) {
                let below = !input.range.holds(lowest, lowest);
                return Err(refuse(if below { lowest } else { highest }));
            }
            sets.push(format!("{path}={}", law_text(&law)));
            input.law = law;
        }
        let origin = Origin::Variant(self.clone(), sets);
        let tables = &self.0.tables;
        Ok(Self::compiled(scenario, tables, Some(tables), origin, &[]))
    }

    /// The same programme in which some mechanisms of chance (`event.KEY`, `funding.KEY`, `noise.output`, `economy.inflation`) are
    /// neutral: the event does not arrive, the level of the source, output and inflation keep to their middle.
    ///
    /// # Panics
    ///
    /// In debug builds, if the programme has no such mechanism.
    #[must_use]
    pub fn without_chance_of(&self, mechanisms: &[&str]) -> Self {
        let mut scenario = self.scenario().clone();
        let mut sets = Vec::new();
        for mechanism in mechanisms {
            let known = self.programme().mechanisms.iter();
            debug_assert!(known.into_iter().any(|it| it == mechanism), "{mechanism}");
            let key = match *mechanism {
                "noise.output" => {
                    scenario.noise_output = 0.0;
                    "noise.output".to_owned()
                }
                "economy.inflation" => {
                    scenario.inflation.sd = 0.0;
                    "economy.inflation.sd".to_owned()
                }
                other => {
                    if let Some(key) = other.strip_prefix("funding.") {
                        let mut sources = scenario.funding.iter_mut();
                        if let Some(source) = sources.find(|it| it.key == key) {
                            source.volatility = 0.0;
                        }
                        format!("{other}.volatility")
                    } else {
                        let rate = format!("{other}.rate");
                        if let Some(input) = scenario.input_mut(&rate) {
                            input.law = Truncated::whole(Law::Fixed(0.0));
                        }
                        rate
                    }
                }
            };
            sets.push(format!("{key}=0"));
        }
        let origin = Origin::Variant(self.clone(), sets);
        let tables = &self.0.tables;
        Self::compiled(scenario, tables, Some(tables), origin, &[])
    }

    /// The same programme, whose inputs at some paths differ from trial to trial even if the scenario gives plain numbers.
    pub(super) fn with_free_inputs(&self, paths: &[String]) -> Self {
        let origin = Origin::Variant(self.clone(), Vec::new());
        let scenario = self.scenario().clone();
        Self::compiled(
            scenario,
            &self.0.tables,
            Some(&self.0.tables),
            origin,
            paths,
        )
    }

    /// Models over the union of their dimensions, those of the first model first.
    pub fn with_common_inputs<'a>(models: impl Iterator<Item = &'a Self> + Clone) -> Vec<Self> {
        let mut all: Vec<String> = Vec::new();
        for model in models.clone() {
            let new = model.scenario().dimensions.iter();
            let new: Vec<String> = new.filter(|path| !all.contains(path)).cloned().collect();
            all.extend(new);
        }
        let over = |model: &Self| {
            if model.scenario().dimensions == all {
                return model.clone();
            }
            let origin = Origin::Variant(model.clone(), Vec::new());
            let scenario = model.scenario().clone().over(all.clone());
            let tables = &model.0.tables;
            Self::compiled(scenario, tables, Some(tables), origin, &[])
        };
        models.map(over).collect()
    }

    /// The scenario.
    pub fn scenario(&self) -> &Scenario {
        &self.0.scenario
    }

    /// The compiled programme.
    pub fn programme(&self) -> &Programme {
        &self.0.programme
    }

    /// The scenario with its text, the place of every value, and warnings, if it was read from a text.
    pub fn loaded(&self) -> Option<&Loaded> {
        match &self.0.origin {
            Origin::Whole(loaded) => loaded.as_deref(),
            Origin::Variant(..) => None,
        }
    }

    /// The settings `PATH=VALUE` by which it differs from the model it was made of; none if it was read from a text.
    pub fn settings(&self) -> &[String] {
        match &self.0.origin {
            Origin::Whole(_) => &[],
            Origin::Variant(_, sets) => sets,
        }
    }

    /// The scenario as simulated in one file, and its SHA-256 in hexadecimal digits.
    fn identity(&self) -> &(String, String) {
        self.0.resolved.get_or_init(|| {
            let text = match &self.0.origin {
                Origin::Whole(_) => self.scenario().resolved.clone(),
                Origin::Variant(model, sets) => {
                    let base = &model.identity().0;
                    let loaded = scenario::from_text("resolved.toml", base, sets);
                    loaded.map_or_else(
                        |_| format!("{base}\n# {}\n", sets.join("\n# ")),
                        |it| it.scenario.resolved,
                    )
                }
            };
            let digits = hex(&Sha256::digest(text.as_bytes()));
            (text, digits)
        })
    }

    /// The scenario as simulated, as one file: running it gives the same trials.
    pub fn resolved(&self) -> &str {
        &self.identity().0
    }

    /// SHA-256 of [`resolved`](Self::resolved), in hexadecimal digits.
    pub fn sha256(&self) -> &str {
        &self.identity().1
    }

    /// Paths of the inputs.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.programme().inputs.paths().iter().map(String::as_str)
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}
