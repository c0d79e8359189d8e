//! Sensitivity in parts: however its trials are cut, in whatever order they come, the bits of one machine.

use clearcast::sensitivity::{
    By, Found, Joined, Method, Outcome, Part, PartError, RunOf, Settings, measures, study,
};
use clearcast::simulate::{Model, Watch};
use clearcast::summary::measured::Measured;

fn everything() -> Model {
    Model::load("tests/data/valid/everything.toml".as_ref(), &[]).unwrap()
}

fn outcomes(model: &Model) -> Vec<Outcome> {
    let read = |name| Outcome::parse(name, model.programme(), model.scenario()).unwrap();
    ["joint", "cost", "remaining.total@2030"].map(read).to_vec()
}

fn settings(by: By, until: Option<f64>, over_time: bool) -> Settings {
    Settings {
        trials: 200,
        seed: 3,
        by,
        until,
        over_time,
    }
}

/// All parts of at most `most` trials, from the last to the first, then what else they show to be missing.
fn joined(model: &Model, method: Option<Method>, settings: &Settings, most: u64) -> (Found, usize) {
    let watch = Watch::default();
    let mut joined = Joined::new(model, outcomes(model), method, settings).unwrap();
    let mut count = 0;
    loop {
        let mut open = joined.open(most);
        if open.is_empty() {
            return (joined.found().unwrap().unwrap(), count);
        }
        open.reverse();
        for (part, trials) in open {
            let before = watch.done.load(std::sync::atomic::Ordering::Relaxed);
            let bytes = part.simulate(model, &watch).unwrap();
            let after = watch.done.load(std::sync::atomic::Ordering::Relaxed);
            assert_eq!(after - before, trials);
            assert_eq!(Part::read(&bytes), Ok(part.clone()));
            assert_eq!(Part::parse(&part.json()), Ok(part));
            joined.add(&bytes).unwrap();
            count += 1;
        }
    }
}

fn json(found: &Found) -> String {
    match found {
        Found::Study(found) => serde_json::to_string(found).unwrap(),
        Found::Measures(found) => serde_json::to_string(found).unwrap(),
    }
}

#[test]
fn a_study_in_parts_has_the_bits_of_one_machine() {
    let model = everything();
    let watch = Watch::default();
    for (settings, most, least) in [
        (settings(By::Factors, None, true), 100, 10),
        (settings(By::Inputs, None, false), 500, 2),
    ] {
        let whole = study(&model, outcomes(&model), &settings, &watch).unwrap();
        let (found, parts) = joined(&model, None, &settings, most);
        assert!(parts >= least, "{parts}");
        assert_eq!(json(&found), serde_json::to_string(&whole).unwrap());
    }
}

/// Which points are missing is known when those before are there.
#[test]
fn a_study_in_parts_goes_on_until_its_limit() {
    let model = everything();
    let watch = Watch::default();
    let of_once = settings(By::Factors, None, false);
    let once = study(&model, outcomes(&model), &of_once, &watch).unwrap();
    let shares = once.rows.iter().flat_map(|row| &row.shares);
    let widest = shares.filter_map(Measured::half_width).fold(0.0, f64::max);
    let until = settings(By::Factors, Some(0.9 * widest), false);
    let whole = study(&model, outcomes(&model), &until, &watch).unwrap();
    assert!(whole.points >= 2 * once.points && whole.reached == Some(true));
    let (found, _) = joined(&model, None, &until, 1_000);
    assert_eq!(json(&found), serde_json::to_string(&whole).unwrap());
}

#[test]
fn measures_in_parts_have_the_bits_of_one_machine() {
    let model = everything();
    for (method, by) in [
        (Method::Sobol { pick_freeze: false }, By::Factors),
        (Method::Sobol { pick_freeze: true }, By::Factors),
        (Method::Sobol { pick_freeze: false }, By::Inputs),
        (Method::Delta, By::Factors),
        (Method::Rank, By::Factors),
    ] {
        let settings = settings(by, None, false);
        let watch = Watch::default();
        let whole = measures(&model, outcomes(&model), method, &settings, &watch).unwrap();
        let (found, parts) = joined(&model, Some(method), &settings, 70);
        assert!(parts >= 4, "{parts}");
        assert_eq!(json(&found), serde_json::to_string(&whole).unwrap());
    }
    let settings = settings(By::Factors, None, false);
    let refused = Joined::new(&model, outcomes(&model), Some(Method::Tornado), &settings);
    assert_eq!(refused.err(), Some(PartError::NoTrials));
}

/// What a part holds says all that its bytes depend on, so questions that share it have it under one name.
#[test]
fn questions_share_the_parts_that_they_have_in_common() {
    let model = everything();
    let names = |method, settings: &Settings| -> Vec<String> {
        let joined = Joined::new(&model, outcomes(&model), method, settings).unwrap();
        let open = joined.open(1_000_000);
        open.iter().map(|(part, _)| part.json()).collect()
    };
    let plain = settings(By::Factors, None, false);
    let study = names(None, &plain);
    let delta = names(Some(Method::Delta), &plain);
    assert!(delta.len() == 1 && study.contains(&delta[0]));
    let until = settings(By::Factors, Some(0.01), false);
    assert_eq!(names(None, &until), study);
    // Only points hold calendar years.
    let by_year = names(None, &settings(By::Factors, None, true));
    let others = by_year.iter().filter(|it| !study.contains(it));
    let others: Vec<Part> = others.map(|it| Part::parse(it).unwrap()).collect();
    assert!(matches!(
        &others[..],
        [Part {
            run: RunOf::Points(_),
            ..
        }]
    ));
}

#[test]
fn what_does_not_belong_to_a_question_is_refused() {
    let model = everything();
    let (watch, settings) = (Watch::default(), settings(By::Factors, None, false));
    let open = |settings: &Settings, method| {
        Joined::new(&model, outcomes(&model), method, settings).unwrap()
    };
    let mut joined = open(&settings, None);
    let (part, _) = joined.open(70)[0].clone();
    let bytes = part.simulate(&model, &watch).unwrap();
    for at in [40, bytes.len() / 2, bytes.len() - 1] {
        let mut broken = bytes.clone();
        broken[at] ^= 1;
        assert_eq!(joined.add(&broken), Err(PartError::Damaged), "byte {at}");
        assert_eq!(joined.add(&bytes[..at]), Err(PartError::Damaged));
    }
    assert_eq!(joined.add(b"something else"), Err(PartError::Foreign));
    let seed = Settings {
        seed: 4,
        ..settings.clone()
    };
    assert_eq!(open(&seed, None).add(&bytes), Err(PartError::Other("seed")));
    let of_points = joined.open(70).pop().unwrap().0;
    let of_points = of_points.simulate(&model, &watch).unwrap();
    let measured = open(&settings, Some(Method::Delta)).add(&of_points);
    assert_eq!(measured, Err(PartError::Other("method")));
    let few = Settings {
        trials: 50,
        ..settings.clone()
    };
    assert!(matches!(
        open(&few, None).add(&bytes),
        Err(PartError::Unsound(_))
    ));

    joined.add(&bytes).unwrap();
    assert_eq!(joined.add(&bytes), Err(PartError::Twice));
    let missing: Vec<Part> = joined.open(70).into_iter().map(|(it, _)| it).collect();
    assert!(!missing.contains(&part));
    assert!(joined.found().unwrap().is_none());

    // A part that says what no study asks for.
    let changed = |change: &dyn Fn(&mut Part)| {
        let mut part = part.clone();
        change(&mut part);
        part.simulate(&model, &watch).unwrap_err()
    };
    let other = changed(&|it| it.scenario = "0".to_owned());
    assert_eq!(other, PartError::Other("scenario"));
    assert_eq!(
        changed(&|it| it.version = "0".to_owned()),
        PartError::OtherVersion
    );
    for unsound in [
        changed(&|it| it.range = 5..5),
        changed(&|it| it.range = 0..u64::MAX),
        changed(&|it| it.run = RunOf::Without("event.none".to_owned())),
    ] {
        assert!(matches!(unsound, PartError::Unsound(_)), "{unsound}");
    }
}
