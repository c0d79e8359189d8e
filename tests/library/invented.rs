//! Invented results: trials whose completion and cost follow a smooth law, summed up as a run would.

use clearcast::calendar::Month;
use clearcast::factors::Kind;
use clearcast::influence::{Effect, Influence, Influences};
use clearcast::math;
use clearcast::programme::columns::{Column, LIMITS};
use clearcast::sampling::Sampling;
use clearcast::scenario::{Assumption, Drawn};
use clearcast::summary::charts::{Band, Bands, Charts, Curve, Joint, YEAR_LEVELS, YearSeries};
use clearcast::summary::estimate::Estimate;
use clearcast::summary::nested::{AllParts, Nested, Parts};
use clearcast::summary::{
    Figure, PointEstimate, Probability, RunId, ScenarioId, Spread, Summary, TargetId,
};

const TRIALS: usize = 3000;

/// What an invented run is like.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) horizon: f64,
    /// Median years and cost, and their spread in logarithms.
    pub(crate) years: f64,
    pub(crate) cost: f64,
    pub(crate) spread: f64,
    pub(crate) unfinished: f64,
    pub(crate) target: (f64, f64),
    pub(crate) area: f64,
    pub(crate) regions: usize,
    pub(crate) region_name: &'static str,
    pub(crate) currency: &'static str,
    pub(crate) title: &'static str,
    pub(crate) point: Option<(f64, f64)>,
    pub(crate) income: f64,
    pub(crate) spent: f64,
    pub(crate) milestones: &'static [f64],
    pub(crate) nested: bool,
    /// People who wait, and casualties a year at the start, if the scenario has them.
    pub(crate) people: Option<f64>,
    pub(crate) casualties: Option<f64>,
}

impl Case {
    pub(crate) fn usual() -> Self {
        Self {
            name: "usual",
            horizon: 60.0,
            years: 24.0,
            cost: 4.58e9,
            spread: 0.3,
            unfinished: 0.03,
            target: (30.0, 25e9),
            area: 917_704.0,
            regions: 11,
            region_name: "Region",
            currency: "USD",
            title: "Azerbaijan, baseline",
            point: Some((17.5, 3.2e9)),
            income: 1.1,
            spent: 0.0,
            milestones: &[0.5, 0.8],
            nested: false,
            people: None,
            casualties: None,
        }
    }

    /// The same with people.
    fn peopled(self, name: &'static str, people: f64, casualties: f64) -> Self {
        Self {
            name,
            people: Some(people),
            casualties: Some(casualties),
            ..self
        }
    }
}

/// The usual case and the extremes, without people and with them.
pub(crate) fn cases() -> Vec<Case> {
    let mut cases = extremes();
    let of = |name: &str| {
        let mut cases = extremes().into_iter();
        cases.find(|case| case.name == name).unwrap()
    };
    cases.extend([
        of("usual").peopled("people", 358_000.0, 37.0),
        of("long-names").peopled("people-long-names", 358_000.0, 37.0),
        of("many-regions").peopled("people-many-regions", 900.0, 0.4),
        of("all-unfinished").peopled("people-all-unfinished", 3e6, 1500.0),
        of("certain").peopled("people-certain", 12.0, 0.003),
        of("one-year").peopled("people-one-year", 40.0, 1.0),
        of("gigantic").peopled("people-gigantic", 1e30, 1e30),
        of("minute").peopled("people-minute", 1e-300, 1e-300),
        of("free").peopled("people-none", 0.0, 0.0),
        Case {
            name: "return-alone",
            people: Some(5e4),
            ..Case::usual()
        },
        Case {
            name: "casualties-alone",
            casualties: Some(12.0),
            regions: 40,
            ..Case::usual()
        },
    ]);
    cases
}

#[expect(clippy::too_many_lines, reason = "a list of cases")]
fn extremes() -> Vec<Case> {
    let usual = Case::usual;
    vec![
        usual(),
        Case {
            name: "nested",
            nested: true,
            target: (30.0, 5e9),
            ..usual()
        },
        Case {
            name: "near-target",
            target: (30.0, 5e9),
            unfinished: 0.12,
            ..usual()
        },
        Case {
            name: "long-names",
            regions: 2,
            region_name: "Region of the former line of contact, nº",
            title: "A programme whose name is far longer than any programme's name should ever be, in Xocavənd & <Şuşa> and აბგ",
            currency: "AZN",
            ..usual()
        },
        Case {
            name: "many-regions",
            regions: 40,
            ..usual()
        },
        Case {
            name: "all-unfinished",
            unfinished: 1.0,
            point: None,
            ..usual()
        },
        Case {
            name: "certain",
            spread: 0.0,
            unfinished: 0.0,
            ..usual()
        },
        Case {
            name: "certain-and-met",
            spread: 0.0,
            unfinished: 0.0,
            target: (29.2, 4.58e9),
            point: Some((24.0, 4.58e9)),
            ..usual()
        },
        Case {
            name: "far-target",
            target: (300.0, 60e9),
            unfinished: 0.0,
            ..usual()
        },
        Case {
            name: "tiny-target",
            target: (3.0, 1e8),
            unfinished: 0.0,
            income: 8.0,
            ..usual()
        },
        Case {
            name: "one-year",
            horizon: 1.0,
            years: 0.7,
            cost: 2.4e5,
            area: 3.0,
            regions: 1,
            target: (6.0, 3e5),
            point: Some((0.5, 1.9e5)),
            ..usual()
        },
        Case {
            name: "huge",
            area: 30e6,
            cost: 2.2e12,
            target: (40.0, 2e12),
            horizon: 100.0,
            years: 55.0,
            unfinished: 0.3,
            ..usual()
        },
        Case {
            name: "mostly-spent",
            target: (30.0, 5e9),
            spent: 1.5e9,
            ..usual()
        },
        Case {
            name: "half-unfinished",
            unfinished: 0.55,
            ..usual()
        },
        Case {
            name: "deadline-passed",
            years: 24.0,
            spread: 0.05,
            target: (3.0, 6e9),
            unfinished: 0.0,
            ..usual()
        },
        Case {
            name: "deadline-beyond-horizon",
            target: (80.0, 6e9),
            unfinished: 0.4,
            spread: 0.6,
            ..usual()
        },
        Case {
            name: "five-milestones",
            milestones: &[0.5, 0.8, 0.9, 0.95, 0.99],
            ..usual()
        },
        Case {
            name: "gigantic",
            target: (1e300, 1e300),
            area: 1e30,
            ..usual()
        },
        Case {
            name: "minute",
            target: (1e-300, 1e-300),
            area: 1e-300,
            cost: 1e-3,
            ..usual()
        },
        Case {
            name: "free",
            cost: 0.0,
            point: Some((17.5, 0.0)),
            regions: 0,
            income: 0.0,
            ..usual()
        },
    ]
}

/// Evenly spread numbers in (0, 1): the fractional parts of multiples of an irrational number.
fn spread_evenly(i: usize, step: f64) -> f64 {
    ((i as f64 + 0.5) * step).fract()
}

/// Box and Muller's normal pairs would need a sine; the sum of six uniforms is normal enough for a picture.
fn bell(i: usize, salt: f64) -> f64 {
    let steps = [
        0.618_033_988_7,
        0.414_213_562_3,
        0.732_050_807_5,
        0.236_067_977_4,
        0.645_751_311_0,
        0.316_624_790_3,
    ];
    steps
        .iter()
        .map(|s| spread_evenly(i, s * salt) - 0.5)
        .sum::<f64>()
        * 1.414
}

impl Case {
    /// Years and cost of finished trials, then spending of unfinished ones.
    fn trials(&self) -> (Vec<(f64, f64)>, Vec<f64>) {
        let unfinished = (self.unfinished * TRIALS as f64).round() as usize;
        let trial = |i: usize| {
            let (a, b) = (bell(i, 1.0), bell(i, 1.931));
            let months = (12.0 * self.years * math::exp(self.spread * a)).ceil();
            let years = (months / 12.0).min(self.horizon);
            (
                years,
                self.cost * math::exp(self.spread * (0.7 * a + 0.6 * b)),
            )
        };
        let finished = (unfinished..TRIALS).map(trial).collect();
        (
            finished,
            (0..unfinished).map(|i| 1.3 * trial(i).1).collect(),
        )
    }

    pub(crate) fn results(&self) -> (Summary, Charts) {
        let (finished, unfinished) = self.trials();
        let start = Month::new(2026, 1).unwrap();
        let deadline = Month::new(2020, 11).unwrap().as_years() + self.target.0 - start.as_years();
        let share = |meets: &dyn Fn(&(f64, f64)) -> bool| {
            finished.iter().filter(|t| meets(t)).count() as f64 / TRIALS as f64
        };
        let (in_time, in_cost) = (
            |t: &(f64, f64)| t.0 <= deadline,
            |t: &(f64, f64)| t.1 + self.spent <= self.target.1,
        );
        let probability = Probability {
            finished: finished.len() as f64 / TRIALS as f64,
            within_years: share(&in_time),
            within_cost: share(&in_cost),
            joint: share(&|t| in_time(t) && in_cost(t)),
        };
        let joint = Joint {
            both: probability.joint,
            only_years: probability.within_years - probability.joint,
            only_cost: probability.within_cost - probability.joint,
            neither: share(&|t| !in_time(t) && !in_cost(t)),
            unfinished: unfinished.len() as f64 / TRIALS as f64,
            sample: finished.iter().copied().take(600).collect(),
            unfinished_sample: unfinished.iter().copied().take(200).collect(),
            ..cells(&finished)
        };
        let years: Vec<f64> = finished.iter().map(|t| t.0).collect();
        let costs: Vec<f64> = finished.iter().map(|t| t.1).collect();
        let summary = self.summary(probability, &years, &costs, &unfinished);
        let charts = Charts {
            start,
            end: start.plus((12.0 * self.horizon) as u32),
            calendar_years: (2026..2026 + self.horizon as i32).collect(),
            influences: Some(self.influences()),
            assumptions: Some(self.assumptions()),
            bands: self.nested.then(|| Bands {
                completion: band(years.clone()),
                cost: band(costs.clone()),
            }),
            completion: curve(years),
            cost: curve(costs),
            joint,
            years: self.year_series(),
            initial_area: YEAR_LEVELS.map(|p| self.area * (1.0 + 0.3 * self.spread * (p - 0.5))),
            warnings: vec![
                "standard error of P80 is 3 %, more trials would make it smaller".into(),
            ],
        };
        (summary, charts)
    }

    fn summary(
        &self,
        probability: Probability,
        years: &[f64],
        costs: &[f64],
        unfinished: &[f64],
    ) -> Summary {
        let infinite = vec![f64::INFINITY; unfinished.len()];
        let with = |values: &[f64], rest: &[f64]| spread(&[values, rest].concat());
        let mut figures = vec![
            figure("completion_years", with(years, &infinite)),
            figure("cost", with(costs, &infinite)),
            figure("cost_present_value", with(costs, &infinite)),
            figure("cost_to_horizon", with(costs, unfinished)),
            figure("lapsed", Spread::default()),
        ];
        for figure in &mut figures[..2] {
            figure.error = errors(&figure.value);
        }
        figures.extend(self.milestones.iter().map(|share| {
            let at: Vec<f64> = years.iter().map(|y| y * (0.15 + 0.7 * share)).collect();
            figure(&format!("milestones.{share}"), with(&at, &infinite))
        }));
        figures.extend((1..=self.regions).map(|i| {
            let late = 0.3 + 0.7 * i as f64 / self.regions as f64;
            let at: Vec<f64> = years.iter().map(|y| y * late).collect();
            let name = format!("regions.{} {i}.completion_years", self.region_name);
            figure(&name, with(&at, &infinite))
        }));
        if self.unfinished > 0.5 {
            figures.extend(self.figures_of_standing());
        }
        figures.extend(self.figures_of_people(years, unfinished));
        let confidence = |values: &[f64], limit: f64| {
            Some(values.iter().filter(|v| **v <= limit).count() as f64 / TRIALS as f64)
        };
        let point = PointEstimate {
            completion_years: self.point.map(|p| p.0),
            cost: self.point.map(|p| p.1),
            confidence_years: self.point.and_then(|p| confidence(years, p.0)),
            confidence_cost: self.point.and_then(|p| confidence(costs, p.1)),
        };
        let error = |p: f64| (p * (1.0 - p) / TRIALS as f64).sqrt();
        let probability = Estimate {
            error: Probability {
                finished: error(probability.finished),
                within_years: error(probability.within_years),
                within_cost: error(probability.within_cost),
                joint: error(probability.joint),
            },
            value: probability,
        };
        Summary {
            format: 1,
            scenario: ScenarioId {
                name: self.title.into(),
                sha256: "3fa2c19b77d05e6a".repeat(4),
                start: "2026-01".into(),
                horizon_years: self.horizon,
                currency: self.currency.into(),
                price_year: 2025,
            },
            run: RunId::new(TRIALS as u64, 1, Sampling::Sobol),
            target: TargetId {
                years: self.target.0,
                deadline: Some(
                    Month::new(2020, 11)
                        .unwrap()
                        .shifted((12.0 * self.target.0) as i32 - 1)
                        .to_string(),
                ),
                since: "2020-11".into(),
                cost: self.target.1,
                spent: self.spent,
            },
            probability,
            point_estimate: Estimate {
                value: point,
                error: PointEstimate::default(),
            },
            figures,
            nested: self.nested.then(invented_split),
        }
    }

    /// What is done at the deadline and at the horizon.
    fn figures_of_standing(&self) -> Vec<Figure> {
        let mut all = Vec::new();
        for (moment, done) in [("at_deadline", 0.3), ("at_horizon", 0.7)] {
            let figure = |name: &str, middle: f64| {
                let spread = spread(&[0.8, 0.9, 1.0, 1.1, 1.2].map(|it| it * middle));
                figure(&format!("{moment}.{name}"), spread)
            };
            let regions = (done * self.regions as f64).floor();
            all.extend([
                figure("remaining_ha", (1.0 - done) * self.area),
                figure("released_share", done),
                figure("spent", done * self.cost),
                figure("returned", done * self.people.unwrap_or(0.0)),
                figure("regions_complete", regions),
            ]);
        }
        all
    }

    /// Return, casualties and benefits; nobody's return is known where no trial is finished.
    fn figures_of_people(&self, years: &[f64], unfinished: &[f64]) -> Vec<Figure> {
        let mut all = Vec::new();
        if let Some(people) = self.people {
            let dates = if years.is_empty() {
                Spread::default()
            } else {
                let infinite = vec![f64::INFINITY; unfinished.len()];
                spread(&[years, &infinite].concat())
            };
            let returned = if years.is_empty() {
                Spread::default()
            } else {
                spread(&vec![people; years.len()])
            };
            all.extend([
                figure("people.returned", returned),
                figure("people.years_to_half_returned", dates.clone()),
                figure("people.years_to_90_percent_returned", dates),
                figure(
                    "benefits_present_value",
                    spread(&[0.3 * self.cost, self.cost]),
                ),
                figure("benefit_cost_ratio", spread(&[0.3, 1.0])),
            ]);
        }
        if let Some(a_year) = self.casualties {
            all.extend([
                figure("casualties.people", spread(&[12.0 * a_year, 25.0 * a_year])),
                figure("casualties.deminers", spread(&[1.4 * a_year])),
                figure("casualties.killed", spread(&[3.0 * a_year, 9.0 * a_year])),
            ]);
        }
        all
    }

    /// Work that falls off along a bell over the years, with a backlog that falls accordingly.
    fn year_series(&self) -> Vec<YearSeries> {
        let duration = if self.unfinished > 0.9 {
            2.0 * self.horizon
        } else {
            1.3 * self.years
        };
        let done = |end: f64, pace: f64| (end * pace / duration).min(1.0);
        let stock = |end: f64, pace: f64| {
            self.area * (1.0 - done(end, pace)) * (1.0 + 0.1 * done(end, pace))
        };
        let series = |name: &str, unit: &str, value: &Yearly| self.series(name, unit, value);
        let end = |y: usize| (y + 1) as f64;
        let spent = |y: usize, pace: f64| {
            let ramp = (end(y) / 5.0).min(1.0);
            let active = stock(end(y) - 1.0, pace) > 0.0;
            if active {
                self.cost / self.years * ramp / pace
            } else {
                0.0
            }
        };
        let part = |name: &str, share: f64| {
            series(
                &format!("spending.category.{name}"),
                self.currency,
                &|y, _| share * spent(y, 1.0),
            )
        };
        let money =
            |name: &str, value: &dyn Fn(usize, f64) -> f64| series(name, self.currency, value);
        let mut all = self.people_series();
        let left = |y: usize, pace: f64| stock((y + 1) as f64, pace);
        all.extend(self.land_series(&left));
        all.extend(self.limit_series(&left));
        all.extend(self.payer_series(&spent));
        all.extend([
            series("remaining.total", "ha", &|y, pace| stock(end(y), pace)),
            money("spending.total", &spent),
            part("survey", 0.06),
            part("technical_survey", 0.14),
            part("clearance", 0.6),
            part("overhead", 0.15),
            part("mobilisation", 0.05),
            money("income", &|_, _| self.income * self.cost / self.years),
            money("unfunded", &|y, pace| {
                if (3..9).contains(&y) {
                    0.3 * spent(y, pace)
                } else {
                    0.0
                }
            }),
        ]);
        all
    }

    /// Stocks of land and what is released of it.
    fn land_series(&self, stock: &Yearly) -> Vec<YearSeries> {
        let left =
            [("suspected", 0.6), ("confirmed", 0.3), ("to_clear", 0.1)].map(|(name, part)| {
                self.series(&format!("remaining.{name}"), "ha", &|y, pace| {
                    part * stock(y, pace)
                })
            });
        let released =
            [("cancelled", 0.2), ("reduced", 0.5), ("cleared", 0.3)].map(|(name, part)| {
                self.series(name, "ha", &|y, pace| {
                    let before = if y == 0 {
                        self.area
                    } else {
                        stock(y - 1, pace)
                    };
                    part * (before - stock(y, pace)).max(0.0)
                })
            });
        left.into_iter().chain(released).collect()
    }

    /// Money limits at first, then the teams, and at the end every label for one year in turn.
    fn limit_series(&self, stock: &Yearly) -> Vec<YearSeries> {
        let at_work = |y: usize| f64::from(u8::from(stock(y, 1.0) > 0.0));
        let labels = LIMITS.iter().enumerate().map(|(at, label)| {
            self.series(&format!("limited_by.{label}"), "share", &|y, _| {
                let most = match y {
                    0..8 => 0,
                    8..16 => 2,
                    _ => y % LIMITS.len(),
                };
                let share = if at == most { 0.7 } else { 0.3 / 6.0 };
                share * at_work(y)
            })
        });
        labels
            .chain([self.series("at_work", "share", &|y, _| at_work(y))])
            .collect()
    }

    /// As many sources and operators as regions, some of whose money lapses.
    fn payer_series(&self, spent: &Yearly) -> Vec<YearSeries> {
        let count = self.regions as f64;
        let all = (1..=self.regions).flat_map(|i| {
            let part = 2.0 * i as f64 / (count * (count + 1.0));
            let (payer, operator) = (
                format!("{} source {i}", self.region_name),
                format!("{} operator {i}", self.region_name),
            );
            let money = |name: String, factor: f64| {
                self.series(&name, self.currency, &|y, pace| {
                    factor * part * spent(y, pace)
                })
            };
            [
                money(format!("spending.funding.{payer}"), 1.0),
                money(
                    format!("lapsed.{payer}"),
                    if i % 2 == 0 { 0.2 } else { 0.0 },
                ),
                money(format!("spending.operator.{operator}"), 0.8),
            ]
        });
        all.collect()
    }

    /// As many factors as three a region, each of half the effect of the one before; none where nothing is uncertain.
    fn influences(&self) -> Influences {
        let measured = |value: f64, error: f64| {
            serde_json::from_value(serde_json::json!({ "value": value, "standard_error": error }))
                .unwrap()
        };
        let effect = |middle: f64, share: f64| Effect {
            low: measured(middle * (1.0 - 0.4 * share), 0.01 * middle),
            high: measured(middle * (1.0 + 0.5 * share), 0.01 * middle),
            share: measured(share, 0.01 * share),
        };
        let kinds = [Kind::Input, Kind::Group, Kind::Driver, Kind::Event];
        let rows = (1..=3 * self.regions)
            .filter(|_| self.spread > 0.0)
            .map(|i| {
                let share = 0.5 / i as f64;
                let name = format!("area.{} {i}.suspected", self.region_name);
                Influence {
                    title: name.clone(),
                    kind: kinds[i % 4],
                    spread: "1–3 ha".into(),
                    paths: vec![name.clone()],
                    name,
                    effects: [
                        if self.unfinished < 1.0 {
                            effect(self.years, share)
                        } else {
                            Effect::default()
                        },
                        effect(self.cost, 0.5 - share),
                    ],
                }
            });
        Influences {
            trials: TRIALS as u64,
            means: [self.years, self.cost],
            rows: rows.collect(),
        }
    }

    /// Three inputs a region and some of teams and money; every other one is judgement.
    fn assumptions(&self) -> Vec<Assumption> {
        let paths = (1..=3 * self.regions)
            .flat_map(|i| {
                let name = format!("{} {i}", self.region_name);
                [
                    format!("area.{name}.suspected"),
                    format!("team.{name}.unit_cost"),
                    format!("funding.{name}.annual"),
                ]
            })
            .chain(["people.return_delay".to_owned()]);
        let rows = paths.enumerate().filter(|_| self.spread > 0.0);
        let rows = rows.map(|(at, path)| Assumption {
            path,
            value: "{ uniform = [1, 3] }".into(),
            p10: 1.2,
            p50: 2.0,
            p90: 2.8e6,
            unit: if at % 3 == 0 {
                "ha".into()
            } else {
                self.currency.into()
            },
            source: (at % 2 == 0).then(|| {
                format!(
                    "{} and a report of many words on {}",
                    self.title, self.region_name
                )
            }),
            note: (at % 4 == 1).then(|| "judgement: hardly known".to_owned()),
            drawn: Drawn::PerTrial,
            is_default: false,
        });
        rows.collect()
    }

    /// A quantity by year: its quantiles are those of the pace of work, a low one a fast trial for what remains.
    fn series(&self, name: &str, unit: &str, value: &Yearly) -> YearSeries {
        let years = self.horizon as usize;
        let pace = |p: f64| math::exp(self.spread * 2.0 * (0.5 - p));
        let quantiles: Vec<[f64; 7]> = (0..years)
            .map(|y| YEAR_LEVELS.map(|p| value(y, pace(p))))
            .collect();
        let mean: Vec<f64> = (0..years).map(|y| value(y, 1.0)).collect();
        YearSeries {
            quantity: name.into(),
            unit: unit.into(),
            mean_error: vec![0.0; years],
            mean,
            quantiles,
            ..YearSeries::default()
        }
    }

    /// Return that follows half way behind the land, and casualties that fall off as people learn.
    fn people_series(&self) -> Vec<YearSeries> {
        let mut all = Vec::new();
        if let Some(people) = self.people {
            // A low quantile of who has returned is a slow trial.
            let done = |y: usize, pace: f64| ((y + 1) as f64 / pace / self.years).min(1.0);
            all.push(self.series("people.returned", "people", &|y, pace| {
                people * done(y, pace) * done(y, pace)
            }));
            all.push(self.series("people.land_released", "people", &|y, pace| {
                people * done(y, pace)
            }));
        }
        if let Some(casualties) = self.casualties {
            let now = |y: usize| casualties * math::exp(-0.08 * y as f64);
            all.push(self.series("casualties.people", "casualties", &|y, pace| {
                0.85 * now(y) / pace
            }));
            all.push(self.series("casualties.deminers", "casualties", &|y, _| 0.1 * now(y)));
            if self.people.is_some() {
                all.push(self.series(
                    "casualties.people_without_education",
                    "casualties",
                    &|y, _| now(y),
                ));
            }
        }
        all
    }
}

/// A quantity by year and pace of work.
type Yearly<'a> = dyn Fn(usize, f64) -> f64 + 'a;

fn cells(finished: &[(f64, f64)]) -> Joint {
    const CELLS: usize = 48;
    let edges = |values: Vec<f64>| -> Vec<f64> {
        let (low, high) = values
            .iter()
            .fold((f64::INFINITY, 0.0_f64), |(l, h), v| (l.min(*v), h.max(*v)));
        let high = if high > low { high } else { low + 1.0 };
        (0..=CELLS)
            .map(|k| low + (high - low) * k as f64 / CELLS as f64)
            .collect()
    };
    if finished.is_empty() {
        return Joint::default();
    }
    let years = edges(finished.iter().map(|t| t.0).collect());
    let cost = edges(finished.iter().map(|t| t.1).collect());
    let mut density = vec![vec![0; CELLS]; CELLS];
    let cell =
        |edges: &[f64], v: f64| (edges.partition_point(|e| *e <= v).max(1) - 1).min(CELLS - 1);
    for (t, c) in finished {
        density[cell(&years, *t)][cell(&cost, *c)] += 1;
    }
    Joint {
        density,
        years,
        cost,
        ..Joint::default()
    }
}

fn curve(mut values: Vec<f64>) -> Curve {
    values.sort_by(f64::total_cmp);
    let mut curve = Curve::default();
    for (i, value) in values.iter().enumerate() {
        if values.get(i + 1) != Some(value) {
            let p = (i + 1) as f64 / TRIALS as f64;
            let error = 1.96 * (p * (1.0 - p) / TRIALS as f64).sqrt();
            curve.x.push(*value);
            curve.p.push(p);
            curve.low.push((p - error).max(0.0));
            curve.high.push((p + error).min(1.0));
        }
    }
    curve
}

/// A band in which inputs decide most: a third of the way from the curve to its ends.
fn band(values: Vec<f64>) -> Band {
    let Curve { x, p, .. } = curve(values);
    let reach = |p: &f64| 1.6 * p * (1.0 - p);
    Band {
        low: p.iter().map(|p| p - reach(p).min(*p)).collect(),
        high: p.iter().map(|p| p + reach(p).min(1.0 - p)).collect(),
        epistemic_share: vec![0.8; x.len()],
        x,
    }
}

/// Inputs decide four fifths of everything.
fn invented_split() -> Nested {
    let parts = |epistemic: f64, aleatory: f64, share: f64| Parts {
        epistemic,
        aleatory,
        epistemic_share: Some(share),
        aleatory_share: Some(if share > 0.5 { 1.0 - share } else { share }),
    };
    let all = |parts: Parts| AllParts {
        years_to_horizon: parts,
        cost_to_horizon: parts,
        within_years: parts,
        within_cost: parts,
        joint: parts,
    };
    Nested {
        outer: 1000,
        inner: 3,
        variance: all(parts(40.0, 10.0, 0.8)),
        standard_error: all(parts(0.5, 0.4, 0.011)),
    }
}

fn spread(values: &[f64]) -> Spread {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = |p: f64| {
        let index = ((p * sorted.len() as f64).ceil() as usize).max(1) - 1;
        sorted.get(index).copied().filter(|v| v.is_finite())
    };
    Spread {
        mean: None,
        sd: None,
        p05: at(0.05),
        p10: at(0.10),
        p25: at(0.25),
        p50: at(0.50),
        p70: at(0.70),
        p75: at(0.75),
        p80: at(0.80),
        p90: at(0.90),
        p95: at(0.95),
    }
}

fn figure(name: &str, value: Spread) -> Figure {
    Figure {
        column: Column::of_figure(name).unwrap(),
        value,
        error: Spread::default(),
    }
}

fn errors(spread: &Spread) -> Spread {
    let error = |v: Option<f64>| v.map(|v| 0.003 * v);
    Spread {
        p50: error(spread.p50),
        p80: error(spread.p80),
        ..Spread::default()
    }
}
