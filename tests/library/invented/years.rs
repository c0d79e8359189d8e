//! Quantities by year.

use clearcast::math;
use clearcast::programme::columns::LIMITS;
use clearcast::summary::charts::{YEAR_LEVELS, YearSeries};

use super::Case;

impl Case {
    /// Work that falls off along a bell over the years, with a backlog that falls accordingly.
    pub(super) fn year_series(&self) -> Vec<YearSeries> {
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
