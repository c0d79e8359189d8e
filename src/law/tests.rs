use super::*;

#[test]
fn a_table_follows_the_exact_quantile() {
    for law in [
        Law::Pert {
            min: 1.0,
            mode: 2.0,
            max: 6.0,
        },
        Law::Gamma {
            shape: 2.0,
            scale: 3.0,
        },
    ] {
        let law = Truncated::whole(law);
        let table = Quantile::new(&law);
        for i in 1..1000 {
            let p = f64::from(i) / 1000.0;
            assert!((table.at(p) - law.quantile_exact(p, 1.0 - p)).abs() < 1e-9);
        }
    }
}
